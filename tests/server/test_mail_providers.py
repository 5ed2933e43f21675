"""Mail by a provider: what it posts to us is taken where it proves who it is, and our mail goes out by its API."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from django.test import Client
from pytest_django import Settings

from tests.server.mail import contact, message, verdicts, with_inbound
from tests.server.scene import NOBODY, NOW, Scene
from upheld.server.configuration import Configuration, MailProvider
from upheld.server.delivery.mail import Mail, MailLine
from upheld.server.delivery.models import EMAIL, FAILED, Delivery
from upheld.server.delivery.recording import is_suppressed
from upheld.server.desk.models import Ticket
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.installed import installation
from upheld.server.keys import Keys
from upheld.server.outbox.models import Outbox
from upheld.server.settings import settings_of

KEY = "a signing key of Mailgun's"
PASSWORD = "provider:and its password"  # noqa: S105 - of tests alone
INBOUND, EVENTS = "/mail-provider/inbound", "/mail-provider/events"


def provider(settings: Settings, name: str, key: str) -> None:
    """Take what a provider posts."""
    made = MailProvider.model_validate({"name": name, "signing_key": key})
    settings.UPHELD = with_inbound(installation()).model_copy(update={"mail_provider": made})


def signed(key: str = KEY) -> dict[str, str]:
    """What Mailgun proves itself by: HMAC-SHA256 of timestamp and token, in hex."""
    stamp, token = "1793000000", "0123456789abcdef" * 3
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": stamp, "token": token, "signature": signature}


def mailgun_mail(raw: bytes, recipient: str = "desk@desk.example", key: str = KEY) -> Any:
    """A message as Mailgun brings it, whole."""
    told = {"recipient": recipient, "sender": "ann@acme.example", "body-mime": raw.decode(), **signed(key)}
    return Client().post(INBOUND, told)


def mailgun_event(kind: str, sent: str, recipient: str, key: str = KEY) -> Any:
    """What became of a message, as Mailgun tells it."""
    told = {
        "event": kind, "severity": "permanent", "reason": "bounce", "recipient": recipient, "timestamp": 1793000000.5,
        "user-variables": {"upheld": sent}, "delivery-status": {"code": 550, "message": "5.1.1 no such user"},
        "message": {"headers": {"message-id": "x@y"}}, "id": "1",
    }  # fmt: skip
    body = {"signature": signed(key), "event-data": told}
    return Client().post(EVENTS, json.dumps(body), content_type="application/json")


def postmark(path: str, body: Mapping[str, object], password: str = PASSWORD) -> Any:
    """What Postmark posts, with the password of the address that it was given."""
    given = base64.b64encode(password.encode()).decode()
    text = json.dumps(body)
    return Client().post(path, text, content_type="application/json", headers={"Authorization": f"Basic {given}"})


@pytest.fixture
def sent(scene: Scene) -> Delivery:
    """An e-mail to Ann that went out."""
    ticket = open_ticket(scene.acme, Report("It is down", priority="1"), NOBODY, NOW).ticket
    letter = Outbox.objects.filter(ticket=ticket).latest("pk")
    return Delivery.objects.create(
        letter=letter, account=scene.acme, channel=EMAIL, recipient="Ann@acme.example", message_id="abc123",
        status="delivered", created_at=NOW,
    )  # fmt: skip


def test_mail_that_mailgun_brings_opens_a_ticket_once(scene: Scene, settings: Settings) -> None:
    provider(settings, "mailgun", KEY)
    contact(scene.acme, "ann@acme.example")
    raw = message("Nothing works.")
    assert [mailgun_mail(raw).status_code for _ in range(2)] == [200, 200]
    assert len(verdicts()) == 1
    row = scene.acme.inbound_messages.get()
    assert (row.sender, row.subject, row.recipients) == ("ann@acme.example", "It is down", ["desk@desk.example"])


def test_mail_with_another_signature_is_refused(scene: Scene, settings: Settings) -> None:
    provider(settings, "mailgun", KEY)
    contact(scene.acme, "ann@acme.example")
    assert mailgun_mail(message("Nothing works."), key="somebody else's key").status_code == 403
    assert (verdicts(), Ticket.objects.count()) == ([], 0)


def test_mail_to_nobody_is_not_brought_again(scene: Scene, settings: Settings) -> None:  # noqa: ARG001 - what stands
    provider(settings, "mailgun", KEY)
    assert mailgun_mail(message("x"), recipient="nobody@desk.example").status_code == 406


def test_without_a_provider_there_is_no_such_address(scene: Scene) -> None:  # noqa: ARG001 - likewise
    assert [Client().post(path).status_code for path in (INBOUND, EVENTS)] == [404, 404]


def test_postmark_brings_mail_and_proves_itself_by_its_password(scene: Scene, settings: Settings) -> None:
    provider(settings, "postmark", PASSWORD)
    contact(scene.acme, "ann@acme.example")
    told = {"FromFull": {"Email": "ann@acme.example"}, "OriginalRecipient": "desk@desk.example",
            "Headers": [{"Name": "Return-Path", "Value": "<ann@acme.example>"}],
            "RawEmail": message("Nothing works.").decode()}  # fmt: skip
    assert postmark(INBOUND, told, "provider:wrong").status_code == 403
    assert postmark(INBOUND, told).status_code == 200
    assert scene.acme.inbound_messages.get().text.strip() == "Nothing works."


@pytest.mark.parametrize("body", ["", "[]", "null", "5", '{"event-data": {}}', '{"signature": 1}', "\udcff"])
def test_what_is_not_of_the_providers_form_does_no_harm(scene: Scene, settings: Settings, body: str) -> None:  # noqa: ARG001
    for name, key in (("mailgun", KEY), ("postmark", PASSWORD)):
        provider(settings, name, key)
        raw = body.encode(errors="surrogateescape")
        given = base64.b64encode(PASSWORD.encode()).decode()
        for path in (INBOUND, EVENTS):
            answer = Client().generic(
                "POST", path, raw, content_type="application/json", headers={"Authorization": f"Basic {given}"}
            )
            assert answer.status_code < 500, (name, path, answer.content)
    assert verdicts() == []


def test_a_bounce_ends_the_delivery_and_the_address(sent: Delivery, settings: Settings) -> None:
    provider(settings, "mailgun", KEY)
    for _ in range(2):  # told twice, written down once
        assert mailgun_event("failed", sent.message_id, "ann@acme.example").status_code == 200
    sent.refresh_from_db()
    assert (sent.status, sent.attempts.count(), is_suppressed("ann@acme.example")) == (FAILED, 1, True)


def test_a_complaint_keeps_the_address_from_more_and_the_delivery_as_it_is(sent: Delivery, settings: Settings) -> None:
    provider(settings, "mailgun", KEY)
    assert mailgun_event("complained", sent.message_id, "ann@acme.example").status_code == 200
    sent.refresh_from_db()
    assert (sent.status, is_suppressed("ann@acme.example")) == ("delivered", True)


def test_an_event_that_is_not_signed_changes_nothing(sent: Delivery, settings: Settings) -> None:
    provider(settings, "mailgun", KEY)
    assert mailgun_event("failed", sent.message_id, "ann@acme.example", "somebody else's key").status_code == 403
    assert not is_suppressed("ann@acme.example")


@pytest.mark.parametrize(("kind", "ended"), [("HardBounce", True), ("SoftBounce", False)])
def test_a_full_mailbox_does_not_end_an_address(sent: Delivery, settings: Settings, kind: str, ended: bool) -> None:  # noqa: FBT001
    provider(settings, "postmark", PASSWORD)
    told = {"RecordType": "Bounce", "Type": kind, "Email": "ann@acme.example", "Details": "mailbox full",
            "ID": 4, "BouncedAt": "2026-11-02T10:00:00Z", "Metadata": {"upheld": sent.message_id}}  # fmt: skip
    assert postmark(EVENTS, told).status_code == 200
    sent.refresh_from_db()
    assert (sent.status, is_suppressed("ann@acme.example")) == (FAILED, ended)


@contextmanager
def api(status: int) -> Iterator[tuple[str, list[bytes]]]:
    """A real web server in Mailgun's place: its address, and the bodies that it took."""
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            answer = b'{"id": "<x@y>", "message": "Queued. Thank you."}'
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v3", bodies
        finally:
            server.shutdown()


MAIL = Mail("ann@acme.example", "Update", "text", "<p>text</p>", {"Message-ID": "<abc123@desk.example>"})


@pytest.mark.parametrize(
    ("status", "ending"),
    [(200, "delivered"), (401, "unreachable"), (429, "later"), (400, "refused"), (500, "unknown")],
)
def test_our_mail_goes_out_by_the_providers_api(settings: Settings, status: int, ending: str) -> None:
    with api(status) as (address, bodies):
        told = {
            "mail": {"sender": "desk@desk.example"},
            "mail_provider": {"name": "mailgun", "api_key": "key-secret", "api_url": address},
        }
        made = settings_of(Configuration.model_validate(told), Keys("k" * 50))
        for name in ("EMAIL_BACKEND", "ANYMAIL", "DEFAULT_FROM_EMAIL"):
            setattr(settings, name, made[name])
        with MailLine() as line:
            outcome = line.send(MAIL)
    assert (outcome.ending, "key-secret" in outcome.says) == (ending, False)
    # The id of our message goes with it, for what the provider tells of it afterwards.
    assert all(part in unquote_to_bytes(bodies[0]) for part in (b"abc123", b"upheld", b"desk@desk.example"))


@pytest.mark.parametrize(
    "told",
    [
        {"mail": {"sender": "desk@desk.example"}},
        {"mail_provider": {"name": "mailgun", "api_key": "x"}},
        {"mail_provider": {"name": "postmark", "signing_key": "a password without its user"}},
        {"mail_provider": {"name": "mailgun", "signing_key": "short"}},
    ],
)
def test_a_provider_that_is_set_up_by_halves_is_refused(told: Mapping[str, object]) -> None:
    with pytest.raises(ValueError, match=r"mail|signing"):
        Configuration.model_validate(told)
