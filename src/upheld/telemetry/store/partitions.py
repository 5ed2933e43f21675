"""Writing the rows of one source as daily partitions of slice counts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from upheld.telemetry import sql
from upheld.telemetry.fields import COUNT, TIME
from upheld.telemetry.reading import Reading
from upheld.telemetry.scanning import digest
from upheld.telemetry.store.manifest import Part
from upheld.telemetry.store.placing import FORMAT, moved

_DAY = 86_400_000_000  # microseconds
_TABLE = "counted"


def write_parts(reading: Reading, folder: Path, grain: int, kept: Sequence[str]) -> tuple[Part, ...]:
    """Write one partition for each UTC day of a reading of one source, durably; they count once the manifest has them.

    Rows with the same slice of `grain` microseconds and the same values of the `kept` fields become one row
    with their number; `first_at` is the instant of the first. With grain 0 rows stay as they are. The name of
    a partition comes from the source's content and from how it is counted, so the same source gives the same
    names and bytes.
    """
    at, dimensions = sql.name(TIME), [name for name in kept if name not in {TIME, COUNT}]
    dims = "".join(f", {sql.name(name)}" for name in dimensions)
    slice_ = f"{at} // {grain} * {grain}" if grain else at
    every = ", ".join(str(place) for place in range(1, len(dimensions) + 2))
    counts = f"CAST(sum({sql.name(COUNT)}) AS BIGINT) AS {sql.name(COUNT)}, min({at}) AS first_at"
    details = f"max({at}) AS last_at, count(*) AS source_rows"
    grouped = (
        f"SELECT {slice_} AS {at}{dims}, {counts}, {details} FROM {reading.relation} GROUP BY {every} ORDER BY {every}"
    )
    reading.connection.execute(f"CREATE TABLE {_TABLE} AS {grouped}")
    days = reading.connection.execute(f"SELECT DISTINCT {at} // {_DAY} FROM {_TABLE} ORDER BY 1").fetchall()
    key = f"{reading.sources[0].content} {grain} {' '.join(kept)}"
    name = f"part-{hashlib.sha256(key.encode()).hexdigest()[:20]}.parquet"
    return tuple(_write_day(reading, folder, int(day), name) for (day,) in days)


def _write_day(reading: Reading, folder: Path, number: int, name: str) -> Part:
    day = datetime.fromtimestamp(number * _DAY // 1_000_000, UTC).date()
    within = f"FROM {_TABLE} WHERE {sql.name(TIME)} >= {number * _DAY} AND {sql.name(TIME)} < {(number + 1) * _DAY}"
    target = reading.scratch / name
    rows = f"SELECT * EXCLUDE (last_at, source_rows) {within}"
    reading.connection.execute(f"COPY ({rows}) TO {sql.value(str(target))} {FORMAT}")
    totals = f"SELECT sum(source_rows), count(*), sum({sql.name(COUNT)}), min(first_at), max(last_at) {within}"
    source_rows, count, requests, first, last = map(int, reading.connection.execute(totals).fetchall()[0])
    path = moved(target, folder / f"day={day.isoformat()}" / name)
    return Part(
        path=path.relative_to(folder).as_posix(),
        day=day,
        sha256=digest(path),
        bytes=path.stat().st_size,
        source_rows=source_rows,
        rows=count,
        requests=requests,
        first=first,
        last=last,
    )
