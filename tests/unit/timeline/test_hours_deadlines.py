"""Deadlines in an office week: where they start, where they land, and what is no seam (cases 1 to 3, 19)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.unit.timeline.moments import DAYTIME, WORKDAYS, local, office, utc
from upheld.timeline import WorkingHours

BERLIN = "Europe/Berlin"

# The week from Monday 19 October 2026 is summer time, UTC+2; from Sunday the 25th on, UTC+1.
# One working hour from each start; hours are 8 to 12 and 13 to 17.
ONE_HOUR = [
    ("before opening", "2026-10-19T06:00", "2026-10-19T07:00Z"),
    ("a second before opening", "2026-10-19T07:59:59", "2026-10-19T07:00Z"),
    ("at opening", "2026-10-19T08:00", "2026-10-19T07:00Z"),
    ("a second after opening", "2026-10-19T08:00:01", "2026-10-19T07:00:01Z"),
    (
        "a second before noon: one second now, the rest after lunch",
        "2026-10-19T11:59:59",
        "2026-10-19T11:59:59Z",
    ),
    ("at noon closing", "2026-10-19T12:00", "2026-10-19T12:00Z"),
    ("in the lunch gap", "2026-10-19T12:30", "2026-10-19T12:00Z"),
    ("a second before the lunch gap ends", "2026-10-19T12:59:59", "2026-10-19T12:00Z"),
    ("a second into the afternoon", "2026-10-19T13:00:01", "2026-10-19T12:00:01Z"),
    ("at closing", "2026-10-19T17:00", "2026-10-20T07:00Z"),
    ("after closing", "2026-10-19T18:00", "2026-10-20T07:00Z"),
    ("on Friday evening, the clocks going back at night", "2026-10-23T17:30", "2026-10-26T08:00Z"),
    ("on a Saturday", "2026-10-24T10:00", "2026-10-26T08:00Z"),
    ("on a Sunday, in the hour shown twice", "2026-10-25T02:30", "2026-10-26T08:00Z"),
]


@pytest.mark.parametrize(("case", "start", "due"), ONE_HOUR, ids=[case for case, _, _ in ONE_HOUR])
def test_one_working_hour(case: str, start: str, due: str) -> None:
    assert office().add(local(start, BERLIN), timedelta(hours=1)) == utc(due), case


# From Monday 19 October 2026, 10:00 by the clock (08:00Z): the duration that ends exactly at a closing.
LANDINGS = [
    ("the rest of the interval", 2, "2026-10-19T10:00Z", "2026-10-19T11:00Z"),
    ("the rest of the day", 6, "2026-10-19T15:00Z", "2026-10-20T06:00Z"),
    ("to the end of Wednesday", 22, "2026-10-21T15:00Z", "2026-10-22T06:00Z"),
    # 6 h on Monday and 4 x 8 h; the next Monday opens at 08:00 by a clock that is an hour later in UTC.
    ("to the end of the week", 38, "2026-10-23T15:00Z", "2026-10-26T07:00Z"),
    # 52 weeks of 40 h less the two hours of the first morning: Friday 15 October 2027, summer time again.
    ("a year", 52 * 40 - 2, "2027-10-15T15:00Z", "2027-10-18T06:00Z"),
]


@pytest.mark.parametrize(("case", "hours", "closing", "opening"), LANDINGS, ids=[case[0] for case in LANDINGS])
def test_where_a_deadline_lands(case: str, hours: int, closing: str, opening: str) -> None:
    start, length = local("2026-10-19T10:00", BERLIN), timedelta(hours=hours)
    assert office().add(start, length) == utc(closing), case
    assert office().add(start, length, landing="closing") == utc(closing), case
    assert office().add(start, length, landing="next_opening") == utc(opening), case


def test_inside_an_interval_both_landings_agree() -> None:
    start = local("2026-10-19T10:00", BERLIN)
    assert office().add(start, 3600, landing="next_opening") == utc("2026-10-19T09:00Z")


def test_nothing_to_add() -> None:
    at_night, at_ten = utc("2026-10-19T20:00Z"), utc("2026-10-19T08:00Z")
    assert office().add(at_night, timedelta(0)) == at_night
    assert office().add(at_night, timedelta(0), landing="next_opening") == utc("2026-10-20T06:00Z")
    assert office().add(at_ten, timedelta(0)) == at_ten
    assert office().add(at_ten, timedelta(0), landing="next_opening") == at_ten
    # A closing is not an open instant.
    assert office().add(utc("2026-10-19T15:00Z"), 0, landing="next_opening") == utc("2026-10-20T06:00Z")


def test_the_answer_is_in_utc_and_exact_to_the_microsecond() -> None:
    start = local("2026-10-19T11:59:59.999999", BERLIN)
    due = office().add(start, timedelta(microseconds=3))
    assert due == utc("2026-10-19T11:00:00.000002Z")
    assert due.tzinfo is UTC
    assert office().between(start, due) == timedelta(microseconds=3)
    assert office().subtract(due, timedelta(microseconds=3)) == start


def test_seconds_may_be_given_as_a_whole_number_and_never_as_a_float() -> None:
    start = utc("2026-10-19T08:00Z")
    assert office().add(start, 3600) == utc("2026-10-19T09:00Z")
    with pytest.raises(TypeError, match=r"whole seconds, not 3600\.0"):
        office().add(start, 3600.0)  # type: ignore[arg-type]  # that it is refused is what is shown


def test_subtracting_lands_on_the_opening() -> None:
    # Monday 10:00 less the two hours since 08:00; not Friday 17:00, from which it is as far.
    assert office().subtract(utc("2026-10-19T08:00Z"), timedelta(hours=2)) == utc("2026-10-19T06:00Z")
    assert office().subtract(utc("2026-10-19T08:00Z"), timedelta(hours=3)) == utc("2026-10-16T14:00Z")
    # From Sunday, the whole of the last Friday's afternoon.
    assert office().subtract(utc("2026-10-18T09:00Z"), timedelta(hours=4)) == utc("2026-10-16T11:00Z")
    assert office().subtract(utc("2026-10-18T09:00Z"), timedelta(0)) == utc("2026-10-18T09:00Z")


def test_a_negative_duration_counts_back() -> None:
    # Three hours overdue on Monday at 10:00: it was due on Friday at 16:00.
    assert office().add(utc("2026-10-19T08:00Z"), timedelta(hours=-3)) == utc("2026-10-16T14:00Z")
    assert office().subtract(utc("2026-10-16T14:00Z"), timedelta(hours=-3)) == utc("2026-10-19T08:00Z")


def test_between_counts_open_time_only_and_is_negative_when_reversed() -> None:
    friday_four, monday_nine = utc("2026-10-23T14:00Z"), utc("2026-10-26T08:00Z")
    assert office().between(friday_four, monday_nine) == timedelta(hours=2)
    assert office().between(monday_nine, friday_four) == timedelta(hours=-2)
    assert office().between(utc("2026-10-24T00:00Z"), utc("2026-10-25T00:00Z")) == timedelta(0)


def test_open_at_opening_and_closed_at_closing() -> None:
    hours = office()
    for text, opened in [
        ("2026-10-19T05:59:59Z", False),
        ("2026-10-19T06:00Z", True),
        ("2026-10-19T09:59:59.999999Z", True),
        ("2026-10-19T10:00Z", False),
        ("2026-10-24T08:00Z", False),
    ]:
        assert hours.is_open(utc(text)) is opened, text


def test_next_opening_and_closing_are_at_or_after() -> None:
    hours = office()
    assert hours.next_opening(utc("2026-10-19T06:00Z")) == utc("2026-10-19T06:00Z")
    assert hours.next_opening(utc("2026-10-19T06:00:00.000001Z")) == utc("2026-10-19T11:00Z")
    assert hours.next_opening(utc("2026-10-23T15:00Z")) == utc("2026-10-26T07:00Z")
    assert hours.next_closing(utc("2026-10-19T10:00Z")) == utc("2026-10-19T10:00Z")
    assert hours.next_closing(utc("2026-10-19T10:00:00.000001Z")) == utc("2026-10-19T15:00Z")
    assert hours.next_closing(utc("2026-10-24T10:00Z")) == utc("2026-10-26T11:00Z")


def test_touching_intervals_are_one() -> None:
    hours = WorkingHours(BERLIN, dict.fromkeys(WORKDAYS, (("09:00", "12:00"), ("12:00", "17:00"))))
    assert hours.next_closing(utc("2026-10-19T07:00Z")) == utc("2026-10-19T15:00Z")
    assert hours.add(utc("2026-10-19T07:00Z"), 3 * 3600, landing="next_opening") == utc("2026-10-19T10:00Z")
    assert hours == WorkingHours(BERLIN, dict.fromkeys(WORKDAYS, DAYTIME))


def test_no_seam_at_midnight_nor_at_new_year() -> None:
    week = {"thu": [("18:00", "24:00")], "fri": [("00:00", "24:00")]}
    hours = WorkingHours("UTC", week)
    # Thursday 31 December 2026 to Friday 1 January 2027, which are compiled apart.
    start, end = utc("2026-12-31T18:00Z"), utc("2027-01-02T00:00Z")
    assert hours.spans(utc("2026-12-31T00:00Z"), utc("2027-01-03T00:00Z")) == [(start, end)]
    assert hours.next_closing(start) == end
    assert hours.next_opening(utc("2026-12-31T18:00:01Z")) == utc("2027-01-07T18:00Z")
    # Asked first about the new year, the old one is still not cut off from it.
    fresh = WorkingHours("UTC", week)
    assert fresh.next_opening(utc("2027-01-01T00:00Z")) == utc("2027-01-07T18:00Z")
    assert fresh.next_closing(utc("2026-12-31T23:59:59Z")) == end


def test_a_day_that_ends_at_23_59_lacks_a_minute() -> None:
    hours = WorkingHours("UTC", dict.fromkeys((*WORKDAYS, "sat", "sun"), (("00:00", "23:59"),)))
    assert hours.between(utc("2026-10-19T00:00Z"), utc("2026-10-26T00:00Z")) == timedelta(days=7, minutes=-7)


def test_spans_are_clipped_to_the_question() -> None:
    hours = office()
    assert hours.spans(utc("2026-10-19T07:00:00.5Z"), utc("2026-10-19T11:30Z")) == [
        (utc("2026-10-19T07:00:00.5Z"), utc("2026-10-19T10:00Z")),
        (utc("2026-10-19T11:00Z"), utc("2026-10-19T11:30Z")),
    ]
    assert hours.spans(utc("2026-10-19T07:00Z"), utc("2026-10-19T07:00Z")) == []
    with pytest.raises(ValueError, match="is before the start"):
        hours.spans(utc("2026-10-19T07:00Z"), utc("2026-10-19T06:59Z"))


def test_the_hours_of_one_date() -> None:
    opened = office().on(date(2026, 10, 26))
    assert opened == [
        (utc("2026-10-26T07:00Z"), utc("2026-10-26T11:00Z")),
        (utc("2026-10-26T12:00Z"), utc("2026-10-26T16:00Z")),
    ]
    assert office().on(date(2026, 10, 25)) == []


# After Friday 23 October 2026, 17:30 by the clock.
BUSINESS_DAYS = [
    (1, "2026-10-26"),
    (5, "2026-10-30"),
    (6, "2026-11-02"),
    (0, "2026-10-23"),
    (-1, "2026-10-22"),
]


@pytest.mark.parametrize(("n", "day"), BUSINESS_DAYS)
def test_the_nth_business_date(n: int, day: str) -> None:
    assert office().business_day(local("2026-10-23T17:30", BERLIN), n) == date.fromisoformat(day)


def test_business_dates_from_a_closed_date() -> None:
    hours, saturday = office(), date(2026, 10, 24)
    assert hours.business_day(saturday, 0) == date(2026, 10, 26)
    assert hours.business_day(saturday, 1) == date(2026, 10, 26)
    assert hours.business_day(saturday, -1) == date(2026, 10, 23)
    # 52 weeks of five, both ways; over two turns of the year.
    assert hours.business_day(date(2026, 10, 23), 260) == date(2027, 10, 22)
    assert hours.business_day(date(2026, 10, 23), -260) == date(2025, 10, 24)


def test_business_dates_go_by_the_calendars_own_zone() -> None:
    # 23:30Z on Sunday is Monday morning in Tokyo.
    assert office("Asia/Tokyo").business_day(utc("2026-10-18T23:30Z"), 1) == date(2026, 10, 20)


def test_whole_business_days_count_elapsed_time_on_them() -> None:
    # "24 hours, business days only": Friday 15:00 to Monday 15:00, over a change of clocks on Sunday.
    whole = office().whole_days()
    assert whole.add(local("2026-10-23T15:00", BERLIN), timedelta(hours=24)) == utc("2026-10-26T14:00Z")
    assert whole.add(local("2026-10-24T11:00", BERLIN), timedelta(hours=24)) == utc("2026-10-26T23:00Z")


@pytest.mark.parametrize(
    "question",
    [
        lambda hours, at: hours.add(at, timedelta(hours=1)),
        lambda hours, at: hours.subtract(at, timedelta(hours=1)),
        lambda hours, at: hours.between(at, at),
        lambda hours, at: hours.is_open(at),
        lambda hours, at: hours.next_opening(at),
        lambda hours, at: hours.next_closing(at),
        lambda hours, at: hours.spans(at, at),
        lambda hours, at: hours.business_day(at, 1),
    ],
)
def test_naive_datetimes_are_refused(question: object) -> None:
    naive = datetime(2026, 10, 19, 9, 0)  # noqa: DTZ001 - that it is refused is what is shown
    assert callable(question)
    with pytest.raises(ValueError, match="has no time zone"):
        question(office(), naive)


def test_an_unknown_landing_is_refused() -> None:
    with pytest.raises(ValueError, match='landing is "closing" or "next_opening"'):
        office().add(utc("2026-10-19T08:00Z"), 1, landing="opening")  # type: ignore[arg-type]  # as it says
