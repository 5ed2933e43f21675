"""Zones by name, where local days begin, and months counted on the calendar (cases 8 and 9)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import tzdata

from tests.unit.timeline.moments import instant, utc
from upheld.timeline import (
    Span,
    ZoneError,
    add_months,
    days_of,
    epoch_micros,
    epoch_seconds,
    instant_from_text,
    instant_text,
    start_of_date,
    tzdata_version,
    utc_from_seconds,
    zone,
    zone_names,
)
from upheld.wording import told


@pytest.mark.parametrize(
    ("name", "minutes"),
    [
        ("UTC", 0),
        ("Europe/Berlin", 120),
        ("+01:00", 60),
        ("-05:30", -330),
        ("+00:00", 0),
        ("Asia/Kathmandu", 345),
    ],
)
def test_zones_and_fixed_offsets(name: str, minutes: int) -> None:
    summer = utc("2026-07-01T12:00Z")
    assert summer.astimezone(zone(name)).utcoffset() == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Berlin",
        "europe/berlin",
        "+1",
        "+01",
        "+0100",
        "+24:00",
        "UTC+1",
        "Europe/../Europe/Berlin",
        "/etc/localtime",
        "+\u0660\u0661:00",
    ],
)
def test_what_is_no_zone(name: str) -> None:
    with pytest.raises(ZoneError, match="is not a time zone"):
        zone(name)


def test_near_names_are_offered() -> None:
    with pytest.raises(ZoneError, match="did you mean Europe/Berlin"):
        zone("Europe/Berln")


def test_what_is_wrong_with_a_zone_is_told_in_german_with_its_near_name() -> None:
    with pytest.raises(ZoneError) as refused:
        zone("Berlin")
    german = told(str(refused.value), "de")
    assert german.startswith("'Berlin' ist keine Zeitzone; meinten Sie Europe/Berlin? Schreiben Sie")
    with pytest.raises(ZoneError, match="America/Sao_Paulo"):
        zone("america/sao paulo")


def test_every_zone_of_the_data_can_be_loaded() -> None:
    moment = utc("2026-07-01T12:00Z")
    assert all(moment.astimezone(zone(name)) == moment for name in zone_names())


def test_the_version_of_the_zone_rules_is_known() -> None:
    assert tzdata_version() == tzdata.IANA_VERSION


# The first instant of a date, from the zone's offsets before and after.
STARTS = [
    ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00Z"),
    ("Europe/Berlin", "2026-10-26", "2026-10-25T23:00Z"),
    ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00Z"),  # begins at 01:00
    ("America/St_Johns", "2010-11-07", "2010-11-07T02:30Z"),  # the first of two midnights
    ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00Z"),
    ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00Z"),  # never was: begins and ends with the change
    ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00Z"),
    ("America/Toronto", "1919-03-31", "1919-03-31T04:30Z"),  # 23:30 on the 30th became 00:30
]


@pytest.mark.parametrize(("name", "day", "start"), STARTS)
def test_where_a_date_begins(name: str, day: str, start: str) -> None:
    assert start_of_date(date.fromisoformat(day), zone(name)) == instant(start)


def test_days_of_a_span_are_clipped_and_as_long_as_the_clocks_say() -> None:
    weekend = Span(instant("2026-10-24T20:00Z"), instant("2026-10-26T11:00Z"))
    assert [(str(day), span.seconds // 3600) for day, span in days_of(weekend, "Europe/Berlin")] == [
        ("2026-10-24", 2),
        ("2026-10-25", 25),
        ("2026-10-26", 12),
    ]


def test_days_of_a_span_pass_over_the_date_that_never_was() -> None:
    span = Span(instant("2011-12-29T10:00Z"), instant("2011-12-31T10:00Z"))
    assert [str(day) for day, _ in days_of(span, "Pacific/Apia")] == ["2011-12-29", "2011-12-31"]


def test_the_repeated_evening_belongs_to_the_new_day() -> None:
    # 23:30 on the 6th for the second time, in St John's; the 7th began an hour before.
    second_evening = Span(instant("2010-11-07T03:00Z"), instant("2010-11-07T03:10Z"))
    assert [str(day) for day, _ in days_of(second_evening, "America/St_Johns")] == ["2010-11-07"]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-01-15", 0, "2026-01-15"),
        ("2026-06-30", 18, "2027-12-30"),
    ],
)
def test_adding_months(day: str, months: int, then: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(then)


def test_instants_and_their_text() -> None:
    assert instant_text(0) == "1970-01-01T00:00:00Z"
    assert instant_from_text("2026-10-01T00:00:00Z") == 1790812800
    assert instant_text(1790812800) == "2026-10-01T00:00:00Z"
    assert utc_from_seconds(1790812800) == utc("2026-10-01T00:00Z")
    assert epoch_micros(utc("1969-12-31T23:59:59.999999Z")) == -1
    assert epoch_seconds(utc("1969-12-31T23:59:59.999999Z")) == -1
    for text in [
        "2026-10-01",
        "2026-10-01T00:00Z",
        "2026-10-01T00:00:00",
        "2026-13-01T00:00:00Z",
        " 2026-10-01T00:00:00Z",
    ]:
        with pytest.raises(ValueError, match=r"instant|month"):
            instant_from_text(text)
