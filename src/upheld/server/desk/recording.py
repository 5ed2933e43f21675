"""The one way in which a ticket changes: its events, the audit row, the letters and the index, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from upheld.server.access.actor import Actor
from upheld.server.audit.trail import Act, note
from upheld.server.desk.facts import Fact
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.desk.refusing import agent_named, refuse_after_the_end, refuse_unfit
from upheld.server.desk.standing import Standing, judged_events, standing
from upheld.server.desk.words import keep_words
from upheld.server.outbox.models import Outbox
from upheld.server.outbox.posting import Letter, post
from upheld.timeline.instants import epoch_seconds

STEP_KIND = "step."


class Stale(RuntimeError):  # noqa: N818 - it says what the caller's picture of the ticket is
    """The ticket has moved on since the caller looked: its latest event is another than was expected."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A ticket after its change: its row, how it stands, and the events that were added."""

    ticket: Ticket
    standing: Standing
    events: tuple[TicketEvent, ...]


def record(ticket: int, facts: Sequence[Fact], actor: Actor, now: datetime, expected: int | None = None) -> Recorded:
    """Add events to a ticket, by number, at an instant (aware).

    The events, one audit row, a letter for each event and the index are written together or not at all. With
    `expected`, the sequence of the latest event that the caller knows, Stale is raised where there is a later one.
    Raises `upheld.Refused` where the agreement refuses what the events say; ValueError without events.
    """
    if not facts:
        raise ValueError("a change has at least one event")
    with transaction.atomic():
        return append(locked(ticket, expected), facts, actor, now)


def locked(ticket: int, expected: int | None = None) -> Ticket:
    """A ticket by number, with its row locked in the caller's transaction. Raises Stale as `record` does."""
    row = Ticket.objects.with_terms().select_for_update(of=("self",)).get(pk=ticket)
    if expected is not None and expected != row.last_sequence:
        raise Stale(f"ticket {ticket} is at event {row.last_sequence}, not {expected}")
    return row


def append(row: Ticket, facts: Sequence[Fact], actor: Actor, now: datetime) -> Recorded:
    """`record` for a ticket whose row the caller has locked, or has just made, in its own transaction."""
    before = index_of(row)
    added, stands = _judged(row, facts, actor, now)
    TicketEvent.objects.bulk_create(added)
    keep_words(row, added)
    _assign(row, facts)
    _index(row, stands, added[-1].sequence)
    kinds = "+".join(event.kind for event in added)
    opened = before if added[0].sequence > 1 else {}
    act = Act(f"ticket.{kinds}"[:60], "ticket", str(row.pk), row.account_id, opened or None, index_of(row))
    note(act, actor.id, now)
    post((_letter(event) for event in added), row.pk, now)
    return Recorded(row, stands, added)


def refuse_unrecordable(row: Ticket, facts: Sequence[Fact], actor: Actor, now: datetime) -> None:
    """Make sure that `record` would take events as the ticket stands; nothing is written. Raises `upheld.Refused`."""
    _judged(row, facts, actor, now)


def _judged(
    row: Ticket, facts: Sequence[Fact], actor: Actor, now: datetime
) -> tuple[tuple[TicketEvent, ...], Standing]:
    """The events that facts become, and how the ticket stands with them. Raises `upheld.Refused`."""
    stored = judged_events(row) if row.last_sequence else ()
    refuse_after_the_end(row, facts)
    added = tuple(
        TicketEvent(
            ticket=row, sequence=sequence, at=fact.at, recorded_at=now, kind=fact.kind, detail=fact.detail,
            data=dict(fact.data), actor=actor.id,
        )
        for sequence, fact in enumerate(facts, row.last_sequence + 1)
    )  # fmt: skip
    # An event dated a moment ahead (another machine's clock) is judged too: nothing is stored unexamined.
    stands = standing(row, (*stored, *added), max(epoch_seconds(now), *(fact.at for fact in facts)))
    refuse_unfit(row, stands, facts, actor)
    return added, stands


def index_of(row: Ticket) -> dict[str, object]:
    """What stands in a ticket's row beside its number: worked out from its events."""
    names = ("last_sequence", "state", "priority", "next_due", "next_step", "queue", "assignee_id")
    return {name: getattr(row, name) for name in names}


def steps_done(ticket: int) -> frozenset[str]:
    """The keys of the steps that were decided for a ticket."""
    rows = Outbox.objects.filter(ticket=ticket, kind__startswith=STEP_KIND)
    return frozenset(rows.values_list("key", flat=True))


def _index(row: Ticket, stands: Standing, last: int) -> None:
    row.last_sequence, row.state, row.priority = last, stands.state, stands.priority
    row.next_due = stands.next_due
    # A ticket that is being opened has no steps behind it.
    row.next_step = stands.next_step(steps_done(row.pk) if last > 1 else ())
    row.save(update_fields=("last_sequence", "state", "priority", "next_due", "next_step", "queue", "assignee"))


def _assign(row: Ticket, facts: Sequence[Fact]) -> None:
    """Who works on it, and in which queue it stands: where the facts last put it."""
    for fact in facts:
        if fact.kind == "assigned":
            row.assignee = agent_named(fact.detail) if fact.detail else row.assignee
            row.queue = str(fact.data.get("queue", row.queue))


def _letter(event: TicketEvent) -> Letter:
    return Letter(f"{event.ticket_id}/{event.sequence}", f"ticket.{event.kind}", {"sequence": event.sequence})
