"""An account of every line that was loaded: good, bad by reason, blank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from upheld.telemetry.bad import BadLine, BadLines, gathered, shortened
from upheld.telemetry.layout import BLANK
from upheld.telemetry.limits import EXAMPLES
from upheld.telemetry.loading import TABLE, Loaded
from upheld.telemetry.reading import SourceFile
from upheld.telemetry.scanning import shown


@dataclass(frozen=True, slots=True)
class Ledger:
    """The loaded files of one connection and how many of their lines are not good, by (file, number of reason)."""

    connection: duckdb.DuckDBPyConnection
    files: Sequence[Loaded]
    counts: Mapping[tuple[int, int], int]

    def sources(self) -> tuple[SourceFile, ...]:
        """Every file with its lines, good rows, bad and blank ones."""
        return tuple(self._source(index, loaded) for index, loaded in enumerate(self.files))

    def bad(self) -> BadLines:
        """Bad lines by reason, with the first examples of each."""
        return gathered(self._bad_of(index, loaded) for index, loaded in enumerate(self.files))

    def bad_lines(self) -> Iterator[BadLine]:
        """All bad lines with their whole text, in order of file and line."""
        for loaded in self.files:
            own = f"SELECT rowid, reason, line FROM {TABLE} WHERE {_bad_in(loaded)} ORDER BY rowid"
            cursor = self.connection.cursor().execute(own)
            while rows := cursor.fetchmany(10_000):
                yield from (_line(loaded, *row) for row in rows)
            yield from _put_aside(loaded)

    def _source(self, index: int, loaded: Loaded) -> SourceFile:
        blank = self.counts.get((index, BLANK), 0)
        faulty = sum(count for (file, _), count in self.counts.items() if file == index) - blank
        rows = loaded.end - loaded.start
        source, aside = loaded.planned.source, len(loaded.rejected)
        header = loaded.planned.format.skip
        return SourceFile(
            name=source.name,
            bytes=source.size,
            sha256=loaded.sha256,
            content=loaded.content,
            lines=rows + aside + header,
            rows=rows - faulty - blank,
            bad=faulty + aside,
            blank=blank + header,
        )

    def _bad_of(self, index: int, loaded: Loaded) -> BadLines:
        by_reason: Counter[str] = Counter(rejected.reason for rejected in loaded.rejected)
        for (file, number), count in self.counts.items():
            if file == index and number != BLANK:
                by_reason[loaded.reasons[number - 1]] += count
        return BadLines(by_reason, tuple(self._examples(loaded)) if by_reason else ())

    def _examples(self, loaded: Loaded) -> Iterator[BadLine]:
        firsts = f"SELECT unnest(min(rowid, {EXAMPLES})) FROM {TABLE} WHERE {_bad_in(loaded)} GROUP BY reason"
        places = [str(row[0]) for row in self.connection.execute(firsts).fetchall()]
        query = f"SELECT rowid, reason, line FROM {TABLE} WHERE rowid IN ({', '.join(places) or 'NULL'})"
        rows = self.connection.execute(query).fetchall()
        first = [_line(loaded, *row) for row in rows] + list(_put_aside(loaded))[:EXAMPLES]
        yield from map(shortened, sorted(first, key=lambda bad: bad.line))


def ledger(connection: duckdb.DuckDBPyConnection, files: Sequence[Loaded]) -> Ledger:
    """Count what became of the lines of all files in one pass over the table."""
    starts = ", ".join(f"({index}, {loaded.start})" for index, loaded in enumerate(files))
    query = (
        f"SELECT file, reason, count(*) FROM (SELECT rowid AS place, reason FROM {TABLE} WHERE reason <> 0) AS l "
        f"ASOF JOIN (VALUES {starts}) AS f(file, start) ON l.place >= f.start GROUP BY ALL"
    )
    rows = connection.execute(query).fetchall()
    return Ledger(connection, files, {(int(file), int(reason)): int(count) for file, reason, count in rows})


def _bad_in(loaded: Loaded) -> str:
    return f"reason NOT IN (0, {BLANK}) AND rowid >= {loaded.start} AND rowid < {loaded.end}"


def _line(loaded: Loaded, rowid: int, reason: int, text: str | None) -> BadLine:
    number = rowid - loaded.start + loaded.planned.format.skip + 1
    for rejected in loaded.rejected:  # in order of line: each that stands before moves this one down
        number += rejected.line <= number
    return BadLine(loaded.planned.source.name, number, loaded.reasons[reason - 1], shown(text or ""))


def _put_aside(loaded: Loaded) -> Iterator[BadLine]:
    name = loaded.planned.source.name
    return (BadLine(name, rejected.line, rejected.reason, rejected.text) for rejected in loaded.rejected)
