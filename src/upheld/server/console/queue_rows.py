"""The tickets of a page of the queue, each with the clock that falls due first; few queries, however many tickets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from upheld.problems import Refused
from upheld.server.console.choices import channel_word
from upheld.server.console.clocks import ClockShown, first_due, shown
from upheld.server.desk.facts import CORE_KINDS
from upheld.server.desk.models import Ticket, TicketEvent, TicketRows
from upheld.server.desk.standing import standing

SIZE = 40
IN_WORK = ("open", "waiting")
_DONE = ("solved", "closed", "merged", "not entitled")
_NONE = "none"


@dataclass(frozen=True, slots=True)
class Entry:
    """A ticket in the queue; `clock` is what falls due first, None where nothing does."""

    ticket: Ticket
    clock: ClockShown | None
    waits_for_response: bool

    @property
    def channel(self) -> str:
        """How it came in, as people say it."""
        return channel_word(self.ticket.channel)

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
    events = _events([ticket.pk for ticket in tickets if ticket.state in IN_WORK])
    return tuple(_entry(ticket, events.get(ticket.pk, ()), now) for ticket in tickets)


def _entry(ticket: Ticket, events: Sequence[TicketEvent], now: int) -> Entry:
    if not events:
        return Entry(ticket, None, waits_for_response=False)
    try:
        clocks = standing(ticket, events, now).clocks
    except Refused:
        # A text that the reader no longer takes: the ticket is shown, and its page says why.
        return Entry(ticket, None, waits_for_response=False)
    first = first_due(clocks)
    unanswered = any(clock.kind == "response" and clock.open for clock in clocks)
    return Entry(ticket, shown(first) if first else None, unanswered)


def _events(numbers: Sequence[int]) -> dict[int, list[TicketEvent]]:
    """What the core judges these tickets by, without what was said in between."""
    found: dict[int, list[TicketEvent]] = defaultdict(list)
    rows = TicketEvent.objects.filter(ticket__in=numbers, kind__in=CORE_KINDS)
    for row in (*rows.filter(kind="opened"), *rows.exclude(kind="opened").defer("data").order_by("sequence")):
        found[row.ticket_id].append(row)
    return found


def _by_due(rows: TicketRows, after: str) -> list[Ticket]:
    kind, _, place = after.partition("-")
    dated: list[Ticket] = []
    if kind != "n":
        due = dated_in_work(rows).order_by("next_due", "pk")
        if kind == "d" and (key := _key(place)):
            # A row value would do in one comparison; Django has none.
            due = due.filter(next_due__gte=key[0]).exclude(next_due=key[0], pk__lte=key[1])
        dated = list(due[: SIZE + 1])
    undated = rows.filter(next_due=None, state__in=IN_WORK).order_by("-pk")
    if kind == "n" and place.isascii() and place.isdecimal():
        undated = undated.filter(pk__lt=int(place[:18]))
    return [*dated, *undated[: SIZE + 1 - len(dated)]] if len(dated) <= SIZE else dated


def _newest(rows: TicketRows, after: str) -> TicketRows:
    kind, _, place = after.partition("-")
    fits = kind == "n" and place.isascii() and place.isdecimal()
    return (rows.filter(pk__lt=int(place[:18])) if fits else rows).order_by("-pk")


def _place(ticket: Ticket, *, by_due: bool) -> str:
    dated = by_due and ticket.next_due is not None
    return f"d-{ticket.next_due}-{ticket.pk}" if dated else f"n-{ticket.pk}"


def _key(place: str) -> tuple[int, int] | None:
    due, _, number = place.partition("-")
    fits = due.isascii() and due.isdecimal() and number.isascii() and number.isdecimal()
    return (int(due[:18]), int(number[:18])) if fits else None
