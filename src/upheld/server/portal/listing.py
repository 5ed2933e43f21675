"""Cases as lists show them: their priority in the agreement's words, and what we owe next, by when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from upheld.problems import Refused
from upheld.server.desk.judged import judged_events
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.desk.standing import Standing, standing
from upheld.server.desk.titles import priority_of
from upheld.server.look.plans import TARGETS
from upheld.server.look.words import Words
from upheld.support.clock import Clock, next_due
from upheld.support.replies import waits_on_customer

AT_WORK = ("open", "waiting")


@dataclass(frozen=True, slots=True)
class Next:
    """What is due next (`says`), when, and whether it is late; or what stands in its place where no time runs.

    `yours` says that the case waits for the customer.
    """

    says: Words
    at: int | None = None
    late: bool = False
    yours: bool = False


def waits_for_them(stands: Standing) -> bool:
    """Whether a case waits for somebody at the customer."""
    pauses = stands.folded.pauses if stands.folded else ()
    return any(pause.end is None and waits_on_customer(pause.state) for pause in pauses)


@dataclass(frozen=True, slots=True)
class Listed:
    """A case, what its priority is called, and what is owed next (None: nothing is)."""

    ticket: Ticket
    priority: str
    next: Next | None


def listed(tickets: Iterable[Ticket], now: int) -> list[Listed]:
    """Cases that were read with their terms (`with_terms`), as a list shows them at `now` (UTC epoch seconds)."""
    found = list(tickets)
    events = judged_events([each.pk for each in found if each.state in AT_WORK])
    return [Listed(each, priority_of(each), _next(each, events.get(each.pk, ()), now)) for each in found]


def _next(ticket: Ticket, events: Sequence[TicketEvent], now: int) -> Next | None:
    if not events:
        return None
    try:
        stands = standing(ticket, events, now)
    except Refused:
        # A text that the reader no longer takes: the case is shown, and its page says why.
        return None
    if waits_for_them(stands):
        return Next(_("We need something from you"), yours=True)
    first = next_due(stands.clocks)
    if first is not None:
        return Next(TARGETS[first.kind], first.due, late=first.verdict == "missed")
    return _without_due(stands.clocks)


def _without_due(clocks: Iterable[Clock]) -> Next | None:
    verdicts = {clock.verdict for clock in clocks if clock.promise is not None}
    if "paused" in verdicts:
        return Next(_("The clock is paused"))
    if "missed" in verdicts:
        return Next(_("A time was missed"))
    return Next(_("All in time")) if "kept" in verdicts else None
