"""Holds when the account was suspended for a debt that had lasted long enough.

    conditions:
      suspended: {after_debt_of: 2 months}

A record names the first day of the debt (`unpaid_since`), which is counted: a debt since 15 August has lasted two
months when 15 October begins, in the agreement's zone. A month without such a day gives its last day. A suspension that
began before that instant was not allowed, and its time counts.
"""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from upheld.agreements.terms.exclusion import ConditionTerms
from upheld.agreements.words import LengthWord
from upheld.rules.dates import counts_dates, date_away, whole_dates
from upheld.rules.record import Facts, Record, Ruling
from upheld.rules.wording import instant_words
from upheld.timeline.days import start_of_date
from upheld.timeline.zones import zone
from upheld.wording import say


class Terms(ConditionTerms):
    """How long the debt must have lasted."""

    after_debt_of: LengthWord

    @model_validator(mode="after")
    def countable(self) -> Self:
        """A debt is counted in whole days, weeks, months or years."""
        length = self.after_debt_of
        if not counts_dates(length) or length.unit == "business day" or not whole_dates(length):
            raise ValueError(f"a debt is counted in days, weeks, months or years, not in {length}")
        return self

    def words(self) -> str:
        """As `upheld explain` says it."""
        return say(
            "the account had been in debt for {after_debt_of} when it was suspended", after_debt_of=self.after_debt_of
        )


def judge(record: Record, terms: Terms, facts: Facts) -> Ruling:
    """Whether the suspension began when the debt had lasted long enough."""
    if record.unpaid_since is None:
        return Ruling(holds=False, reason=say("no first day of a debt (`unpaid_since`) is on record"))
    day = date_away(record.unpaid_since, terms.after_debt_of, 1)
    first = start_of_date(day, zone(facts.zone))
    said = say(
        "unpaid since {unpaid_since}, so a suspension was allowed from {instant}",
        unpaid_since=record.unpaid_since,
        instant=instant_words(first, facts.zone),
    )
    began = instant_words(record.span.start, facts.zone)
    holds = record.span.start >= first
    return Ruling(
        holds, say("{said}; it began {began}{early}", said=said, began=began, early="" if holds else say(", too early"))
    )
