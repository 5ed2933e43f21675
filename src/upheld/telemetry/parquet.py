"""Foreign Parquet: looked at, and re-encoded or decoded once, in a child process that may fail without harm.

A damaged or hostile Parquet file can give wrong data or bring DuckDB down. So the process that measures never opens
one before a child process has read it under limits of memory and time. What the child does is `Limits.parquet`:

* `reencode`: it writes the rows that are asked for into a file of our own, which is what is then measured. For files
  up to 64 MiB, unless something else is asked for.
* `decode`: it decodes every value that is asked for and counts the bad rows; then the same bytes are measured where
  they lie. The default for larger files: it costs one scan, and no second copy.
* `probe`: it reads the metadata and decodes the first rows. For large files of one's own making.
* `trust`: no child; for files that are known by a digest, as in our own store.

What no reader can find is a changed value that is still valid: Parquet has no digest of its content. The store keeps
SHA-256 digests for that reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from upheld.telemetry import sql
from upheld.telemetry.casts import Kind
from upheld.telemetry.columns import Layout, reasons_of, select_rows
from upheld.telemetry.fields import TIME, raw_name
from upheld.telemetry.limits import EXAMPLES, ParquetCare
from upheld.telemetry.plan import Plan

BROKEN = "not a row"
PROBED = 10_000  # rows that a probe decodes
_REENCODED = 64 * 1024 * 1024  # bytes up to which a copy is cheap

_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"), "integer"),
    **dict.fromkeys(("UBIGINT", "HUGEINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL"), "number"),
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "timestamp"),
    **dict.fromkeys(("VARCHAR", "ENUM", "UUID"), "text"),
    "BOOLEAN": "boolean",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a pass over a Parquet file found: rows, bad rows by number of their reason, span, examples.

    `examples` are (row number from 1, number of the reason, the fields as text); `first` and `last` are microseconds.
    """

    rows: int
    bad: Mapping[int, int]
    first: int | None
    last: int | None
    examples: tuple[tuple[int, int, str], ...]


def care_for(size: int, asked: ParquetCare | None) -> ParquetCare:
    """How a file of `size` bytes is treated, where nothing else is asked for."""
    return asked or ("reencode" if size <= _REENCODED else "decode")


def kinds_of(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, Kind]:
    """The columns of a file that can be used, with what they hold; nested ones cannot."""
    described = connection.execute(f"DESCRIBE SELECT * FROM {_scan(path)}").fetchall()
    plain = {str(row[0]): str(row[1]).split("(")[0] for row in described if not str(row[1]).endswith("]")}
    return {name: _KINDS[kind] for name, kind in plain.items() if kind in _KINDS}


def rows_of(path: Path, plan: Plan, columns: Layout) -> str:
    """SELECT of the rows of a file, as `select_rows` gives them, with `place`, the number of the row from 1."""
    fields = ", ".join(f"{sql.name(field)} AS {raw_name(field)}" for field in plan.used)
    packed = ", ".join(sql.name(field) for field in plan.used)
    line = f"CAST(struct_pack({', '.join(f'{sql.name(f)} := {sql.name(f)}' for f in plan.used)}) AS VARCHAR)"
    del packed
    pieces = f"SELECT {line} AS line, FALSE AS broken, file_row_number + 1 AS place, {fields} FROM {_scan(path)}"
    return select_rows(pieces, plan, columns, BROKEN, suspicious=False, beside=("place",))
