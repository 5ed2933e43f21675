"""Holds when the time was announced long enough before it began.

    conditions:
      announced: {at_least: 3 business days, calendar: office, counted: to the same time}

Hours and minutes run on the clock: `24 hours` before Thursday 10:00 is Wednesday 10:00 (an hour off by the clock where
clocks change between). Days, weeks, months and business days are counted on the calendar, back from the date on which
the time begins, which itself is not counted: three business days before a Thursday is the Monday, and before a Sunday
the Wednesday. What that date means is a term of its own, since texts seldom say it:

- `to the same time`: announced by the time of day at which the window begins (Monday 10:00 for Thursday 10:00);
- `full days`: so many whole days lie between (by the start of the Monday);
- `by date`: on that date at the latest (by the end of the Monday).

An announcement exactly at the latest instant is in time. Business days are the dates on which `calendar` has any hours;
dates are those of its zone, or of the agreement's zone where no calendar is named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from upheld.agreements.terms.exclusion import ConditionTerms
from upheld.agreements.terms.term import Name
from upheld.agreements.text import Path
from upheld.agreements.words import UNSTATED, LengthWord, Open, Unstated
from upheld.rules.dates import counts_dates, date_away, whole_dates
from upheld.rules.record import Facts, Record, Ruling
from upheld.rules.wording import instant_words
from upheld.timeline.days import local_date, start_of_date, wall_instant
from upheld.timeline.instants import utc_from_seconds
from upheld.timeline.zones import zone
from upheld.wording import say, say_word


class Terms(ConditionTerms):
    """How long before, by whose business days, and how days are counted."""

    at_least: LengthWord
    calendar: Name | None = Field(default=None, description="Calendar whose business days are counted.")
    counted: Open[Literal["to the same time", "full days", "by date"]] = Field(
        default=UNSTATED,
        description="What so many days before means; only for lengths counted in days or longer.",
    )

    @model_validator(mode="after")
    def countable(self) -> Self:
        """Business days need a calendar, and only dates have a way of counting."""
        if self.at_least.unit == "business day" and self.calendar is None:
            raise ValueError("`calendar` is required: whose business days are counted?")
        if not counts_dates(self.at_least) and not isinstance(self.counted, Unstated):
            raise ValueError(f"`counted` is for days; {self.at_least} run on the clock")
        if counts_dates(self.at_least) and not whole_dates(self.at_least):
            raise ValueError(f"{self.at_least} are not whole days; write hours")
        return self

    def questions(self) -> Iterator[tuple[Path, str]]:
        """How days are counted, where it is left open."""
        if counts_dates(self.at_least) and isinstance(self.counted, Unstated):
            yield (
                ("counted",),
                (
                    say(
                        "Is the latest moment {at_least} before `to the same time` of day, by `full days` between, or "
                        "`by date` (until the end of that day)?",
                        at_least=self.at_least,
                    )
                ),
            )

    def words(self) -> str:
        """As `upheld explain` says it."""
        by = say(" by the calendar `{calendar}`", calendar=self.calendar) if self.calendar else ""
        counted = "" if isinstance(self.counted, Unstated) else say(" ({counted})", counted=say_word(str(self.counted)))
        return say(
            "it was announced at least {at_least} before it began{by}{counted}",
            at_least=self.at_least,
            by=by,
            counted=counted,
        )


def judge(record: Record, terms: Terms, facts: Facts) -> Ruling:
    """Whether the record's announcement was early enough."""
    named = facts.calendars[terms.calendar].zone if terms.calendar else facts.zone
    latest = latest_instant(record.span.start, terms, facts)
    wanted = say(
        "{at_least} before it began, by {instant}", at_least=terms.at_least, instant=instant_words(latest, named)
    )
    if record.announced is None:
        return Ruling(
            holds=False, reason=say("no announcement is on record; it was needed at least {wanted}", wanted=wanted)
        )
    said = say("announced {instant}", instant=instant_words(record.announced, named))
    if record.announced <= latest:
        return Ruling(holds=True, reason=say("{said}, at least {wanted}", said=said, wanted=wanted))
    return Ruling(
        holds=False, reason=say("{said}, too late: it was needed at least {wanted}", said=said, wanted=wanted)
    )


def latest_instant(start: int, terms: Terms, facts: Facts) -> int:
    """The last instant (UTC epoch seconds) at which an announcement of time that begins at `start` is in time."""
    if not counts_dates(terms.at_least):
        return start - (terms.at_least.seconds or 0)
    calendar = facts.calendars[terms.calendar] if terms.calendar else None
    tz = zone(calendar.zone if calendar else facts.zone)
    day = date_away(local_date(start, tz), terms.at_least, -1, calendar)
    if terms.counted == "full days":
        return start_of_date(day, tz)
    if terms.counted == "by date":
        return start_of_date(day + dt.timedelta(days=1), tz) - 1
    local = utc_from_seconds(start).astimezone(tz)
    return wall_instant(day, local.hour * 3600 + local.minute * 60 + local.second, tz)
