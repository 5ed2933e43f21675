"""The example's telemetry: a month of real traffic with real outages, moved to the last hundred days.

The outages of the provider's own agreement are made up, so that whenever somebody looks, last month's promise was
missed, and something failed today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import duckdb

from upheld.library.inputs import mapping_in
from upheld.problems import Refused
from upheld.server.figures.telemetry import folder_of
from upheld.telemetry.ingest import Ingesting, Stored, Storing, ingest
from upheld.timeline.spans import Span


@dataclass(frozen=True, slots=True)
class Traffic:
    """Whose requests become whose: those of `source` in the record (empty: of the account itself) are the `account`'s.

    One in so many is taken, by the remainder of its second. `failing` names the days of the record whose failures are
    kept, for each time that it is laid down, the last one last: else nothing would ever be well.
    """

    account: str
    source: str = ""
    one_in: int = 1
    remainder: int = 0
    failing: tuple[tuple[int, ...], ...] = ((), (), ())


MEASURED: Mapping[str, tuple[Traffic, ...]] = MappingProxyType(
    {
        "api2task": (Traffic("birch-studio", one_in=8, failing=((3,), (23,), (13,))),),
        "haptik": (Traffic("harbour-labs", one_in=2, failing=((23,), (), (13,))),),
        "apifonica": (Traffic("north-bakery", failing=((13,), (), ())),),
        "northlight": (
            Traffic("harbour-labs", "birch-studio", 8, 1),
            Traffic("vega-retail", "birch-studio", 16, 2),
            Traffic("kiri-health", "birch-studio", 16, 3),
        ),
    }
)
"""Whose traffic is measured under which agreement."""

OUR_OWN = "northlight"
FAILED_AGO, WELL_AGO = timedelta(minutes=52), timedelta(minutes=14)
"""How long ago today's outage of the provider's own service began and ended."""

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
# telephone company, among which the requests of one account are dealt out. In an outage programs try every 15 seconds.
_MOVED = """
COPY (
    SELECT time + to_days($days) AS time, $account AS account, method, 'production' AS environment,
           CASE WHEN status < 500 THEN status WHEN list_contains($kept, day(time)) THEN 500 ELSE 200 END AS status,
           CASE WHEN status >= 500 AND list_contains($kept, day(time)) THEN 'Internal Error' END AS code,
           CASE WHEN account = 'north-bakery'
                THEN ['/messages/outbound', '/messages/inbound', '/calls/outbound', '/calls/inbound']
                      [1 + epoch(time)::BIGINT % 4]
                ELSE route END AS route
    FROM read_parquet($source)
    WHERE account = $recorded AND epoch(time)::BIGINT % $one_in = $remainder
      AND time + to_days($days) < to_timestamp($now)
      AND len([each FOR each IN $failed::BIGINT[][] IF epoch(time + to_days($days)) BETWEEN each[1] AND each[2]]) = 0
    UNION ALL
    SELECT to_timestamp(tried), $account, 'POST', 'production', 503, 'Unavailable', '/v1/tasks'
    FROM (SELECT unnest($failed::BIGINT[][]) AS each), LATERAL (SELECT unnest(range(each[1], each[2], 15)) AS tried)
    WHERE tried >= $first AND tried < $last
) TO '{target}' (FORMAT parquet)
"""


def own_outages(now: datetime) -> tuple[Span, ...]:
    """When the provider's own service failed: two months ago a little, last month for long, and today."""
    last = (now.replace(day=1) - timedelta(days=1)).replace(day=9, hour=9, minute=12, second=0, microsecond=0)
    before = (last.replace(day=1) - timedelta(days=1)).replace(day=17, hour=14, minute=40)
    told = (
        (before, before + timedelta(minutes=25)), (last, last + timedelta(hours=4, minutes=10)),
        (now - FAILED_AGO, now - WELL_AGO),
    )  # fmt: skip
    return tuple(Span(int(start.timestamp()), int(end.timestamp())) for start, end in told)


def settle_telemetry(source: Path, folder: Path, now: datetime) -> int:
    """Write the moved record into `folder` and count it into the stores of the service; how many rows they have.

    Raises `upheld.Refused` where a store cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mapping = folder / "gateway.yaml"
    mapping.write_text(_MAPPING, encoding="utf-8")
    terms, rows = mapping_in(mapping), 0
    for agreement, traffics in MEASURED.items():
        spans = own_outages(now) if agreement == OUR_OWN else ()
        files = [
            str(_moved((source, folder / f"{agreement}-{each.account}-{time}.parquet"), each, time, (now, spans)))
            for each in traffics
            for time in range(len(each.failing))
        ]
        # Retries are told apart by their seconds; what knows none is counted by the minute.
        storing = Storing(None) if agreement == "api2task" else Storing()
        outcome = ingest(files, folder_of(agreement), terms, now=now, how=Ingesting(storing))
        if not isinstance(outcome, Stored):
            raise Refused(outcome)
        rows += outcome.rows
    return rows


def _moved(files: tuple[Path, Path], traffic: Traffic, time: int, when: tuple[datetime, tuple[Span, ...]]) -> Path:
    (source, target), (now, failed) = files, when
    # The last day of the record becomes today; whole days, so that the hours of the traffic stay what they were.
    back = (len(traffic.failing) - 1 - time) * _RECORDED.days
    days = (now.date() - _RECORDED_UNTIL.date()).days + 1 - back
    last = int((_RECORDED_UNTIL + timedelta(days=days)).timestamp())
    told = {
        "days": days, "source": str(source), "account": traffic.account, "recorded": traffic.source or traffic.account,
        "one_in": traffic.one_in, "remainder": traffic.remainder, "kept": list(traffic.failing[time]),
        "now": now.timestamp(), "failed": [[span.start, span.end] for span in failed],
        "first": last - int(_RECORDED.total_seconds()), "last": min(last, int(now.timestamp())),
    }  # fmt: skip
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(_MOVED.format(target=str(target).replace("'", "''")), told)
    return target
