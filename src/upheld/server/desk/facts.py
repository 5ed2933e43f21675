"""What happens to a ticket, between a row and the core's event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal, get_args

from upheld.server.desk.models import TicketEvent
from upheld.support.events import Event, EventKind, Opening

OwnKind = Literal["customer_message", "note", "message_written", "linked", "assigned", "escalated"]
"""Events that no clock looks at. `message_written` is a message on its way: once it has reached the customer, an
`acknowledged` or `update` event says so and how."""

Kind = EventKind | OwnKind
CORE_KINDS: frozenset[EventKind] = frozenset(get_args(EventKind))
OWN_KINDS: frozenset[OwnKind] = frozenset(get_args(OwnKind))
HIDDEN_KINDS: frozenset[Kind] = frozenset({"note", "assigned", "taken", "escalated"})
"""What customers do not see."""

REACHED = "of"
"""In the data of an event: it records that what event number so-and-so says has reached the customer."""
MESSAGE = "of_message"
"""The same, read beside a row whose data are not."""

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened at an instant (UTC epoch seconds); `detail` and `data` as in `TicketEvent`."""

    at: int
    kind: Kind
    detail: str = ""
    data: Mapping[str, object] = field(default_factory=lambda: NOTHING)


def answered_once(rows: Iterable[TicketEvent], counts: Callable[[str], bool]) -> Iterator[TicketEvent]:
    """Events in order of time, without those by which the same message reaches its reader once more.

    An e-mail that was taken is no second answer when it is read in the portal a day later: a message answers the first
    time that the way it came `counts`.
    """
    answered = set[str]()
    for row in sorted(rows, key=lambda row: (row.at, row.sequence)):
        message = _message_of(row)
        if message in answered:
            continue
        if message is not None and counts(row.detail):
            answered.add(message)
        yield row


def _message_of(row: TicketEvent) -> str | None:
    """The number of the event whose words have reached the customer by this one."""
    found = row.__dict__[MESSAGE] if MESSAGE in row.__dict__ else row.data.get(REACHED)
    return None if found is None else str(found)


def core_events(rows: Iterable[TicketEvent]) -> Iterator[Event]:
    """The rows that the core judges by, as its events."""
    for row in rows:
        kind = next((known for known in CORE_KINDS if known == row.kind), None)
        if kind is not None:
            yield Event(row.at, kind, row.sequence, row.detail, opening_of(row.data) if kind == "opened" else None)


def instant_said(said: str) -> datetime | None:
    """The instant that a field of a report names, with its offset from UTC; None for text that names none."""
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return None
    return at if at.tzinfo else None


def opening_of(data: Mapping[str, object]) -> Opening:
    """The opening that the data of an `opened` event tell."""
    told = data.get("opening")
    said: Mapping[str, object] = told if isinstance(told, Mapping) else NOTHING
    answers = said.get("answers")
    return Opening(
        str(said.get("priority", "")),
        MappingProxyType({str(name): str(answer) for name, answer in answers.items()})
        if isinstance(answers, Mapping) and answers
        else None,
        str(said.get("environment", "")),
        str(said.get("plan", "")),
        str(said.get("account", "")),
    )


def opening_data(opening: Opening) -> dict[str, object]:
    """An opening as the data of an `opened` event."""
    return {
        "priority": opening.priority, "answers": dict(opening.answers or {}), "environment": opening.environment,
        "plan": opening.plan, "account": opening.account,
    }  # fmt: skip
