"""Holds when the recorded time lies wholly within agreed hours, such as those of a maintenance window.

    conditions:
      within_hours: {calendar: maintenance_window}

The calendar names the hours, in its own zone: `sun: [02:00-06:00]`. Time that begins before them or ends after them, if
only by a second, does not hold at all: it was not the window that was agreed.
"""

from __future__ import annotations

from upheld.agreements.terms.exclusion import ConditionTerms
from upheld.agreements.terms.term import Name
from upheld.rules.record import Facts, Record, Ruling
from upheld.rules.wording import instant_words, seconds_words
from upheld.wording import say


class Terms(ConditionTerms):
    """The calendar of the hours."""

    calendar: Name

    def words(self) -> str:
        """As `upheld explain` says it."""
        return say("it lies within the hours of `{calendar}`", calendar=self.calendar)


def judge(record: Record, terms: Terms, facts: Facts) -> Ruling:
    """Whether the whole recorded time lies within the calendar's hours."""
    hours = facts.calendars[terms.calendar]
    inside = hours.span_set(record.span).total
    start, end = (instant_words(at, facts.zone) for at in (record.span.start, record.span.end))
    if inside == record.span.seconds:
        return Ruling(
            holds=True,
            reason=say(
                "{start} to {end} lies within the hours of {calendar}", start=start, end=end, calendar=terms.calendar
            ),
        )
    outside = seconds_words(record.span.seconds - inside)
    return Ruling(
        holds=False,
        reason=say(
            "{outside} of {start} to {end} lie outside the hours of {calendar}",
            outside=outside,
            start=start,
            end=end,
            calendar=terms.calendar,
        ),
    )
