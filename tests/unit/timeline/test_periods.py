"""Contract periods: their spans, names and neighbours."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.timeline.moments import instant
from upheld.timeline import (
    BillingMonth,
    Day,
    EveryDays,
    EveryHours,
    EveryMonths,
    Month,
    PeriodError,
    PeriodKind,
    Quarter,
    RollingDays,
    RollingHours,
    Span,
    Week,
    Year,
    ZoneError,
    period_containing,
    period_named,
)

BERLIN = "Europe/Berlin"
OCTOBER = instant("2026-09-30T22:00Z")

# Kind, label, start and end in UTC, hours. Berlin is UTC+2 from 29 March to 25 October 2026, else UTC+1.
NAMED: list[tuple[PeriodKind, str, str, str, int]] = [
    (Month(), "2026-10", "2026-09-30T22:00Z", "2026-10-31T23:00Z", 31 * 24 + 1),
    (Month(), "2026-03", "2026-02-28T23:00Z", "2026-03-31T22:00Z", 31 * 24 - 1),
    (Month(), "2028-02", "2028-01-31T23:00Z", "2028-02-29T23:00Z", 29 * 24),
    (Quarter(), "2026-Q3", "2026-06-30T22:00Z", "2026-09-30T22:00Z", 92 * 24),
    (Quarter(), "2026-Q1", "2025-12-31T23:00Z", "2026-03-31T22:00Z", 90 * 24 - 1),
    (Quarter(), "2026-Q4", "2026-09-30T22:00Z", "2026-12-31T23:00Z", 92 * 24 + 1),
    (Year(), "2026", "2025-12-31T23:00Z", "2026-12-31T23:00Z", 365 * 24),
    (Week(), "2026-W07", "2026-02-08T23:00Z", "2026-02-15T23:00Z", 168),
    (Week(), "2026-W43", "2026-10-18T22:00Z", "2026-10-25T23:00Z", 169),
    # Week 1 of 2026 begins in 2025, week 53 ends in 2027.
    (Week(), "2026-W01", "2025-12-28T23:00Z", "2026-01-04T23:00Z", 168),
    (Week(), "2026-W53", "2026-12-27T23:00Z", "2027-01-03T23:00Z", 168),
    (Day(), "2026-10-17", "2026-10-16T22:00Z", "2026-10-17T22:00Z", 24),
    (Day(), "2026-10-25", "2026-10-24T22:00Z", "2026-10-25T23:00Z", 25),
    (BillingMonth(15), "2026-10-15", "2026-10-14T22:00Z", "2026-11-14T23:00Z", 31 * 24 + 1),
    (BillingMonth(31), "2026-02-28", "2026-02-27T23:00Z", "2026-03-30T22:00Z", 31 * 24 - 1),
    # A contract year from 15 July; one from 29 February begins on the 28th where there is no 29th; half years.
    (EveryMonths(12, date(2024, 7, 15)), "2026-07-15", "2026-07-14T22:00Z", "2027-07-14T22:00Z", 365 * 24),
    (EveryMonths(12, date(2024, 2, 29)), "2026-02-28", "2026-02-27T23:00Z", "2027-02-27T23:00Z", 365 * 24),
    (EveryMonths(12, date(2024, 2, 29)), "2027-02-28", "2027-02-27T23:00Z", "2028-02-28T23:00Z", 366 * 24),
    (EveryMonths(12, date(2024, 2, 29)), "2028-02-29", "2028-02-28T23:00Z", "2029-02-27T23:00Z", 365 * 24),
    (EveryMonths(6, date(2027, 4, 15)), "2026-04-15", "2026-04-14T22:00Z", "2026-10-14T22:00Z", 183 * 24),
    (EveryMonths(1, date(2026, 1, 31)), "2026-02-28", "2026-02-27T23:00Z", "2026-03-30T22:00Z", 31 * 24 - 1),
    (EveryDays(30, date(2026, 1, 1)), "2026-01-31", "2026-01-30T23:00Z", "2026-03-01T23:00Z", 720),
    (EveryDays(30, date(2026, 3, 2)), "2026-03-02", "2026-03-01T23:00Z", "2026-03-31T22:00Z", 719),
    (EveryHours(720, OCTOBER), "2026-09-30T22:00:00Z", "2026-09-30T22:00Z", "2026-10-30T22:00Z", 720),
    (EveryHours(730, OCTOBER), "2026-10-31T08:00:00Z", "2026-10-31T08:00Z", "2026-11-30T18:00Z", 730),
    (EveryHours(720, OCTOBER), "2026-08-31T22:00:00Z", "2026-08-31T22:00Z", "2026-09-30T22:00Z", 720),
    (RollingHours(720), "2026-11-05T10:00:00Z", "2026-10-06T10:00Z", "2026-11-05T10:00Z", 720),
    # From 11:00 summer time on 6 October to 11:00 winter time on 5 November.
    (RollingDays(30), "2026-11-05T10:00:00Z", "2026-10-06T09:00Z", "2026-11-05T10:00Z", 721),
]


@pytest.mark.parametrize(("kind", "label", "start", "end", "hours"), NAMED)
def test_a_named_period(kind: PeriodKind, label: str, start: str, end: str, hours: int) -> None:
    period = period_named(kind, label, BERLIN)
    assert period.span == Span(instant(start), instant(end))
    assert period.span.seconds == hours * 3600
    assert (period.label, period.zone, period.kind) == (label, BERLIN, kind)


TILES: list[PeriodKind] = [
    Month(),
    Quarter(),
    Year(),
    Week(),
    Day(),
    BillingMonth(1),
    BillingMonth(31),
    EveryDays(30, date(2026, 5, 5)),
    EveryHours(730, OCTOBER),
]


@pytest.mark.parametrize("kind", TILES)
@pytest.mark.parametrize(
    "zone_name", [BERLIN, "UTC", "+05:30", "America/Sao_Paulo", "America/St_Johns", "Pacific/Apia"]
)
def test_periods_follow_without_gap_and_hold_their_edges(kind: PeriodKind, zone_name: str) -> None:
    period = period_containing(kind, instant("2010-10-17T11:08Z"), zone_name)
    for _ in range(40):
        following = period.next()
        assert following.span.start == period.span.end
        assert following.previous() == period
        assert period_named(kind, period.label, zone_name) == period
        assert period_containing(kind, period.span.start, zone_name) == period
        assert period_containing(kind, period.span.end - 1, zone_name) == period
        period = following


@pytest.mark.parametrize("kind", [RollingDays(30), RollingHours(720)])
def test_rolling_windows_end_at_the_instant_and_follow_without_gap(kind: PeriodKind) -> None:
    at = instant("2026-11-05T10:00Z")
    window = period_containing(kind, at, BERLIN)
    assert window.span.end == at
    assert window.next().span.start == at
    assert window.previous().span.end == window.span.start
    assert window.next().previous() == window


def test_a_billing_month_keeps_its_day_after_a_short_month() -> None:
    period = period_named(BillingMonth(31), "2026-01-31", "UTC")
    labels = [period.label]
    for _ in range(4):
        period = period.next()
        labels.append(period.label)
    assert labels == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]


def test_a_contract_year_is_found_by_any_instant_of_it() -> None:
    years = EveryMonths(12, date(2024, 7, 15))
    assert period_containing(years, instant("2026-07-14T21:59Z"), BERLIN).label == "2025-07-15"
    assert period_containing(years, instant("2026-07-14T22:00Z"), BERLIN).label == "2026-07-15"
    assert period_named(years, "2026-07-15", BERLIN).previous().label == "2025-07-15"
    with pytest.raises(PeriodError, match="none starts on 2026-07-16; the one that holds it starts on 2026-07-15"):
        period_named(years, "2026-07-16", BERLIN)
    with pytest.raises(PeriodError):
        EveryMonths(121, date(2026, 1, 1))


def test_the_repeated_evening_belongs_to_the_new_period() -> None:
    # St John's, 7 November 2010, 03:00Z: the clock shows 23:30 on the 6th for the second time.
    assert period_containing(Day(), instant("2010-11-07T03:00Z"), "America/St_Johns").label == "2010-11-07"
    assert period_containing(Day(), instant("2010-11-07T02:00Z"), "America/St_Johns").label == "2010-11-06"


def test_a_month_whose_last_day_never_was() -> None:
    # Kiritimati went from Friday 30 December 1994 (UTC-10) to Sunday 1 January 1995 (UTC+14).
    december = period_named(Month(), "1994-12", "Pacific/Kiritimati")
    assert december.span == Span(instant("1994-12-01T10:00Z"), instant("1994-12-31T10:00Z"))
    assert december.next().label == "1995-01"
    assert december.next().span.seconds == 31 * 86400


def test_a_date_that_never_was_is_no_period() -> None:
    with pytest.raises(PeriodError, match="2011-12-30 never was in Pacific/Apia"):
        period_named(Day(), "2011-12-30", "Pacific/Apia")
    assert period_named(Day(), "2011-12-29", "Pacific/Apia").next().label == "2011-12-31"


WRONG: list[tuple[PeriodKind, str, str]] = [
    (Month(), "2026-13", "write a month such as 2026-10"),
    (Month(), "2026-1", "write a month such as 2026-10"),
    (Month(), "2026-10-01", "write a month such as 2026-10"),
    (Month(), "October 2026", "write a month such as 2026-10"),
    (Month(), "2026-10\n", "write a month such as 2026-10"),
    (Month(), "\u0662\u0660\u0662\u0666-10", "write a month such as 2026-10"),
    (Month(), "1899-12", "outside the years 1900 to 2200"),
    (Month(), "9999-12", "outside the years 1900 to 2200"),
    (Month(), "0000-12", "is not a period of this kind"),
    (Quarter(), "2026-Q5", "write a quarter such as 2026-Q3"),
    (Quarter(), "2026Q3", "write a quarter such as 2026-Q3"),
    (Year(), "26", "write a year such as 2026"),
    (Week(), "2025-W53", "write an ISO week such as 2026-W07"),
    (Week(), "2026-W7", "write an ISO week such as 2026-W07"),
    (Day(), "2026-02-29", "write a date such as 2026-10-17"),
    (BillingMonth(15), "2026-10-14", "none starts on 2026-10-14; the one that holds it starts on 2026-09-15"),
    (EveryDays(30, date(2026, 1, 1)), "2026-01-30", "the one that holds it starts on 2026-01-01"),
    (
        EveryHours(720, OCTOBER),
        "2026-10-01T00:00:00Z",
        "the one that holds it starts at 2026-09-30T22:00:00Z",
    ),
    (EveryHours(720, OCTOBER), "2026-10", "write an instant such as 2026-10-01T00:00:00Z"),
    (RollingHours(720), "today", "write an instant such as 2026-10-01T00:00:00Z"),
    (RollingDays(30), "2026-10-01T00:00:00+02:00", "write an instant such as 2026-10-01T00:00:00Z"),
]


@pytest.mark.parametrize(("kind", "label", "said"), WRONG)
def test_a_wrong_label_is_refused_with_the_right_form(kind: PeriodKind, label: str, said: str) -> None:
    with pytest.raises(PeriodError, match=said):
        period_named(kind, label, BERLIN)


def test_kinds_that_cannot_be_are_refused() -> None:
    with pytest.raises(PeriodError, match="a day from 1 to 31, not 32"):
        BillingMonth(32)
    with pytest.raises(PeriodError, match="not 0"):
        EveryDays(0, date(2026, 1, 1))
    with pytest.raises(PeriodError, match="not 0 hours"):
        EveryHours(0, OCTOBER)
    with pytest.raises(PeriodError, match="not -720 hours"):
        RollingDays(-30)


@pytest.mark.parametrize("kind", [*TILES, RollingDays(30), RollingHours(720)])
def test_an_unknown_zone_is_refused(kind: PeriodKind) -> None:
    with pytest.raises(ZoneError):
        period_containing(kind, OCTOBER, "Berlin")
