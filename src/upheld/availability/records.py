"""A file of exclusions, as YAML, JSON or CSV -> records, or every problem in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from upheld.agreements.rows import parse_entries
from upheld.agreements.terms.term import Text
from upheld.agreements.text import Table, place_of
from upheld.agreements.validation import build
from upheld.availability.written_instants import InstantError, written_instant
from upheld.problems import Problem
from upheld.rules.record import Record
from upheld.timeline.spans import Span
from upheld.wording import say

Short = Annotated[str, StringConstraints(min_length=1, max_length=200)]


def _listed(value: object) -> object:
    """One text is a list by semicolons, as a cell of a table holds it; a mapping is a list of `name: text`."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";") if part.strip())
    if isinstance(value, Mapping):
        return tuple(f"{name}: {text}" for name, text in value.items() if text)
    return value


Listed = Annotated[tuple[Text, ...], BeforeValidator(_listed)]


class RecordEntry(BaseModel):
    """One entry of a file of exclusions; instants carry their offset, or are wall time in `zone`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cause: Short
    start: Short
    end: Short
    zone: Short | None = None
    account: Short | None = None
    announced: Short | None = None
    author: Short
    evidence: Listed = ()
    advice: Text | None = None
    advised: Short | None = None
    reason: Text | None = None
    measures: Listed = ()
    id: Short | None = None
    unpaid_since: dt.date | None = None


def read_records(text: str, file: str) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """The records of a file (its name tells .csv from YAML and JSON); with any problem, no record is given."""
    entries, form = parse_entries(text, file, "exclusions")
    problems = list(form)
    records: list[Record] = []
    for table in entries:
        entry, faults = build(RecordEntry, table, {})
        problems.extend(faults)
        if entry is None:
            continue
        record, faults = _record(entry, table)
        problems.extend(faults)
        records.extend([record] if record else [])
    return (() if problems else tuple(records)), tuple(problems)


def _record(entry: RecordEntry, table: Table) -> tuple[Record | None, tuple[Problem, ...]]:
    problems: list[Problem] = []
    at = dict(_instants(entry, table, problems))
    start, end = at.get("start"), at.get("end")
    if start is not None and end is not None and end <= start:
        problems.append(Problem(place_of(table, ("end",)), "end", say("the time must end after it starts")))
    if problems or start is None or end is None:
        return None, tuple(problems)
    record = Record(
        cause=entry.cause,
        span=Span(start, end),
        place=table.place,
        account=entry.account,
        announced=at.get("announced"),
        author=entry.author,
        evidence=entry.evidence,
        advice=entry.advice or "",
        advised=at.get("advised"),
        reason=entry.reason or "",
        measures=entry.measures,
        id=entry.id or "",
        unpaid_since=entry.unpaid_since,
    )
    return record, ()


def _instants(entry: RecordEntry, table: Table, problems: list[Problem]) -> Iterator[tuple[str, int]]:
    for name in ("start", "end", "announced", "advised"):
        written = getattr(entry, name)
        if written is None:
            continue
        try:
            yield name, written_instant(written, entry.zone)
        except InstantError as error:
            problems.append(Problem(place_of(table, (name,)), name, str(error), error.help))
