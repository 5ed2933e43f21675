"""Rows that each tell a ticket's state from their time on -> the events between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from upheld.support.events import Event, EventKind, Opening
from upheld.support.log_mapping import State

_DONE = frozenset({"fixed", "resolved", "closed"})


class Snapshot(NamedTuple):
    """A ticket as one row tells it; sorts by time, then by line. Instants are epoch seconds."""

    at: int
    line: int
    state: State
    opened: int
    priority: str
    environment: str
    account: str


def events_of(rows: Iterable[Snapshot]) -> tuple[Event, ...]:
    """What happened to one ticket: opened, then each change of state or priority from one row to the next."""
    ordered = sorted(rows, key=_when)
    first = ordered[0]
    opening = Opening(first.priority, None, first.environment, "", first.account)
    events = [Event(first.opened, "opened", first.line, opening=opening), *_entered(None, first)]
    for before, row in pairwise(ordered):
        if row.priority != before.priority:
            events.append(Event(row.at, "priority_changed", row.line, row.priority))
        if row.state is not before.state:
            events.extend(_entered(before.state, row))
    return tuple(events)


def _when(row: Snapshot) -> tuple[int, int]:
    return row.at, row.line


def _entered(before: State | None, row: Snapshot) -> Iterator[Event]:
    """Leaving the state before, and entering the row's."""
    state = row.state
    if before is not None and before.is_ in _DONE and state.is_ not in _DONE:
        yield Event(row.at, "reopened", row.line)
    if before is not None and before.as_ is not None and before.as_ != state.as_ and state.is_ not in _DONE:
        yield Event(row.at, "resumed", row.line, before.as_)
    if state.as_ is not None and (before is None or before.as_ != state.as_):
        yield Event(row.at, "paused", row.line, state.as_)
    if state.is_ not in {"open", "waiting"} and (before is None or before.is_ != state.is_):
        yield Event(row.at, _DONE_AS[state.is_], row.line)
    if state.answered is not None:
        yield Event(row.at, "acknowledged", row.line, state.answered)


_DONE_AS: dict[str, EventKind] = {
    "worked_around": "worked_around", "fixed": "fixed", "resolved": "resolved", "closed": "closed",
}  # fmt: skip
