"""Mail going out: what it looks like, what its faults do, and what becomes of a backlog."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from tests.server.scene import NOBODY, Caller, Scene
from tests.server.sinks import MailSink, free_port, mail_server, raw_server, smtp_that_ends
from tests.server.telling import CUSTOMER, add_customer, deliver, furnish, opened, time_passes, with_mail, work_off
from upheld.problems import Refused
from upheld.server.delivery.models import Attempt, Delivery, SuppressedAddress
from upheld.server.delivery.outcomes import MAIL_KEPT, Outcome, mail_wait
from upheld.server.notices.wordings import Wording, word_notices
from upheld.server.outbox.posting import Letter, post
from upheld.server.present import present
from upheld.server.threads import ticket_of_thread


@pytest.fixture
def mail(settings: Settings) -> Iterator[MailSink]:
    """A mail server that takes what it gets."""
    with mail_server(MailSink()) as sink:
        with_mail(settings, sink.port)
        yield sink


@pytest.fixture
def told(scene: Scene) -> Scene:
    """The scene, with somebody to tell."""
    furnish(scene)
    return scene


def mails() -> list[Delivery]:
    """The deliveries by e-mail."""
    return list(Delivery.objects.filter(channel="e-mail").order_by("pk"))


def test_headers_bind_what_belongs_together_and_say_that_nobody_wrote_it(told: Scene, mail: MailSink) -> None:
    ticket = opened(told.acme)
    deliver()
    Caller(told.agent).post(f"/tickets/{ticket.pk}/events", {"event": "message", "how": "notice", "text": "News."})
    deliver()
    first, second = mail.taken
    assert first["Message-ID"] != second["Message-ID"]
    assert first["References"] == second["References"]
    assert ticket_of_thread(str(first["References"])) == ticket.pk
    assert ticket_of_thread(str(first["References"]).replace(f".{ticket.pk}.", ".999.")) is None
    assert (first["Auto-Submitted"], first["To"]) == ("auto-generated", CUSTOMER)
    assert [part.get_content_type() for part in first.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip


@pytest.mark.usefixtures("told")
def test_a_letter_of_its_own_words_goes_to_its_one_address(mail: MailSink) -> None:
    """Such as the answer to a message that is no case."""
    words = {"to": "who@example.com", "subject": "Not a case:\r\nX: y", "text": "Use the portal.", "language": "en"}
    with transaction.atomic():
        post([Letter("mail-answer/1", "mail.answer", words)], None, present())
    deliver()
    (message,) = mail.taken
    body = message.get_body(("plain",))
    assert body is not None
    assert (message["To"], message["Subject"]) == ("who@example.com", "Not a case: X: y")
    assert (body.get_content().strip(), message["References"]) == ("Use the portal.", None)


def test_a_subject_cannot_break_out_of_its_line_nor_text_out_of_html(told: Scene, mail: MailSink) -> None:
    opened(told.acme, subject="Down\r\nBcc: all@example.com\u2028now", description="<script>alert(1)</script> {phone}")
    deliver()
    (message,) = mail.taken
    assert message["Bcc"] is None
    assert str(message["Subject"]).endswith("Initial: Down Bcc: all@example.com now")
    html = message.get_body(("html",))
    assert html is not None
    assert "&lt;script&gt;" in html.get_content()
    assert "<script" not in html.get_content()
    # What people write is never taken for a template.
    assert "{phone}" in html.get_content()


def test_each_reader_has_their_own_language_and_zone(told: Scene, mail: MailSink) -> None:
    add_customer(told.acme, "betrieb@acme.example", "de")
    ticket = opened(told.acme)
    deliver()
    (german,) = [each for each in mail.taken if each["To"] == "betrieb@acme.example"]
    body = german.get_body(("plain",))
    assert body is not None
    assert german["Subject"] == f"[Ticket {ticket.pk}] Erste Meldung: It is down"
    # Acme is in Berlin, which in November is an hour ahead of UTC.
    assert "+01:00 (Europe/Berlin)" in body.get_content()
    assert "Support am Telefon" in body.get_content()


def test_a_provider_words_its_notices_but_never_without_what_they_must_hold(told: Scene, mail: MailSink) -> None:
    def worded(subject: str, text: str) -> None:
        word_notices(Wording("desk", "en", "Initial", subject, text), NOBODY, present())

    for subject, text, why in (
        ("{status}", "{ticket} {description}", r"must hold \{phone\}"),
        ("{status}", "{ticket} {phone} {description} {ticket.account.secret}", "no plain field"),
        ("{status}", "{ticket} {phone} {description!r}", "no plain field"),
        ("{status}", "{ticket:>999999999} {phone} {description}", "no plain field"),
        ("{status}", "{ticket} {phone} {description} {password}", "no field `password`"),
        ("{status}\nBcc: x@example.com", "{ticket} {phone} {description}", "one line"),
        ("{status", "{ticket} {phone} {description}", "braces do not match"),
    ):
        with pytest.raises(Refused, match=why):
            worded(subject, text)
    worded("{status} of {ticket}", "Call {phone}: {description}")
    ticket = opened(told.acme, description="All is dark.")
    deliver()
    body = mail.taken[0].get_body(("plain",))
    assert body is not None
    assert mail.subjects() == [f"Initial of {ticket.pk}"]
    assert "Call +49 30 1234567: Your report has been logged.\r\n\r\nAll is dark." in body.get_content()


Fault = Callable[[], AbstractContextManager[int]]


def refusing() -> AbstractContextManager[int]:
    """A port at which nobody listens."""
    return _Port(free_port())


class _Port(AbstractContextManager[int]):
    def __init__(self, port: int) -> None:
        self._port = port

    def __enter__(self) -> int:
        return self._port

    def __exit__(self, *_: object) -> None:
        return None


def busy() -> AbstractContextManager[int]:
    """A server that turns everybody away."""
    return raw_server(lambda connection: connection.sendall(b"421 too busy\r\n"))


def hanging() -> AbstractContextManager[int]:
    """A server that never says anything."""
    return raw_server(partial(smtp_that_ends, before_data_answer=False))


def dropping() -> AbstractContextManager[int]:
    """A server that goes away after it got the message, before it says that it took it."""
    return raw_server(partial(smtp_that_ends, before_data_answer=True))


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [(refusing, "unreachable"), (busy, "unreachable"), (hanging, "unreachable"), (dropping, "unknown")],
)
def test_nothing_is_lost_while_the_mail_server_is_away(
    told: Scene, settings: Settings, fault: Fault, outcome: str
) -> None:
    with fault() as port:
        with_mail(settings, port, timeout=0.5)
        opened(told.acme)
        opened(told.acme, subject="The second")
        deliver()
    # One message finds out; the other waits without a try of its own.
    assert [(each.status, each.tries) for each in mails()] == [("waiting", 1), ("waiting", 0)]
    assert [each.outcome for each in Attempt.objects.all()] == [outcome]
    with mail_server(MailSink()) as sink:
        with_mail(settings, sink.port)
        time_passes()
        deliver()
        assert {each.status for each in mails()} == {"delivered"}
        assert sorted(str(each["X-Upheld-Notice"]) for each in sink.taken) == sorted(
            each.message_id for each in mails()
        )


def test_a_message_that_is_not_taken_now_is_sent_again_and_one_that_is_refused_is_not(
    told: Scene, mail: MailSink
) -> None:
    mail.answer_data = ["451 not now", "554 never"]
    opened(told.acme)
    deliver()
    time_passes()
    deliver()
    time_passes()
    deliver()
    (only,) = mails()
    assert [each.outcome for each in only.attempts.order_by("number")] == ["later", "refused"]
    assert (only.status, mail.taken) == ("failed", [])
    # The message was refused, not the address: the next one goes there.
    opened(told.acme, subject="Another")
    deliver()
    assert len(mail.taken) == 1


def test_one_address_that_takes_no_mail_keeps_it_from_nobody_else(told: Scene, mail: MailSink) -> None:
    add_customer(told.acme, "gone@acme.example")
    mail.answer_recipient["gone@acme.example"] = "550 no such person"
    opened(told.acme)
    deliver()
    assert {each.recipient: each.status for each in mails()} == {CUSTOMER: "delivered", "gone@acme.example": "failed"}
    assert SuppressedAddress.objects.get().address == "gone@acme.example"
    opened(told.acme, subject="Another")
    deliver()
    assert mails()[-1].status == "suppressed"
    assert (len(mail.subjects(CUSTOMER)), mail.subjects("gone@acme.example")) == (2, [])


def test_a_backlog_goes_out_as_one_message_for_each_reader_and_ticket(told: Scene, mail: MailSink) -> None:
    ticket, other = opened(told.acme), opened(told.acme, subject="Another thing")
    for text in ("First news.", "Second news."):
        Caller(told.agent).post(f"/tickets/{ticket.pk}/events", {"event": "message", "how": "notice", "text": text})
    deliver()
    assert sorted(mail.subjects()) == [
        f"[Ticket {ticket.pk}] Update: It is down (3 messages)", f"[Ticket {other.pk}] Initial: Another thing",
    ]  # fmt: skip
    (together,) = [each for each in mail.taken if "3 messages" in str(each["Subject"])]
    body = together.get_body(("plain",))
    assert body is not None
    said = body.get_content()
    assert said.index("has been logged") < said.index("First news.") < said.index("Second news.")
    assert len(str(together["X-Upheld-Notice"]).split()) == 3


def test_a_message_of_which_nobody_knows_is_sent_again_as_it_was(told: Scene, settings: Settings) -> None:
    ticket = opened(told.acme)
    with dropping() as port:
        with_mail(settings, port)
        deliver()
    Caller(told.agent).post(f"/tickets/{ticket.pk}/events", {"event": "message", "how": "notice", "text": "News."})
    with mail_server(MailSink()) as sink:
        with_mail(settings, sink.port)
        time_passes()
        deliver()
        # What was perhaps taken is not sent with more in it under the same id: readers' programs would hide that.
        assert sink.subjects() == [f"[Ticket {ticket.pk}] {kind}: It is down" for kind in ("Initial", "Update")]


def test_what_comes_late_says_so(told: Scene, mail: MailSink) -> None:
    opened(told.acme, timedelta(hours=2, minutes=5))
    deliver()
    body = mail.taken[0].get_body(("plain",))
    assert body is not None
    assert body.get_content().startswith("This message is late by 2 h 5 min")


def test_tries_come_further_apart_and_end_after_three_days() -> None:
    later, away = Outcome("later"), Outcome("unreachable")
    waits = [mail_wait(tries, timedelta(), later, lambda: 0.5) for tries in (1, 2, 3, 20)]
    assert waits == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40), timedelta(minutes=30)]
    # A mail server that was away is asked again within a minute or so, however long it was away.
    assert mail_wait(20, timedelta(), away, lambda: 0.5) == timedelta(minutes=1)
    assert mail_wait(20, MAIL_KEPT, later) is None


def test_a_delivery_that_failed_is_sent_once_more_on_demand_under_the_same_id(told: Scene, mail: MailSink) -> None:
    mail.answer_data = ["554 never"]
    ticket = opened(told.acme)
    deliver()
    agent = Caller(told.agent)
    listed = agent.get(f"/tickets/{ticket.pk}/deliveries").json()["items"]
    (failed,) = [each for each in listed if each["channel"] == "e-mail"]
    assert (failed["status"], failed["attempts"][0]["says"]) == ("failed", "554 never")
    assert agent.post(f"/deliveries/{failed['id']}/resend", {}).status_code == 200
    work_off()
    assert [str(each["X-Upheld-Notice"]) for each in mail.taken] == [failed["message"]]
