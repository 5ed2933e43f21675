"""Escalations: at the breach and once, to whom the agreement names, and never where it says never."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from tests.desk import AGREEMENTS
from tests.server.scene import NOBODY, NOW, Caller, Scene, key_for, set_up, text_source
from tests.server.sinks import MailSink, mail_server
from tests.server.telling import (
    DESK,
    EXECUTIVE,
    LIST,
    add_customer,
    add_desk,
    furnish,
    opened,
    register_owner,
    with_mail,
    work_off,
)
from upheld.server.accounts.registering import NewAccount, NewSubscription, register_account, subscribe
from upheld.server.contracts.publishing import publish
from upheld.server.delivery.models import Delivery
from upheld.server.desk.facts import Fact
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.recording import record
from upheld.server.desk.steps import post_steps
from upheld.server.notices.dispatching import dispatch_waiting
from upheld.server.notices.message import Message
from upheld.server.notices.writing import written
from upheld.server.outbox.models import Outbox
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds

MINUTE = timedelta(minutes=1)


@pytest.fixture
def mail(scene: Scene, settings: Settings) -> Iterator[MailSink]:
    """The scene with everybody to whom its agreement escalates, and a mail server."""
    furnish(scene)
    add_desk()
    with mail_server(MailSink()) as sink:
        with_mail(settings, sink.port)
        yield sink


@pytest.mark.clause("PS-06")
def test_nobody_is_told_before_the_breach_then_the_list_then_the_executive(scene: Scene, mail: MailSink) -> None:
    # Response is due within an hour; the list is told at the breach, the executive an hour later.
    early = opened(scene.acme, 59 * MINUTE)
    work_off()
    assert (mail.subjects(LIST), mail.subjects(EXECUTIVE)) == ([], [])
    breached = opened(scene.acme, 61 * MINUTE, subject="Breached")
    work_off()
    work_off()
    assert mail.subjects(LIST) == [f"[Ticket {breached.pk}] Escalation to desk lead: Breached"]
    assert mail.subjects(EXECUTIVE) == []
    overdue = opened(scene.acme, 121 * MINUTE, subject="Overdue")
    work_off()
    work_off()
    assert mail.subjects(EXECUTIVE) == [f"[Ticket {overdue.pk}] Escalation to account executive: Overdue"]
    assert [subject for subject in mail.subjects(LIST) if f"{early.pk}]" in subject] == []
    (told,) = [each for each in mail.taken if each["To"] == LIST and "Overdue" in str(each["Subject"])]
    body = told.get_body(("plain",))
    assert body is not None
    # The list was to be told at the breach, an hour after the report: 61 minutes ago, and the seconds of this test.
    assert "This message is late by 1 h" in body.get_content()
    # It leads to the ticket, and cites the contract without saying where the provider keeps its files.
    assert (f"/desk/tickets/{overdue.pk}" in body.get_content(), ".yaml" in body.get_content()) == (True, False)


@pytest.mark.clause("PS-06")
def test_who_takes_it_keeps_it_from_the_executive(scene: Scene, mail: MailSink) -> None:
    ticket = opened(scene.acme, 121 * MINUTE)
    # Taken half an hour after the breach, which was an hour after the report.
    taken = present() - 31 * MINUTE
    record(ticket.pk, [Fact(epoch_seconds(taken), "taken")], NOBODY, taken)
    work_off()
    assert (len(mail.subjects(LIST)), mail.subjects(EXECUTIVE)) == (1, [])


@pytest.mark.clause("PS-06")
def test_many_workers_at_once_escalate_once(transactional_db: None) -> None:  # noqa: ARG001 - each has its connection
    ticket = opened(set_up().acme, 61 * MINUTE)
    faults: list[BaseException] = []

    def decide() -> None:
        try:
            post_steps(ticket.pk, present())
        except BaseException as fault:  # noqa: BLE001 - told by the assertion below
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=decide) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    keys = list(Outbox.objects.filter(kind="step.escalation").values_list("key", flat=True))
    assert (faults, keys) == ([], [f"{ticket.pk}/response/1/escalation/1"])


def test_what_has_been_answered_long_since_wakes_nobody(scene: Scene, mail: MailSink) -> None:
    """The worker was away for a day; the ticket was acknowledged late, and solved."""
    ticket = opened(scene.acme, timedelta(hours=24))
    answered = present() - timedelta(hours=20)
    acts = [Fact(epoch_seconds(answered), "acknowledged", "call logged"), Fact(epoch_seconds(answered), "resolved")]
    record(ticket.pk, acts, NOBODY, answered)
    work_off()
    assert [subject for address in (LIST, EXECUTIVE, DESK) for subject in mail.subjects(address)] == []
    steps = Delivery.objects.filter(letter__kind__startswith="step.")
    assert {each.status for each in steps} == {"superseded"}
    assert all("meanwhile" in each.attempts.get().says for each in steps)


def test_a_warning_goes_to_the_desk_while_there_is_still_time(scene: Scene, mail: MailSink) -> None:
    ticket = opened(scene.acme, 40 * MINUTE)
    work_off()
    assert mail.subjects(DESK) == [f"[Ticket {ticket.pk}] Warning, response: It is down"]
    body = mail.taken[-1].get_body(("plain",))
    assert body is not None
    assert "50% of the time for the response has passed" in body.get_content()


def test_an_escalation_with_nobody_behind_its_name_goes_to_the_owners(scene: Scene, settings: Settings) -> None:
    register_owner("owner@desk.example")
    add_customer(scene.acme)
    with mail_server(MailSink()) as sink:
        with_mail(settings, sink.port)
        # No telephone number is set up either: that keeps notices from customers, not escalations from the desk.
        opened(scene.acme, 61 * MINUTE)
        work_off()
        assert sink.to == ["owner@desk.example"]


def test_an_escalation_to_an_address_that_takes_no_mail_goes_to_the_owners(scene: Scene, mail: MailSink) -> None:
    register_owner("owner@desk.example")
    mail.answer_recipient[LIST] = "550 no such list"
    for _ in range(2):
        # The second time the address is known to take nothing, and is not even tried.
        opened(scene.acme, 61 * MINUTE)
        work_off()
        work_off()
    told = mail.subjects("owner@desk.example")
    assert [each.partition("] ")[2] for each in told] == ["Escalation to desk lead: It is down"] * 2


@pytest.fixture
def premium(scene: Scene) -> Caller:
    """An agent of a desk with the premium plan of production support, whose severities 4 and 5 are never escalated."""
    file = AGREEMENTS / "ignite-connex.yaml"
    publish(str(file), text_source(file.read_text(encoding="utf-8")), NOBODY, present())
    account = register_account(NewAccount("premium", "Premium"), NOBODY, present())
    begins = present().date() - timedelta(days=30)
    subscribe(account, NewSubscription("ignite-connex", "premium", begins), NOBODY, present())
    return Caller(scene.agent)


@pytest.mark.clause("PS-07")
def test_low_and_cosmetic_are_refused_with_the_clause_and_never_escalate(premium: Caller) -> None:
    for priority in ("4", "5"):
        report = {"subject": "A small matter", "account": "premium", "priority": priority}
        number = premium.post("/tickets", report).json()["number"]
        answer = premium.post(f"/tickets/{number}/escalations", {"why": "Please."})
        assert answer.status_code == 422
        (fault,) = answer.json()["problems"]
        assert fault["clause"] == "Premium Support, Premium Hours of Operation"
        assert fault["what"] == f"priority {priority} is not eligible for escalation"
        # A year later nothing of it has been escalated.
        post_steps(number, present() + timedelta(days=365))
    kinds = set(Outbox.objects.filter(kind__startswith="step.").values_list("kind", flat=True))
    assert kinds == {"step.breach"}


def test_an_escalation_that_is_asked_for_tells_the_next_level(scene: Scene, mail: MailSink) -> None:
    ticket = opened(scene.acme)
    customer = Caller(key_for("reporter", scene.acme))
    for level, to in ((1, "desk lead"), (2, "account executive"), (2, "account executive")):
        answer = customer.post(f"/tickets/{ticket.pk}/escalations", {"why": "We lose money."})
        assert answer.status_code == 201, answer.content
        assert (answer.json()["level"], answer.json()["to"]) == (level, to)
        work_off()
    assert (len(mail.subjects(LIST)), len(mail.subjects(EXECUTIVE))) == (1, 2)
    # Another customer's ticket is not there to be escalated.
    stranger = Caller(key_for("admin", scene.other))
    assert stranger.post(f"/tickets/{ticket.pk}/escalations", {}).status_code == 404


HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.mark.clause("PS-06")
def test_second_by_second_as_time_goes_on(scene: Scene) -> None:
    """Response within one hour; the list at the breach, the executive an hour after the deadline."""
    left, taken = (open_ticket(scene.acme, Report("Down", priority="1"), NOBODY, NOW).ticket.pk for _ in range(2))

    def told(ticket: int, after: timedelta) -> list[tuple[str, str]]:
        return [(step.kind, step.level) for step in post_steps(ticket, NOW + after) if step.target == "response"]

    assert told(left, HOUR) == [("warning", "50%")]
    assert told(left, HOUR + SECOND) == [("breach", ""), ("escalation", "1")]
    assert told(left, 2 * HOUR - SECOND) == []
    assert told(left, 2 * HOUR) == [("escalation", "2")]
    assert told(left, 48 * HOUR) == []
    told(taken, HOUR + SECOND)
    # Somebody on the list takes it in the last second before the executive would be told.
    at = NOW + 2 * HOUR - SECOND
    record(taken, [Fact(epoch_seconds(at), "taken")], NOBODY, at)
    assert told(taken, 48 * HOUR) == []


@pytest.mark.clause("PS-06")
def test_what_was_missed_while_every_process_was_down_is_told_once_and_says_how_late(scene: Scene) -> None:
    furnish(scene)
    add_desk()
    ticket = open_ticket(scene.acme, Report("Down", priority="1"), NOBODY, NOW).ticket.pk
    back = NOW + 5 * HOUR
    for _ in range(2):
        post_steps(ticket, back)
        while dispatch_waiting(back):
            pass
    # Of the response alone: five hours later the resolution is missed, too.
    found = Delivery.objects.filter(letter__key__startswith=f"{ticket}/response/1/escalation")
    messages = {each.recipient: written(each, back) for each in found}
    assert len(found) == 2
    assert sorted(messages) == [EXECUTIVE, LIST]
    # The list was to be told an hour and a second after the report, the executive two hours after it.
    for recipient, late in ((LIST, "3 h 59 min 59 s"), (EXECUTIVE, "3 h")):
        message = messages[recipient]
        assert isinstance(message, Message)
        assert f"This message is late by {late}" in message.text
