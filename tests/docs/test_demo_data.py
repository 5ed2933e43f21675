"""The demo's data is what its readme says: real where it says so, and derived again from its sources."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import Counter
from datetime import UTC, datetime

import duckdb

from tests.measured import ROOT
from tools.derive_demo import BUCKET, MONTH, Outage, fortnight, outages, rows, traffic

DATA = ROOT / "src" / "upheld" / "demo" / "telemetry"
LOG = DATA / "odbl" / "api-requests.parquet"


def instant(text: str) -> int:
    """UTC wall time of March 2026 as epoch seconds."""
    return int(datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=UTC).timestamp())


def test_the_derived_log_is_made_again_row_for_row() -> None:
    with duckdb.connect() as engine:
        kept = engine.execute(
            "SELECT CAST(epoch(time) AS BIGINT), account, method, route, status FROM read_parquet(?)", [str(LOG)]
        )
        assert kept.fetchall() == rows()


def test_its_outages_are_those_that_the_probes_saw() -> None:
    # Read off the history by eye; where the probe had no answer at all (0), requests get 504.
    assert outages() == (
        Outage(instant("03T05:35:11"), instant("03T18:59:23"), 504),
        Outage(instant("13T10:19:07"), instant("13T11:00:11"), 502),
        Outage(instant("23T05:17:02"), instant("23T10:09:44"), 500),
    )


def test_its_traffic_is_that_of_the_load_balancer() -> None:
    # The source's first count, 94 requests, is of Thursday 10 April 2014, 00:00 to 00:05: three days before the Sunday
    # that begins the fortnight, so eleven days into it as it comes round.
    counts = fortnight()
    assert len(counts) == 14 * 24 * 12
    assert counts[11 * 24 * 12] == 94
    first, *_, last = traffic()
    assert first == (int(MONTH.timestamp()), counts[0])
    assert last[0] == int(datetime(2026, 4, 1, tzinfo=UTC).timestamp()) - BUCKET


def test_the_web_log_holds_ten_thousand_requests_of_84_minutes_and_three_errors() -> None:
    lines = gzip.decompress((DATA / "website.log.gz").read_bytes()).decode("utf-8", "replace").splitlines()
    found = [re.search(r'\[([^:]+:\d\d:\d\d):\d\d \+0000\] ".*?" (\d{3}) ', line) for line in lines]
    told = [match.groups() for match in found if match]
    assert (len(lines), len(told), len({minute for minute, _ in told})) == (10_000, 10_000, 84)
    assert sum(status.startswith("5") for _, status in told) == 3


def test_clients_of_the_logs_stand_for_nobody() -> None:
    text = gzip.decompress((DATA / "website.log.gz").read_bytes()).decode("utf-8", "replace")
    table = gzip.decompress((DATA / "nasa-1995-08-01.tsv.gz").read_bytes()).decode("utf-8", "replace")
    clients = {line.split(" ", 1)[0] for line in text.splitlines()}
    clients |= {line.split("\t", 1)[0] for line in table.splitlines()[1:]}
    # 198.18.0.0/15 is kept for measurements (RFC 2544).
    assert {client.rsplit(".", 2)[0] for client in clients} <= {"198.18", "198.19"}


def test_the_probes_are_of_one_cooperative_alone() -> None:
    told = csv.DictReader(io.StringIO((DATA / "odbl" / "probes.csv").read_text(encoding="utf-8")))
    sites = Counter(row["site"] for row in told)
    assert sites == {
        "Tapir Leistenmühle (LEM)": 156,
        "BestellWizard Leistenmühle (LEM)": 154,
        "Keycloak Leistenmühle (LEM)": 152,
    }


def test_the_data_stays_small() -> None:
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 2_000_000
