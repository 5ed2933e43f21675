"""Measures: downtime rules, runs, minimum outages, members, periods and figures; every figure worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.measured import Desk, minute, request, upheld

NOW = ("--now", "2027-01-01T00:00:00Z", "--account", "acme")
DAY = 1440  # minutes of a day in UTC

TEMPLATE = """
upheld: 1
agreement: test
title: Test
provider: Provider
version: {{id: "1"}}
zone: {zone}
measures:
  api:
    series: requests
    valid: {valid}
    bad: status >= 500
    slice: {slice}
    down: {down}
    no_traffic: {no_traffic}
    value: {value}
{more}
commitments:
  uptime:
    {{measure: {measure}, period: {period}, target: {target}, comparison: {comparison}, rounding: {rounding},
      remedy: none}}
"""
USUAL = {
    "zone": "UTC",
    "valid": "NOT (status BETWEEN 400 AND 499)",
    "slice": "1 minute",
    "down": "{error_share: {over: 5%}}",
    "no_traffic": "up",
    "value": "time",
    "more": "",
    "measure": "api",
    "period": "day",
    "target": "99%",
    "comparison": "at least",
    "rounding": "none",
}
Rows = list[dict[str, object]]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A scratch directory."""
    return Desk(tmp_path)


def judged(desk: Desk, rows: Rows, label: str = "2026-10-05", **terms: str) -> Any:
    """The commitment of an agreement with some terms changed, judged for a period."""
    return desk.measure(TEMPLATE.format(**USUAL | terms), desk.log(rows), label, *NOW)["commitments"][0]


def spans(found: Any) -> list[tuple[str, str]]:
    """Start and end of every outage, as UTC clock times."""
    return [(each["stretch"]["start"]["utc"][11:16], each["stretch"]["end"]["utc"][11:16]) for each in found["outages"]]


def down(found: Any) -> int:
    """Downtime that counts, in seconds."""
    return sum(each["counted"]["seconds"] for each in found["outages"])


def same(measured: Any, good: int, whole: int) -> bool:
    """Whether a measured figure is exactly good / whole."""
    return bool(measured["numerator"] * whole == measured["denominator"] * good)


def failing(*minutes: str) -> Rows:
    """Two failed requests in each of these minutes of 5 October 2026 (UTC)."""
    return [row for each in minutes for row in minute(f"2026-10-05T{each}", 0, 2)]


def working(*minutes: str) -> Rows:
    """Two good requests in each of these minutes."""
    return [row for each in minutes for row in minute(f"2026-10-05T{each}", 2, 0)]


class TestDowntimeRules:
    def test_at_least_takes_the_limit_itself(self, desk: Desk) -> None:
        rows = [*minute("2026-10-05T10:00", 95, 5), *minute("2026-10-05T10:01", 96, 4)]
        assert spans(judged(desk, rows, down="{error_share: {at_least: 5%}}")) == [("10:00", "10:01")]

    def test_a_minimum_of_requests(self, desk: Desk) -> None:
        rows = [*minute("2026-10-05T10:00", 0, 9), *minute("2026-10-05T10:02", 0, 10)]
        assert spans(judged(desk, rows, down="{error_share: {over: 5%, minimum: 10}}")) == [("10:02", "10:03")]

    def test_all_attempts_failed(self, desk: Desk) -> None:
        rows = [*minute("2026-10-05T10:00", 1, 9), *minute("2026-10-05T10:01", 0, 3), *minute("2026-10-05T10:02", 0, 2)]
        assert spans(judged(desk, rows, down="{all_failed: {minimum: 3}}")) == [("10:01", "10:02")]

    def test_average_latency_over_a_limit(self, desk: Desk) -> None:
        rows = [
            *(request(f"2026-10-05T10:00:0{n}", latency_ms=ms) for n, ms in enumerate((100, 200, 300))),  # 200: up
            *(request(f"2026-10-05T10:01:0{n}", latency_ms=ms) for n, ms in enumerate((100, 200, 301))),  # over 200
        ]
        assert spans(judged(desk, rows, down="{latency_average: {over: 200}}")) == [("10:01", "10:02")]

    def test_share_of_slow_requests_over_a_limit(self, desk: Desk) -> None:
        rows = [
            *(request(f"2026-10-05T10:00:{n:02}", latency_ms=801 if n < 1 else 800) for n in range(10)),  # 10%: up
            *(request(f"2026-10-05T10:01:{n:02}", latency_ms=801 if n < 2 else 800) for n in range(10)),  # 20%: down
        ]
        assert spans(judged(desk, rows, down="{latency_share: {slower_than: 800, over: 10%}}")) == [("10:01", "10:02")]

    def test_probe_sites_agree(self, desk: Desk) -> None:
        rows = [
            *(request("2026-10-05T10:00:00", 500, member=site) for site in "ab"),  # two of three failed
            request("2026-10-05T10:00:01", 200, member="c"),
            request("2026-10-05T10:01:00", 500, member="a"),  # one of three
            *(request("2026-10-05T10:01:01", 200, member=site) for site in "bc"),
            *(request("2026-10-05T10:02:00", 500, member=site) for site in "ab"),  # but b answered once
            request("2026-10-05T10:02:30", 200, member="b"),
        ]
        assert spans(judged(desk, rows, down="{sites_agree: {at_least: 2}}")) == [("10:00", "10:01")]


class TestRuns:
    def test_three_bad_minutes_in_a_row_open_an_outage_counted_from_the_first(self, desk: Desk) -> None:
        rows = failing("10:00", "10:01", "10:05", "10:06", "10:07") + working("10:02", "10:03", "10:04", "10:08")
        assert spans(judged(desk, rows, more="    opens_after: 3")) == [("10:05", "10:08")]

    def test_two_good_minutes_in_a_row_close_it_at_the_first_of_them(self, desk: Desk) -> None:
        rows = failing("10:00", "10:02", "10:05") + working("10:01", "10:03", "10:04", "10:06", "10:07")
        # 10:01 is one good minute: the outage goes on. 10:03 and 10:04 close it at 10:03.
        assert spans(judged(desk, rows, more="    closes_after: 2")) == [("10:00", "10:03"), ("10:05", "10:06")]

    def test_a_silent_minute_interrupts_a_row(self, desk: Desk) -> None:
        rows = failing("10:00", "10:01", "10:03", "10:04", "10:06", "10:07", "10:08")
        found = judged(desk, rows, more="    opens_after: 3", no_traffic="unknown and out")
        assert spans(found) == [("10:06", "10:09")]

    def test_an_outage_across_midnight_is_seen_whole(self, desk: Desk) -> None:
        # Two bad minutes before midnight and two after: four in a row, so the two of each day count on their day.
        rows = [r for at in ("05T23:58", "05T23:59", "06T00:00", "06T00:01") for r in minute(f"2026-10-{at}", 0, 2)]
        for day in ("2026-10-05", "2026-10-06"):
            assert down(judged(desk, rows, day, more="    opens_after: 4")) == 120

    def test_shorter_outages_do_not_count(self, desk: Desk) -> None:
        rows = failing("10:00", "10:01", "10:05", "10:06", "10:07")
        assert spans(judged(desk, rows, more="    minimum_outage: {length: 3 minutes}")) == [("10:05", "10:08")]

    def test_only_the_part_beyond_a_length_counts(self, desk: Desk) -> None:
        rows = failing("10:00", "10:01", "10:05", "10:06", "10:07")
        found = judged(desk, rows, more="    minimum_outage: {length: 2 minutes, counts: beyond}")
        assert spans(found) == [("10:07", "10:08")]


TWO = """
  second:
    series: requests
    where: route = '/second'
    valid: "TRUE"
    bad: status >= 500
    slice: 1 minute
    down: {error_share: {over: 5%}}
    no_traffic: NOTRAFFIC
  first:
    series: requests
    where: route = '/first'
    valid: "TRUE"
    bad: status >= 500
    slice: 1 minute
    down: {error_share: {over: 5%}}
    no_traffic: NOTRAFFIC
  both: {of: [first, second], combine: COMBINE}
"""


def combined(desk: Desk, rows: Rows, combine: str, no_traffic: str = "up") -> Any:
    """Two functions combined."""
    return judged(desk, rows, more=TWO.replace("COMBINE", combine).replace("NOTRAFFIC", no_traffic), measure="both")


class TestCombination:
    ROWS = (
        minute("2026-10-05T10:00", 0, 2, route="/first")
        + minute("2026-10-05T10:00", 2, 0, route="/second")
        + minute("2026-10-05T10:01", 0, 2, route="/first")
        + minute("2026-10-05T10:01", 0, 2, route="/second")
    )

    def test_any(self, desk: Desk) -> None:
        assert spans(combined(desk, self.ROWS, "{way: any}")) == [("10:00", "10:02")]

    def test_all(self, desk: Desk) -> None:
        assert spans(combined(desk, self.ROWS, "{way: all}")) == [("10:01", "10:02")]

    def test_at_least(self, desk: Desk) -> None:
        assert spans(combined(desk, self.ROWS, "{way: at least, count: 2}")) == [("10:01", "10:02")]

    def test_weighted(self, desk: Desk) -> None:
        heavy = "{way: weighted, share: 70%, weights: {first: 7, second: 3}}"
        light = "{way: weighted, share: 71%, weights: {first: 7, second: 3}}"
        assert spans(combined(desk, self.ROWS, heavy)) == [("10:00", "10:02")]
        assert spans(combined(desk, self.ROWS, light)) == [("10:01", "10:02")]

    def test_unknown_parts_matter_only_where_they_could_decide(self, desk: Desk) -> None:
        # 10:00: first is down, second silent. `any` is down all the same; of `all` nothing is known.
        rows = minute("2026-10-05T10:00", 0, 2, route="/first") + minute("2026-10-05T10:01", 2, 0, route="/first")
        assert spans(combined(desk, rows, "{way: any}", "unknown and out")) == [("10:00", "10:01")]
        found = combined(desk, rows, "{way: all}", "unknown and out")
        # 10:01: first is up, so not all are down, whatever second did. All other minutes of the day are unknown.
        assert down(found) == 0
        assert same(found["measured"], 1, 1)
        assert sum(day["unknown"]["seconds"] for day in found["days"]) == (DAY - 1) * 60

    def test_members_of_a_measure(self, desk: Desk) -> None:
        rows = minute("2026-10-05T10:00", 0, 2, region="eu") + minute("2026-10-05T10:00", 2, 0, region="us")
        rows += minute("2026-10-05T10:01", 0, 2, region="eu") + minute("2026-10-05T10:01", 0, 2, region="us")
        any_down = judged(desk, rows, more="    members: region\n    combine: {way: any}")
        all_down = judged(desk, rows, more="    members: region\n    combine: {way: all}")
        assert (spans(any_down), spans(all_down)) == ([("10:00", "10:02")], [("10:01", "10:02")])


class TestFigures:
    # 10:00 to 10:05: 9 of 10 good; 10:05 to 10:10: 90 of 90 good.
    ROWS = minute("2026-10-05T10:00", 9, 1) + minute("2026-10-05T10:05", 90, 0)

    def test_ratio_of_totals(self, desk: Desk) -> None:
        found = judged(desk, self.ROWS, slice="5 minutes", value="ratio of totals")
        assert same(found["measured"], 99, 100)

    def test_mean_of_slice_ratios(self, desk: Desk) -> None:
        # (9/10 + 1) / 2 = 95% where silent slices are left out; the day has 288 slices of five minutes.
        found = judged(desk, self.ROWS, slice="5 minutes", value="mean of slice ratios", no_traffic="unknown and out")
        assert same(found["measured"], 95, 100)
        found = judged(desk, self.ROWS, slice="5 minutes", value="mean of slice ratios", no_traffic="up")
        assert same(found["measured"], 2879, 2880)  # (287 + 0.9) / 288
        found = judged(desk, self.ROWS, slice="5 minutes", value="mean of slice ratios", no_traffic="down")
        assert same(found["measured"], 19, 2880)  # (1 + 0.9) / 288

    def test_nothing_counted_is_not_known(self, desk: Desk) -> None:
        found = judged(desk, minute("2026-10-04T10:00", 5), no_traffic="unknown and out")
        assert (found["verdict"], found["measured"]) == ("unknown", None)

    @pytest.mark.parametrize(
        ("target", "comparison", "rounding", "verdict"),
        [
            # One minute of 1,440 down: 1439/1440 = 99.930555...%
            ("99.93%", "at least", "none", "kept"),
            ("99.931%", "at least", "none", "missed"),
            ("99.931%", "at least", "{places: 3, mode: half up}", "kept"),  # 99.931
            ("99.931%", "at least", "{places: 3, mode: down}", "missed"),  # 99.930
            ("99.931%", "above", "{places: 3, mode: half up}", "missed"),  # equal is not above
            ("99.94%", "at least", "{places: 2, mode: up}", "kept"),  # 99.94
            ("100%", "at least", "{places: 0, mode: half even}", "kept"),  # 100
        ],
    )
    def test_rounding_and_comparison_are_terms(
        self, desk: Desk, target: str, comparison: str, rounding: str, verdict: str
    ) -> None:
        found = judged(desk, failing("10:00"), target=target, comparison=comparison, rounding=rounding)
        assert found["verdict"] == verdict

    def test_exactly_the_target(self, desk: Desk) -> None:
        # 144 of 1,440 minutes down: exactly 90%.
        rows = failing(*(f"{10 + n // 60}:{n % 60:02}" for n in range(144)))
        assert judged(desk, rows, target="90%")["verdict"] == "kept"
        assert judged(desk, rows, target="90%", comparison="above")["verdict"] == "missed"


class TestSlicesAndPeriods:
    @pytest.mark.parametrize(
        ("length", "outage"),
        [
            ("1 second", ("10:00:30", "10:00:31")),
            ("30 seconds", ("10:00:30", "10:01:00")),
            ("5 minutes", ("10:00:00", "10:05:00")),
            ("1 hour", ("10:00:00", "11:00:00")),
            ("1 day", ("00:00:00", "00:00:00")),
        ],
    )
    def test_slices_from_a_second_to_a_day(self, desk: Desk, length: str, outage: tuple[str, str]) -> None:
        found = judged(desk, [request("2026-10-05T10:00:30.5", 500)], slice=length)
        (each,) = found["outages"]
        assert (each["stretch"]["start"]["utc"][11:19], each["stretch"]["end"]["utc"][11:19]) == outage

    def test_slices_of_an_hour_follow_the_clock_of_an_odd_zone(self, desk: Desk) -> None:
        # Kathmandu is UTC+5:45: 10:00 UTC is 15:45 there, in the hour 15:00 to 16:00, which is 09:15 to 10:15 UTC.
        found = judged(desk, failing("10:00"), zone="Asia/Kathmandu", slice="1 hour")
        assert spans(found) == [("09:15", "10:15")]

    @pytest.mark.parametrize(
        ("period", "label", "minutes"),
        [
            ("calendar month", "2026-10", 31 * DAY),
            ("quarter", "2026-Q4", 92 * DAY),
            ("year", "2026", 365 * DAY),
            ("week", "2026-W41", 7 * DAY),
            ("day", "2026-10-05", DAY),
            ("billing month from day 5", "2026-10-05", 31 * DAY),
            ("contract year from 2024-11-10", "2025-11-10", 365 * DAY),
            (
                "6 months from 2026-04-15",
                "2026-04-15",
                183 * DAY,
            ),  # April 16, October 14; between 31 + 30 + 31 + 31 + 30
            ("30 days from 2026-10-01", "2026-10-01", 30 * DAY),
            ("720 hours from 2026-10-01", "2026-10-01T00:00:00Z", 720 * 60),
            ("730 hours from 2026-10-01", "2026-10-01T00:00:00Z", 730 * 60),
            ("rolling 30 days", "2026-10-20T12:00:00Z", 30 * DAY),
        ],
    )
    def test_periods(self, desk: Desk, period: str, label: str, minutes: int) -> None:
        found = judged(desk, failing("10:00"), label, period=period)
        assert same(found["measured"], minutes - 1, minutes)

    def test_a_running_period_is_judged_up_to_now(self, desk: Desk) -> None:
        text = TEMPLATE.format(**USUAL | {"period": "calendar month"})
        found = desk.measure(text, desk.log(failing("10:00")), "2026-10", "--now", "2026-10-06T00:00:00Z")[
            "commitments"
        ][0]
        assert same(found["measured"], 5 * DAY - 1, 5 * DAY)
        assert "not over" in " ".join(found["notes"])


class TestStates:
    HISTORY = "time,site,state\n2026-10-04T10:00:00Z,a,up\n2026-10-05T10:00:30Z,a,down\n2026-10-05T10:03:10Z,a,up\n"
    MAPPING = "{series: states, format: csv, time: {field: time}, fields: {member: site, state: state}}"
    TEXT = TEMPLATE.replace("series: requests\n    valid: {valid}\n    bad: status >= 500", "series: states").replace(
        "    value: {value}\n", "    value: {value}\n    partial_slices: {partial}\n"
    )

    def judged(self, desk: Desk, history: str, **terms: str) -> Any:
        usual = USUAL | {"down": "{state: {is: [down]}}", "no_traffic": "unknown and out", "partial": "by seconds"}
        text = self.TEXT.format(**usual | terms)
        log = desk.file("states.csv", history)
        return desk.measure(text, log, "2026-10-05", "--now", "2027-01-01T00:00:00Z", mapping=self.MAPPING)[
            "commitments"
        ][0]

    @pytest.mark.parametrize(("partial", "seconds"), [("by seconds", 160), ("dropped", 120), ("whole", 240)])
    def test_slices_partly_down(self, desk: Desk, partial: str, seconds: int) -> None:
        # Down from 10:00:30 to 10:03:10: 160 s; the whole minutes 10:01 and 10:02; the minutes touched, 10:00 to 10:03.
        assert down(self.judged(desk, self.HISTORY, partial=partial)) == seconds

    def test_time_before_the_first_row_is_unknown(self, desk: Desk) -> None:
        history = "time,site,state\n2026-10-05T06:00:00Z,a,up\n2026-10-05T12:00:00Z,a,down\n"
        found = self.judged(desk, history)
        # 6 hours unknown, 6 up, 12 down: 6 of 18.
        assert same(found["measured"], 6, 18)
        assert same(self.judged(desk, history, no_traffic="unknown and in")["measured"], 6, 24)

    def test_two_of_three_sites_agree(self, desk: Desk) -> None:
        history = "time,site,state\n" + "".join(
            f"2026-10-05T{at}Z,{site},{state}\n"
            for at, site, state in [
                ("00:00:00", "a", "up"), ("00:00:00", "b", "up"), ("00:00:00", "c", "up"),
                ("10:00:00", "a", "down"), ("10:10:00", "b", "down"), ("10:20:00", "a", "up"), ("10:30:00", "b", "up"),
            ]
        )  # fmt: skip
        found = self.judged(desk, history, more="    members: member\n    combine: {way: at least, count: 2}")
        assert spans(found) == [("10:10", "10:20")]


def test_every_account_has_a_line_and_one_alone_its_working(desk: Desk) -> None:
    agreement = desk.file("a.yaml", TEMPLATE.format(**USUAL))
    log = desk.log(failing("10:00") + minute("2026-10-05T10:00", 2, 0, account="other"))
    found = desk.measure(agreement, log, "2026-10-05", "--now", "2027-01-01T00:00:00Z")
    assert [(line["account"], line["down"]["seconds"]) for line in found["lines"]] == [("acme", 60), ("other", 0)]
    shown = upheld("measure", agreement, log, "--period", "2026-10-05", "--mapping", desk.folder / "mapping.yaml")
    assert shown.code == 0
    assert "acme" in shown.out
    assert "other" in shown.out


def test_why_one_slice_is_down(desk: Desk) -> None:
    agreement = desk.file("a.yaml", TEMPLATE.format(**USUAL))
    log = desk.log(minute("2026-10-05T10:00", 1, 3) + minute("2026-10-05T10:00", 0, 2, status=404))
    mapping = desk.file(
        "mapping.yaml",
        "{format: json, time: {field: time}, account: {field: account}, fields: {status: status, route: route}}",
    )
    asked = ("--period", "2026-10-05", "--mapping", mapping, *NOW, "--why", "2026-10-05T10:00", "--json")
    found = upheld("measure", agreement, log, *asked)
    (function,) = found.json["functions"]
    assert found.json["state"] == "down"
    assert function["counts"] == {"": {"total": 6, "valid": 4, "bad": 3}}
