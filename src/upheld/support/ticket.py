"""A ticket as the fold of its events: when it ran, paused, changed priority, was answered and solved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from upheld.support.events import Event, EventKind, Opening, in_order

Dated = tuple[int, str]
"""An instant (epoch seconds) and what happened then."""


class Mark(NamedTuple):
    """What happened at an instant (epoch seconds); `order` is its place among all events of the ticket.

    Of two things in one second, `order` says which came first.
    """

    at: int
    what: str
    order: int = 0


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch that the ticket spent in a waiting state; `end` is None while it still does."""

    state: str
    start: int
    end: int | None


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket's events amount to. Instants are UTC epoch seconds, none before `opened`.

    `priorities` holds the first priority and every change to another; `messages` what the provider told the
    customer and how; `turns` what solved, closed or reopened it, in order; `taken` who took it when it was
    escalated; `excluded` why it leaves the figures; `merged` the ticket that goes on instead.
    """

    id: str
    opened: int
    opening: Opening
    priorities: tuple[Mark, ...]
    messages: tuple[Mark, ...] = ()
    turns: tuple[Mark, ...] = ()
    pauses: tuple[Pause, ...] = ()
    taken: tuple[Dated, ...] = ()
    excluded: Dated | None = None
    merged: Dated | None = None
    events: tuple[Event, ...] = ()

    @property
    def priority(self) -> str:
        """The priority that it has now."""
        return self.priorities[-1].what

    def after(self, event: Event) -> Ticket:
        """The ticket with one more event, however late the news of it arrives."""
        return fold(self.id, (*self.events, event))


class NoOpening(ValueError):  # noqa: N818 - it says what the events lack
    """Events without one that opens the ticket."""


def fold(ticket: str, events: Iterable[Event]) -> Ticket:
    """The ticket that the events amount to, in order of their time and then their sequence.

    The first `opened` event sets the start; what is dated before it (a clock that runs ahead) counts as
    happening at the start, so that no time is ever negative. Raises NoOpening where no event opens it.
    """
    ordered = in_order(events)
    first = next((event for event in ordered if event.kind == "opened"), None)
    if first is None:
        raise NoOpening(f"no event opens ticket {ticket}")
    state = _Folding(first.at, first.opening or Opening())
    for order, event in enumerate(ordered, 1):
        if event.kind != "opened":
            state.order = order
            _APPLIED[event.kind](state, max(event.at, first.at), event.detail)
    return state.ticket(ticket, ordered)


@dataclass(slots=True)
class _Folding:
    """A ticket while its events are being taken in.

    `waits` holds the waiting states it is in, and since when; `order` is the place of the event that is taken in.
    """

    opened: int
    opening: Opening
    priorities: list[Mark] = field(init=False)
    messages: list[Mark] = field(default_factory=list)
    turns: list[Mark] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    taken: list[Dated] = field(default_factory=list)
    waits: dict[str, int] = field(default_factory=dict)
    excluded: Dated | None = None
    merged: Dated | None = None
    order: int = 0

    def __post_init__(self) -> None:
        self.priorities = [Mark(self.opened, self.opening.priority)]

    def ticket(self, name: str, events: tuple[Event, ...]) -> Ticket:
        still = (Pause(state, since, None) for state, since in self.waits.items())
        return Ticket(
            name, self.opened, self.opening, tuple(self.priorities), tuple(self.messages), tuple(self.turns),
            (*self.pauses, *still), tuple(self.taken), self.excluded, self.merged, events,
        )  # fmt: skip

    def message(self, at: int, detail: str) -> None:
        self.messages.append(Mark(at, detail, self.order))

    def take(self, at: int, detail: str) -> None:
        self.taken.append((at, detail))

    def pause(self, at: int, detail: str) -> None:
        self.waits.setdefault(detail, at)

    def resume(self, at: int, detail: str) -> None:
        """Ends the waiting state that is named; every one where none is."""
        for state in [detail] if detail else list(self.waits):
            since = self.waits.pop(state, at)
            if since < at:
                self.pauses.append(Pause(state, since, at))

    def work_around(self, at: int, detail: str) -> None:
        self.turn(at, "worked_around", detail)

    def fix(self, at: int, detail: str) -> None:
        self.turn(at, "fixed", detail)

    def resolve(self, at: int, detail: str) -> None:
        self.turn(at, "resolved", detail)

    def close(self, at: int, detail: str) -> None:
        self.turn(at, "closed", detail)

    def reopen(self, at: int, _detail: str) -> None:
        self.turns.append(Mark(at, "reopened", self.order))

    def turn(self, at: int, kind: str, how: str) -> None:
        """Whoever solves or closes a ticket that waits ends its waiting; a way around leaves it."""
        if kind != "worked_around":
            self.resume(at, "")
        self.turns.append(Mark(at, kind, self.order))
        if how:
            self.messages.append(Mark(at, how, self.order))

    def prioritise(self, at: int, detail: str) -> None:
        last = self.priorities[-1]
        if last.at == at and not self.answered_since(last):
            # Two changes in one second and nothing between them: the last one is what people saw.
            self.priorities.pop()
        if not self.priorities or self.priorities[-1].what != detail:
            self.priorities.append(Mark(at, detail, self.order))

    def answered_since(self, mark: Mark) -> bool:
        """Whether a message or a turn came after it."""
        return any(marks and mark.order < marks[-1].order for marks in (self.messages, self.turns))

    def exclude(self, at: int, detail: str) -> None:
        self.excluded = (at, detail)

    def include(self, _at: int, _detail: str) -> None:
        self.excluded = None

    def merge(self, at: int, detail: str) -> None:
        self.merged = (at, detail)


_Apply = Callable[[_Folding, int, str], None]
_APPLIED: Mapping[EventKind, _Apply] = MappingProxyType(
    {
        "acknowledged": _Folding.message,
        "update": _Folding.message,
        "taken": _Folding.take,
        "paused": _Folding.pause,
        "resumed": _Folding.resume,
        "priority_changed": _Folding.prioritise,
        "worked_around": _Folding.work_around,
        "fixed": _Folding.fix,
        "resolved": _Folding.resolve,
        "closed": _Folding.close,
        "reopened": _Folding.reopen,
        "excluded": _Folding.exclude,
        "included": _Folding.include,
        "merged": _Folding.merge,
    }
)
