"""A year of one service from the store: judging it in this process, and ingesting a day that comes late.

Run it with `./run bench store`. The year is one request every 2 seconds, made from a fixed seed, ingested in one go.
Beside it stands the same year as one Parquet file of requests, judged by a group-by in SQL written by hand, and the
least that any reading of the store must do: start DuckDB and read the columns of its files. `read` is what the
process read from files, where the system tells it (Linux): a late day reads no more of the year than its manifest.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median

import duckdb

from bench._agreement import judged_by
from upheld.agreements.agreement import Agreement
from upheld.availability.run import judgements
from upheld.library import load
from upheld.library.measuring import Asking, Session, measure, opened
from upheld.telemetry.ingest import Stored, ingest
from upheld.telemetry.mapping import Mapping

RUNS = 5
DAYS = 365
START = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
LATE = START + 200 * 86_400
NOW = datetime(2026, 2, 1, tzinfo=UTC)
MAPPING = Mapping.model_validate({"time": {"field": "time", "format": "epoch_s"}, "fields": {"status": "status"}})


def main() -> None:
    """Print how long a year takes from the store, and a late day with and without the year around it."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        store, alone = scratch / "year", scratch / "alone"
        _ingest([_made(scratch / "year.csv", START, DAYS * 43_200)], store)
        late = [_made(scratch / f"late-{run}.csv", LATE + run, 43_200) for run in range(RUNS + 1)]
        text = scratch / "agreement.yaml"
        text.write_text(judged_by("year"))
        agreement = load(text)
        asking = Asking("2025", now=NOW, detail=False)
        print(f"A year of one service, {DAYS * 43_200:,} requests (median of {RUNS} runs)")
        print(f"  {'':<48}{'clock':>11}{'processor':>13}{'read':>11}")
        table = _table(scratch / "year.csv")
        _shown("opened and judged", [partial(_judged, agreement, store, asking)] * RUNS)
        _shown("peer: DuckDB, one Parquet file of requests", [partial(_by_hand, table)] * RUNS)
        _shown("limit: start DuckDB and read the store's columns", [partial(_scanned, store)] * RUNS)
        with opened(agreement, [store], asking) as session:
            _shown("judged again while it is open", [partial(_again, session)] * RUNS)
        _shown("a late day into the store of the year", [partial(_ingest, [each], store) for each in late[1:]])
        _shown("limit: the same day into an empty store", [partial(_ingest, [each], alone) for each in late[1:]])


def _again(session: Session) -> None:
    """The long road, with every outage and its trace."""
    if not tuple(judgements(session.run, session.requests, session.sources)):
        raise SystemExit("nothing was judged")


def _judged(agreement: Agreement, store: Path, asking: Asking) -> None:
    measure(agreement, [store], asking)


def _table(csv: Path) -> Path:
    """The requests of the year as one Parquet file."""
    file = csv.with_suffix(".parquet")
    query = f"SELECT time * 1000000 AS moment, status::SMALLINT AS status FROM read_csv('{csv}')"
    duckdb.connect().execute(f"COPY ({query}) TO '{file}' (FORMAT parquet, COMPRESSION zstd)")
    return file


def _by_hand(table: Path) -> None:
    """Seconds of downtime of the year."""
    minutes = (
        f"SELECT moment // 60000000 AS minute, count(*) AS valid, count(*) FILTER (status >= 500) AS bad "
        f"FROM '{table}' WHERE NOT (status BETWEEN 400 AND 499) GROUP BY minute"
    )
    duckdb.connect().execute(f"SELECT 60 * count(*) FROM ({minutes}) WHERE bad * 20 > valid").fetchall()


def _scanned(store: Path) -> None:
    files = sorted(map(str, store.rglob("packs/*.parquet"))) or sorted(map(str, store.rglob("*.parquet")))
    query = f'SELECT sum("at"), sum(n), sum(status), count(account) FROM read_parquet({files})'
    duckdb.connect().execute(query).fetchall()


def _bytes_read() -> int:
    """Bytes that this process has read from files so far; 0 where the system does not tell."""
    counts = Path("/proc/self/io")
    return int(counts.read_text().split()[1]) if counts.is_file() else 0


def _ingest(files: list[Path], store: Path) -> None:
    done = ingest(files, store, MAPPING, now=NOW)
    if not isinstance(done, Stored) or done.added == ():
        raise SystemExit(f"nothing was ingested: {done}")


def _shown(name: str, works: list[Callable[[], None]]) -> None:
    clock, processor, read = zip(*map(_taken, works), strict=True)
    times = f"{median(clock) * 1000:8.0f} ms{median(processor) * 1000:10.0f} ms{median(read) / 1e6:8.1f} MB"
    print(f"  {name:<48}{times}   (first {clock[0] * 1000:.0f} ms)")


def _taken(work: Callable[[], None]) -> tuple[float, float, int]:
    """Seconds by the clock and of the processors, and bytes read from files."""
    before = time.perf_counter(), time.process_time(), _bytes_read()
    work()
    return time.perf_counter() - before[0], time.process_time() - before[1], _bytes_read() - before[2]


def _made(file: Path, start: int, rows: int) -> Path:
    """A request every two seconds, one in a thousand failing, and an hour of outage every ten days."""
    failed = f"hash(i) % 1000 = 0 OR (({start} + 2 * i) // 3600) % 240 = 7"
    status = f"CASE WHEN {failed} THEN 503 ELSE 200 END"
    query = f"SELECT {start} + 2 * i AS time, {status} AS status FROM range({rows}) AS r(i)"
    duckdb.connect().execute(f"COPY ({query}) TO '{file}' (FORMAT csv, HEADER)")
    return file


if __name__ == "__main__":
    main()
