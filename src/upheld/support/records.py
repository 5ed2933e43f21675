"""Events as records of text (a row of a table, an entry of a list) -> events, or what is wrong with a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import get_args

from upheld.agreements.terms.support import Response
from upheld.support.events import INTERNAL, Event, EventKind, Opening
from upheld.support.wall_times import WallTimeError

FIELDS = (
    "ticket", "at", "event", "sequence", "how", "state", "priority", "cause", "into", "by",
    "answers", "environment", "plan", "account",
)  # fmt: skip
HOWS = (*get_args(Response), INTERNAL)
_KINDS: tuple[EventKind, ...] = get_args(EventKind)

# Which field holds the detail of each kind of event, and whether it must be there.
_DETAILS: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {
        "acknowledged": ("how", True), "update": ("how", True), "worked_around": ("how", False),
        "fixed": ("how", False), "resolved": ("how", False), "closed": ("how", False), "taken": ("by", False),
        "paused": ("state", True), "resumed": ("state", False), "priority_changed": ("priority", True),
        "excluded": ("cause", True), "merged": ("into", True),
    }
)  # fmt: skip

Record = Mapping[str, str]


class RecordError(ValueError):
    """A record that tells no event. `reason` is the same for like faults, so that they can be counted."""

    def __init__(self, reason: str, what: str) -> None:
        self.reason = reason
        super().__init__(what)


def event_of(record: Record, instant: Callable[[str], int], number: int = 0) -> Event:
    """The event that a record tells; `number` orders records of the same second where they name no `sequence`.

    Raises RecordError.
    """
    said = record.get("event", "").strip().replace(" ", "_").replace("-", "_")
    kind = next((known for known in _KINDS if known == said), None)
    if kind is None:
        raise RecordError("unknown event", f"`{said[:40]}` is no event; known: {', '.join(_KINDS)}")
    try:
        at = instant(record.get("at", ""))
    except WallTimeError as error:
        raise RecordError("unreadable time", str(error)) from None
    opening = _opening(record) if kind == "opened" else None
    return Event(at, kind, _sequence(record, number), _detail(record, kind), opening)


def _detail(record: Record, kind: EventKind) -> str:
    field, needed = _DETAILS.get(kind, ("", False))
    value = record.get(field, "").strip() if field else ""
    if needed and not value:
        advice = f"one of {', '.join(HOWS)}" if field == "how" else f"the {field}"
        raise RecordError(f"{kind} without {field}", f"`{kind}` needs `{field}`: {advice}")
    if field == "how" and value and value not in HOWS:
        raise RecordError("unknown how", f"`{value[:40]}` is no way to reach a customer; known: {', '.join(HOWS)}")
    return value


def _sequence(record: Record, number: int) -> int:
    text = record.get("sequence", "").strip()
    if text and not text.removeprefix("-").isdecimal():
        raise RecordError("unreadable sequence", f"`{text[:40]}` is no whole number")
    return int(text[:18]) if text else number


def _opening(record: Record) -> Opening:
    said = {name: record.get(name, "").strip() for name in ("priority", "environment", "plan", "account")}
    return Opening(
        said["priority"],
        answers_of(record.get("answers", "")),
        said["environment"],
        said["plan"],
        said["account"],
    )


def answers_of(text: str) -> Mapping[str, str] | None:
    """Answers from `impact=degraded; environment=production`; None where there are none. Raises RecordError."""
    if not text.strip():
        return None
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    if not all(mark and name.strip() and answer.strip() for name, mark, answer in pairs):
        raise RecordError(
            "unreadable answers",
            f"`{text[:60]}` are no answers; write `impact=degraded; environment=production`",
        )
    return MappingProxyType({name.strip(): answer.strip() for name, _, answer in pairs})
