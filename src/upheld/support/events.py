"""What happens to a ticket, as values: the only facts that clocks are judged by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from upheld.agreements.words import FrozenMap

EventKind = Literal[
    "opened", "acknowledged", "update", "taken", "paused", "resumed", "priority_changed",
    "worked_around", "fixed", "resolved", "closed", "reopened", "excluded", "included", "merged",
]  # fmt: skip

INTERNAL = "internal"
"""How of a message that did not leave the provider's house: it is on record and answers no one."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known when a ticket is opened: its priority, or the answers that lead to one."""

    priority: str = ""
    answers: FrozenMap[str, str] | None = None
    environment: str = ""
    plan: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One fact about a ticket. `at` is in UTC epoch seconds; `sequence` orders facts of the same second.

    `detail` is: of a message (`acknowledged`, `update`, `resolved` ...) how it reached the customer (`e-mail
    accepted`, `call logged`, `portal`, `webhook delivered`; `internal` if it did not); of `paused` and
    `resumed` the ticket's state, such as `waiting_on_customer`; of `priority_changed` the new priority; of
    `excluded` the cause, which `included` takes back; of `merged` the ticket that goes on instead.
    """

    at: int
    kind: EventKind
    sequence: int = 0
    detail: str = ""
    opening: Opening | None = None


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events by time, then by sequence; late arrival changes nothing."""
    return tuple(sorted(events, key=_when))


def as_of(events: Iterable[Event], now: int) -> tuple[Event, ...]:
    """The events that had happened by an instant (epoch seconds), in order."""
    return in_order(event for event in events if event.at <= now)


def _when(event: Event) -> tuple[int, int]:
    return event.at, event.sequence
