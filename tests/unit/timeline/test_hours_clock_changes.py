"""Working hours where clocks change, in odd zones, and on a date that never was (cases 6 to 8, 10)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.unit.timeline.moments import every_day, local, office, utc
from upheld.timeline import WorkingHours

BERLIN = "Europe/Berlin"
LORD_HOWE = "Australia/Lord_Howe"

# Hours on one date, by the clock, and when they are in UTC. Each is worked out from the zone's two offsets.
ON_THE_DAY: list[tuple[str, str, list[tuple[str, str]], str, list[tuple[str, str]]]] = [
    # Berlin, 29 March 2026: 02:00 (UTC+1) becomes 03:00 (UTC+2) at 01:00Z.
    (
        "a spring day has 23 hours",
        BERLIN,
        [("00:00", "24:00")],
        "2026-03-29",
        [("2026-03-28T23:00Z", "2026-03-29T22:00Z")],
    ),
    (
        "02:30 is not shown: opens at 03:30",
        BERLIN,
        [("02:30", "06:00")],
        "2026-03-29",
        [("2026-03-29T01:30Z", "2026-03-29T04:00Z")],
    ),
    (
        "02:30 is not shown: closes at 03:30",
        BERLIN,
        [("01:00", "02:30")],
        "2026-03-29",
        [("2026-03-29T00:00Z", "2026-03-29T01:30Z")],
    ),
    (
        "both edges in the gap",
        BERLIN,
        [("02:15", "02:45")],
        "2026-03-29",
        [("2026-03-29T01:15Z", "2026-03-29T01:45Z")],
    ),
    (
        "a closing moved past the next opening does not count twice",
        BERLIN,
        [("01:00", "02:30"), ("03:00", "05:00")],
        "2026-03-29",
        [("2026-03-29T00:00Z", "2026-03-29T03:00Z")],
    ),
    ("an opening moved past its closing leaves nothing", BERLIN, [("02:45", "03:15")], "2026-03-29", []),
    ("the gap's own edges", BERLIN, [("02:00", "03:00")], "2026-03-29", []),
    # Berlin, 25 October 2026: 03:00 (UTC+2) becomes 02:00 (UTC+1) at 01:00Z.
    (
        "an autumn day has 25 hours",
        BERLIN,
        [("00:00", "24:00")],
        "2026-10-25",
        [("2026-10-24T22:00Z", "2026-10-25T23:00Z")],
    ),
    (
        "02:30 is shown twice: the first opens",
        BERLIN,
        [("02:30", "04:00")],
        "2026-10-25",
        [("2026-10-25T00:30Z", "2026-10-25T03:00Z")],
    ),
    (
        "02:30 is shown twice: the first closes",
        BERLIN,
        [("01:00", "02:30")],
        "2026-10-25",
        [("2026-10-24T23:00Z", "2026-10-25T00:30Z")],
    ),
    (
        "both edges in the fold",
        BERLIN,
        [("02:15", "02:45")],
        "2026-10-25",
        [("2026-10-25T00:15Z", "2026-10-25T00:45Z")],
    ),
    # Lord Howe moves by half an hour: 4 October 2026, 02:00 (UTC+10:30) becomes 02:30 (UTC+11) at 15:30Z.
    (
        "half an hour's gap",
        LORD_HOWE,
        [("02:15", "06:00")],
        "2026-10-04",
        [("2026-10-03T15:45Z", "2026-10-03T19:00Z")],
    ),
    (
        "half an hour's short day",
        LORD_HOWE,
        [("00:00", "24:00")],
        "2026-10-04",
        [("2026-10-03T13:30Z", "2026-10-04T13:00Z")],
    ),
    # Sao Paulo, 4 November 2018: 00:00 (UTC-3) becomes 01:00 (UTC-2).
    (
        "no midnight: the day opens at one",
        "America/Sao_Paulo",
        [("00:00", "06:00")],
        "2018-11-04",
        [("2018-11-04T03:00Z", "2018-11-04T08:00Z")],
    ),
    (
        "no midnight: half past opens at half past one",
        "America/Sao_Paulo",
        [("00:30", "06:00")],
        "2018-11-04",
        [("2018-11-04T03:30Z", "2018-11-04T08:00Z")],
    ),
    # Sao Paulo, 17 February 2018: at 24:00 (UTC-2) it is 23:00 again (UTC-3).
    (
        "an hour before midnight twice",
        "America/Sao_Paulo",
        [("22:00", "24:00")],
        "2018-02-17",
        [("2018-02-18T00:00Z", "2018-02-18T03:00Z")],
    ),
    # Cairo, 26 April 2024: 00:00 (UTC+2) becomes 01:00 (UTC+3); 31 October 2024: 24:00 becomes 23:00.
    (
        "Cairo in April",
        "Africa/Cairo",
        [("00:00", "24:00")],
        "2024-04-26",
        [("2024-04-25T22:00Z", "2024-04-26T21:00Z")],
    ),
    (
        "Cairo in October",
        "Africa/Cairo",
        [("00:00", "24:00")],
        "2024-10-31",
        [("2024-10-30T21:00Z", "2024-10-31T22:00Z")],
    ),
    # Santiago, 6 September 2026: 00:00 (UTC-4) becomes 01:00 (UTC-3).
    (
        "Santiago in September",
        "America/Santiago",
        [("00:00", "09:00")],
        "2026-09-06",
        [("2026-09-06T04:00Z", "2026-09-06T12:00Z")],
    ),
    # Offsets that are no whole hours: UTC-2:30 in summer, UTC+12:45, UTC+5:45.
    (
        "St John's in July",
        "America/St_Johns",
        [("09:00", "17:00")],
        "2026-07-01",
        [("2026-07-01T11:30Z", "2026-07-01T19:30Z")],
    ),
    (
        "Chatham in July",
        "Pacific/Chatham",
        [("09:00", "17:00")],
        "2026-07-01",
        [("2026-06-30T20:15Z", "2026-07-01T04:15Z")],
    ),
    (
        "Chatham in the gap at 02:45",
        "Pacific/Chatham",
        [("03:00", "06:00")],
        "2026-09-27",
        [("2026-09-26T14:15Z", "2026-09-26T16:15Z")],
    ),
    (
        "Kathmandu",
        "Asia/Kathmandu",
        [("09:00", "17:00")],
        "2026-07-01",
        [("2026-07-01T03:15Z", "2026-07-01T11:15Z")],
    ),
    # St John's, 7 November 2010: 00:01 (UTC-2:30) became 23:01 of the 6th (UTC-3:30). The first 00:00 begins
    # the 7th.
    (
        "a midnight shown twice",
        "America/St_Johns",
        [("00:00", "24:00")],
        "2010-11-07",
        [("2010-11-07T02:30Z", "2010-11-08T03:30Z")],
    ),
    # Dublin's summer is its standard time and its winter the change; the instants are London's all the same.
    (
        "Dublin in autumn",
        "Europe/Dublin",
        [("00:00", "24:00")],
        "2026-10-25",
        [("2026-10-24T23:00Z", "2026-10-26T00:00Z")],
    ),
    # Casablanca is an hour back in Ramadan: 03:00 (UTC+1) became 02:00 (UTC+0) on 10 March 2024.
    (
        "Casablanca as Ramadan begins",
        "Africa/Casablanca",
        [("00:00", "24:00")],
        "2024-03-10",
        [("2024-03-09T23:00Z", "2024-03-11T00:00Z")],
    ),
    # A fixed offset has no changes: the 25th of October is like any other day.
    (
        "a fixed offset",
        "+01:00",
        [("00:00", "24:00")],
        "2026-10-25",
        [("2026-10-24T23:00Z", "2026-10-25T23:00Z")],
    ),
    (
        "a negative fixed offset",
        "-05:30",
        [("09:00", "17:00")],
        "2026-10-25",
        [("2026-10-25T14:30Z", "2026-10-25T22:30Z")],
    ),
]


@pytest.mark.parametrize(
    ("case", "zone", "intervals", "day", "opened"), ON_THE_DAY, ids=[case[0] for case in ON_THE_DAY]
)
def test_hours_of_a_date(
    case: str, zone: str, intervals: list[tuple[str, str]], day: str, opened: list[tuple[str, str]]
) -> None:
    closed = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ())
    hours = WorkingHours(zone, closed, exceptions={date.fromisoformat(day): intervals})
    year = int(day[:4])
    found = hours.spans(utc(f"{year - 1}-07-02T00:00Z"), utc(f"{year + 1}-06-30T00:00Z"))
    assert found == [(utc(start), utc(end)) for start, end in opened], case


def test_an_autumn_deadline_passes_both_half_past_twos() -> None:
    hours = every_day(BERLIN, ("00:00", "24:00"))
    first, second = local("2026-10-25T02:30", BERLIN), local("2026-10-25T02:30", BERLIN, fold=1)
    assert hours.between(utc("2026-10-25T00:30Z"), first) == timedelta(0)
    assert hours.between(first, second) == timedelta(hours=1)
    # Six hours from midnight end at 05:00 by the clock.
    assert hours.add(local("2026-10-25T00:00", BERLIN), timedelta(hours=6)) == local("2026-10-25T05:00", BERLIN)


def test_a_spring_deadline_passes_the_gap() -> None:
    hours = every_day(BERLIN, ("00:00", "24:00"))
    assert hours.add(local("2026-03-29T01:30", BERLIN), timedelta(hours=1)) == local("2026-03-29T03:30", BERLIN)


def test_an_eight_hour_promise_over_a_weekend_of_change() -> None:
    # Friday 16:00, one hour then; seven on Monday from 08:00, with an hour for lunch: 16:00, now UTC+2.
    due = office().add(local("2026-03-27T16:00", BERLIN), timedelta(hours=8))
    assert due == utc("2026-03-30T14:00Z")


def test_a_night_shift_over_the_change() -> None:
    night = every_day(BERLIN, ("22:00", "06:00"))
    spring = night.between(local("2026-03-28T22:00", BERLIN), local("2026-03-29T06:00", BERLIN))
    autumn = night.between(local("2026-10-24T22:00", BERLIN), local("2026-10-25T06:00", BERLIN))
    assert (spring, autumn) == (timedelta(hours=7), timedelta(hours=9))


def test_the_date_that_never_was_has_no_hours() -> None:
    # Samoa went from Thursday 29 December 2011 (UTC-10) to Saturday 31 December (UTC+14).
    hours = office("Pacific/Apia")
    thursday = utc("2011-12-30T02:00Z")  # 16:00 on the 29th
    assert hours.add(thursday, timedelta(hours=2)) == utc("2012-01-01T19:00Z")  # Monday 2 January, 09:00
    assert hours.business_day(thursday, 1) == date(2012, 1, 2)
    assert hours.on(date(2011, 12, 30)) == []
    closing = utc("2011-12-30T03:00Z")
    assert hours.spans(closing, utc("2012-01-01T18:00Z")) == []
    around_the_clock = every_day("Pacific/Apia", ("00:00", "24:00"))
    assert around_the_clock.business_day(date(2011, 12, 29), 1) == date(2011, 12, 31)


def test_a_holiday_is_a_date_in_the_calendars_own_zone() -> None:
    hours = WorkingHours(
        "America/New_York",
        {"thu": [("09:00", "17:00")], "fri": [("09:00", "17:00")]},
        holidays=[date(2026, 12, 25)],
    )
    # Half past midnight on the 25th in Tokyo is 10:30 on the 24th in New York, and a working hour.
    asked_in_tokyo = local("2026-12-25T00:30", "Asia/Tokyo")
    assert hours.is_open(asked_in_tokyo)
    assert hours.add(asked_in_tokyo, timedelta(hours=1)) == utc("2026-12-24T16:30Z")
    assert not hours.is_open(local("2026-12-25T10:30", "America/New_York"))


def test_around_the_clock_reaches_from_horizon_to_horizon_at_once() -> None:
    hours = WorkingHours.always(BERLIN)
    start = utc("1901-01-01T00:00Z")
    assert hours.add(start, timedelta(days=100_000)) == start + timedelta(days=100_000)
    assert hours.between(start, utc("2199-01-01T00:00Z")) == utc("2199-01-01T00:00Z") - start
    assert len(hours.spans(start, utc("2199-01-01T00:00Z"))) == 1
