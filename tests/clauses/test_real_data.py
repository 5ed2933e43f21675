"""Real records, measured by the product and by short scripts that share nothing with it but the input."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import Counter
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.measured import ROOT, upheld
from tools.derive_demo import rows

DEMO = ROOT / "src" / "upheld" / "demo"
HAPTIK = ROOT / "agreements" / "haptik.yaml"
LATER = ("--now", "2026-11-22T00:00:00Z")


def judged(agreement: Path, source: str, mapping: str, period: str, *options: str) -> Any:
    """The first commitment of the first statement."""
    names = (DEMO / "telemetry" / source, "--mapping", DEMO / "mappings" / mapping, "--period", period)
    done = upheld("measure", agreement, *names, "--json", *LATER, *options)
    assert done.code == 0, done.err
    return done.json["commitments"][0]


def exact(figure: Any) -> Fraction:
    """A figure of a statement, exact."""
    return Fraction(figure["numerator"], figure["denominator"])


def unpacked(name: str) -> str:
    """The text of a packed log."""
    return gzip.decompress((DEMO / "telemetry" / name).read_bytes()).decode("utf-8", "replace")


# ------------------------------------------------------------------ a web site's log by the Haptik agreement

MAY = 31 * 24 * 60  # minutes, counted in UTC as the agreement's file decides
LINE = re.compile(r'\[(\d\d/May/2015:\d\d:\d\d):\d\d \+0000\] "[A-Z]+ \S+[^"]*" (\d{3}) ')


def bad_minutes(limit: Fraction) -> list[str]:
    """Minutes of which more than the limit of the valid requests failed, in the log's own words."""
    valid: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for line in unpacked("website.log.gz").splitlines():
        found = LINE.search(line)
        assert found, line
        minute, status = found.groups()
        valid[minute] += not status.startswith("4")  # what the caller got wrong would not succeed on a normal day
        failed[minute] += status == "500"
    return sorted(minute for minute in failed if failed[minute] > limit * valid[minute])


@pytest.mark.clause("HK-07")
@pytest.mark.parametrize(
    ("limit", "down"),
    [
        # One answer of 500 each among 111 (18 May, 03:05), 131 (18 May, 15:05) and 121 valid requests (20 May, 14:05):
        # 0.9009%, 0.7634% and 0.8264%.
        ("5%", 0),
        ("0.9%", 1),
        ("0.8%", 2),
        ("0.5%", 3),
    ],
)
def test_a_web_sites_month_is_minutes_less_minutes_of_downtime(tmp_path: Path, limit: str, down: int) -> None:
    agreement = tmp_path / "haptik.yaml"
    agreement.write_text(HAPTIK.read_text(encoding="utf-8").replace("over: 5%", f"over: {limit}"), encoding="utf-8")
    found = judged(agreement, "website.log.gz", "website.yaml", "2015-05")
    bad = bad_minutes(Fraction(limit.removesuffix("%")) / 100)
    assert len(bad) == down
    assert exact(found["measured"]) == Fraction(MAY - down, MAY)
    starts = [datetime.fromisoformat(outage["stretch"]["start"]["utc"]) for outage in found["outages"]]
    assert starts == [datetime.strptime(f"{minute} +0000", "%d/%b/%Y:%H:%M %z") for minute in bad]
    # Of 44,640 minutes the log tells of 84; the rest is silence, which counts as up here.
    assert found["slices_unknown"] == MAY - 84


# ---------------------------------------------------------------------------------- a site's history of probes

MARCH = 31 * 24 * 60 * 60  # seconds, counted in UTC


def seconds_down(site: str) -> int:
    """Seconds of March 2026 in which the last check of a site had found it down."""
    start, end = "2026-03-01T00:00:00+00:00", "2026-04-01T00:00:00+00:00"
    with (DEMO / "telemetry" / "odbl" / "probes.csv").open(encoding="utf-8") as text:
        checks = [(row["committed_at"], row["status"]) for row in csv.DictReader(text) if row["site"] == site]
    stretches = zip(checks, [*checks[1:], (end, "")], strict=True)
    clipped = [(max(at, start), min(until, end)) for (at, state), (until, _) in stretches if state == "down"]
    return sum(instant(until) - instant(at) for at, until in clipped if at < until)


def instant(text: str) -> int:
    """ISO text as epoch seconds."""
    return int(datetime.fromisoformat(text).timestamp())


def test_a_sites_month_is_its_seconds_less_the_seconds_its_probes_found_it_down() -> None:
    # 3 March 05:35:11 to 18:59:23, 13 March 10:19:07 to 11:00:11, 23 March 05:17:02 to 10:09:44:
    # 13:24:12 + 0:41:04 + 4:52:42 = 18:57:58 = 68,278 seconds of 2,678,400, so 97.45079...% up.
    # The probes' own page says 66.358%: it counts the days between the first two as down.
    fees = ("--fees", str(DEMO / "fees.yaml"))
    found = judged(DEMO / "agreements" / "probed-site.yaml", "odbl/probes.csv", "probes.yaml", "2026-03", *fees)
    assert seconds_down("Tapir Leistenmühle (LEM)") == 68_278
    assert exact(found["measured"]) == Fraction(MARCH - 68_278, MARCH)
    assert found["down"] == {"seconds": 68_278, "words": "18 h 57 min 58 s"}
    assert [outage["counted"]["seconds"] for outage in found["outages"]] == [48_252, 2_464, 17_562]
    # Between 95 and 98%: a quarter of 89.00 EUR.
    assert found["credit"]["amount"]["amount"] == "22.25"


@pytest.mark.parametrize(
    ("site", "down"),
    [
        # 3 March 05:35:13 to 15:27:43 and 23 March 05:17:07 to 10:09:49: 9:52:30 + 4:52:42.
        ("Keycloak Leistenmühle (LEM)", 35_550 + 17_562),
        # 3 March 05:35:17 to 07:27:55 and 08:56:59 to 18:59:24, 13 March 10:19:08 to 11:00:16.
        ("BestellWizard Leistenmühle (LEM)", 6_758 + 36_145 + 2_468),
    ],
)
def test_its_sister_sites_have_a_month_of_their_own(tmp_path: Path, site: str, down: int) -> None:
    text = (DEMO / "agreements" / "probed-site.yaml").read_text(encoding="utf-8")
    agreement = tmp_path / "sister.yaml"
    agreement.write_text(text.replace("Tapir Leistenmühle (LEM)", site), encoding="utf-8")
    found = judged(agreement, "odbl/probes.csv", "probes.yaml", "2026-03")
    assert (seconds_down(site), found["down"]["seconds"]) == (down, down)
    assert exact(found["measured"]) == Fraction(MARCH - down, MARCH)


# ------------------------------------------------------------- an API's derived log by the API2Task agreement


def down_minutes() -> dict[str, int]:
    """Minutes of March 2026, for each account, in which there were first requests and all of them failed.

    A request that succeeds within a minute of a failed one of the same account, method and route is a retry, not a
    first request; those that the caller got wrong do not count.
    """
    before: dict[tuple[str, str, str], tuple[int, bool]] = {}
    answered: dict[tuple[str, int], bool] = {}
    for at, account, method, route, status in rows():
        if 400 <= status <= 499:
            continue
        failed, key = status >= 500, (account, method, route)
        last, last_failed = before.get(key, (0, False))
        before[key] = (at, failed)
        if failed or not last_failed or at - last > 60:
            minute = (account, at // 60)
            answered[minute] = answered.get(minute, False) or not failed
    return Counter(account for (account, _), any_answered in answered.items() if not any_answered)


def test_the_hours_of_service_that_each_account_is_owed() -> None:
    names = (DEMO / "telemetry" / "odbl" / "api-requests.parquet", "--mapping", DEMO / "mappings" / "api-requests.yaml")
    options = ("--period", "2026-03", "--commitment", "uptime", "--json", *LATER)
    done = upheld("measure", ROOT / "agreements" / "api2task.yaml", *names, *options)
    assert done.code == 0, done.err
    found = {line["account"]: line for line in done.json["lines"]}
    wanted = down_minutes()
    assert wanted == {"birch-studio": 1026, "harbour-labs": 751, "north-bakery": 424, "young-oak": 2}
    assert {account: line["down"]["seconds"] for account, line in found.items()} == {
        a: n * 60 for a, n in wanted.items()
    }
    assert {account: exact(line["uptime"]) for account, line in found.items()} == {
        account: 1 - Fraction(minutes, 31 * 24 * 60) for account, minutes in wanted.items()
    }
    # 0.2% of 44,640 minutes is 89.28: whoever lost more is owed as many minutes of service as were lost.
    owed = {account: line["service_time"]["seconds"] for account, line in found.items() if line["verdict"] == "missed"}
    assert owed == {account: minutes * 60 for account, minutes in wanted.items() if minutes > 89}


# ------------------------------------------------------------------- the silence at the end of a server's log

DAY = 24 * 60
MIDNIGHT = 807_249_600  # 1 August 1995, 00:00 in New York: 04:00 UTC, 9,343 days and 4 hours after 1970


def minutes_heard() -> set[int]:
    """Minutes of that day, from midnight, in which a valid request was answered."""
    table = csv.DictReader(io.StringIO(unpacked("nasa-1995-08-01.tsv.gz")), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {(int(row["time"]) - MIDNIGHT) // 60 for row in table if not row["response"].startswith("4")}


@pytest.mark.clause("HK-04")
@pytest.mark.parametrize(
    ("policy", "up", "counted", "unknown"),
    [
        ("up", DAY, DAY, 0),
        ("down", 766, DAY, 0),
        ("unknown and out", 766, 766, 674),
        ("unknown and in", 766, DAY, 674),
    ],
)
def test_the_silence_of_a_server_that_was_shut_down(
    tmp_path: Path, policy: str, up: int, counted: int, unknown: int
) -> None:
    # The log begins at 02:00:00 and ends at 14:52:01: 773 minutes, of which 7 are silent too. 120 before it and 547
    # behind it make 674 silent minutes of 1,440.
    heard = minutes_heard()
    assert (min(heard), max(heard), len(heard)) == (120, 14 * 60 + 52, 766)
    text = HAPTIK.read_text(encoding="utf-8").replace("chosen: UTC", "chosen: America/New_York")
    text = text.replace("chosen: calendar month", "chosen: day").replace("chosen: up\n", f"chosen: {policy}\n")
    agreement = tmp_path / "haptik.yaml"
    agreement.write_text(text, encoding="utf-8")
    found = judged(agreement, "nasa-1995-08-01.tsv.gz", "nasa.yaml", "1995-08-01")
    assert exact(found["measured"]) == Fraction(up, counted)
    assert found["unknown"]["seconds"] == unknown * 60
    assert found["period"]["start"]["utc"] == "1995-08-01T04:00:00Z"
    assert found["slices_unknown"] == 674
