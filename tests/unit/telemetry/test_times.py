"""Times as logs write them: offsets, zones, clocks that go back, units, and what is no time."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.unit.telemetry.conftest import Files, micro
from upheld.telemetry.limits import Limits

ANY = Limits(bad_share=Fraction(1))


def table(*times: str) -> str:
    return "time\tstatus\n" + "".join(f"{time}\t200\n" for time in times)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-10-01T12:00:00Z", "2026-10-01T12:00:00Z"),
        ("2026-10-01T12:00:00.123456789Z", "2026-10-01T12:00:00.123456Z"),
        ("2026-10-01T12:00:00.9999999+00:00", "2026-10-01T12:00:00.999999Z"),
        ("2026-10-01 12:00:00+05:30", "2026-10-01T06:30:00Z"),
        ("2026-10-01 12:00:00 UTC", "2026-10-01T12:00:00Z"),
        ("2026-10-01T12:00:00-03", "2026-10-01T15:00:00Z"),
    ],
)
def test_iso_times_with_an_offset_are_exact_to_the_microsecond(files: Files, text: str, instant: str) -> None:
    [row] = files.rows("a.tsv", table(text))
    assert row["at"] == micro(instant)


@pytest.mark.parametrize(
    ("form", "text", "microseconds"),
    [
        ("epoch_s", "1792235280", 1_792_235_280_000_000),
        ("epoch_s", "1792235280.1234569", 1_792_235_280_123_456),
        ("epoch_s", "1792235279.9999999", 1_792_235_279_999_999),
        ("epoch_ms", "1792235280123", 1_792_235_280_123_000),
        ("epoch_ms", "1792235280123.4567", 1_792_235_280_123_456),
        ("epoch_us", "1792235280123456", 1_792_235_280_123_456),
        ("epoch_ns", "1792235280123456789", 1_792_235_280_123_456),
    ],
)
def test_epochs_are_cut_to_the_microsecond_and_never_rounded_up(
    files: Files, form: str, text: str, microseconds: int
) -> None:
    [row] = files.rows("a.tsv", table(text), f"time: {{field: time, format: {form}}}")
    assert row["at"] == microseconds


def test_a_pattern_reads_other_ways_to_write_a_time(files: Files) -> None:
    mapping = "time: {field: time, format: '%d.%m.%Y %H:%M', zone: Europe/Berlin}"
    [row] = files.rows("a.tsv", table("01.07.2026 12:30"), mapping)
    assert row["at"] == micro("2026-07-01T10:30:00Z")  # summer time, two hours ahead


def test_a_time_without_an_offset_is_never_taken_for_utc(files: Files) -> None:
    source = files.write("a.tsv", table("2026-10-01 12:00:00"))
    assert files.refusal([source]) == (
        "a.tsv:2: error: 1 of 1 lines cannot be read (time without an offset: 1); "
        "first: '2026-10-01 12:00:00\\t200' (at most 1.00% may be bad; say the zone of its times in the mapping: "
        "`time: {field: ..., zone: Europe/Berlin}`)"
    )


def test_wall_times_in_a_zone_follow_its_clock(files: Files) -> None:
    mapping = "time: {field: time, zone: Europe/Berlin}"
    rows = files.rows("a.tsv", table("2026-01-15 12:00:00", "2026-07-15 12:00:00", "2026-07-15 12:00:00Z"), mapping)
    assert [row["at"] for row in rows] == [
        micro("2026-01-15T11:00:00Z"), micro("2026-07-15T10:00:00Z"), micro("2026-07-15T12:00:00Z"),
    ]  # fmt: skip


def test_the_hour_that_occurs_twice_and_the_one_that_does_not_are_not_guessed(files: Files) -> None:
    # Berlin put its clocks back on 25 October 2026 at 03:00, and forward on 29 March at 02:00.
    times = table("2026-10-25 01:59:59", "2026-10-25 02:30:00", "2026-10-25 03:00:00", "2026-03-29 02:30:00")
    mapping = "time: {field: time, zone: Europe/Berlin}"
    reading = files.read([files.write("a.tsv", times)], mapping, limits=ANY)
    assert dict(reading.bad.by_reason) == {"wall time that does not exist": 1, "wall time that occurs twice": 1}


@pytest.mark.parametrize(("twice", "instant"), [("first", "2026-10-25T00:30:00Z"), ("second", "2026-10-25T01:30:00Z")])
def test_the_mapping_may_say_which_of_the_two_is_meant(files: Files, twice: str, instant: str) -> None:
    mapping = f"time: {{field: time, zone: Europe/Berlin, twice: {twice}}}"
    [row] = files.rows("a.tsv", table("2026-10-25 02:30:00"), mapping)
    assert row["at"] == micro(instant)


def test_half_an_hour_on_lord_howe_island_occurs_twice_too(files: Files) -> None:
    # On 5 April 2026 at 02:00 summer time (UTC+11) the clocks went back to 01:30 (UTC+10:30).
    mapping = "time: {field: time, zone: Australia/Lord_Howe, twice: first}"
    [row] = files.rows("a.tsv", table("2026-04-05 01:45:00"), mapping)
    assert row["at"] == micro("2026-04-04T14:45:00Z")


def test_times_of_broken_clocks_are_bad_each_for_its_reason(files: Files) -> None:
    times = ["", "yesterday",
             "1970-01-01T00:00:00Z", "1989-12-31T23:59:59Z", "2026-11-23T00:00:01Z", "99999-01-01T00:00:00Z",
             "2026-13-01T00:00:00Z", "2026-11-22T23:59:59Z"]  # fmt: skip
    reading = files.read([files.write("a.tsv", table(*times))], limits=ANY)
    # Now is 2026-11-22 00:00 UTC: what is a day later at most is allowed, so the last row is good.
    assert reading.rows == 1
    assert dict(reading.bad.by_reason) == {
        "time before 1990": 2, "time in the future": 2, "time missing": 1, "time unreadable": 2,
    }  # fmt: skip


@pytest.mark.parametrize(("form", "reason"), [("epoch_us", "time before 1990"), ("epoch_s", "time unreadable")])
def test_a_unit_that_is_wrong_is_noticed(files: Files, form: str, reason: str) -> None:
    source = files.write("a.tsv", table("1792235280123"))
    problem = files.refusal([source], f"time: {{field: time, format: {form}}}")
    assert f"1 of 1 lines cannot be read ({reason}: 1)" in problem
