"""A ticket's change is written whole or not at all: events, audit, letters and index."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.server.scene import NOBODY, NOW, Scene
from upheld.problems import Refused
from upheld.server.append_only import AppendOnlyError
from upheld.server.audit.models import AuditEntry
from upheld.server.desk.facts import Fact
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.recording import Stale, record
from upheld.server.desk.steps import due_tickets, post_steps
from upheld.server.outbox.models import Outbox
from upheld.timeline.instants import epoch_seconds

AT = epoch_seconds(NOW)
HOUR = 3600


def test_opening_writes_ticket_event_audit_and_letter_together(scene: Scene) -> None:
    before = AuditEntry.objects.count()
    made = open_ticket(scene.acme, Report("It is down", priority="1"), NOBODY, NOW)
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.priority, ticket.last_sequence) == ("open", "1", 1)
    # Response within one hour of elapsed time is the first to fall due; half of it is the first warning.
    assert (ticket.next_due, ticket.next_step) == (AT + HOUR, AT + HOUR // 2)
    assert [(event.sequence, event.kind) for event in ticket.events.all()] == [(1, "opened")]
    assert Outbox.objects.values_list("key", "kind").get() == (f"{ticket.pk}/1", "ticket.opened")
    act = AuditEntry.objects.get(object_kind="ticket")
    assert (act.actor, act.action, act.object_id, act.account) == (
        "system:test", "ticket.opened", str(ticket.pk), scene.acme.pk,
    )  # fmt: skip
    assert (AuditEntry.objects.count(), made.ticket.pk) == (before + 1, ticket.pk)


def test_a_report_that_the_agreement_refuses_leaves_nothing(scene: Scene) -> None:
    before = AuditEntry.objects.count()
    with pytest.raises(Refused, match="no priority is named `9`"):
        open_ticket(scene.acme, Report("It is down", priority="9"), NOBODY, NOW)
    left = (Ticket.objects.count(), TicketEvent.objects.count(), Outbox.objects.count())
    assert (left, AuditEntry.objects.count()) == ((0, 0, 0), before)


def test_a_fault_of_the_database_in_the_middle_leaves_nothing(scene: Scene) -> None:
    ticket = open_ticket(scene.acme, Report("It is down", priority="1"), NOBODY, NOW).ticket
    # An event that is there already, as another process would have written it past the lock.
    TicketEvent.objects.create(ticket=ticket, sequence=2, at=AT, recorded_at=NOW, kind="note", actor="system:test")
    letters, acts = Outbox.objects.count(), AuditEntry.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        record(ticket.pk, [Fact(AT + 60, "acknowledged", "portal")], NOBODY, NOW + timedelta(minutes=1))
    assert (Outbox.objects.count(), AuditEntry.objects.count()) == (letters, acts)
    assert Ticket.objects.get().last_sequence == 1


def test_who_has_an_old_picture_of_the_ticket_is_refused(scene: Scene) -> None:
    ticket = open_ticket(scene.acme, Report("It is down", priority="1"), NOBODY, NOW).ticket
    record(ticket.pk, [Fact(AT + 60, "acknowledged", "portal")], NOBODY, NOW, expected=1)
    with pytest.raises(Stale, match="is at event 2, not 1"):
        record(ticket.pk, [Fact(AT + 90, "resolved")], NOBODY, NOW, expected=1)


def test_an_event_dated_a_moment_ahead_is_examined_all_the_same(scene: Scene) -> None:
    # The clock of the machine that took the request is two seconds ahead of the one that records it.
    ticket = open_ticket(scene.acme, Report("Down", priority="1"), NOBODY, NOW).ticket.pk
    ahead = Fact(epoch_seconds(NOW) + 2, "priority_changed", "9")
    with pytest.raises(Refused, match="no priority is named `9`"):
        record(ticket, [ahead], NOBODY, NOW)
    assert TicketEvent.objects.count() == 1


def test_the_index_follows_the_events(scene: Scene) -> None:
    ticket = open_ticket(scene.acme, Report("It is down", priority="1"), NOBODY, NOW).ticket
    # NOW is Monday 10:00 in Berlin; four hours of the office's time end at 14:00.
    record(ticket.pk, [Fact(AT + 60, "acknowledged", "portal")], NOBODY, NOW + timedelta(minutes=1))
    assert Ticket.objects.get().next_due == AT + 4 * HOUR
    record(ticket.pk, [Fact(AT + HOUR, "paused", "waiting_on_customer")], NOBODY, NOW + timedelta(hours=1))
    waiting = Ticket.objects.get()
    assert (waiting.state, waiting.next_due) == ("waiting", None)
    record(ticket.pk, [Fact(AT + 2 * HOUR, "resumed")], NOBODY, NOW + timedelta(hours=2))
    assert Ticket.objects.get().next_due == AT + 5 * HOUR
    record(ticket.pk, [Fact(AT + 3 * HOUR, "resolved", "portal")], NOBODY, NOW + timedelta(hours=3))
    solved = Ticket.objects.get()
    assert (solved.state, solved.next_due, solved.next_step) == ("solved", None, None)


def test_each_step_is_decided_once(scene: Scene) -> None:
    ticket = open_ticket(scene.acme, Report("It is down", priority="1"), NOBODY, NOW).ticket
    assert due_tickets(NOW) == []
    later = NOW + timedelta(hours=2, minutes=30)
    assert due_tickets(later) == [ticket.pk]
    # By 2 h 30: half of the response (0 h 30), its breach and first level (1 h 00 and a second), the second level
    # (2 h 00), and half of the resolution (2 h 00).
    assert [(step.target, step.kind, step.level) for step in post_steps(ticket.pk, later)] == [
        ("response", "warning", "50%"), ("response", "breach", ""), ("response", "escalation", "1"),
        ("resolution", "warning", "50%"), ("response", "escalation", "2"),
    ]  # fmt: skip
    assert (post_steps(ticket.pk, later), due_tickets(later)) == ((), [])
    assert Outbox.objects.filter(kind__startswith="step.").count() == 5
    # Next is the breach of the resolution, a second after 4 h 00.
    assert Ticket.objects.get().next_step == AT + 4 * HOUR + 1


def test_facts_are_never_changed(scene: Scene) -> None:
    open_ticket(scene.acme, Report("It is down", priority="1"), NOBODY, NOW)
    event = TicketEvent.objects.get()
    event.kind = "note"
    with pytest.raises(AppendOnlyError):
        event.save()
    with pytest.raises(AppendOnlyError):
        AuditEntry.objects.all().delete()


def test_a_ticket_after_the_term_is_kept_and_has_no_clock(scene: Scene) -> None:
    scene.acme.subscriptions.update(until="2026-10-01")
    made = open_ticket(scene.acme, Report("It is down", priority="1"), NOBODY, NOW)
    assert (made.ticket.state, made.standing.clocks, made.ticket.next_due) == ("not entitled", (), None)
    assert made.standing.refusal is not None
    assert made.standing.refusal.what == "the subscription of acme ended on 2026-10-01"
