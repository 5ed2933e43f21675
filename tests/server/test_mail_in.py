"""Mail that comes in, by a real client over SMTP: what opens a case, adds to one, is answered or put aside."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pytest_django import Settings

from tests.server.founding import customer, published
from tests.server.mail import OUR_ID, PASSED, Client, contact, message, parts, verdicts, with_inbound
from tests.server.scene import NOW, Caller, key_for
from tests.server.sinks import MailSink, mail_server
from tests.server.telling import deliver, with_mail
from upheld.problems import Refused
from upheld.server.accounts.models import Account
from upheld.server.delivery.models import Delivery, SuppressedAddress
from upheld.server.desk.models import Ticket
from upheld.server.installed import installation
from upheld.server.keeping import kept, place_of
from upheld.server.mailin.listening import listener_of
from upheld.server.mailin.models import InboundMessage
from upheld.server.outbox.models import Outbox
from upheld.server.threads import reply_address

pytestmark = pytest.mark.django_db(transaction=True)
SUPPORT, BUSINESS = "support@api2task.com", "contact@api2task.com"


@pytest.fixture
def client(transactional_db: None, settings: Settings) -> Iterator[Client]:  # noqa: ARG001 - what it writes to
    settings.UPHELD = with_inbound(installation(), largest=1024 * 1024)
    listener = listener_of(installation())
    assert listener is not None
    listener.start()
    yield Client(listener.port)
    listener.stop()


@pytest.fixture
def acme(transactional_db: None) -> Account:  # noqa: ARG001 - likewise
    """A customer under the agreement that takes e-mail at two kinds of addresses."""
    return customer("api2task")


def set_inbound(settings: Settings, **told: object) -> None:
    """Change settings of mail that comes in while the listener runs."""
    inbound = installation().inbound
    assert inbound is not None
    changed = installation().model_copy(update={"inbound": inbound.model_copy(update=told)})
    settings.UPHELD = changed


def test_an_e_mail_opens_a_case_and_is_kept_as_it_came(client: Client, acme: Account) -> None:
    raw = message("Nothing works since nine.\n\nOn Monday Bob wrote:\n> Hello", "Message-ID: <1@acme.example>")
    code, _ = client.send(raw, SUPPORT)
    ticket = Ticket.objects.get()
    assert (code, ticket.account_id, ticket.channel, ticket.subject) == (250, acme.pk, "e-mail", "It is down")
    data = ticket.events.get().data
    assert (data["description"], data["sender"]) == ("Nothing works since nine.", "ann@acme.example")
    row = InboundMessage.objects.get()
    assert (row.verdict, row.ticket_id, kept(installation().data_dir, row.raw)) == ("opened", ticket.pk, raw + b"\r\n")
    assert place_of(installation().data_dir, row.raw).stat().st_mode & 0o777 == 0o600


@pytest.mark.clause("AT-11")
def test_general_questions_and_business_requests_go_to_queues_with_terms_of_their_own(
    client: Client,
    acme: Account,  # noqa: ARG001 - who writes
) -> None:
    client.send(message("How do I list tasks?", subject="A question"), SUPPORT)
    client.send(message("We should like an offer.", subject="An offer"), BUSINESS)
    agent = Caller(key_for("agent"))
    told = {queue: agent.get(f"/tickets?queue={queue}").json()["items"] for queue in ("general", "business")}
    assert {queue: [each["subject"] for each in items] for queue, items in told.items()} == {
        "general": ["A question"], "business": ["An offer"],
    }  # fmt: skip
    clocks = {queue: agent.get(f"/tickets/{items[0]['number']}").json()["clocks"] for queue, items in told.items()}
    # Support answers within 24 hours; for business requests no time is promised.
    assert [(each["target"], each["verdict"]) for each in clocks["general"]] == [("response", "running")]
    assert [each for each in clocks["business"] if each["due"]] == []


def test_an_address_that_nobody_has_is_refused_at_once(client: Client, acme: Account) -> None:  # noqa: ARG001
    code, said = client.send(message("Hello"), "sales@api2task.com")
    assert (code, said, InboundMessage.objects.count()) == (550, "5.1.1 no such address here", 0)


@pytest.mark.clause("PL-04")
def test_an_e_mail_is_no_case_where_the_portal_is_agreed_and_is_answered_with_its_address(
    client: Client, settings: Settings
) -> None:
    customer("plivo")
    with mail_server(MailSink()) as sink:
        with_mail(settings, sink.port)
        code, _ = client.send(message("Calls fail."), "desk@desk.example")
        assert (code, Ticket.objects.count()) == (250, 0)
        deliver()
        (answer,) = sink.taken
    assert (answer["To"], answer["Subject"]) == ("ann@acme.example", "Not a case: It is down")
    body = answer.get_body(("plain",))
    assert body is not None
    # The words of the agreement, and the clause that they stand in.
    says = "Cases are submitted in the ticket portal only, at https://support.plivo.com/hc/en-us (B.1)"
    assert says in " ".join(body.get_content().split())
    # So that no other machine answers the answer.
    assert answer["Auto-Submitted"] == "auto-generated"
    assert verdicts() == [("answered", "a report by e-mail is no case under this agreement")]


def test_a_reply_joins_its_ticket_by_signed_address_or_by_references(client: Client, acme: Account) -> None:
    client.send(message("Down.", "Message-ID: <1@acme.example>"), SUPPORT)
    ticket = Ticket.objects.get()
    client.send(message("Still down."), reply_address(ticket.pk))
    client.send(message("And now?", "In-Reply-To: <1@acme.example>"), SUPPORT)
    events = list(ticket.events.order_by("sequence").values_list("kind", "data__text"))
    assert events[1:] == [("customer_message", "Still down."), ("customer_message", "And now?")]
    assert Ticket.objects.count() == 1
    contact(customer("plivo", "other"), "eve@other.example")
    stranger = message("What is going on there?", sender="eve@other.example")
    assert client.send(stranger, reply_address(ticket.pk))[0] == 250
    assert verdicts()[-1] == ("quarantined", "its sender is not of the account whose ticket it answers")
    assert (ticket.events.count(), acme.tickets.count()) == (3, 1)


def test_a_reply_address_that_somebody_made_up_is_none(client: Client, acme: Account) -> None:  # noqa: ARG001
    client.send(message("Down."), SUPPORT)
    real = reply_address(Ticket.objects.get().pk)
    changed = real.replace(f"+{Ticket.objects.get().pk}.", "+999.")
    assert client.send(message("Hello"), changed)[0] == 550


def test_a_reply_to_a_merged_ticket_goes_to_the_one_that_goes_on(client: Client, acme: Account) -> None:
    for text in ("Down.", "Down, too."):
        client.send(message(text), SUPPORT)
    first, second = Ticket.objects.filter(account=acme).order_by("pk")
    agent = Caller(key_for("agent"))
    agent.post(f"/tickets/{second.pk}/events", {"event": "merge", "into": str(first.pk)})
    client.send(message("Any news?"), reply_address(second.pk))
    assert first.events.order_by("-sequence").values_list("data__text", flat=True)[0] == "Any news?"


def test_strangers_and_forged_senders_are_put_aside(client: Client, acme: Account, settings: Settings) -> None:
    client.send(message("Open a ticket for me", sender="mallory@evil.example"), SUPPORT)
    set_inbound(settings, authserv_id=OUR_ID)
    forged = f"Authentication-Results: {OUR_ID}; dmarc=fail header.from=acme.example"
    client.send(message("It is me.", forged), SUPPORT)
    # A result that came with the message, below that of our own server, is not looked at.
    client.send(message("It is me!", forged, PASSED), SUPPORT)
    client.send(message("Nobody checked me.", "Authentication-Results: evil.example; dmarc=pass"), SUPPORT)
    assert verdicts() == [
        ("quarantined", "its sender is unknown"),
        ("quarantined", "its sender may be forged (dmarc=fail)"),
        ("quarantined", "its sender may be forged (dmarc=fail)"),
        ("quarantined", "our mail server did not check its sender"),
    ]
    assert client.send(message("It is really me.", PASSED), SUPPORT)[0] == 250
    assert (verdicts()[-1], acme.tickets.count(), Outbox.objects.filter(kind="mail.answer").count()) == (
        ("opened", ""), 1, 0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "sender", "why"),
    [
        ("Auto-Submitted: auto-replied (vacation)", "ann@acme.example", "sent by a program (Auto-Submitted)"),
        ("Precedence: bulk", "ann@acme.example", "bulk mail (Precedence)"),
        ("List-Id: <news.acme.example>", "ann@acme.example", "of a list or a program (list-id)"),
        ("X-Upheld-Notice: msg_1", "ann@acme.example", "of a list or a program (x-upheld-notice)"),
        ("X-Nothing: x", "", "nobody is to answer it (empty return path)"),
    ],
)
def test_what_no_person_wrote_opens_nothing_and_is_not_answered(
    client: Client, acme: Account, more: str, sender: str, why: str
) -> None:
    assert client.send(message("I am away until Monday.", more), SUPPORT, sender=sender)[0] == 250
    assert (verdicts(), acme.tickets.count(), Outbox.objects.count()) == ([("automatic", why)], 0, 0)


def test_mail_that_goes_round_and_a_sender_without_end_are_stopped(
    client: Client, acme: Account, settings: Settings
) -> None:
    hops = ["Received: from a by b"] * 51
    assert client.send(message("Round", *hops), SUPPORT) == (554, "5.6.0 it has gone round in a circle")
    set_inbound(settings, per_sender_hourly=3)
    codes = [client.send(message(f"Number {number}"), SUPPORT)[0] for number in range(5)]
    # Those beyond the number stay with the sender's server, which comes again.
    assert (codes, acme.tickets.count()) == ([250, 250, 250, 451, 451], 3)


def test_a_message_that_is_handed_over_again_is_taken_once(client: Client, acme: Account) -> None:
    raw = message("Down.", "Message-ID: <1@acme.example>")
    answers = {client.send(raw, SUPPORT) for _ in range(3)}
    assert (len(answers), acme.tickets.count(), InboundMessage.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ("From: a@b.example\r\nFrom: ann@acme.example\r\n", "it has 2 From headers"),
        ("From: a@b.example, ann@acme.example\r\n", "its From is not one address"),
        ('From: "ann@acme.example" <a@b.example> <ann@acme.example>\r\n', "its From is not one address"),
        ("From: ann@acme.example(@evil.example)\r\n", "its From is not one address"),
        ("Subject: x\r\n", "it has no From header"),
    ],
)
def test_a_message_without_one_sender_is_refused_and_kept(client: Client, headers: str, why: str) -> None:
    published("api2task")
    assert client.send(headers.encode() + b"\r\nHello", SUPPORT) == (554, f"5.6.0 {why}")
    assert verdicts() == [("refused", why)]


def test_a_subject_cannot_bring_headers_of_its_own(client: Client, acme: Account) -> None:
    client.send(message("Down.", subject="=?utf-8?q?Down=0D=0ABcc:_x=40y.example?="), SUPPORT)
    assert acme.tickets.get().subject == "Down Bcc: x@y.example"


def test_html_is_cleaned_and_attachments_are_kept_by_their_hash(client: Client, acme: Account) -> None:
    html = (
        "Content-Type: text/html\r\n\r\n<p>It is <b>down</b>.</p><script>alert(1)</script>"
        '<img src="http://evil.example/x.png"><a href="javascript:alert(1)" onclick="x()">here</a>'
    )
    file = (
        'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="../../etc/log.pdf"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\naGVsbG8="
    )
    raw = message(parts("b", (html, file)), "Content-Type: multipart/mixed; boundary=b")
    client.send(raw, SUPPORT)
    row = InboundMessage.objects.get()
    assert row.html == '<p>It is <b>down</b>.</p><a rel="noopener noreferrer nofollow">here</a>'
    assert acme.tickets.get().events.get().data["description"] == "It is down.\nhere"
    (attached,) = row.attachments
    # The SHA-256 of `hello`, as any tool gives it.
    assert attached == {
        "name": "log.pdf", "type": "application/pdf", "size": 5,
        "sha256": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
    }  # fmt: skip
    assert kept(installation().data_dir, attached["sha256"]) == b"hello"


def test_a_message_that_is_too_large_is_refused_before_it_is_sent(
    client: Client,
    acme: Account,  # noqa: ARG001 - who writes
) -> None:
    code, _ = client.send(b"From: ann@acme.example\r\n\r\n" + b"x\r\n" * 400_000, SUPPORT)
    assert (code, InboundMessage.objects.count()) == (552, 0)


def test_a_bounce_marks_the_delivery_and_its_address(client: Client, acme: Account) -> None:
    client.send(message("Down."), SUPPORT)
    letter = Outbox.objects.get(kind="ticket.opened")
    delivery = Delivery.objects.create(
        letter=letter, account=acme, channel="e-mail", recipient="ann@acme.example", message_id="msg_0123",
        status="delivered", created_at=NOW,
    )  # fmt: skip
    told = (
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.acme.example\r\n\r\n"
        "Final-Recipient: rfc822; ann@acme.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 no such user"
    )
    original = "Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <msg_0123@desk.example>\r\n"
    report = message(
        parts("b", ("Content-Type: text/plain\r\n\r\nSorry.", told, original)),
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        sender="MAILER-DAEMON@mx.acme.example (Mail Delivery System)",
    )
    assert client.send(report, SUPPORT, sender="")[0] == 250
    delivery.refresh_from_db()
    attempt = delivery.attempts.get()
    assert (delivery.status, attempt.outcome, attempt.says) == (
        "failed", "refused", "bounced: 5.1.1 smtp; 550 no such user",
    )  # fmt: skip
    assert SuppressedAddress.objects.get().address == "ann@acme.example"
    assert verdicts()[-1][0] == "bounce"
    assert acme.tickets.count() == 1


def test_a_connection_may_turn_to_tls_and_there_are_only_so_many(
    transactional_db: None,  # noqa: ARG001 - where addresses are looked up
    settings: Settings,
    tmp_path: Path,
) -> None:
    certificate, key = certified(tmp_path)
    settings.UPHELD = with_inbound(installation(), certificate=certificate, certificate_key=key, connections=1)
    customer("api2task")
    listener = listener_of(installation())
    assert listener is not None
    listener.start()
    try:
        context = ssl.create_default_context(cafile=str(certificate))
        with smtplib.SMTP("localhost", listener.port, timeout=20) as line:
            line.starttls(context=context)
            with pytest.raises(smtplib.SMTPConnectError, match="too many connections"):
                smtplib.SMTP("localhost", listener.port, timeout=20)
            line.sendmail("ann@acme.example", [SUPPORT], message("Down."))
        # One that hangs does not hold up the end.
        hanging = socket.create_connection(("localhost", listener.port))
        hanging.recv(100)
    finally:
        listener.stop()
    hanging.close()
    assert Ticket.objects.get().subject == "It is down"


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ({"certificate": "nowhere.pem"}, "the certificate cannot be read: No such file"),
        ({"listen": "192.0.2.1:2525"}, "mail cannot be taken at 192.0.2.1:2525"),
    ],
)
def test_a_listener_that_cannot_begin_says_why(told: dict[str, str], what: str) -> None:
    with pytest.raises(Refused, match=what):
        listener_of(with_inbound(installation(), **told))


def certified(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(Encoding.PEM))
    paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return paths
