"""Steps that time brings about: found by the index, decided by the core, each put into the outbox once."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from upheld.problems import Refused
from upheld.server.access.actor import system
from upheld.server.audit.trail import Act, note_all
from upheld.server.desk.models import Ticket, TicketEvent, TicketRows
from upheld.server.desk.recording import STEP_KIND, index_of
from upheld.server.desk.standing import standing
from upheld.server.outbox.models import Outbox
from upheld.server.outbox.posting import Letter, post_all
from upheld.support.steps import Step
from upheld.support.telling import step_record
from upheld.timeline.instants import epoch_seconds

log = logging.getLogger(__name__)

AT_ONCE = 200
# Few, so that whoever writes to one of them, or to SQLite at all, waits for a fraction of a second.
TOGETHER = 40
_ACTOR = system("steps")


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction decided: the tickets looked at, the steps posted, and the tickets that cannot be judged."""

    tickets: int
    steps: int
    failed: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Decided:
    """What is owed for a ticket now, and how its row stood before."""

    row: Ticket
    before: Mapping[str, object]
    steps: tuple[Step, ...]


def due_tickets(now: datetime, but: Collection[int] = (), most: int = AT_ONCE) -> list[int]:
    """The tickets with a step that has fallen due, the longest due first, `but` those."""
    return list(_due(now, but).values_list("number", flat=True)[:most])


def post_steps(ticket: int, now: datetime) -> tuple[Step, ...]:
    """Put every step of a ticket that is owed by `now` and was not put there before into the outbox.

    The ticket's row is locked and its events are looked at again, so that two workers never decide one step twice and
    nothing is sent for what has been done meanwhile. The index moves on to the next step. Raises `upheld.Refused`.
    """
    with transaction.atomic():
        row = Ticket.objects.with_terms().select_for_update(of=("self",)).get(pk=ticket)
        past = _Past.of([row])
        decided = _decided(row, past, epoch_seconds(now))
        _write([decided], now)
    return decided.steps


def post_next_steps(now: datetime, but: Collection[int] = (), most: int = TOGETHER) -> Batch:
    """`post_steps` for the tickets whose step has been due longest, `but` those, in one transaction.

    Tickets that another worker or writer has in hand are left to it. One that cannot be judged (a text that the reader
    no longer takes) is named in `failed`, and holds up no other.
    """
    # A transaction is the write lock on SQLite: it is not taken to find nothing.
    if not due_tickets(now, but, 1):
        return Batch(0, 0, frozenset())
    skips = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        rows = list(_due(now, but).with_terms().select_for_update(of=("self",), skip_locked=skips)[:most])
        decided = list(_judged(rows, epoch_seconds(now)))
        _write(decided, now)
    failed = {row.pk for row in rows} - {each.row.pk for each in decided}
    return Batch(len(rows), sum(len(each.steps) for each in decided), frozenset(failed))


def _due(now: datetime, but: Collection[int]) -> TicketRows:
    rows = Ticket.objects.filter(next_step__lte=epoch_seconds(now))
    return (rows.exclude(number__in=but) if but else rows).order_by("next_step")


@dataclass(frozen=True, slots=True)
class _Past:
    """What has happened to tickets, and the keys of the steps that were posted for them, by number."""

    events: Mapping[int, Sequence[TicketEvent]]
    done: Mapping[int, Collection[str]]

    @classmethod
    def of(cls, rows: Collection[Ticket]) -> _Past:
        """Read for all of them with two queries."""
        numbers = [row.pk for row in rows]
        events, done = defaultdict[int, list[TicketEvent]](list), defaultdict[int, set[str]](set)
        for event in TicketEvent.objects.filter(ticket__in=numbers).order_by("ticket", "sequence"):
            events[event.ticket_id].append(event)
        letters = Outbox.objects.filter(ticket__in=numbers, kind__startswith=STEP_KIND)
        for number, key in letters.values_list("ticket_id", "key"):
            done[number].add(key)
        return cls(events, done)


def _judged(rows: Collection[Ticket], at: int) -> Iterable[_Decided]:
    past = _Past.of(rows)
    for row in rows:
        try:
            yield _decided(row, past, at)
        except Refused:
            log.exception("steps cannot be decided", extra={"facts": {"ticket": row.pk}})


def _decided(row: Ticket, past: _Past, at: int) -> _Decided:
    before, done = index_of(row), past.done.get(row.pk, ())
    stands = standing(row, past.events.get(row.pk, ()), at)
    owed = tuple(step for step in stands.steps if step.at <= at and step.key not in done)
    row.next_step = stands.next_step({*done, *(step.key for step in owed)})
    return _Decided(row, before, owed)


def _write(decided: Collection[_Decided], now: datetime) -> None:
    """The letters, the index and the audit trail of what was decided."""
    post_all(((each.row.pk, _letter(step)) for each in decided for step in each.steps), now)
    Ticket.objects.bulk_update([each.row for each in decided], ("next_step",))
    acts = (
        Act("ticket.steps", "ticket", str(each.row.pk), each.row.account_id, each.before, index_of(each.row))
        for each in decided
        if each.steps
    )
    note_all(acts, _ACTOR.id, now)


def _letter(step: Step) -> Letter:
    return Letter(step.key, f"{STEP_KIND}{step.kind}", step_record(step))
