"""The tickets of a page of the queue, each with the clock that falls due first; few queries, however many tickets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from upheld.problems import Refused
from upheld.server.console.choices import channel_word
from upheld.server.console.clocks import ClockShown, first_due, shown
from upheld.server.desk.judged import judged_events
from upheld.server.desk.models import CHANGE_REQUEST, Ticket, TicketEvent, TicketRows
from upheld.server.desk.standing import Standing, standing
from upheld.server.desk.titles import priority_of
from upheld.server.look.numbers import number_in
from upheld.server.look.speaking import core_words

SIZE = 40
IN_WORK = ("open", "waiting")
_DONE = ("solved", "closed", "merged", "not entitled")
_NONE = "none"


@dataclass(frozen=True, slots=True)
class Entry:
    """A ticket in the queue; `clock` is what falls due first, None where nothing does, and `why` says why not."""

    ticket: Ticket
    clock: ClockShown | None
    waits_for_response: bool
    why: str = ""

    @property
    def channel(self) -> str:
        """How it came in, as people say it."""
        return channel_word(self.ticket.channel)

    @property
    def priority(self) -> str:
        """What its priority is called."""
        return priority_of(self.ticket)

    @property
    def whole(self) -> int | None:
        """How long the clock is in all, in seconds as it counts them."""
        clock = self.clock
        return clock.spent + clock.left if clock and clock.left is not None else None

    @property
    def tone(self) -> str:
        """How urgent it looks."""
        return self.clock.tone if self.clock else _NONE


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of tickets; `after` is what the address of the next one says, empty at the end."""

    tickets: tuple[Ticket, ...]
    after: str


def slice_of(rows: TicketRows, after: str, *, by_due: bool) -> Slice:
    """A page of tickets: those in work by the time to breach, without a running clock behind; or the newest first."""
    rows = rows.with_terms()
    found = _by_due(rows, after) if by_due else list(_newest(rows, after)[: SIZE + 1])
    last = found[SIZE - 1] if len(found) > SIZE else None
    return Slice(tuple(found[:SIZE]), _place(last, by_due=by_due) if last else "")


def dated_in_work(rows: TicketRows) -> TicketRows:
    """Those in work with a clock that runs.

    Said by what they are not: asked for by state, SQLite would take the index of states and sort what it finds.
    """
    return rows.filter(next_due__isnull=False).exclude(state__in=_DONE)


def entries_of(tickets: Sequence[Ticket], now: int) -> tuple[Entry, ...]:
    """Tickets with their clocks as they stand at `now` (UTC epoch seconds)."""
    events = judged_events([ticket.pk for ticket in tickets if ticket.state in IN_WORK])
    return tuple(_entry(ticket, events.get(ticket.pk, ()), now) for ticket in tickets)


def _entry(ticket: Ticket, events: Sequence[TicketEvent], now: int) -> Entry:
    if not events:
        return Entry(ticket, None, waits_for_response=False)
    try:
        stands = standing(ticket, events, now)
    except Refused as refused:
        # A text that the reader no longer takes: the ticket is shown, and its page says why.
        return Entry(ticket, None, waits_for_response=False, why=core_words(refused.problems[0].what))
    first = first_due(stands.clocks)
    unanswered = any(clock.kind == "response" and clock.open for clock in stands.clocks)
    return Entry(ticket, shown(first, now) if first else None, unanswered, "" if first else _why(ticket, stands))


def _why(ticket: Ticket, stands: Standing) -> str:
    """Why nothing falls due on a ticket in work."""
    if ticket.kind == CHANGE_REQUEST:
        return _("a change request")
    if any(clock.promise is not None for clock in stands.clocks):
        return _("nothing more is due")
    return _("no time is promised")


def _by_due(rows: TicketRows, after: str) -> list[Ticket]:
    kind, _dash, place = after.partition("-")
    dated: list[Ticket] = []
    if kind != "n":
        due = dated_in_work(rows).order_by("next_due", "pk")
        if kind == "d" and (key := _key(place)):
            # A row value would do in one comparison; Django has none.
            due = due.filter(next_due__gte=key[0]).exclude(next_due=key[0], pk__lte=key[1])
        dated = list(due[: SIZE + 1])
    undated = rows.filter(next_due=None, state__in=IN_WORK).order_by("-pk")
    before = number_in(place) if kind == "n" else None
    if before is not None:
        undated = undated.filter(pk__lt=before)
    return [*dated, *undated[: SIZE + 1 - len(dated)]] if len(dated) <= SIZE else dated


def _newest(rows: TicketRows, after: str) -> TicketRows:
    kind, _dash, place = after.partition("-")
    before = number_in(place) if kind == "n" else None
    return (rows if before is None else rows.filter(pk__lt=before)).order_by("-pk")


def _place(ticket: Ticket, *, by_due: bool) -> str:
    dated = by_due and ticket.next_due is not None
    return f"d-{ticket.next_due}-{ticket.pk}" if dated else f"n-{ticket.pk}"


def _key(place: str) -> tuple[int, int] | None:
    due, _dash, number = place.partition("-")
    found = number_in(due), number_in(number)
    return None if found[0] is None or found[1] is None else (found[0], found[1])
