"""Reading files of telemetry into one relation: `read`, the front door."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import duckdb

from upheld.problems import Place, Problem
from upheld.telemetry import sql
from upheld.telemetry.accounting import Ledger, ledger
from upheld.telemetry.bad import BadLines, write_quarantine
from upheld.telemetry.fields import TIME
from upheld.telemetry.limits import Limits
from upheld.telemetry.loading import TABLE, Loaded, Loader, Planned
from upheld.telemetry.mapping import Mapping
from upheld.telemetry.progress import Listener
from upheld.telemetry.reading import Reading, SourceFile, instant, relation_of
from upheld.telemetry.scanning import Unreadable
from upheld.telemetry.session import connect
from upheld.telemetry.sources import Source, find

Problems = tuple[Problem, ...]

_ADVICE = {
    "time without an offset": "say the zone of its times in the mapping: `time: {field: ..., zone: Europe/Berlin}`",
    "time unreadable": "say how times are written in the mapping: `time: {field: ..., format: ...}`",
    "wall time that occurs twice": "say which one is meant in the mapping: `time: {twice: first}`",
    "state word not in the mapping": "say what the word means in the mapping: `states: {up: [...], down: [...]}`",
}


@dataclass(frozen=True, slots=True)
class Options:
    """What may be asked of a reading beside its sources.

    `fields` names the only fields that are needed (None: all); others are not even taken out of the lines.
    `quarantine` is a file that gets all bad lines. `progress` is called about ten times a second, from a thread.
    """

    fields: Collection[str] | None = None
    quarantine: Path | None = None
    progress: Listener | None = None


def read(
    sources: Sequence[str | Path],
    mapping: Mapping | None = None,
    *,
    now: datetime,
    limits: Limits = Limits(),  # noqa: B008 - a frozen value, the same for every call
    options: Options = Options(),  # noqa: B008 - a frozen value, the same for every call
) -> Reading | Problems:
    """Read files and globs into one relation, or say everything that is wrong with them.

    Text is loaded once into a table within `limits.memory` (it spills to the scratch directory beyond it). Every line
    is accounted for: lines = rows + bad + blank. Above `limits.bad_share` the reading is refused. `now` is aware; rows
    more than a day after it are bad. The caller closes the reading.
    """
    found, problems = find(sources)
    if problems:
        return problems
    scratch = Path(tempfile.mkdtemp(prefix="upheld-", dir=limits.scratch))
    connection = connect(limits, scratch, [source.path for source in found])
    try:
        outcome = _read(_Task(found, mapping or Mapping(), now, limits, options), connection, scratch)
    except BaseException:
        _discard(connection, scratch)
        raise
    if not isinstance(outcome, Reading):
        _discard(connection, scratch)
    return outcome


@dataclass(frozen=True, slots=True)
class _Task:
    sources: Sequence[Source]
    mapping: Mapping
    now: datetime
    limits: Limits
    options: Options


def _discard(connection: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    connection.close()
    shutil.rmtree(scratch, ignore_errors=True)


def _read(task: _Task, connection: duckdb.DuckDBPyConnection, scratch: Path) -> Reading | Problems:
    with ThreadPoolExecutor(1) as executor:
        loader = Loader(connection, scratch, executor, task.options.progress)
        planned, problems = _planned(task, loader)
        if problems:
            return problems
        loaded: list[Loaded] = []
        try:
            loaded.extend(loader.load(planned))
        except (Unreadable, OSError, duckdb.IOException, duckdb.OutOfMemoryException) as fault:
            return (_unread(fault, planned[len(loaded)].source.name),)
    book = ledger(connection, loaded)
    if task.options.quarantine:
        write_quarantine(task.options.quarantine, book.bad_lines())
    return _finished(task, book, scratch)


def _planned(task: _Task, loader: Loader) -> tuple[tuple[Planned, ...], Problems]:
    outcomes = [
        loader.plan(source, task.mapping, task.now, task.options.fields) for source in task.sources
    ]
    planned = tuple(plan for plan, _ in outcomes if plan is not None)
    problems = tuple(problem for _, found in outcomes for problem in found)
    return planned, problems or tuple(_differing(planned))


def _differing(planned: Sequence[Planned]) -> Iterator[Problem]:
    """All sources of a reading have the same fields, so that a condition means the same for every row."""
    first = planned[0]
    for other in planned[1:]:
        odd = set(first.columns.types) ^ set(other.columns.types)
        if odd:
            what = f"its fields differ from those of {first.source.name}: {', '.join(sorted(odd))}"
            yield Problem(Place(other.source.name), "fields", what, "read them apart, or map the missing fields")


def _finished(task: _Task, book: Ledger, scratch: Path) -> Reading | Problems:
    sources, bad = book.sources(), book.bad()
    rows = sum(source.rows for source in sources)
    problems = (*_changed(task.sources), *_same(sources), *_too_bad(bad, rows, task.limits, sources[0].name))
    if problems:
        return problems
    series = task.mapping.series
    relation = relation_of(series)
    fields = book.files[0].planned.columns.types
    names = ", ".join(map(sql.name, fields))
    good = " WHERE reason = 0" if bad.total or any(source.blank for source in sources) else ""
    book.connection.execute(f"CREATE VIEW {relation} AS SELECT {names} FROM {TABLE}{good}")
    span = book.connection.execute(f"SELECT min({sql.name(TIME)}), max({sql.name(TIME)}) FROM {relation}").fetchall()
    first, last = map(instant, span[0])
    return Reading(
        connection=book.connection,
        relation=relation,
        series=series,
        fields=MappingProxyType(dict(fields)),
        rows=rows,
        first=first,
        last=last,
        bad=bad,
        sources=sources,
        scratch=scratch,
    )


def _changed(sources: Sequence[Source]) -> Iterator[Problem]:
    for source in sources:
        status = source.path.stat()
        if (status.st_size, status.st_mtime_ns) != (source.size, source.changed):
            yield Problem(Place(source.name), "", "the file was changed while it was read", "read a finished copy")


def _same(sources: Sequence[SourceFile]) -> Iterator[Problem]:
    """The same content under two names would count each request twice."""
    seen: dict[str, str] = {}
    for source in sources:
        if source.content in seen:
            what = f"it has the same content as {seen[source.content]}, which would count twice"
            yield Problem(Place(source.name), "", what, "leave one of them out")
        seen.setdefault(source.content, source.name)


def _too_bad(bad: BadLines, rows: int, limits: Limits, name: str) -> Iterator[Problem]:
    if rows == 0 and not bad.total:
        yield Problem(Place(name), "", "there is no row in it")
    elif bad.share_of(rows) > limits.bad_share:
        place = bad.examples[0]
        counts = ", ".join(f"{reason}: {count}" for reason, count in bad.by_reason.items())
        what = f"{bad.total} of {rows + bad.total} lines cannot be read ({counts}); first: {place.text[:120]!r}"
        mend = f"at most {float(limits.bad_share):.2%} may be bad; {_ADVICE.get(place.reason, 'check the mapping')}"
        yield Problem(Place(place.file, place.line), "", what, mend)


def _unread(fault: Exception, name: str) -> Problem:
    """What the world did to a file, as a problem."""
    if isinstance(fault, duckdb.OutOfMemoryException):
        return Problem(Place(name), "", "reading it needs more memory than allowed", "allow more memory")
    return Problem(Place(name), "", f"the file cannot be read: {fault}".splitlines()[0])
