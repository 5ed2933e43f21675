"""Derive the demo's API log: real outages put onto real traffic, because no such log is freely licensed.

    python -m tools.derive_demo FILE.parquet

Real are two things: how many requests came in each five minutes (a load balancer's counts over two weeks of
April 2014, laid over March 2026 so that a Monday stays a Monday), and when nothing was answered (the three
outages of "Tapir Leistenmühle (LEM)" in March 2026, as its probes saw them). Everything else is made up from a
fixed seed: the second of each request, whose it is, its route, and the few failures outside the outages.
The same sources and seed give the same rows, and with the pinned engine the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from pathlib import Path
from random import Random
from typing import TypeVar

import duckdb

ROOT = Path(__file__).resolve().parent.parent
TRAFFIC = ROOT / "tools" / "demo_sources" / "nab_elb_request_count_8c0756.csv.gz"
PROBES = ROOT / "src" / "upheld" / "demo" / "telemetry" / "odbl" / "probes.csv"
SITE = "Tapir Leistenmühle (LEM)"
SEED = 2026

MONTH, NEXT_MONTH = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
BUCKET = 300  # seconds that one count of the traffic stands for
FORTNIGHT = 14 * 86_400 // BUCKET
# 1 March 2026 is a Sunday, and so is 13 April 2014; counts are stamped four minutes into their bucket.
SUNDAY = datetime(2014, 4, 13, 0, 4, tzinfo=UTC)

# Name, share of the traffic, and since when a customer; their shares are of those who are customers by then.
ACCOUNTS = (
    ("birch-studio", 78, MONTH),
    ("harbour-labs", 17, MONTH),
    ("north-bakery", 5, MONTH),
    ("young-oak", 10, datetime(2026, 3, 24, tzinfo=UTC)),
)
ROUTES = (
    (("GET", "/v1/tasks"), 38),
    (("GET", "/v1/projects"), 20),
    (("GET", "/v1/tasks/{id}"), 14),
    (("POST", "/v1/tasks"), 10),
    (("PATCH", "/v1/tasks/{id}"), 9),
    (("POST", "/v1/comments"), 6),
    (("GET", "/v1/users"), 3),
)
CALLERS_FAULT = ((404, 60), (422, 25), (401, 15))
CALLERS_FAULT_SHARE, FAILED_SHARE = 0.012, 0.0004

# How a request ended while the probes found nobody: they give 0 where there was no answer at all.
NO_ANSWER = {0: 504}

T = TypeVar("T")
Row = tuple[int, str, str, str, int]
"""Epoch second UTC, account, method, route, status."""


@dataclass(frozen=True, slots=True)
class Outage:
    """[start, end) in epoch seconds UTC, and the status that requests got."""

    start: int
    end: int
    status: int


def main(arguments: Sequence[str]) -> int:
    """Write the log to the file that is named."""
    (target,) = arguments
    write(rows(), Path(target))
    return 0


def rows() -> list[Row]:
    """The whole log in order of time, the same on every run."""
    random = Random(SEED)  # noqa: S311 - made-up traffic is no secret
    down = outages()
    made = [row for start, count in traffic() for row in bucket(start, count, down, random)]
    return sorted(made, key=lambda row: row[0])


def outages() -> tuple[Outage, ...]:
    """The outages of the site that lie in the month."""
    with PROBES.open(encoding="utf-8") as text:
        checks = [row for row in csv.DictReader(text) if row["site"] == SITE]
    found: list[Outage] = []
    for row, after in pairwise(checks):
        start, end = (datetime.fromisoformat(each["committed_at"]) for each in (row, after))
        if row["status"] == "down" and MONTH <= start < NEXT_MONTH:
            code = int(row["http_code"])
            found.append(Outage(int(start.timestamp()), int(end.timestamp()), NO_ANSWER.get(code, code)))
    return tuple(found)


def traffic() -> Iterator[tuple[int, int]]:
    """Start (epoch second UTC) and number of requests of every five minutes of the month."""
    counts = fortnight()
    for n in range((NEXT_MONTH - MONTH) // timedelta(seconds=BUCKET)):
        yield int(MONTH.timestamp()) + n * BUCKET, counts[n % FORTNIGHT]


def fortnight() -> list[int]:
    """Requests in each five minutes of two weeks from a Sunday on; a count that is missing is the one before it."""
    known: dict[int, int] = {}
    with gzip.open(TRAFFIC, "rt", encoding="utf-8") as text:
        for row in csv.DictReader(text):
            at = datetime.fromisoformat(row["timestamp"]).replace(tzinfo=UTC)
            known.setdefault((at - SUNDAY) // timedelta(seconds=BUCKET) % FORTNIGHT, int(float(row["value"])))
    counts = [known.get(n) for n in range(FORTNIGHT)]
    return [next(count for count in reversed(counts[: n + 1]) if count is not None) for n in range(FORTNIGHT)]


def bucket(start: int, count: int, down: Sequence[Outage], random: Random) -> Iterator[Row]:
    """The requests of five minutes; one that failed outside an outage is tried again some seconds later."""
    accounts = tuple((name, share) for name, share, since in ACCOUNTS if start >= since.timestamp())
    for _ in range(count):
        at = start + int(random.random() * BUCKET)
        account, (method, route) = picked(accounts, random), picked(ROUTES, random)
        status = next((each.status for each in down if each.start <= at < each.end), None) or usual_status(random)
        yield at, account, method, route, status
        if status == 503:
            yield at + 2 + int(random.random() * 20), account, method, route, 200


def usual_status(random: Random) -> int:
    """How a request ends on a normal day."""
    drawn = random.random()
    if drawn < FAILED_SHARE:
        return 503
    return picked(CALLERS_FAULT, random) if drawn < FAILED_SHARE + CALLERS_FAULT_SHARE else 200


def picked(choices: Sequence[tuple[T, int]], random: Random) -> T:
    """One of several by its weight; only `random()` is used, whose numbers Python promises to keep."""
    drawn = random.random() * sum(weight for _, weight in choices)
    reached = accumulate(weight for _, weight in choices)
    return next(choice for (choice, _), edge in zip(choices, reached, strict=True) if drawn < edge)


def write(log: Sequence[Row], target: Path) -> None:
    """Write the log as Parquet, by one thread so that the bytes follow from the rows alone."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as engine:
        plain = Path(folder) / "log.csv"
        with plain.open("w", encoding="utf-8", newline="") as text:
            csv.writer(text).writerows(log)
        # The names come from this file and the temporary folder: nobody else's text is in the statement (S608).
        columns = "{epoch: 'BIGINT', account: 'VARCHAR', method: 'VARCHAR', route: 'VARCHAR', status: 'SMALLINT'}"
        read = f"SELECT to_timestamp(epoch) AS time, * EXCLUDE epoch FROM read_csv('{plain}', columns = {columns})"  # noqa: S608
        packed = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19, PARQUET_VERSION v2"
        engine.execute(f"COPY ({read}) TO '{target}' ({packed})")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
