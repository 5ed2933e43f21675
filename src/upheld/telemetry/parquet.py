"""Foreign Parquet: opened, or looked at first, by a child process that may fail without harm.

A damaged or hostile Parquet file can give wrong data or bring DuckDB down. So the process that measures never
opens one before a child process has read it under limits of memory and time, or never at all. What the child does
is `Limits.parquet`:

* `reencode`: it writes the fields that are asked for into a file of our own, with statistics that are true;
  that file is then measured. For files up to 64 MiB, unless something else is asked for.
* `confine`: it counts the bad rows, and every figure is asked of it: nobody else opens the file, and no value is
  decoded that no figure rests on. The default for larger files: it costs one scan of the times and of the fields
  whose values can be bad.
* `decode`: it decodes every value that is asked for and counts the bad rows; then the same bytes are measured
  where they lie, by the process that asked. It costs a scan of all fields.
* `probe`: it reads the metadata and decodes the first rows; the rest is trusted.
* `trust`: no child. For files of one's own making.

What no reader can find is a changed value that is still valid: Parquet has no digest of its content. The
store keeps SHA-256 digests for that reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from upheld.telemetry import sql
from upheld.telemetry.casts import Kind
from upheld.telemetry.columns import select_rows
from upheld.telemetry.fields import LATENCY_POWERS, TIME, raw_name
from upheld.telemetry.guard import Run
from upheld.telemetry.layout import Layout
from upheld.telemetry.limits import EXAMPLES, ParquetCare
from upheld.telemetry.plan import Plan
from upheld.telemetry.sources import Source

BROKEN = "not a row"  # cannot happen: a typed row is always a row
_PROBED = 10_000  # rows that a probe decodes
_REENCODED = 64 * 1024 * 1024  # bytes up to which a copy is cheap

_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"), "integer"),
    **dict.fromkeys(("UBIGINT", "HUGEINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL"), "number"),
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "timestamp"),
    **dict.fromkeys(("VARCHAR", "ENUM", "UUID"), "text"),
    "BOOLEAN": "boolean",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
}
_ORDERED: frozenset[Kind] = frozenset({"integer", "boolean", "timestamptz"})


@dataclass(frozen=True, slots=True)
class ParquetFile:
    """A Parquet file that is understood: what its columns hold and what they become."""

    source: Source
    plan: Plan
    columns: Layout
    kinds: Mapping[str, Kind]

    @property
    def judged(self) -> tuple[str, ...]:
        """The fields whose values can make a row bad."""
        faults = " ".join(condition for cast in self.columns.casts for condition, _ in cast.faults)
        return tuple(field for field in self.plan.used if raw_name(field) in faults or field == self.plan.time_field)

    def is_ordered(self, field: str) -> bool:
        """Whether the faults of a field's values depend on their size alone, so that the extremes stand for all.

        Not so for text, for wall times of a zone that moves its clocks (they may not exist), and for decimals where a
        whole number is wanted.
        """
        scaled = {self.plan.time_field, *(self.plan.columns.get(name) for name in LATENCY_POWERS)}
        instant = field == self.plan.time_field and self.plan.time.is_utc
        ordered = _ORDERED | ({"number"} if field in scaled else set()) | ({"timestamp"} if instant else set())
        return self.kinds[field] in ordered


@dataclass(frozen=True, slots=True)
class Passed:
    """What a pass over a file found: all rows, bad rows by the number of their reason, and examples.

    `examples` are (row number from 1, number of the reason, the fields as text). `span` is the first and last
    instant in microseconds where it was found on the way.
    """

    rows: int
    bad: Mapping[int, int]
    examples: tuple[tuple[int, int, str], ...]
    span: tuple[int, int] | None = None


def care_for(size: int, asked: ParquetCare | None) -> ParquetCare:
    """How a file of `size` bytes is treated, where nothing else is asked for."""
    return asked or ("reencode" if size <= _REENCODED else "confine")


def kinds_of(run: Run, path: Path) -> dict[str, Kind]:
    """The columns of a file that can be used, with what they hold; nested ones cannot."""
    described = run(f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {scan([path])})")
    plain = {str(name): str(kind).split("(")[0] for name, kind in described if not str(kind).endswith("]")}
    return {name: _KINDS[kind] for name, kind in plain.items() if kind in _KINDS}


def passed(run: Run, file: ParquetFile, *, decode: bool) -> Passed:
    """Count the rows and what is bad; with `decode` a digest makes DuckDB look at each value that is asked for."""
    if all(file.is_ordered(field) for field in file.judged):
        rows, reasons, span = _bounds(run, file, decode=decode)
        if reasons <= {0} and rows:
            return Passed(rows, {}, (), span)
    values = f"bit_xor(hash({', '.join(map(sql.name, file.columns.types))}))::VARCHAR" if decode else "''"
    counts = run(f"SELECT reason, count(*), {values} FROM ({all_rows([file])}) GROUP BY reason")
    bad = {int(reason): int(count) for reason, count, _ in counts if reason}
    return Passed(sum(int(count) for _, count, _ in counts), bad, _examples(run, all_rows([file])) if bad else ())


def _bounds(run: Run, file: ParquetFile, *, decode: bool) -> tuple[int, set[int], tuple[int, int]]:
    """Judge three rows that stand for all: the least and the greatest values, and NULL wherever a column has one.

    Every fault of an ordered column is a limit below, a limit above, or an absence; so where these three rows
    are good, all are. Of a field that is not judged, any value does. Without `decode` the statistics of the file may
    answer, and only fields that are judged are read.
    """
    fields, names = file.plan.used, ", ".join(map(sql.name, file.plan.used))
    figures = [figure for i, field in enumerate(fields) if field in file.judged for figure in _extremes(file, field, i)]
    looked = f"bit_xor(hash({names}))" if decode else "0"
    source = _scan([file.source.path])
    one = f"SELECT {', '.join(['count(*) AS rows', f'{looked} AS looked', *figures])} FROM {source}"
    any_ = ", ".join(f"{sql.name(field)} AS a{i}" for i, field in enumerate(fields))
    stand = [
        ", ".join(f"{(value if field in file.judged else 'a{0}').format(i)} AS {raw_name(field)}"
                  for i, field in enumerate(fields))
        for value in ("l{0}", "m{0}", "CASE WHEN NOT h{0} THEN l{0} END")
    ]  # fmt: skip
    beside = "'' AS line, FALSE AS broken, rows, looked"
    pieces = " UNION ALL ".join(f"SELECT {beside}, {values} FROM one" for values in stand)
    one = f"SELECT * FROM ({one}) LEFT JOIN (SELECT {any_} FROM {source} LIMIT 1) ON TRUE"
    judged = select_rows(pieces, file.columns, beside=("rows", "looked"))
    found = run(
        f"WITH one AS MATERIALIZED ({one}) SELECT rows, looked::VARCHAR, reason, {sql.name(TIME)} FROM ({judged})"
    )
    instants = [int(at) for *_, at in found if at is not None]
    span = (min(instants), max(instants)) if instants else (0, 0)
    return int(found[0][0]), {int(reason) for _, _, reason, _ in found}, span


def _extremes(file: ParquetFile, field: str, number: int) -> tuple[str, str, str]:
    """The least and the greatest value of a field, and whether one is missing."""
    least, most = ("min", "max") if file.is_ordered(field) else ("first", "first")
    name = sql.name(field)
    return (
        f"{least}({name}) AS l{number}",
        f"{most}({name}) AS m{number}",
        f"count(*) > count({name}) AS h{number}",
    )


def probed(run: Run, file: ParquetFile) -> None:
    """Read the metadata and decode the first rows."""
    path = sql.value(str(file.source.path))
    run(f"SELECT count(*), sum(total_compressed_size)::BIGINT FROM parquet_metadata({path})")
    values = ", ".join(map(sql.name, file.columns.types))
    run(f"SELECT bit_xor(hash({values}))::VARCHAR FROM (SELECT * FROM ({all_rows([file])}) LIMIT {_PROBED})")


def reencoded(run: Run, file: ParquetFile, target: Path) -> ParquetFile:
    """The file as a copy of our own: the fields in use, all rows, in order, with statistics that are true.

    Nothing is judged on the way: a condition could be answered by the statistics of the file, which may lie.
    """
    fields = ", ".join(map(sql.name, file.plan.used))
    copied = f"SELECT {fields} FROM {scan([file.source.path])}"
    run(f"COPY ({copied}) TO {sql.value(str(target))} (FORMAT parquet, COMPRESSION snappy)")
    return replace(file, source=replace(file.source, path=target))


def all_rows(files: Sequence[ParquetFile]) -> str:
    """SELECT of the rows of files with the same columns, with `place`, `reason` and `line`, as `select_rows` has it."""
    plan = files[0].plan
    fields = ", ".join(f"{sql.name(field)} AS {raw_name(field)}" for field in plan.used)
    packed = ", ".join(f"{sql.name(field)} := {sql.name(field)}" for field in plan.used)
    line = f"CAST(struct_pack({packed}) AS VARCHAR) AS line, FALSE AS broken, file_row_number + 1 AS place"
    pieces = f"SELECT {line}, {fields} FROM {_scan([file.source.path for file in files])}"
    return select_rows(pieces, files[0].columns, beside=("place",))


def scan(paths: Sequence[Path]) -> str:
    """The table function that reads files."""
    return f"read_parquet([{sql.values(map(str, paths))}], binary_as_string = true)"


def _scan(paths: Sequence[Path]) -> str:
    return f"read_parquet([{sql.values(map(str, paths))}], file_row_number = true, binary_as_string = true)"


def _examples(run: Run, rows: str) -> tuple[tuple[int, int, str], ...]:
    firsts = f"SELECT reason, unnest(min(place, {EXAMPLES})) FROM ({rows}) WHERE reason <> 0 GROUP BY reason"
    places = ", ".join(str(int(place)) for _, place in run(firsts))
    found = run(f"SELECT place, reason, line FROM ({rows}) WHERE place IN ({places}) ORDER BY place")
    return tuple((int(place), int(reason), str(line)) for place, reason, line in found)
