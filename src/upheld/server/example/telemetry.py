"""The example's telemetry: a month of real traffic with real outages, moved to the last hundred days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import duckdb

from upheld.library.inputs import mapping_in
from upheld.problems import Refused
from upheld.server.figures.telemetry import folder_of
from upheld.telemetry.ingest import Ingesting, Stored, Storing, ingest

MEASURED: Mapping[str, str] = MappingProxyType(
    {"api2task": "birch-studio", "haptik": "harbour-labs", "apifonica": "north-bakery"}
)
"""Whose traffic of the record is measured under which agreement."""

OUTAGES: Mapping[str, tuple[tuple[int, ...], ...]] = MappingProxyType(
    {
        "birch-studio": ((3,), (23,), (13,)),
        "harbour-labs": ((23,), (), (13,)),
        "north-bakery": ((13,), (), ()),
    }
)
"""On which days of the record its failures are kept, the last time that it is laid down last: else nothing would ever
be well."""

_RECORDED_UNTIL = datetime(2026, 4, 1, tzinfo=UTC)
_RECORDED = timedelta(days=31)
_MAPPING = """\
# How the example's gateway logs are read.
format: parquet
time: {field: time}
account: {field: account}
fields: {method: method, route: route, status: status, code: code, environment: environment}
"""
# What the record lacks and the agreements ask about: an environment, the name of an error, and four functions of a
# telephone company, among which the requests of one account are dealt out. Of the busiest account every fourth request
# is enough to look at.
_MOVED = """
COPY (
    SELECT time + to_days($days) AS time, account, method, 'production' AS environment,
           CASE WHEN status < 500 THEN status WHEN list_contains($kept, day(time)) THEN 500 ELSE 200 END AS status,
           CASE WHEN status >= 500 AND list_contains($kept, day(time)) THEN 'Internal Error' END AS code,
           CASE WHEN account = 'north-bakery'
                THEN ['/messages/outbound', '/messages/inbound', '/calls/outbound', '/calls/inbound']
                      [1 + epoch(time)::BIGINT % 4]
                ELSE route END AS route
    FROM read_parquet($source)
    WHERE account = $account AND time + to_days($days) < $now
          AND (account <> 'birch-studio' OR epoch(time)::BIGINT % 4 = 0)
) TO '{target}' (FORMAT parquet)
"""


def settle_telemetry(source: Path, folder: Path, now: datetime) -> int:
    """Write the moved record into `folder` and count it into the stores of the service; how many rows they have.

    Raises `upheld.Refused` where a store cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mapping = folder / "gateway.yaml"
    mapping.write_text(_MAPPING, encoding="utf-8")
    terms, rows = mapping_in(mapping), 0
    for agreement, account in MEASURED.items():
        times = range(len(OUTAGES[account]))
        files = [str(_moved(source, folder, (account, each), now)) for each in times]
        # Retries are told apart by their seconds; what knows none is counted by the minute.
        storing = Storing(None) if agreement == "api2task" else Storing()
        outcome = ingest(files, folder_of(agreement), terms, now=now, how=Ingesting(storing))
        if not isinstance(outcome, Stored):
            raise Refused(outcome)
        rows += outcome.rows
    return rows


def _moved(source: Path, folder: Path, part: tuple[str, int], now: datetime) -> Path:
    account, time = part
    # The last day of the record becomes today; whole days, so that the hours of the traffic stay what they were.
    back = (len(OUTAGES[account]) - 1 - time) * _RECORDED.days
    days = (now.date() - _RECORDED_UNTIL.date()).days + 1 - back
    target = folder / f"{account}-{time}.parquet"
    told = {"days": days, "source": str(source), "account": account, "now": now, "kept": list(OUTAGES[account][time])}
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(_MOVED.format(target=str(target).replace("'", "''")), told)
    return target
