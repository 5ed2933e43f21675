"""What a customer writes to a ticket: waiting ends, a solved one is reopened in its time, a later reply follows up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from tests.server.founding import PASSWORD
from tests.server.mail import Client, message, verdicts, with_inbound
from tests.server.scene import AGREEMENT, NOBODY, NOW, Caller, Scene, key_for, set_up
from upheld.server.accounts.registering import NewPerson, register_person
from upheld.server.desk.facts import Fact
from upheld.server.desk.models import Ticket
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.recording import record
from upheld.server.desk.replying import CustomerMessage, reply
from upheld.server.installed import installation
from upheld.server.mailin.listening import listener_of
from upheld.server.outbox.models import Outbox
from upheld.server.present import present
from upheld.server.threads import reply_address
from upheld.support.clock import Clock
from upheld.timeline.instants import epoch_seconds

AT = epoch_seconds(NOW)
HOUR, DAY = 3600, timedelta(days=1)
FORTNIGHT = AGREEMENT.replace("      pauses:", "      reopen_within: 14 days\n      pauses:")


@pytest.fixture
def desk(db: None) -> Scene:  # noqa: ARG001 - the database that it stands in
    """The scene, with a plan by which customers reopen for a fortnight."""
    return set_up(FORTNIGHT)


def solved(desk: Scene, after: timedelta = timedelta(hours=2)) -> Ticket:
    """A ticket that was opened at NOW, answered, and solved some time later."""
    ticket = open_ticket(desk.acme, Report("It is down", priority="1"), NOBODY, NOW).ticket
    at = AT + int(after.total_seconds())
    record(ticket.pk, [Fact(at, "acknowledged", "portal"), Fact(at, "resolved", "portal")], NOBODY, NOW + after)
    return Ticket.objects.get(pk=ticket.pk)


def kinds(ticket: Ticket) -> list[tuple[str, str]]:
    """What happened to a ticket, with its details."""
    return [(event.kind, event.detail) for event in ticket.events.order_by("sequence")]


def resolution(clocks: tuple[Clock, ...]) -> Clock:
    """The one clock of the solution."""
    (found,) = [clock for clock in clocks if clock.kind == "resolution"]
    return found


def test_a_reply_ends_the_waiting_on_the_customer_and_no_other(desk: Scene) -> None:
    ticket = open_ticket(desk.acme, Report("It is down", priority="1"), NOBODY, NOW).ticket.pk
    waits = [Fact(AT + HOUR, "paused", "waiting_on_customer"), Fact(AT + HOUR, "paused", "waiting_on_vendor")]
    record(ticket, waits, NOBODY, NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=3)
    made = reply(ticket, CustomerMessage("Here is the log.", later), NOBODY, later)
    assert kinds(made.ticket)[-2:] == [("customer_message", ""), ("resumed", "waiting_on_customer")]
    # 10:00 to 11:00 in Berlin were spent; the pause of two hours moves the four hours from 14:00 to 16:00.
    clock = resolution(made.standing.clocks)
    assert (clock.spent, clock.paused, clock.due, made.ticket.state) == (HOUR, 2 * HOUR, AT + 6 * HOUR, "waiting")


def test_a_reply_to_an_open_ticket_is_a_message_and_nothing_else(desk: Scene) -> None:
    ticket = open_ticket(desk.acme, Report("It is down", priority="1"), NOBODY, NOW).ticket.pk
    made = reply(ticket, CustomerMessage("Still down.", NOW), NOBODY, NOW)
    assert kinds(made.ticket) == [("opened", ""), ("customer_message", "")]


@pytest.mark.parametrize(("seconds", "reopens"), [(0, True), (1, False)])
def test_a_solved_ticket_is_reopened_until_its_time_is_over(desk: Scene, seconds: int, reopens: bool) -> None:  # noqa: FBT001 - a case of the table
    ticket = solved(desk)
    # Solved at 12:00 in Berlin; a fortnight later, at the second and one after it.
    later = NOW + timedelta(hours=2) + 14 * DAY + timedelta(seconds=seconds)
    made = reply(ticket.pk, CustomerMessage("It is down again.", later), NOBODY, later)
    assert (made.ticket.pk == ticket.pk, made.ticket.state) == (reopens, "open")
    if reopens:
        # The same clock: two hours were spent, the time between is cut out, two hours are left.
        assert made.standing.next_due == epoch_seconds(later) + 2 * HOUR
        return
    # A ticket of its own, from the beginning, with the priority of the first; each names the other.
    assert made.standing.next_due == epoch_seconds(later) + HOUR
    assert (made.ticket.priority, made.ticket.subject) == ("1", "It is down")
    assert kinds(made.ticket) == [("opened", ""), ("linked", f"ticket/{ticket.pk}")]
    assert made.ticket.events.get(kind="opened").data["description"] == "It is down again."
    assert kinds(ticket)[-1] == ("linked", f"ticket/{made.ticket.pk}")
    assert Ticket.objects.get(pk=ticket.pk).state == "solved"


def test_where_the_plan_names_no_time_a_reply_reopens_until_the_ticket_is_closed(scene: Scene) -> None:
    ticket = solved(scene)
    later = NOW + timedelta(days=40)
    made = reply(ticket.pk, CustomerMessage("Again.", later), NOBODY, later)
    assert (made.ticket.pk, made.ticket.state) == (ticket.pk, "open")


def test_a_closed_ticket_is_not_reopened_by_a_reply(desk: Scene) -> None:
    ticket = solved(desk)
    record(ticket.pk, [Fact(AT + 3 * HOUR, "closed")], NOBODY, NOW + timedelta(hours=3))
    later = NOW + timedelta(hours=4)
    assert reply(ticket.pk, CustomerMessage("Again.", later), NOBODY, later).ticket.pk != ticket.pk


def test_a_message_that_came_before_the_solution_does_not_reopen(desk: Scene) -> None:
    """Somebody had to look at it first; when they did, the ticket had been solved."""
    ticket = solved(desk)
    made = reply(ticket.pk, CustomerMessage("More.", NOW + timedelta(hours=1)), NOBODY, NOW + timedelta(hours=5))
    assert (made.ticket.pk, made.ticket.state, made.events[-1].kind) == (ticket.pk, "solved", "customer_message")


def test_through_the_api(desk: Scene) -> None:
    agent, customer = Caller(desk.agent), Caller(key_for("reporter", desk.acme))
    number = customer.post("/tickets", {"subject": "It is down", "priority": "1"}).json()["number"]
    path = f"/tickets/{number}/events"
    agent.post(path, {"event": "wait", "state": "waiting_on_customer"})
    said = customer.post(path, {"event": "message", "text": "Here is the log."})
    assert (said.status_code, said.json()["state"], said["Location"]) == (201, "open", f"/api/v1/tickets/{number}")
    agent.post(path, {"event": "resolve", "how": "portal", "text": "Done."})
    assert customer.post(path, {"event": "message", "text": "No."}).json()["state"] == "open"
    agent.post(path, {"event": "close"})
    after = customer.post(path, {"event": "message", "text": "Never."})
    other = after.json()["number"]
    assert (other != number, after["Location"]) == (True, f"/api/v1/tickets/{other}")
    # Another customer's ticket is not there to be written to, and its follow-up belongs to its own account.
    stranger = Caller(key_for("reporter", desk.other))
    assert [stranger.post(f"/tickets/{each}/events", {"event": "message", "text": "Hi"}).status_code
            for each in (number, other)] == [404, 404]  # fmt: skip


def test_a_customer_reopens_within_the_time_and_the_provider_at_any(desk: Scene) -> None:
    customer, agent = Caller(key_for("reporter", desk.acme)), Caller(desk.agent)
    early, late = (solved_ago(desk, days).pk for days in (13, 15))
    assert customer.post(f"/tickets/{early}/events", {"event": "reopen"}).json()["state"] == "open"
    refused = customer.post(f"/tickets/{late}/events", {"event": "reopen"})
    (fault,) = refused.json()["problems"]
    assert (refused.status_code, fault["what"], fault["clause"]) == (
        422, "a ticket is reopened within 14 days of its solution", "7",
    )  # fmt: skip
    assert agent.post(f"/tickets/{late}/events", {"event": "reopen"}).json()["state"] == "open"


def solved_ago(desk: Scene, days: int) -> Ticket:
    """A ticket that was opened and solved so many days ago."""
    then = present() - days * DAY
    ticket = open_ticket(desk.acme, Report("It is down", priority="1"), NOBODY, then).ticket
    return record(ticket.pk, [Fact(epoch_seconds(then), "resolved", "portal")], NOBODY, then).ticket


@pytest.fixture
def mail(transactional_db: None, settings: Settings) -> Iterator[Client]:  # noqa: ARG001 - what it writes to
    settings.UPHELD = with_inbound(installation())
    listener = listener_of(installation())
    assert listener is not None
    listener.start()
    yield Client(listener.port)
    listener.stop()


@pytest.mark.django_db(transaction=True)
def test_by_mail_where_a_program_wakes_nothing(mail: Client) -> None:
    desk = set_up(FORTNIGHT)
    register_person(NewPerson("ann@acme.example", PASSWORD, "reporter", desk.acme), NOBODY, NOW)
    now = present() - timedelta(hours=1)
    ticket = open_ticket(desk.acme, Report("It is down", priority="1"), NOBODY, now).ticket
    record(ticket.pk, [Fact(epoch_seconds(now), "paused", "waiting_on_customer")], NOBODY, now)
    absent = message("I am away until Monday.", "Auto-Submitted: auto-replied")
    mail.send(absent, reply_address(ticket.pk))
    assert (verdicts()[-1][0], Ticket.objects.get().state) == ("automatic", "waiting")
    mail.send(message("Here is the log."), reply_address(ticket.pk))
    assert (verdicts()[-1][0], Ticket.objects.get().state) == ("added", "open")
    record(ticket.pk, [Fact(epoch_seconds(present()), "resolved", "portal")], NOBODY, present())
    mail.send(message("Away again.", "Auto-Submitted: auto-replied"), reply_address(ticket.pk))
    assert Ticket.objects.get().state == "solved"
    mail.send(message("It is down again."), reply_address(ticket.pk))
    assert (verdicts()[-1][0], Ticket.objects.get().state) == ("added", "open")
    record(ticket.pk, [Fact(epoch_seconds(present()), "closed")], NOBODY, present())
    mail.send(message("And again."), reply_address(ticket.pk))
    first, second = Ticket.objects.order_by("pk")
    assert (verdicts()[-1][0], first.state, second.state, second.channel) == ("opened", "closed", "open", "e-mail")
    assert Outbox.objects.filter(ticket=second, kind="ticket.opened").count() == 1
