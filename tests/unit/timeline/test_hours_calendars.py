"""What a calendar may say: overnight shifts, holidays, exceptions; and what is refused (cases 4, 5, 10)."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.unit.timeline.moments import DAYTIME, NIGHT, WORKDAYS, every_day, local, office, utc
from upheld.problems import Refused
from upheld.timeline import HorizonError, WorkingHours

BERLIN = "Europe/Berlin"


def test_an_overnight_shift_runs_into_the_next_day() -> None:
    hours = WorkingHours("UTC", dict.fromkeys(WORKDAYS, NIGHT))
    # Friday's shift ends on Saturday; Sunday night has none, and Monday's begins at 22:00.
    assert hours.spans(utc("2026-10-23T12:00Z"), utc("2026-10-26T23:00Z")) == [
        (utc("2026-10-23T22:00Z"), utc("2026-10-24T06:00Z")),
        (utc("2026-10-26T22:00Z"), utc("2026-10-26T23:00Z")),
    ]
    assert hours.add(utc("2026-10-23T23:00Z"), timedelta(hours=8)) == utc("2026-10-26T23:00Z")
    # Saturday has working hours (to six), Sunday and nothing else has none.
    assert hours.business_day(date(2026, 10, 23), 1) == date(2026, 10, 24)
    assert hours.business_day(date(2026, 10, 24), 1) == date(2026, 10, 26)


def test_an_overnight_shift_to_midnight_ends_there() -> None:
    assert every_day("UTC", ("18:00", "00:00")) == every_day("UTC", ("18:00", "24:00"))


def test_a_sunday_night_shift_begins_the_week() -> None:
    hours = WorkingHours("UTC", {"sun": NIGHT})
    assert hours.spans(utc("2026-10-24T00:00Z"), utc("2026-10-30T00:00Z")) == [
        (utc("2026-10-25T22:00Z"), utc("2026-10-26T06:00Z"))
    ]


def test_a_holiday_takes_its_own_date_out_of_night_shifts() -> None:
    hours = WorkingHours("UTC", dict.fromkeys(WORKDAYS, NIGHT), holidays=[date(2026, 10, 20)])
    # Monday's shift stops at midnight; of Tuesday's, what lies on Wednesday stays.
    assert hours.spans(utc("2026-10-19T12:00Z"), utc("2026-10-21T12:00Z")) == [
        (utc("2026-10-19T22:00Z"), utc("2026-10-20T00:00Z")),
        (utc("2026-10-21T00:00Z"), utc("2026-10-21T06:00Z")),
    ]


def test_an_exception_replaces_the_hours_of_its_date() -> None:
    christmas_eve, boxing_saturday = date(2026, 12, 24), date(2026, 12, 26)
    hours = WorkingHours(
        BERLIN,
        dict.fromkeys(WORKDAYS, DAYTIME),
        holidays=[date(2026, 12, 25), date(2026, 12, 28)],
        exceptions={
            christmas_eve: [("08:00", "12:00")],  # a half day
            boxing_saturday: [("10:00", "14:00")],  # a one-off opening
            date(2026, 12, 28): [("09:00", "10:00")],  # open for an hour on a holiday
            date(2026, 12, 29): [],  # closed
        },
    )
    assert hours.spans(utc("2026-12-24T00:00Z"), utc("2026-12-30T12:00Z")) == [
        (utc("2026-12-24T07:00Z"), utc("2026-12-24T11:00Z")),
        (utc("2026-12-26T09:00Z"), utc("2026-12-26T13:00Z")),
        (utc("2026-12-28T08:00Z"), utc("2026-12-28T09:00Z")),
        (utc("2026-12-30T08:00Z"), utc("2026-12-30T12:00Z")),
    ]
    # The 24th, the 26th, the 28th, then the 30th.
    assert hours.business_day(christmas_eve, 3) == date(2026, 12, 30)


def test_a_moved_holiday() -> None:
    # The Monday is worked, the Tuesday is free instead.
    hours = WorkingHours("UTC", dict.fromkeys(WORKDAYS, DAYTIME), holidays=[date(2026, 10, 20)])
    assert hours.add(utc("2026-10-19T09:00Z"), timedelta(hours=9)) == utc("2026-10-21T10:00Z")


def test_an_exception_overnight() -> None:
    thursday, friday = date(2026, 10, 22), date(2026, 10, 23)
    week = {"thu": DAYTIME, "fri": DAYTIME}
    until_six = (utc("2026-10-22T22:00Z"), utc("2026-10-23T06:00Z"))
    until_midnight = (utc("2026-10-22T22:00Z"), utc("2026-10-23T00:00Z"))
    usual_friday = (utc("2026-10-23T09:00Z"), utc("2026-10-23T17:00Z"))
    window = utc("2026-10-22T00:00Z"), utc("2026-10-24T00:00Z")

    # What it holds after midnight joins the next date's own hours ...
    alone = WorkingHours("UTC", week, exceptions={thursday: NIGHT})
    assert alone.spans(*window) == [until_six, usual_friday]
    # ... but not on a holiday, and not where the next date's hours are said by themselves.
    before_holiday = WorkingHours("UTC", week, holidays=[friday], exceptions={thursday: NIGHT})
    assert before_holiday.spans(*window) == [until_midnight]
    before_exception = WorkingHours("UTC", week, exceptions={thursday: NIGHT, friday: [("10:00", "11:00")]})
    assert before_exception.spans(*window) == [
        until_midnight,
        (utc("2026-10-23T10:00Z"), utc("2026-10-23T11:00Z")),
    ]


def test_an_exception_replaces_what_the_evening_before_left() -> None:
    hours = WorkingHours("UTC", dict.fromkeys(WORKDAYS, NIGHT), exceptions={date(2026, 10, 20): [("12:00", "13:00")]})
    assert hours.spans(utc("2026-10-19T12:00Z"), utc("2026-10-21T12:00Z")) == [
        (utc("2026-10-19T22:00Z"), utc("2026-10-20T00:00Z")),
        (utc("2026-10-20T12:00Z"), utc("2026-10-20T13:00Z")),
        (utc("2026-10-21T00:00Z"), utc("2026-10-21T06:00Z")),
    ]


# National and regional holidays, from the laws: Women's Day is one in Berlin (8 March 2027 is a Monday) and
# not in all of Germany, Epiphany in Bavaria and not in Berlin (6 January 2026, a Tuesday), Unity Day in all
# (3 October 2025, a Friday).
NAMED = [
    ("DE-BE", "2027-03-08", False),
    ("DE", "2027-03-08", True),
    ("DE-BY", "2026-01-06", False),
    ("DE-BE", "2026-01-06", True),
    ("DE", "2025-10-03", False),
    # 4 July 2026 is a Saturday, so the Friday before is kept free.
    ("US", "2026-07-03", False),
    # New Year's Day 2022 was a Saturday: kept on the last day of the year before.
    ("US", "2021-12-31", False),
    ("GB-SCT", "2026-01-02", False),
    ("GB-ENG", "2026-01-02", True),
]


@pytest.mark.parametrize(("name", "day", "opened"), NAMED)
def test_holidays_by_name(name: str, day: str, opened: bool) -> None:  # noqa: FBT001 - a column of the table
    hours = WorkingHours("UTC", dict.fromkeys(WORKDAYS, DAYTIME), holidays=name)
    assert bool(hours.on(date.fromisoformat(day))) is opened


def test_frozen_holidays_are_dates_and_change_no_answer() -> None:
    named = WorkingHours(BERLIN, dict.fromkeys(WORKDAYS, DAYTIME), holidays="DE-BE")
    frozen = named.frozen(2026, 2027)
    # Berlin's ten in 2026: two at New Year and in March, four around Easter and Whitsun with May Day, Unity
    # Day, two at Christmas.
    assert frozen.holidays == named.holiday_dates([2026, 2027])
    assert named.holiday_dates([2026]) == tuple(
        date(2026, month, day)
        for month, day in [
            (1, 1),
            (3, 8),
            (4, 3),
            (4, 6),
            (5, 1),
            (5, 14),
            (5, 25),
            (10, 3),
            (12, 25),
            (12, 26),
        ]
    )
    start = local("2026-04-02T16:00", BERLIN)
    # Maundy Thursday 16:00, then Tuesday after Easter 10:00 (UTC+2).
    assert frozen.add(start, 2 * 3600) == named.add(start, 2 * 3600) == utc("2026-04-07T08:00Z")
    # Outside the frozen years there are none.
    assert frozen.on(date(2028, 12, 25)) != []


def test_named_holidays_end_where_the_lists_end() -> None:
    hours = WorkingHours("UTC", {"mon": [("09:00", "10:00")]}, holidays="DE")
    with pytest.raises(HorizonError, match="this calendar is known for"):
        hours.add(utc("2026-10-19T09:00Z"), timedelta(hours=20_000))


REFUSED: list[tuple[str, Callable[[], object], list[str]]] = [
    (
        "an unknown zone",
        lambda: WorkingHours("europe/berlin", {"mon": NIGHT}),
        ["zone: 'europe/berlin' is not a time zone; did you mean Europe/Berlin"],
    ),
    ("no zone at all", lambda: WorkingHours("", {"mon": NIGHT}), ["zone: '' is not a time zone"]),
    (
        "a path for a zone",
        lambda: WorkingHours("../../etc/passwd", {"mon": NIGHT}),
        ["zone: '../../etc/passwd' is not"],
    ),
    ("no hours", lambda: WorkingHours("UTC", {}), ["week: a calendar without any working hours"]),
    (
        "empty days only",
        lambda: WorkingHours("UTC", {"mon": []}),
        ["week: a calendar without any working hours"],
    ),
    (
        "only closed exceptions",
        lambda: WorkingHours("UTC", {}, exceptions={date(2026, 1, 1): []}),
        ["without any working hours"],
    ),
    ("no such weekday", lambda: WorkingHours("UTC", {"monday": NIGHT}), ["week.monday: is not a weekday"]),
    (
        "no time at all",
        lambda: every_day("UTC", ("09:00", "09:00")),
        ["week.mon[0]: 09:00 to 09:00 is no time at all"],
    ),
    ("opening at 24:00", lambda: every_day("UTC", ("24:00", "06:00")), ["24:00 ends a day and opens none"]),
    (
        "overlapping",
        lambda: every_day("UTC", ("08:00", "12:00"), ("11:59", "17:00")),
        ["week.mon: 11:59 to 17:00 overlaps"],
    ),
    (
        "overlapping the night before",
        lambda: WorkingHours("UTC", {"mon": NIGHT, "tue": [("05:00", "09:00")]}),
        ["week.tue: 05:00 to 09:00 overlaps"],
    ),
    (
        "Sunday night over Monday",
        lambda: WorkingHours("UTC", {"sun": NIGHT, "mon": [("05:00", "09:00")]}),
        ["week.mon: 05:00 to 09:00 overlaps"],
    ),
    (
        "hour 25",
        lambda: every_day("UTC", ("08:00", "25:00")),
        ["holds what is not a time from 00:00 to 24:00"],
    ),
    ("past 24:00", lambda: every_day("UTC", ("08:00", "24:01")), ["holds what is not a time"]),
    ("minute 60", lambda: every_day("UTC", ("08:60", "12:00")), ["holds what is not a time"]),
    ("other digits", lambda: every_day("UTC", ("\u0660\u0668:00", "12:00")), ["holds what is not a time"]),
    (
        "a datetime as a holiday",
        lambda: WorkingHours("UTC", {"mon": NIGHT}, holidays=[datetime.fromisoformat("2026-12-25")]),
        ["holidays: datetime.datetime(2026, 12, 25, 0, 0) is not a date"],
    ),
    (
        "holidays of nowhere",
        lambda: WorkingHours("UTC", {"mon": NIGHT}, holidays="DE-BX"),
        ["'DE-BX' names no holidays; did you mean", "DE-BE"],
    ),
    (
        "holidays in small letters",
        lambda: WorkingHours("UTC", {"mon": NIGHT}, holidays="de"),
        ["'de' names no holidays"],
    ),
    (
        "overlap in an exception",
        lambda: WorkingHours("UTC", {}, exceptions={date(2026, 12, 24): [("08:00", "10:00"), ("09:00", "11:00")]}),
        ["exceptions.2026-12-24: 09:00 to 11:00 overlaps"],
    ),
]


@pytest.mark.parametrize(("case", "make", "said"), REFUSED, ids=[case[0] for case in REFUSED])
def test_a_calendar_that_cannot_be_is_refused(case: str, make: Callable[[], object], said: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        make()
    for words in said:
        assert words in str(refused.value), case


# What a careless reader of YAML or JSON may hand over in the place of a list of pairs.
SHAPELESS: list[tuple[Any, str]] = [
    ([(8, 12)], "holds what is not a time"),
    ([("08:00", "09:00", "10:00")], "is not a pair"),
    (("08:00", "12:00"), "'08:00' is not a pair"),
    ("08:00", "week.mon: '08:00' is not a list"),
    (None, "week.mon: None is not a list"),
    (480, "week.mon: 480 is not a list"),
]


@pytest.mark.parametrize(("intervals", "said"), SHAPELESS)
def test_hours_of_the_wrong_shape_are_refused(intervals: Any, said: str) -> None:
    with pytest.raises(Refused, match=said):
        WorkingHours("UTC", {"mon": intervals})
    with pytest.raises(Refused, match=said.replace("week.mon", "exceptions.2026-12-24")):
        WorkingHours("UTC", {}, exceptions={date(2026, 12, 24): intervals})


def test_an_exception_is_for_a_date() -> None:
    by_text: Any = {"2026-12-24": []}
    with pytest.raises(Refused, match=r"exceptions\.2026-12-24: '2026-12-24' is not a date"):
        WorkingHours("UTC", {"mon": NIGHT}, exceptions=by_text)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        WorkingHours(
            "Mars/Olympus",
            {"mon": [("09:00", "09:00"), ("8", "9")], "mo": NIGHT},
            holidays="ZZ",
            exceptions={date(2026, 12, 24): [("x", "y")]},
        )
    fields = sorted(problem.field for problem in refused.value.problems)
    assert fields == ["exceptions.2026-12-24[0]", "holidays", "week.mo", "week.mon[0]", "week.mon[1]", "zone"]


def test_a_search_without_an_answer_ends() -> None:
    once = WorkingHours("UTC", {}, exceptions={date(2026, 10, 19): [("09:00", "10:00")]})
    always = WorkingHours.always()
    morning, evening = utc("2026-10-19T09:00Z"), utc("2026-10-19T20:00Z")
    assert once.add(morning, timedelta(hours=1)) == utc("2026-10-19T10:00Z")
    questions: list[Callable[[], object]] = [
        lambda: once.add(morning, timedelta(hours=1, microseconds=1)),
        lambda: once.add(morning, timedelta(hours=1), landing="next_opening"),
        lambda: once.subtract(evening, timedelta(hours=2)),
        lambda: once.next_opening(evening),
        lambda: once.next_closing(evening),
        lambda: once.business_day(evening, 1),
        lambda: once.business_day(evening, -1),
        lambda: always.next_opening(evening),
        lambda: always.next_closing(evening),
        lambda: office().add(utc("2300-01-01T00:00Z"), 1),
        lambda: office().between(utc("1800-01-01T00:00Z"), evening),
    ]
    for question in questions:
        with pytest.raises(HorizonError):
            question()


def test_calendars_are_values() -> None:
    christmas = {date(2026, 12, 24): [("22:00", "02:00")]}
    hours = WorkingHours(BERLIN, {"mon": NIGHT}, [date(2026, 12, 25), date(2026, 1, 1)], christmas)
    same = WorkingHours(
        BERLIN,
        {"mon": [("22:00", "24:00")], "tue": [("00:00", "06:00")]},
        [date(2026, 1, 1), date(2026, 12, 25), date(2026, 1, 1)],
        christmas,
    )
    assert hours == same
    assert hash(hours) == hash(same)
    assert hours != office()
    # What a night shift would hold of a date that has hours of its own is no part of the calendar.
    eve, day = date(2026, 12, 23), date(2026, 12, 24)
    cut = WorkingHours(BERLIN, {"mon": NIGHT}, exceptions={eve: NIGHT, day: DAYTIME})
    assert cut == WorkingHours(BERLIN, {"mon": NIGHT}, exceptions={eve: [("22:00", "24:00")], day: DAYTIME})
    names = {"WorkingHours": WorkingHours, "datetime": dt}
    assert eval(repr(hours), names) == hours  # noqa: S307 - our own text, read back
    assert pickle.loads(pickle.dumps(hours)) == hours  # noqa: S301 - our own bytes, read back
    assert copy.deepcopy(hours) == hours
    with pytest.raises(AttributeError):
        hours.zone = "UTC"  # type: ignore[misc]  # that it is refused is what is shown
