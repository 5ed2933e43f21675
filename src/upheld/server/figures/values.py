"""What pages read: measured periods, measured days, promises that still run, and what is measured at all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal

from upheld.availability.result import Day, Verdict
from upheld.statements.calendar_days import day_bar, day_level
from upheld.statements.statement import DayBar, Level
from upheld.timeline.spans import Span

CLOSE = Fraction(3, 4)
"""From this share of the allowance on, a promise that still runs is called at risk."""


def allowance(target: str, whole: int | None) -> int | None:
    """The downtime in seconds that a target (an exact share of so much time) allows; None where it counts no time."""
    return None if whole is None else int(_may_fail(target) * whole)


def calls_for_look(down_since: int | None, verdict: str, used: Fraction | int | None, parts: int = 1) -> bool:
    """Whether somebody should look: down now, missed as it stands, or three quarters of the allowance gone.

    `used` of the allowance is gone, counted in so many parts of it; None where it counts no time.
    """
    return down_since is not None or verdict == "missed" or (used is not None and used >= CLOSE * parts)


@cache
def _may_fail(target: str) -> Fraction:
    return 1 - Fraction(target)


@dataclass(frozen=True, slots=True)
class PeriodFigure:
    """A commitment judged for one period: a month, a quarter, whatever the agreement counts.

    `account` is the account's slug, None for the whole service. `uptime` is exact, None where nothing is known; `words`
    and `promise` are those of the statement (`97.701%`, `at least 99.8%`). Instants are UTC epoch seconds: [start,
    end) is the whole period, `until` how far it was judged; `over` says that it ended before it was measured.
    `allowed_seconds` is None where the figure counts no time. `owed` is the credit in words, empty where there is
    none. `statement` is the number of the statement that shows the working, None where none was issued. `id` is None
    while the period runs; `supersedes` is the figure that this one corrects. `verdict` is that of what was measured;
    `broken` says of a period that runs that nothing can mend it any more.
    """

    id: int | None
    agreement: str
    version: str
    account: str | None
    commitment: str
    title: str
    measure: str
    label: str
    zone: str
    start: int
    end: int
    until: int
    over: bool
    uptime: Fraction | None
    words: str
    without_exclusions: str
    target: Fraction
    promise: str
    verdict: Verdict
    sentence: str
    down_seconds: int
    excluded_seconds: int
    unknown_seconds: int
    allowed_seconds: int | None
    owed: str
    measured_at: dt.datetime
    statement: int | None = None
    supersedes: int | None = None
    broken: bool = False

    @property
    def standing(self) -> Literal[Verdict, "so far", "at risk"]:
        """The verdict as people may be told it: while a period runs, what is below its target may still be kept."""
        if self.over or self.broken or self.verdict == "unknown":
            return "missed" if self.broken else self.verdict
        return "at risk" if self.verdict == "missed" else "so far"


@dataclass(frozen=True, slots=True)
class DayFigure:
    """A service on one local day: seconds of each kind add up to the seconds that are judged.

    `service` is the key of `MeasuredService`, `zone` that in which the agreement counts days. `downtime` are the spans
    that were down and count (UTC epoch seconds), joined where they meet.
    """

    service: str
    date: dt.date
    zone: str
    start: int
    end: int
    up: int
    down: int
    excluded: int
    unknown: int
    downtime: tuple[Span, ...]
    measured_at: dt.datetime

    @property
    def bar(self) -> DayBar:
        """The day as statements draw and word it: `level` (one second down is visibly not clear) and `words`."""
        return day_bar(self._day)

    @property
    def level(self) -> Level:
        """The level of its bar, without the words."""
        return day_level(self._day)

    @property
    def _day(self) -> Day:
        return Day(self.date, Span(self.start, self.end), self.up, self.down, self.excluded, self.unknown)


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment to an account in the period that runs now.

    `figure` is what was measured so far. `allowed_seconds` is the downtime that the promise allows in the whole period,
    `left_seconds` what is left of it (negative: more than that was lost); None where it counts requests.
    `used` is the share of it that is gone. `down_since` is when an outage began that had not ended.
    """

    figure: PeriodFigure
    allowed_seconds: int | None
    left_seconds: int | None
    used: Fraction | None
    down_since: int | None

    @property
    def state(self) -> Literal["down", "missed", "at risk", "so far", "unknown"]:
        """How it stands: down now, missed for good, somebody should look, kept so far, or nothing was measured."""
        if self.down_since is not None:
            return "down"
        if self.figure.broken:
            return "missed"
        if self.figure.uptime is None:
            return "unknown"
        return "at risk" if self.at_risk else "so far"

    @property
    def at_risk(self) -> bool:
        """Whether somebody should look: down now, missed as it stands, or three quarters of the allowance gone."""
        return calls_for_look(self.down_since, self.figure.verdict, self.used)


@dataclass(frozen=True, slots=True)
class MeasuredService:
    """Something that is measured under an agreement: a measure, and those that it is combined of.

    `key` (`plivo/platform`) names it in `days_of` and `public_days`. `service` is the agreement's own name of the
    service whose traffic it looks at, empty where it names none. `commitment` is the one that promises it, empty for a
    part. `parts` are the keys of the measures that it is combined of.
    """

    key: str
    agreement: str
    measure: str
    title: str
    service: str
    commitment: str
    parts: tuple[str, ...]
