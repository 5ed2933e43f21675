"""Versions of one agreement: in order, without overlaps, and cut at the midnights on which they change."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.agreements_in_words import HEAD, agreement
from upheld.agreements.agreement import Agreement
from upheld.agreements.versions import Versions
from upheld.problems import Problem, Refused
from upheld.timeline.spans import Span


def version(name: str, effective: str | None, until: str | None = None, short_name: str = "test") -> Agreement:
    """An agreement that binds between two dates; None leaves the date out."""
    dates = "".join(f", {key}: {day}" for key, day in (("effective", effective), ("until", until)) if day)
    head = HEAD.replace('version: {id: "1", effective: 2026-01-01}', f'version: {{id: "{name}"{dates}}}')
    return agreement("", head.replace("agreement: test", f"agreement: {short_name}"))


def utc(text: str) -> int:
    """Epoch seconds of an instant in ISO text."""
    return int(dt.datetime.fromisoformat(text).timestamp())


def cut(versions: Versions, start: str, end: str) -> list[tuple[str, int, int]]:
    """The parts of a period in Berlin: version and span."""
    parts = versions.parts(Span(utc(start), utc(end)), "Europe/Berlin")
    assert not isinstance(parts, Problem), parts
    return [(part.text.version.id, span.start, span.end) for part, span in parts]


def test_each_date_is_bound_by_the_version_begun_last() -> None:
    versions = Versions.of([version("2", "2026-07-15"), version("1", "2026-01-01"), version("3", "2027-01-01")])
    assert [each.text.version.id for each in versions.ordered] == ["1", "2", "3"]
    assert versions.latest.text.version.id == "3"
    bound = {day: found and found.text.version.id for day in ("2025-12-31", "2026-07-14", "2026-07-15", "2030-01-01")
             for found in [versions.in_force(dt.date.fromisoformat(day))]}  # fmt: skip
    assert bound == {"2025-12-31": None, "2026-07-14": "1", "2026-07-15": "2", "2030-01-01": "3"}


def test_a_period_is_cut_at_local_midnight() -> None:
    # 15 July 2026 begins in Berlin (UTC+2) at 22:00 UTC of the 14th.
    versions = Versions.of([version("1", "2026-01-01"), version("2", "2026-07-15")])
    july = ("2026-06-30T22:00Z", "2026-07-31T22:00Z")
    change = utc("2026-07-14T22:00Z")
    assert cut(versions, *july) == [("1", utc(july[0]), change), ("2", change, utc(july[1]))]


def test_a_period_that_begins_with_a_version_is_one_part() -> None:
    versions = Versions.of([version("1", "2026-01-01"), version("2", "2026-07-01")])
    july = ("2026-06-30T22:00Z", "2026-07-31T22:00Z")
    assert cut(versions, *july) == [("2", utc(july[0]), utc(july[1]))]


def test_a_version_without_a_first_day_binds_from_the_beginning() -> None:
    versions = Versions.of([version("1", None), version("2", "2026-07-15")])
    assert cut(versions, "1995-07-31T22:00Z", "1995-08-31T22:00Z")[0][0] == "1"


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2025-11-30T23:00Z", "2025-12-31T23:00Z", "from 2025-12-01 to 2025-12-31"),  # before the first
        ("2025-12-15T23:00Z", "2026-01-15T23:00Z", "from 2025-12-16 to 2025-12-31"),  # the first half
        ("2026-03-31T22:00Z", "2026-04-30T22:00Z", "from 2026-04-10 to 2026-04-19"),  # a gap inside
        ("2026-12-31T23:00Z", "2027-01-31T23:00Z", "from 2027-01-01 to 2027-01-31"),  # after the last
    ],
)
def test_days_without_a_version_are_refused_and_named(start: str, end: str, days: str) -> None:
    versions = Versions.of([version("1", "2026-01-01", "2026-04-10"), version("2", "2026-04-20", "2027-01-01")])
    found = versions.parts(Span(utc(start), utc(end)), "Europe/Berlin")
    assert isinstance(found, Problem)
    assert days in found.what


def test_versions_that_do_not_fit_together_are_refused_with_every_reason() -> None:
    with pytest.raises(Refused) as refused:
        Versions.of([
            version("1", "2026-01-01", "2026-08-01"),
            version("2", "2026-07-01"),
            version("3", "2026-07-01", short_name="other"),
        ])  # fmt: skip
    assert sorted(problem.what for problem in refused.value.problems) == [
        "1 and 2 overlap",
        "2 and 3 begin on the same day",
        "`other` is another agreement than `test`",
    ]
