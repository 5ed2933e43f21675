"""Loading text files into one table, file by file, with an account of every line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from upheld.problems import Place, Problem
from upheld.telemetry import sql
from upheld.telemetry.columns import select_rows
from upheld.telemetry.formats import TextFormat, recognise
from upheld.telemetry.layout import Layout, Typed, layout
from upheld.telemetry.lines import lines
from upheld.telemetry.mapping import Mapping
from upheld.telemetry.plan import Plan, narrowed, resolve
from upheld.telemetry.progress import Listener, Progress, reported
from upheld.telemetry.rereading import Odd
from upheld.telemetry.sources import SAMPLE, Source
from upheld.telemetry.staging import Staged, stage

_REJECTS = {"LINE SIZE OVER MAXIMUM": "line over 64 KiB"}  # what else DuckDB puts aside is not UTF-8

TABLE = "loaded"  # the table of all lines, bad ones too; what people see is a view of its good rows


@dataclass(frozen=True, slots=True)
class Planned:
    """A file that is understood: what its lines are and which columns they become."""

    source: Source
    format: TextFormat
    plan: Plan
    columns: Layout


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that DuckDB's reader put aside: its number, why, and its text."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file in the table: its rows are those from `start` to before `end`; its digests, and lines put aside."""

    planned: Planned
    start: int
    end: int
    sha256: str
    content: str
    rejected: tuple[Rejected, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why a row of this file can be bad, by number from 1."""
        return self.planned.columns.reasons


@dataclass(frozen=True, slots=True)
class Loader:
    """Where rows are loaded to, and with what."""

    connection: duckdb.DuckDBPyConnection
    scratch: Path
    executor: Executor
    listener: Listener | None = None

    def plan(
        self, source: Source, mapping: Mapping, now: datetime, wanted: Collection[str] | None
    ) -> tuple[Planned | None, tuple[Problem, ...]]:
        """How one file will be read, or why it cannot be."""
        form, problems = recognise(source, self._sample(source), mapping)
        if form is None:
            return None, problems
        plan, problems = resolve(mapping, form.shape, form.seen)
        if plan is None or problems:
            return None, problems
        problems = tuple(self._time_problems(plan, source.name))
        kept = narrowed(plan, wanted)
        columns = layout(kept, Typed(now, {}), form.broken, wanted)
        return (None if problems else Planned(source, form, kept, columns)), problems

    def load(self, files: Sequence[Planned]) -> Iterator[Loaded]:
        """Load one file after the other; raises Unreadable where one cannot be read to its end."""
        total = sum(planned.source.size for planned in files)
        start, done = 0, 0
        for planned in files:
            form = planned.format
            staged = stage(planned.source, self.scratch, form.invalid, self.executor, objects=form.direct is not None)
            report = Progress(planned.source.name, done, total, start)
            with reported(self.connection, self.listener, report, planned.source.size):
                end = start + self._insert(planned, staged, start, first=start == 0 and done == 0)
            _require_all_lines(planned, staged, end - start)
            yield Loaded(planned, start, end, *staged.digests(), self._rejected(staged))
            start, done = end, done + planned.source.size
            if self.listener:
                self.listener(Progress(planned.source.name, done, total, start))

    def _insert(self, planned: Planned, staged: Staged, start: int, *, first: bool) -> int:
        """Put the lines of a file into the table, whose next row is `start`; how many there are."""
        form, used = planned.format, planned.plan.used
        text = lines(staged.path, packing=staged.packing, skip=form.skip)
        direct = form.direct(staged.path, used) if form.direct and staged.objects else None
        rows = select_rows(direct or form.pieces(text, used), planned.columns, suspicious=staged.suspicious)
        target = f"CREATE TABLE {TABLE} AS" if first else f"INSERT INTO {TABLE}"
        count = int(self.connection.execute(f"{target} {rows}").fetchall()[0][0])
        if direct and count == staged.lines:
            self._read_again(planned, Odd(self.connection, TABLE, start), text)
        return count

    def _read_again(self, planned: Planned, odd: Odd, text: str) -> None:
        """Rows that are bad, from their lines; a direct reading does not have these."""
        if found := odd.lines(text):
            pieces = planned.format.pieces(found, planned.plan.used)
            odd.replace(select_rows(pieces, planned.columns), planned.columns.types)

    def _rejected(self, staged: Staged) -> tuple[Rejected, ...]:
        """Lines of a zstd file that DuckDB put aside; taken out, so that the next file starts anew."""
        if staged.packing != "zstd":
            return ()
        query = "SELECT DISTINCT ON (line) line, error_type, csv_line FROM reject_errors ORDER BY line"
        rows = self.connection.execute(query).fetchall()
        self.connection.execute("DROP TABLE reject_errors; DROP TABLE reject_scans")
        return tuple(Rejected(int(line), _REJECTS.get(kind, "invalid UTF-8"), text or "") for line, kind, text in rows)

    def _sample(self, source: Source) -> str:
        if source.packing == "zstd":
            query = f"SELECT coalesce(line, '') FROM ({lines(source.path, packing='zstd')}) LIMIT 1000"
            return "\n".join(row[0] for row in self.connection.execute(query).fetchall())
        text = source.sample.decode("utf-8", "replace")
        return text.rpartition("\n")[0] if len(source.sample) >= SAMPLE else text

    def _time_problems(self, plan: Plan, file: str) -> Iterator[Problem]:
        """Patterns and zones that Python knows and DuckDB does not."""
        checks = {"time.zone": f"SELECT timezone({sql.value(plan.time.zone or 'UTC')}, TIMESTAMP '2026-01-01')"}
        if "%" in plan.time.format:
            checks["time.format"] = f"SELECT try_strptime('', {sql.value(plan.time.format)})"
        for term, query in checks.items():
            try:
                self.connection.execute(f"SELECT count(*) FROM ({query})")
            except duckdb.Error as error:
                yield Problem(Place(file), term, str(error).splitlines()[0], "use another one")


def _require_all_lines(planned: Planned, staged: Staged, rows: int) -> None:
    """No line may be lost on the way: each is a row, good or bad. A failure here is a fault of ours."""
    if staged.lines is not None and rows != max(0, staged.lines - planned.format.skip):
        raise AssertionError(f"{planned.source.name}: {staged.lines} lines became {rows} rows")
