"""What a reading gives: one relation of rows on a DuckDB connection, and where every row of it came from."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from upheld.telemetry import sql
from upheld.telemetry.bad import BadLines
from upheld.telemetry.fields import TIME
from upheld.telemetry.mapping import Series
from upheld.telemetry.queries import Queries
from upheld.telemetry.scanning import Unreadable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read: the name it was given by, its size, SHA-256 in hexadecimal, its lines and good rows.

    `content` is the digest of what was unpacked, so that a log and its gzip are known to be the same; for
    zstd and Parquet it is the digest of the file. Both are None where digests were not asked for. `lines`
    counts blank lines and a header too; lines = rows + bad + blank.
    """

    name: str
    bytes: int
    sha256: str | None
    content: str | None
    lines: int
    rows: int
    bad: int
    blank: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Rows of a series, ready to be measured.

    `relation` is the name of a table or view on `connection` with the columns of `fields` (name to SQL type,
    in order): `at` (epoch microseconds UTC), `account` (NULL where the row names none), `n` (requests that
    the row stands for), then the fields that the sources have; one they lack is absent, not NULL. `first` and
    `last` are the instants of the first and last row in UTC, None where there is no row. `grain` is not None
    for a store of counts: `at` is then the start of a slice of that length, and finer slices cannot be
    measured. Use it in a `with` block, or call `close()`.
    """

    connection: Queries
    relation: str
    series: Series
    fields: Mapping[str, str]
    rows: int
    first: datetime | None
    last: datetime | None
    bad: BadLines
    sources: tuple[SourceFile, ...]
    scratch: Path
    grain: timedelta | None = None

    def close(self) -> None:
        """Close the connection and remove the scratch directory."""
        self.connection.close()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def instant(microseconds: int | None) -> datetime | None:
    """Epoch microseconds as an aware UTC datetime; Unreadable where a damaged file gives what is none."""
    try:
        return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError as error:
        raise Unreadable("the file is damaged: its statistics contradict its values") from error


def span_of(connection: Queries, relation: str) -> tuple[datetime | None, datetime | None]:
    """The instants of the first and the last row, both None where there is none."""
    query = f"SELECT min({sql.name(TIME)}), max({sql.name(TIME)}) FROM {relation}"
    first, last = connection.execute(query).fetchall()[0]
    return instant(first), instant(last)


def relation_of(series: Series) -> str:
    """The name of the relation of a series: `requests`, or `states` for probes and state changes."""
    return "requests" if series == "requests" else "states"
