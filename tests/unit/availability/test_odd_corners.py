"""Odd corners of measuring: edges of periods, parts, weights, rates, numbers; every figure worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.measured import MAPPING, Desk, Run, minute, request, upheld
from tests.unit.availability.test_measures import DAY, NOW, TEMPLATE, TWO, USUAL, down, judged, same, spans

Rows = list[dict[str, object]]
LATER = ("--now", "2027-01-01T00:00:00Z")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A scratch directory."""
    return Desk(tmp_path)


def failing(*minutes: str) -> Rows:
    """Two failed requests in each of these minutes of October 2026 (UTC), such as `05T10:00`."""
    return [row for each in minutes for row in minute(f"2026-10-{each}", 0, 2)]


def working(*minutes: str) -> Rows:
    """Two good requests in each of these minutes."""
    return [row for each in minutes for row in minute(f"2026-10-{each}", 2, 0)]


def run(desk: Desk, text: str, rows: Rows, *options: str | Path, mapping: str = MAPPING) -> Run:
    """`upheld measure` for 5 October 2026, whatever comes of it."""
    files = (desk.file("agreement.yaml", text), desk.log(rows), "--mapping", desk.file("mapping.yaml", mapping))
    return upheld("measure", *files, "--period", "2026-10-05", "--json", *LATER, *options)


class TestEdgesOfPeriods:
    def test_an_outage_that_neither_began_nor_closed_before_midnight_goes_on(self, desk: Desk) -> None:
        # 23:50 to 23:52 open it; then every second minute is bad, and two good ones in a row come only at 00:03.
        bad = failing("04T23:50", "04T23:51", "04T23:52", "04T23:54", "04T23:56", "04T23:58", "05T00:00", "05T00:02")
        good = working("04T23:53", "04T23:55", "04T23:57", "04T23:59", "05T00:01", "05T00:03", "05T00:04")
        found = judged(desk, bad + good, more="    opens_after: 3\n    closes_after: 2")
        assert spans(found) == [("00:00", "00:03")]

    def test_what_lies_beyond_a_length_is_counted_from_the_first_slice_of_the_outage(self, desk: Desk) -> None:
        # Slices of five minutes, down from 23:50 to 00:05; 23:45 is up (1 of 305). Beyond 12 minutes: from 00:02.
        rows = [row for m in (45, 46, 47) for row in minute(f"2026-10-04T23:{m}", 100)]
        rows += minute("2026-10-04T23:48", 4, 1) + failing("04T23:50", "04T23:55", "05T00:00") + working("05T00:05")
        found = judged(desk, rows, slice="5 minutes", more="    minimum_outage: {length: 12 minutes, counts: beyond}")
        assert spans(found) == [("00:02", "00:05")]

    def test_a_part_of_a_slice_before_midnight_is_looked_beyond_as_well(self, desk: Desk) -> None:
        # One outage from 23:59 to 00:01; what lies beyond its first 30 seconds counts: on the second day all of it.
        rows = failing("04T23:59", "05T00:00")
        assert down(judged(desk, rows, more="    minimum_outage: {length: 30 seconds, counts: beyond}")) == 60

    def test_five_bad_days_in_a_row(self, desk: Desk) -> None:
        rows = failing("01T10:00", "02T10:00", "03T10:00", "04T10:00", "05T10:00")
        for day, seconds in (("2026-10-01", 86_400), ("2026-10-05", 86_400), ("2026-10-06", 0)):
            assert down(judged(desk, rows, day, slice="1 day", more="    opens_after: 5")) == seconds

    @pytest.mark.parametrize(
        ("retries", "first"),
        [
            ("{recognised_by: [account, route], within: 1 minute}", "2026-10-04T23:59:59.5"),
            ("{recognised_by: [idempotency_key]}", "2026-10-01T12:00:00"),
        ],
    )
    def test_a_retry_of_the_day_before_is_a_retry(self, desk: Desk, retries: str, first: str) -> None:
        # The second request only repeats the first, so nothing counts on 5 October.
        rows = [request(first, 500, key="k"), request("2026-10-05T00:00:00.2", 200, key="k")]
        found = judged(desk, rows, value="ratio of totals", more=f"    retries: {retries}")
        assert (found["verdict"], found["measured"]) == ("unknown", None)

    def test_before_the_first_minute_is_over_nothing_can_be_judged(self, desk: Desk) -> None:
        text, log = TEMPLATE.format(**USUAL), desk.log(failing("05T00:00"))
        found = upheld(
            "measure", desk.file("a.yaml", text), log, "--period", "2026-10-05", "--now", "2026-10-05T00:00:59Z",
            "--mapping", desk.file("mapping.yaml", MAPPING),
        )  # fmt: skip
        assert found.code == 2
        assert "no whole minute of the period 2026-10-05 is over" in found.err

    def test_of_a_day_that_is_not_over_the_silence_to_come_is_no_outage(self, desk: Desk) -> None:
        # At 10:02 there were two silent minutes; they are no outage of five minutes yet.
        rows = [row for m in range(DAY - 840) for row in minute(f"2026-10-05T{m // 60:02}:{m % 60:02}", 1)]
        text = TEMPLATE.format(**USUAL | {"no_traffic": "down", "more": "    minimum_outage: {length: 5 minutes}"})
        found = desk.measure(text, desk.log(rows), "2026-10-05", "--now", "2026-10-05T10:02:00Z", "--account", "acme")
        assert down(found["commitments"][0]) == 0


class TestParts:
    def test_a_part_is_down_by_its_own_terms(self, desk: Desk) -> None:
        # `first` needs three bad minutes in a row; one alone does not make the whole be down.
        text = TWO.replace("COMBINE", "{way: any}").replace("NOTRAFFIC", "up")
        text = text.replace("where: route = '/first'", "where: route = '/first'\n    opens_after: 3")
        first = [row for m in ("00", "10", "11", "12") for row in minute(f"2026-10-05T10:{m}", 0, 2, route="/first")]
        found = judged(desk, first + minute("2026-10-05T11:00", 0, 2, route="/second"), more=text, measure="both")
        assert spans(found) == [("10:10", "10:13"), ("11:00", "11:01")]

    def test_a_member_with_a_weight_exists_though_it_sends_nothing(self, desk: Desk) -> None:
        # 30 of 100 are down, which is less than half; `eu` sent nothing all day, and silence is up.
        more = "    members: region\n    combine: {way: weighted, share: 50%, weights: {eu: 70, us: 30}}"
        assert down(judged(desk, minute("2026-10-05T10:00", 0, 2, region="us"), more=more)) == 0

    def test_a_member_without_a_weight_is_asked_for(self, desk: Desk) -> None:
        more = "    members: region\n    combine: {way: weighted, share: 50%, weights: {eu: 70, us: 30}}"
        text = TEMPLATE.format(**USUAL | {"more": more})
        found = run(desk, text, minute("2026-10-05T10:00", 0, 2, region="asia"), "--account", "acme")
        assert found.code == 2
        assert "holds the region `asia`, which has no weight" in found.err

    @pytest.mark.parametrize(
        ("combine", "said"),
        [
            ("{way: weighted, share: 50%, weights: {frist: 7, second: 3}}", "did you mean `first`?"),
            ("{way: weighted, share: 50%, weights: {second: 3}}", "`first` has no weight"),
            ("{way: weighted, share: 0%, weights: {first: 1, second: 3}}", "a share of 0% is not between 0% and 100%"),
            ("{way: any}, value: ratio of totals", "has only time that was down"),
            ("{way: any}, no_traffic: up", "a combination has no traffic of its own"),
        ],
    )
    def test_combinations_that_cannot_be_computed_are_refused(self, desk: Desk, combine: str, said: str) -> None:
        text = TWO.replace("COMBINE", combine).replace("NOTRAFFIC", "up")
        found = run(desk, TEMPLATE.format(**USUAL | {"more": text}), failing("05T10:00"))
        assert found.code == 2
        assert said in found.err

    def test_parts_that_take_silence_differently_are_asked_about(self, desk: Desk) -> None:
        text = TWO.replace("COMBINE", "{way: all}").replace("NOTRAFFIC", "unknown and in", 1)
        text = text.replace("NOTRAFFIC", "unknown and out")
        found = run(desk, TEMPLATE.format(**USUAL | {"more": text, "measure": "both"}), failing("05T10:00"))
        assert found.code == 2
        assert "measures.both.no_traffic: the agreement leaves this open" in found.err

    def test_the_rate_of_an_account_is_all_that_it_sends(self, desk: Desk) -> None:
        # Two requests to one function and six to the other are eight in a minute: over the agreed four.
        surge = "conditions: {rate_exceeded: {agreed: 4 per minute}}"
        text = TWO.replace("COMBINE", "{way: any}").replace("NOTRAFFIC", "up")
        text += f"exclusions:\n  surge: {{title: Surge, effect: leaves both sides, {surge}}}\n"
        for down_one, other in (("/first", "/second"), ("/second", "/first")):
            rows = minute("2026-10-05T10:00", 0, 2, route=down_one) + minute("2026-10-05T10:00", 6, 0, route=other)
            found = judged(desk, rows, more=text, measure="both")
            assert same(found["measured"], DAY - 1, DAY - 1)
            assert found["exclusions"][0]["figures"][1] == ["highest measured rate", "8 per 60 s"]


RATIO = "\nexclusions:\n  works: {title: Works, effect: EFFECT, covers: COVERS}\n"
RECORD = "exclusions:\n  - {cause: works, start: 2026-10-05T10:00:00Z, end: 2026-10-05T10:10:00Z, author: Ann}\n"


class TestRatiosAndExclusions:
    # 10:00 to 10:05: 9 of 10 good; 10:05 to 10:10: silent; 10:20 to 10:25: 99 of 100 good. Excluded: 10:00 to 10:10.
    ROWS = minute("2026-10-05T10:00", 9, 1) + minute("2026-10-05T10:20", 99, 1)

    def figure(self, desk: Desk, value: str, effect: str, covers: str, silence: str = "unknown and out") -> Any:
        terms = {"value": value, "no_traffic": silence, "slice": "5 minutes"}
        text = TEMPLATE.format(**USUAL | terms) + RATIO.replace("EFFECT", effect).replace("COVERS", covers)
        records = desk.file("exclusions.yaml", RECORD)
        found = desk.measure(text, desk.log(self.ROWS), "2026-10-05", *NOW, "--exclusions", records)
        return found["commitments"][0]["measured"]

    @pytest.mark.parametrize(
        ("effect", "covers", "good", "whole"),
        [
            ("leaves both sides", "downtime", 99, 100),
            ("counts as up", "downtime", 109, 110),  # none of the ten failed
            ("counts as down", "downtime", 108, 110),  # recorded, and counted all the same
            ("counts as down", "whole time", 99, 110),  # all ten failed
        ],
    )
    def test_a_ratio_of_totals(self, desk: Desk, effect: str, covers: str, good: int, whole: int) -> None:
        assert same(self.figure(desk, "ratio of totals", effect, covers), good, whole)

    @pytest.mark.parametrize(
        ("effect", "covers", "good", "whole"),
        [
            ("leaves both sides", "downtime", 99, 100),
            ("counts as up", "downtime", 299, 300),  # (1 + 1 + 0.99) / 3
            ("counts as down", "downtime", 189, 200),  # (0.9 + 0.99) / 2
            ("counts as down", "whole time", 99, 300),  # (0 + 0 + 0.99) / 3
        ],
    )
    def test_a_mean_of_slice_ratios(self, desk: Desk, effect: str, covers: str, good: int, whole: int) -> None:
        assert same(self.figure(desk, "mean of slice ratios", effect, covers), good, whole)

    def test_a_silent_slice_that_is_partly_excluded_leaves_the_mean(self, desk: Desk) -> None:
        # A day has 288 slices of five minutes; 15:00 to 15:05 is left out; all other silent ones count as down.
        terms = {"value": "mean of slice ratios", "no_traffic": "down", "slice": "5 minutes"}
        text = TEMPLATE.format(**USUAL | terms) + RATIO.replace("EFFECT", "leaves both sides").replace(
            "COVERS", "downtime"
        )
        records = RECORD.replace("10:00:00Z", "15:02:00Z").replace("10:10:00Z", "15:03:00Z")
        log, file = desk.log(minute("2026-10-05T10:00", 9, 1)), desk.file("exclusions.yaml", records)
        found = desk.measure(text, log, "2026-10-05", *NOW, "--exclusions", file)["commitments"][0]
        assert same(found["measured"], 9, 2870)  # 0.9 / 287


class TestCountsAndKinds:
    def test_a_row_that_stands_for_no_request_is_no_traffic(self, desk: Desk) -> None:
        mapping = f"{MAPPING}count: n\n"
        rows = [request("2026-10-05T10:00:00", 500, n=0), request("2026-10-05T10:01:00", 200, n=5)]
        for terms in ({"no_traffic": "down"}, {"no_traffic": "down", "value": "mean of slice ratios"}):
            found = run(desk, TEMPLATE.format(**USUAL | terms), rows, "--account", "acme", mapping=mapping)
            assert same(found.json["commitments"][0]["measured"], 1, DAY)

    def test_counts_that_cannot_be_added_up_are_refused(self, desk: Desk) -> None:
        rows = [request("2026-10-05T10:00:00", 500, n=9 * 10**18, latency_ms=10**11)]
        text = TEMPLATE.format(**USUAL | {"down": "{latency_average: {over: 500}}"})
        found = run(desk, text, rows, mapping=f"{MAPPING}count: n\n")
        assert found.code == 2
        assert "too large to be added up exactly" in found.err

    @pytest.mark.parametrize(
        ("valid", "seconds"),
        [
            ("latency_ms > 19.9999999999999999", 60),
            ("latency_ms > 20.0000000000000001", 0),
            ("latency_ms <= 20.0000000000000001", 60),
            ("latency_ms < 20.0000000000000001", 60),
            ("latency_ms >= 20.0000000000000001", 0),
            ("latency_ms = 20.0000000000000001", 0),
            ("latency_ms <> 20.0000000000000001", 60),
            ("latency_ms IN (20.0000000000000001, 20)", 60),
            ("NOT (latency_ms IN (20.0000000000000001))", 60),
            ("status < 999999999999999999", 60),
            ("latency_ms < 999999999999999999", 60),
            ("latency_ms > -999999999999999999", 60),
        ],
    )
    def test_latencies_are_compared_exactly(self, desk: Desk, valid: str, seconds: int) -> None:
        # Two failed requests of 20 ms.
        assert down(judged(desk, failing("05T10:00"), valid=valid)) == seconds

    @pytest.mark.parametrize("valid", ["latency_ms <> 0.0000000000000001", "NOT (latency_ms IN (0.0000000000000001))"])
    def test_a_missing_latency_is_neither_equal_nor_different(self, desk: Desk, valid: str) -> None:
        rows = [request("2026-10-05T10:00:00", 500, latency_ms=None), request("2026-10-05T10:05:00", 500)]
        assert spans(judged(desk, rows, valid=valid)) == [("10:05", "10:06")]

    @pytest.mark.parametrize(
        ("declared", "valid", "given"),
        [
            ("tier: integer", "tier >= 3", "{field: tier}"),
            ("tier: text", "tier LIKE '3%'", "{field: tier, type: integer}"),
            ("tier: boolean", "tier", "{field: tier, type: integer}"),
        ],
    )
    def test_a_field_of_another_kind_is_refused(self, desk: Desk, declared: str, valid: str, given: str) -> None:
        text = f"fields: {{{declared}}}\n" + TEMPLATE.format(**USUAL | {"valid": valid}).lstrip()
        rows = [request("2026-10-05T10:00:00", 500, tier="3")]
        found = run(desk, text, rows, mapping=f"{MAPPING}extra: {{tier: {given}}}\n")
        assert found.code == 2
        assert "the agreement takes `tier` for" in found.err

    def test_members_by_a_number_and_conditions_on_the_member_beside_them(self, desk: Desk) -> None:
        # Grouped by region, looking at the member `a` only: of `b` nothing counts.
        more = "    members: region\n    combine: {way: any}"
        rows = minute("2026-10-05T10:00", 0, 2, region="eu") + minute("2026-10-05T10:01", 0, 2, region="eu", member="b")
        assert spans(judged(desk, rows, valid="member = 'a'", more=more)) == [("10:00", "10:01")]
        more = "    members: status\n    combine: {way: all}"
        rows = minute("2026-10-05T10:00", 2, 2)  # those with 500 all failed, those with 200 did not
        assert spans(judged(desk, rows, more=more)) == []

    def test_sites_are_told_apart_in_the_overview_of_all_accounts_too(self, desk: Desk) -> None:
        rows = [request("2026-10-05T10:00:00", 500, account=name, member=site) for name in ("a", "b") for site in "xy"]
        found = run(desk, TEMPLATE.format(**USUAL | {"down": "{sites_agree: {at_least: 2}}"}), rows)
        assert [line["down"]["seconds"] for line in found.json["lines"]] == [60, 60]

    def test_a_condition_that_never_holds_leaves_nothing(self, desk: Desk) -> None:
        assert down(judged(desk, failing("05T10:00"), more="    where: 'FALSE'")) == 0

    @pytest.mark.parametrize(
        ("term", "said"),
        [
            ("members: colour\n    combine: {way: any}", "no field is named `colour`"),
            ("retries: {recognised_by: [latency_ms]}", "no field is named `latency_ms`"),
            ("retries: {recognised_by: [route], within: 1 month}", "1 month cannot be looked across"),
            ("minimum_outage: {length: 1 quarter}", "1 quarter cannot be looked across"),
            ("opens_after: 50000", "should be less than or equal to 10000"),
        ],
    )
    def test_terms_that_cannot_be_measured_are_refused(self, desk: Desk, term: str, said: str) -> None:
        found = run(desk, TEMPLATE.format(**USUAL | {"more": f"    {term}"}), failing("05T10:00"))
        assert found.code == 2
        assert said in found.err

    @pytest.mark.parametrize(
        ("rule", "said"),
        [
            ("{state: {is: [down]}}", "the rule `state` cannot be used for a series of requests"),
            ("{error_share: {over: 0.0000000001%}}", "more than 9 decimal places"),
            ("{error_share: {over: 5%, minimum: 99999999999999999999}}", "less than or equal to"),
            ("{latency_average: {over: -1}}", "makes no sense"),
            ("{latency_share: {slower_than: 5, over: 150%}}", "makes no sense"),
        ],
    )
    def test_rules_that_cannot_be_measured_are_refused(self, desk: Desk, rule: str, said: str) -> None:
        found = run(desk, TEMPLATE.format(**USUAL | {"down": rule}), failing("05T10:00"))
        assert found.code == 2
        assert said in found.err
