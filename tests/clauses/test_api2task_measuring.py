"""API2Task: first requests, minutes of downtime, two figures, working hours, hours of service; by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.measured import ROOT, Desk, minute, request

API2TASK = ROOT / "agreements" / "api2task.yaml"
NOW = ("--now", "2027-01-01T00:00:00Z")
OCTOBER = 31 * 24 * 60  # minutes; in UTC, as decided in the file


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A scratch directory."""
    return Desk(tmp_path)


def judged(desk: Desk, rows: list[dict[str, object]], *options: str | Path) -> dict[str, Any]:
    """Every commitment of October 2026 by its name."""
    statement = desk.measure(API2TASK, desk.log(rows), "2026-10", "--account", "acme", *NOW, *options)
    return {each["name"]: each for each in statement["commitments"]}


def down(commitment: Any) -> int:
    """Downtime that counts, in seconds."""
    return sum(each["counted"]["seconds"] for each in commitment["outages"])


@pytest.mark.clause("AT-01")
def test_a_request_that_succeeds_only_on_a_retry_counts_as_unavailable(desk: Desk) -> None:
    rows = [
        request("2026-10-05T10:00:01", 503),
        request("2026-10-05T10:00:05", 200),  # four seconds after a failed one of the same account, method and route
        request("2026-10-05T10:05:01", 503),
        request("2026-10-05T10:05:05", 200, route="/v1/others"),  # another route: a first request that was answered
        request("2026-10-05T10:10:01", 200),
        request("2026-10-05T10:10:05", 503),  # nothing had failed before it: a first request, but not the only one
    ]
    found = judged(desk, rows)
    assert [each["stretch"]["start"]["utc"] for each in found["uptime"]["outages"]] == ["2026-10-05T10:00:00Z"]
    # All six are answered or not: 3 of 6 succeeded.
    assert (found["responses"]["measured"]["numerator"], found["responses"]["measured"]["denominator"]) == (1, 2)


@pytest.mark.clause("AT-01")
def test_retries_are_recognised_by_an_idempotency_key(desk: Desk) -> None:
    text = API2TASK.read_text(encoding="utf-8")
    text = text.replace(
        "recognised_by: [account, method, route]\n      within: 1 minute", "recognised_by: [idempotency_key]"
    )
    rows = [
        request("2026-10-05T10:00:01", 503, key="k1"),
        request("2026-10-05T10:59:00", 200, key="k1"),  # an hour later: the same key, so a retry; its minute is silent
        request("2026-10-05T11:30:00", 200, key="k2"),
    ]
    statement = desk.measure(desk.file("a.yaml", text), desk.log(rows), "2026-10", "--account", "acme", *NOW)
    uptime = next(each for each in statement["commitments"] if each["name"] == "uptime")
    assert [each["stretch"]["start"]["utc"] for each in uptime["outages"]] == ["2026-10-05T10:00:00Z"]
    assert uptime["slices_unknown"] == OCTOBER - 2


@pytest.mark.clause("AT-02")
def test_minutes_are_counted_and_shown_one_by_one_with_their_evidence(desk: Desk) -> None:
    found = judged(desk, [*minute("2026-10-05T10:00", 0, 3), *minute("2026-10-05T10:01", 0, 2, route="/v1/a")])
    (outage,) = found["uptime"]["outages"]
    shown = [(each["stretch"]["start"]["utc"], each["valid"], each["bad"]) for each in outage["slices"]]
    assert shown == [("2026-10-05T10:00:00Z", 3, 3), ("2026-10-05T10:01:00Z", 2, 2)]
    assert dict(outage["samples"][0]["fields"])["status"] == "500"


@pytest.mark.clause("AT-03")
def test_uptime_and_share_of_answers_are_both_computed_and_compared(desk: Desk) -> None:
    # 0.2% of 44,640 minutes is 89.28: 89 minutes of downtime keep the uptime.
    rows = [r for n in range(89) for r in minute(f"2026-10-05T{10 + n // 60}:{n % 60:02}", 0, 1, route=f"/v1/{n}")]
    rows += [request(f"2026-10-06T10:{n // 60:02}:{n % 60:02}", route=f"/v1/ok{n}") for n in range(911)]
    found = judged(desk, rows)
    assert (found["uptime"]["verdict"], down(found["uptime"])) == ("kept", 89 * 60)
    # 911 of 1,000 requests were answered: 91.1%.
    assert (found["responses"]["measured"]["percent"], found["responses"]["verdict"]) == ("91.1", "missed")


@pytest.mark.clause("AT-06")
def test_one_server_of_several_that_fails_is_no_downtime(desk: Desk) -> None:
    rows = [
        *minute("2026-10-05T10:00", 0, 5, host="one", route="/v1/a"),
        *minute("2026-10-05T10:00", 5, 0, host="two", route="/v1/b"),
    ]
    assert down(judged(desk, rows)["uptime"]) == 0


@pytest.mark.clause("AT-06")
def test_causes_outside_the_providers_control_are_excluded_with_evidence(desk: Desk) -> None:
    file = desk.file(
        "exclusions.csv",
        "cause,start,end,author,evidence\n"
        "internet_access,2026-10-05T10:00:00Z,2026-10-05T10:01:00Z,Ines,report of the exchange point\n"
        "third_party_acts,2026-10-05T10:01:00Z,2026-10-05T10:02:00Z,Ines,\n",  # no evidence: it counts
    )
    rows = [*minute("2026-10-05T10:00", 0, 1), *minute("2026-10-05T10:01", 0, 1, route="/v1/b")]
    found = judged(desk, rows, "--exclusions", file)
    assert down(found["uptime"]) == 60


@pytest.mark.clause("AT-07")
def test_working_hours_have_a_figure_of_their_own_in_the_same_run(desk: Desk) -> None:
    # Monday 5 October 2026, 08:58 to 09:02 UTC: two of the four minutes lie in the working hours, 9:00 to 18:00.
    rows = [
        r
        for n in range(4)
        for r in minute(f"2026-10-05T{8 + (58 + n) // 60:02}:{(58 + n) % 60:02}", 0, 1, route=f"/v1/{n}")
    ]
    found = judged(desk, rows)
    assert down(found["uptime"]) == 240
    assert down(found["working_hours"]) == 120
    # October 2026 has 22 weekdays of 9 hours; Columbus Day, the 12th, is a holiday: 21 x 540 = 11,340 minutes.
    measured = found["working_hours"]["measured"]
    assert measured["numerator"] * 11_340 == measured["denominator"] * 11_338


@pytest.mark.clause("AT-04")
def test_the_remedy_is_as_much_time_of_service_as_there_was_downtime(desk: Desk) -> None:
    rows = [r for n in range(90) for r in minute(f"2026-10-05T{10 + n // 60}:{n % 60:02}", 0, 1, route=f"/v1/{n}")]
    found = judged(desk, rows)["uptime"]
    assert found["verdict"] == "missed"
    assert found["credit"]["service_time"]["seconds"] == 90 * 60
    assert found["credit"]["claim"]["required"] is True
