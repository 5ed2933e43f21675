"""How single tickets count in the figures of promised times, and until when each of them stands as it does."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from upheld.agreements.terms.support import TargetKind
from upheld.problems import Refused
from upheld.server.desk.compliance import judged_as
from upheld.server.desk.judged import judged_events
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.desk.standing import Standing, standing
from upheld.support.compliance import compliance_of, left_out_by_target
from upheld.support.promises import KINDS
from upheld.support.replay import JudgedTicket, Replay

log = logging.getLogger(__name__)

_WHY = 500
Outcome = Literal["kept", "missed", "open", "excluded"]
_DATED = ("running", "paused")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One outcome for each (priority, target) that a ticket had, under the agreement by this name.

    `until` (UTC epoch seconds) is the first instant at which it may be another although nothing new happens to the
    ticket: a time that is still open has passed, or an event comes that is dated ahead. None where there is none.
    """

    ticket: Ticket
    agreement: str
    outcomes: tuple[tuple[str, TargetKind, Outcome], ...]
    until: int | None


def judgements(tickets: Sequence[Ticket], now: int) -> Iterator[Judgement]:
    """These tickets as `compliance` counts them at `now` (UTC epoch seconds); their rows come `with_terms`.

    A change that is recorded meanwhile may be in a judgement already, and is never said to be where it is not.
    A ticket that cannot be judged (the reader no longer takes its agreement) counts nowhere, and holds up no other: its
    own page says why.
    """
    events = judged_events([row.pk for row in tickets])
    for row in tickets:
        own = events.get(row.pk, ())
        try:
            stands = standing(row, own, now)
        except Refused as refused:
            log.warning("a ticket cannot be judged", extra={"facts": {"ticket": row.pk, "why": str(refused)[:_WHY]}})
            yield Judgement(row, row.version.agreement, (), None)
        else:
            outcomes = tuple(_outcomes(row, stands))
            yield Judgement(row, stands.agreement.text.agreement, outcomes, _until(row, own, stands))


def _outcomes(row: Ticket, stands: Standing) -> Iterator[tuple[str, TargetKind, Outcome]]:
    judged = judged_as(row, stands)
    if not isinstance(judged, JudgedTicket):
        return
    alone = Replay(stands.now, (judged,), (), KINDS)
    for each in compliance_of(alone):
        counted: dict[Outcome, int] = {"kept": each.kept, "missed": each.missed, "open": each.open}
        yield from ((each.priority, each.kind, outcome) for outcome, tickets in counted.items() if tickets)
    yield from ((left.priority, left.kind, "excluded") for left in left_out_by_target(alone))


def _until(row: Ticket, events: Sequence[TicketEvent], stands: Standing) -> int | None:
    ahead = (event.at for event in events if event.at > max(stands.now, row.opened_at))
    # At the instant at which it is due, a promise can still be kept.
    passed = (clock.due + 1 for clock in stands.clocks if clock.due is not None and clock.verdict in _DATED)
    return min((*ahead, *passed), default=None)
