"""Notices: the five kinds with the four things that each must hold, by e-mail, webhook and portal."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.server.scene import Caller, Scene, key_for
from tests.server.sinks import HookSink, MailSink, hook_server, mail_server
from tests.server.telling import CUSTOMER, PHONE, add_customer, deliver, furnish, opened, time_passes, with_mail
from upheld.server.delivery.models import Delivery
from upheld.server.notices.filling import fields_of
from upheld.server.notices.notice import IncompleteNoticeError, Notice
from upheld.server.notices.words import languages, words_in


@pytest.fixture
def mail(settings: Settings) -> Iterator[MailSink]:
    """A mail server that takes what it gets."""
    with mail_server(MailSink()) as sink:
        with_mail(settings, sink.port)
        yield sink


@pytest.fixture
def hooks() -> Iterator[HookSink]:
    """A receiver of webhooks."""
    with hook_server() as sink:
        yield sink


@pytest.fixture
def told(scene: Scene) -> Scene:
    """The scene, with somebody to tell."""
    furnish(scene)
    return scene


@pytest.mark.clause("PL-07")
def test_five_kinds_by_mail_webhook_and_portal_each_with_its_four_things(
    told: Scene, mail: MailSink, hooks: HookSink
) -> None:
    agent, customer = Caller(told.agent), Caller(key_for("admin", told.acme))
    made = customer.post("/webhooks", {"url": hooks.url("/hook")})
    assert made.status_code == 201, made.content
    ticket = opened(told.acme, description="Nothing answers since nine.")
    deliver()
    acts: tuple[dict[str, object], ...] = (
        {"event": "message", "how": "notice", "text": "We found the cause."},
        {"event": "wait", "state": "waiting_on_customer", "text": "Please send us the log."},
        {"event": "resume"},
        {"event": "resolve", "how": "notice", "text": "It is up again."},
    )
    for act in acts:
        answer = agent.post(f"/tickets/{ticket.pk}/events", act)
        assert answer.status_code == 201, answer.content
        deliver()
    kinds = ["Initial", "Update", "Action Required", "Informational", "Resolved"]
    said = ["Nothing answers since nine.", "We found the cause.", "Please send us the log.",
            "We are working on it again.", "It is up again."]  # fmt: skip
    assert mail.subjects(CUSTOMER) == [f"[Ticket {ticket.pk}] {kind}: It is down" for kind in kinds]
    for kind, text, message in zip(kinds, said, mail.taken, strict=True):
        body = message.get_body(("plain",))
        assert body is not None
        content = body.get_content()
        assert all(
            part in content for part in (f"Status: {kind}", f"Ticket: {ticket.pk}", "Priority: Critical", PHONE, text)
        ), content
    posted = [json.loads(hook.body)["data"] for hook in hooks.at("/hook")]
    inbox = list(reversed(customer.get("/notices").json()["items"]))
    for got in (posted, inbox):
        assert [each["status"] for each in got] == kinds
        assert {(each["ticket"], each["support_phone"]) for each in got} == {(ticket.pk, PHONE)}
        assert all(text in each["description"] for text, each in zip(said, got, strict=True))


@pytest.mark.clause("PL-07")
@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"status": "Other"}, "status"), ({"ticket": 0}, "ticket number"), ({"phone": " "}, "telephone"),
        ({"description": ""}, "description"),
    ],
)  # fmt: skip
def test_a_notice_that_lacks_one_of_the_four_cannot_be_made(change: dict[str, object], lacks: str) -> None:
    whole: dict[str, object] = {
        "status": "Initial", "ticket": 7, "phone": PHONE, "description": "It is down.", "subject": "Down",
        "priority": "1", "account": "Acme", "at": 0, "event": "opened",
    }  # fmt: skip
    with pytest.raises(IncompleteNoticeError, match=lacks):
        Notice(**{**whole, **change})  # type: ignore[arg-type]  # as a fault of ours would


@pytest.mark.clause("PL-07")
def test_without_the_telephone_number_notices_wait_until_there_is_one(scene: Scene, mail: MailSink) -> None:
    add_customer(scene.acme)
    opened(scene.acme)
    deliver()
    waiting = Delivery.objects.get(channel="e-mail")
    assert (mail.taken, waiting.status, waiting.tries) == ([], "waiting", 0)
    answer = Caller(scene.owner).post("/provider", {"name": "Desk", "support_phone": PHONE})
    assert answer.status_code == 200
    time_passes()
    deliver()
    assert len(mail.taken) == 1


def test_every_language_has_the_same_words_with_the_same_fields() -> None:
    english = words_in("en")
    assert languages() == ("de", "en")
    for language in languages():
        words = words_in(language)
        assert words.names() == english.names()
        assert {name: fields_of(words(name)) for name in words.names()} == {
            name: fields_of(english(name)) for name in english.names()
        }
    assert (words_in("de-AT").language, words_in("fr").language) == ("de", "en")
