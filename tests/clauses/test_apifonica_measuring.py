"""Apifonica: accounts apart, months in the contract's zone, four functions, exceptions; figures worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.measured import MAPPING, ROOT, Desk, minute, steady, upheld

APIFONICA = ROOT / "agreements" / "apifonica.yaml"
NOW = ("--now", "2027-01-01T00:00:00Z")
SEND = "/v1/messages/outbound"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A scratch directory."""
    return Desk(tmp_path)


def account(desk: Desk, rows: list[dict[str, object]], period: str, *options: str | Path, name: str = "acme") -> Any:
    """The statement of one account."""
    return desk.measure(APIFONICA, desk.log(rows), period, "--account", name, *NOW, *options)


def outage(start: str, minutes: int, **more: Any) -> list[dict[str, object]]:
    """Minutes in which every request fails; `start` is a UTC minute of a day."""
    day, clock = start.split("T")
    first = int(clock[:2]) * 60 + int(clock[3:])
    return [
        r
        for n in range(first, first + minutes)
        for r in minute(f"{day}T{n // 60:02}:{n % 60:02}", 0, 2, **({"route": SEND} | more))
    ]


def down(commitment: Any) -> int:
    """Downtime that counts, in seconds."""
    return sum(each["counted"]["seconds"] for each in commitment["outages"])


@pytest.mark.clause("AP-01")
def test_each_account_is_judged_by_itself(desk: Desk) -> None:
    # acme is down for 30 of the 44,700 minutes of October in Brussels (the clocks go back: 745 hours); other is not.
    rows = [*outage("2026-10-05T10:00", 30), *steady("2026-10-05T10:00", 30, account="other", route=SEND)]
    log = desk.log(rows)
    found = desk.measure(APIFONICA, log, "2026-10", *NOW)
    lines = {line["account"]: line for line in found["lines"]}
    assert (lines["acme"]["verdict"], lines["acme"]["down"]["seconds"]) == ("missed", 1800)
    assert (lines["other"]["verdict"], lines["other"]["uptime"]["percent"]) == ("kept", "100")
    out = desk.folder / "out"
    issued = upheld(
        "statement",
        APIFONICA,
        log,
        "--period",
        "2026-10",
        *NOW,
        "--mapping",
        desk.file("m.yaml", MAPPING),
        "--out",
        out,
    )
    assert issued.code == 0
    assert sorted(path.name for path in out.glob("*.json")) == [
        "apifonica-acme-2026-10.json",
        "apifonica-other-2026-10.json",
    ]


@pytest.mark.clause("AP-03")
@pytest.mark.parametrize(
    ("period", "start", "minutes", "most"),
    [
        # 0.05% of the month may fail, in whole minutes: that many keep the promise, one more misses it.
        ("2026-02", "2026-02-10T10:00", 28 * 1440, 20),  # 20.16
        ("2028-02", "2028-02-10T10:00", 29 * 1440, 20),  # 20.88
        ("2026-03", "2026-03-10T10:00", 31 * 1440 - 60, 22),  # 22.29; the clocks go forward on the 29th
        ("2026-10", "2026-10-10T10:00", 31 * 1440 + 60, 22),  # 22.35; back on the 25th
        ("2026-06", "2026-06-10T10:00", 30 * 1440, 21),  # 21.6
    ],
)
def test_uptime_of_calendar_months_exact_to_the_minute(
    desk: Desk, period: str, start: str, minutes: int, most: int
) -> None:
    now = ("--now", "2028-06-01T00:00:00Z")
    for failed, verdict in ((most, "kept"), (most + 1, "missed")):
        log = desk.log(outage(start, failed))
        found = desk.measure(APIFONICA, log, period, "--account", "acme", *now)["commitments"][0]
        assert found["verdict"] == verdict
        measured = found["measured"]
        assert measured["numerator"] * minutes == measured["denominator"] * (minutes - failed)


@pytest.mark.clause("AP-03")
def test_the_month_begins_at_midnight_in_the_contracts_zone(desk: Desk) -> None:
    # 1 October 2026, 00:00 in Brussels is 30 September, 22:00 UTC.
    rows = [*outage("2026-09-30T21:59", 1), *outage("2026-09-30T22:00", 1)]
    assert down(account(desk, rows, "2026-09")["commitments"][0]) == 60
    assert down(account(desk, rows, "2026-10")["commitments"][0]) == 60


@pytest.mark.clause("AP-05")
def test_the_platform_is_down_while_any_of_the_four_functions_is(desk: Desk) -> None:
    routes = [SEND, "/v1/messages/inbound", "/v1/calls/outbound", "/v1/calls/inbound"]
    rows = []
    for n, route in enumerate(routes):  # each function fails in a minute of its own while the others answer
        rows += minute(f"2026-10-05T10:0{n}", 0, 2, route=route)
        rows += [r for other in routes if other != route for r in minute(f"2026-10-05T10:0{n}", 2, 0, route=other)]
    rows += minute("2026-10-05T10:09", 0, 2, route=SEND) + minute("2026-10-05T10:09", 0, 2, route=routes[3])
    found = account(desk, rows, "2026-10")["commitments"][0]
    assert down(found) == 5 * 60
    assert [each["members"] for each in found["outages"]] == [
        ["receive_calls", "receive_messages", "send_calls", "send_messages"],  # 10:00 to 10:04, one after the other
        ["receive_calls", "send_messages"],  # 10:09, both at once: one minute
    ]


EXCLUSIONS = """
- cause: maintenance
  start: 2026-10-05T10:00:00Z
  end: 2026-10-05T10:10:00Z
  author: Ines
  id: M-7
- cause: force_majeure
  start: 2026-10-06T10:00:00Z
  end: 2026-10-06T10:05:00Z
  author: Ines
  evidence: [flood at the data centre]
- cause: service_providers
  start: 2026-10-07T10:00:00Z
  end: 2026-10-07T10:05:00Z
  author: Ines
- cause: suspension
  account: acme
  start: 2026-10-08T10:00:00Z
  end: 2026-10-08T11:00:00Z
  author: Ines
"""


@pytest.mark.clause("AP-06")
def test_each_kind_of_exception_takes_out_the_downtime_it_covers_and_no_other(desk: Desk) -> None:
    rows = [
        *outage("2026-10-05T09:55", 10),  # five minutes before the maintenance, five in it
        *outage("2026-10-06T10:00", 5),  # all of it force majeure
        *outage("2026-10-07T10:00", 5),  # a service provider's act without any evidence: it counts
        *outage("2026-10-08T10:10", 5),  # while suspended
        *outage("2026-10-09T10:00", 5),  # nothing excluded
    ]
    found = account(desk, rows, "2026-10", "--exclusions", desk.file("exclusions.yaml", EXCLUSIONS))["commitments"][0]
    taken = {each["cause"]: (each["holds"], each["taken"]["seconds"]) for each in found["exclusions"]}
    assert taken == {
        "maintenance": (True, 300),
        "force_majeure": (True, 300),
        "service_providers": (False, 0),
        "suspension": (True, 3600),  # the whole hour leaves the month, not only its downtime
    }
    assert down(found) == (5 + 5 + 5) * 60
    assert next(each for each in found["exclusions"] if each["cause"] == "maintenance")["author"] == "Ines"
    # Both sides lose the excluded time: 44,700 - 5 - 5 - 60 minutes, of which 15 were down.
    whole = 44_700 - 70
    assert found["measured"]["numerator"] * whole == found["measured"]["denominator"] * (whole - 15)
    # Without exclusions 30 of 44,700 minutes were down.
    assert found["without_exclusions"]["numerator"] * 44_700 == found["without_exclusions"]["denominator"] * 44_670


@pytest.mark.clause("AP-07")
def test_a_customer_caused_exclusion_touches_that_account_alone(desk: Desk) -> None:
    rows = [*outage("2026-10-05T10:00", 5), *outage("2026-10-05T10:00", 5, account="other")]
    file = desk.file(
        "exclusions.yaml",
        "- {cause: information_withheld, account: acme, author: Ines, evidence: [mail of 4 October went unanswered],\n"
        "   start: 2026-10-05T10:00:00Z, end: 2026-10-05T10:05:00Z}\n",
    )
    assert down(account(desk, rows, "2026-10", "--exclusions", file)["commitments"][0]) == 0
    assert down(account(desk, rows, "2026-10", "--exclusions", file, name="other")["commitments"][0]) == 300


RATE = """
accounts:
  acme: {agreed_rate: 10 per minute}
"""


@pytest.mark.clause("AP-08")
def test_minutes_over_the_agreed_rate_are_excluded_by_themselves(desk: Desk) -> None:
    agreement = desk.file("apifonica.yaml", APIFONICA.read_text(encoding="utf-8") + RATE)
    rows = [
        *minute("2026-10-05T10:00", 0, 11, route=SEND),  # 11 a minute: over the agreed 10, excluded
        *minute("2026-10-05T10:01", 0, 10, route=SEND),  # exactly 10: counts
    ]
    found = desk.measure(agreement, desk.log(rows), "2026-10", "--account", "acme", *NOW)["commitments"][0]
    assert [each["stretch"]["start"]["utc"] for each in found["outages"] if each["counted"]["seconds"]] == [
        "2026-10-05T10:00:00Z"
    ]
    assert down(found) == 60
    (excluded,) = found["exclusions"]
    assert (excluded["cause"], excluded["taken"]["seconds"]) == ("throughput_exceeded", 60)
    figures = dict(excluded["figures"])
    assert any("11" in value for value in figures.values())
    assert any("10" in value for value in figures.values())


@pytest.mark.clause("AP-18")
def test_a_shortfall_without_a_remedy_is_reported_and_nothing_is_owed(desk: Desk) -> None:
    found = account(desk, outage("2026-10-05T10:00", 60), "2026-10")["commitments"][0]
    assert found["verdict"] == "missed"
    assert found["credit"]["amount"] is None
    assert "no remedy is promised" in found["credit"]["sentence"]


SECOND = """
upheld: 1
agreement: apifonica
title: Apifonica API SLA, second version
provider: Apifonica
version: {id: "2", effective: 2026-10-16}
include: [{file: first.yaml}]
commitments:
  availability: {target: 99.99%}
"""


@pytest.mark.clause("AP-02")
def test_a_month_with_two_versions_is_judged_day_by_day(desk: Desk) -> None:
    # In Brussels, 1 to 15 October are 21,600 minutes at 99.95% (10.8 may fail), 16 to 31 October are 23,100 minutes at
    # 99.99% (2.31 may fail): 13.11 minutes for the month. 13 keep the promise, 14 miss it.
    desk.file("first.yaml", APIFONICA.read_text(encoding="utf-8"))
    second = desk.file("second.yaml", SECOND)
    for failed, verdict in ((13, "kept"), (14, "missed")):
        log = desk.log(outage("2026-10-20T10:00", failed))
        found = desk.measure(desk.folder / "first.yaml", log, "2026-10", "--version", second, "--account", "acme", *NOW)
        commitment = found["commitments"][0]
        assert commitment["verdict"] == verdict
        assert [v["counted"]["seconds"] // 60 for v in commitment["versions"]] == [21_600, 23_100]
        assert commitment["versions"][1]["version"] == "2"


OVERRIDE = """
upheld: 1
agreement: acme-order
title: Order form of Acme
provider: Apifonica
version: {id: "1", effective: 2026-01-01}
include: [{file: first.yaml}]
commitments:
  availability: {target: 99.9%, clause: {target: "order form, 3"}}
"""


@pytest.mark.clause("AP-02", "PS-09")
def test_a_document_of_higher_rank_overrides_a_term_and_the_statement_says_so(desk: Desk) -> None:
    desk.file("first.yaml", APIFONICA.read_text(encoding="utf-8"))
    order = desk.file("order.yaml", OVERRIDE)
    found = desk.measure(order, desk.log(outage("2026-10-05T10:00", 30)), "2026-10", "--account", "acme", *NOW)[
        "commitments"
    ][0]
    assert (found["target"]["percent"], found["verdict"]) == ("99.9", "kept")
    target = next(term for term in found["terms"] if term["path"] == "commitments.availability.target")
    assert target["clause"] == "order form, 3"
    assert target["document"] == "Order form of Acme"
