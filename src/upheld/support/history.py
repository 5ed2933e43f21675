"""A whole ticket history from tables: our own event rows, or a foreign log through its mapping."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from upheld.agreements.terms.support import TargetKind
from upheld.problems import Problem
from upheld.support.events import Event
from upheld.support.log_mapping import LogMapping
from upheld.support.promises import KINDS
from upheld.support.records import FIELDS, RecordError, event_of
from upheld.support.snapshots import Snapshot, events_of
from upheld.support.table import BadRow, open_table
from upheld.support.wall_times import WallTimeError, instant_reader

_NO_TICKET = ("no ticket", "the row names no ticket")
_NO_ROW = ("not a row of this table", "other columns than the first line, or broken quotes")


@dataclass(frozen=True, slots=True)
class History:
    """Events by ticket, in the order in which tickets first appear.

    `rows` counts all rows, `bad` are those that were not used; `tells` names the targets that the source can judge.
    """

    tickets: Mapping[str, tuple[Event, ...]]
    rows: int
    bad: tuple[BadRow, ...] = ()
    tells: tuple[TargetKind, ...] = KINDS

    @property
    def last(self) -> int | None:
        """The latest instant of any event (epoch seconds); None where there is none."""
        return max((event.at for events in self.tickets.values() for event in events), default=None)


def read_events(lines: Iterable[str], file: str, zone: str | None = None) -> tuple[History | None, tuple[Problem, ...]]:
    """A history from CSV rows of events, with at least the columns `ticket`, `at` and `event`; see `records.FIELDS`.

    `zone` is the zone of times without an offset; such a time is a bad row where none is given.
    """
    table, problems = open_table(lines, file, ("ticket", "at", "event"), FIELDS)
    if table is None:
        return None, problems
    reading = _Reading(instant_reader(zone))
    for line, row in table.rows:
        reading.rows += 1
        if row is None:
            reading.bad.append(BadRow(line, *_NO_ROW))
        else:
            reading.event(line, dict(zip(table.columns, row, strict=True)))
    tickets = {ticket: tuple(events) for ticket, events in reading.tickets.items()}
    return History(MappingProxyType(tickets), reading.rows, tuple(reading.bad)), ()


class _Reading:
    """Takes in rows of events and keeps what is wrong with others."""

    def __init__(self, instant: Callable[[str], int]) -> None:
        self.instant = instant
        self.tickets: dict[str, list[Event]] = {}
        self.bad: list[BadRow] = []
        self.rows = 0

    def event(self, line: int, record: dict[str, str]) -> None:
        ticket = record["ticket"].strip()
        if not ticket:
            self.bad.append(BadRow(line, *_NO_TICKET))
            return
        try:
            self.tickets.setdefault(ticket, []).append(event_of(record, self.instant, line))
        except RecordError as error:
            self.bad.append(BadRow(line, error.reason, str(error)))


def read_log(lines: Iterable[str], file: str, mapping: LogMapping) -> tuple[History | None, tuple[Problem, ...]]:
    """A history from a foreign log whose rows tell the state of a ticket from their time on."""
    table, problems = open_table(lines, file, mapping.columns)
    if table is None:
        return None, problems
    log = _Log(mapping, {name: index for index, name in enumerate(table.columns)})
    for line, row in table.rows:
        log.rows += 1
        if row is None:
            log.bad.append(BadRow(line, *_NO_ROW))
        else:
            log.take(line, row)
    tickets = {ticket: events_of(rows) for ticket, rows in log.tickets.items()}
    return History(MappingProxyType(tickets), log.rows, tuple(log.bad), mapping.tells), ()


class _Log:
    """Takes in rows of a foreign log and keeps what is wrong with others."""

    def __init__(self, mapping: LogMapping, index: Mapping[str, int]) -> None:
        self.mapping = mapping
        self.instant = instant_reader(mapping.zone, mapping.time, mapping.shown_twice)
        self.ticket, self.at = index[mapping.ticket], index[mapping.at]
        self.opened_at = index[mapping.opened_at] if mapping.opened_at else None
        self.state = tuple(index[name] for name in mapping.state)
        named = (mapping.priority, mapping.environment, mapping.account)
        self.values = tuple((index[value.column] if value.column else None, value) for value in named)
        self.tickets: dict[str, list[Snapshot]] = {}
        self.bad: list[BadRow] = []
        self.rows = 0

    def take(self, line: int, row: tuple[str, ...]) -> None:
        ticket = row[self.ticket]
        if not ticket:
            self.bad.append(BadRow(line, *_NO_TICKET))
            return
        try:
            snapshot = self.snapshot(line, row)
        except RecordError as error:
            self.bad.append(BadRow(line, error.reason, str(error)))
            return
        except WallTimeError as error:
            self.bad.append(BadRow(line, "unreadable time", str(error)))
            return
        self.tickets.setdefault(ticket, []).append(snapshot)

    def snapshot(self, line: int, row: tuple[str, ...]) -> Snapshot:
        named = row[self.state[0]] if len(self.state) == 1 else "/".join([row[index] for index in self.state])
        state = self.mapping.states.get(named)
        if state is None:
            raise RecordError("unknown state", f"the mapping does not know the state `{named[:60]}`")
        at = self.instant(row[self.at])
        opened = at if self.opened_at is None else self.instant(row[self.opened_at])
        priority, environment, account = [
            self.value(row, index, number) for number, (index, _) in enumerate(self.values)
        ]
        return Snapshot(at, line, state, opened, priority, environment, account)

    def value(self, row: tuple[str, ...], index: int | None, number: int) -> str:
        term = self.values[number][1]
        if index is None:
            return term.constant or ""
        said = row[index]
        if not term.values:
            return said
        if said not in term.values:
            raise RecordError("unknown value", f"the mapping does not know `{said[:60]}` in the column {term.column}")
        return term.values[said]
