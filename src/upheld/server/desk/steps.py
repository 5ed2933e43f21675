"""Steps that time brings about: found by the index, decided by the core, each put into the outbox once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from upheld.server.access.actor import system
from upheld.server.audit.trail import Act, note
from upheld.server.desk.models import Ticket
from upheld.server.desk.recording import STEP_KIND, index_of, steps_done
from upheld.server.desk.standing import standing_of
from upheld.server.outbox.posting import Letter, post
from upheld.support.steps import Step
from upheld.support.telling import step_record
from upheld.timeline.instants import epoch_seconds

AT_ONCE = 200
_ACTOR = system("steps")


def due_tickets(now: datetime, but: Collection[int] = (), most: int = AT_ONCE) -> list[int]:
    """The tickets with a step that has fallen due, the longest due first, `but` those."""
    rows = Ticket.objects.filter(next_step__lte=epoch_seconds(now)).exclude(number__in=but).order_by("next_step")
    return list(rows.values_list("number", flat=True)[:most])


def post_steps(ticket: int, now: datetime) -> tuple[Step, ...]:
    """Put every step of a ticket that is owed by `now` and was not put there before into the outbox.

    The ticket's row is locked and its events are looked at again, so that two workers never decide one step twice and
    nothing is sent for what has been done meanwhile. The index moves on to the next step.
    """
    with transaction.atomic():
        row = Ticket.objects.with_terms().select_for_update(of=("self",)).get(pk=ticket)
        before, done, at = index_of(row), steps_done(ticket), epoch_seconds(now)
        stands = standing_of(row, at)
        owed = tuple(step for step in stands.steps if step.at <= at and step.key not in done)
        post((Letter(step.key, f"{STEP_KIND}{step.kind}", step_record(step)) for step in owed), ticket, now)
        row.next_step = stands.next_step(done | {step.key for step in owed})
        row.save(update_fields=("next_step",))
        if owed:
            act = Act("ticket.steps", "ticket", str(ticket), row.account_id, before, index_of(row))
            note(act, _ACTOR.id, now)
    return owed
