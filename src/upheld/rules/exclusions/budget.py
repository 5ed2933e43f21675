"""Holds for the first so many hours in each period; what goes beyond counts.

    conditions:
      budget: {at_most: 4 hours, per: calendar month, spent_by: recorded time}

What comes first in time uses the budget up, second by second; overlapping records use it once. The budget is spent by
the recorded time as a whole (`recorded time`), or only by the downtime in it (`downtime`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from upheld.agreements.period_term import PeriodWord
from upheld.agreements.terms.exclusion import ConditionTerms
from upheld.agreements.text import Path
from upheld.agreements.words import UNSTATED, LengthWord, Open, Unstated
from upheld.timeline.spans import Spans
from upheld.wording import say


class Terms(ConditionTerms):
    """The length, the period it is given for, and what spends it."""

    at_most: LengthWord
    per: PeriodWord
    spent_by: Open[Literal["recorded time", "downtime"]] = Field(
        default=UNSTATED,
        description="Whether all recorded time spends the budget, or only the downtime in it.",
    )

    @model_validator(mode="after")
    def fixed(self) -> Self:
        """A budget has a fixed number of seconds, and periods that follow one another."""
        if self.at_most.seconds is None:
            raise ValueError(f"a budget of {self.at_most} has no fixed length; write hours")
        if self.per.kind == "rolling" or (self.per.kind == "fixed" and self.per.anchor is None):
            raise ValueError(
                f"a budget per {self.per} is not one period after another; write `calendar month`, or an anchor"
            )
        return self

    def questions(self) -> Iterator[tuple[Path, str]]:
        """What spends the budget, where it is left open."""
        if isinstance(self.spent_by, Unstated):
            yield (
                ("spent_by",),
                say("Is the budget spent by the whole `recorded time`, or only by the `downtime` in it?"),
            )

    def words(self) -> str:
        """As `upheld explain` says it."""
        return say("it lies within the first {at_most} of each {per}", at_most=self.at_most, per=self.per)


def within_budget(claimed: Spans, terms: Terms) -> Spans:
    """The first seconds of what is claimed in one period of the budget, as far as it lasts."""
    left = terms.at_most.seconds or 0
    kept: list[tuple[int, int]] = []
    for start, end in claimed.pairs():
        if left == 0:
            break
        until = min(end, start + left)
        kept.append((start, until))
        left -= until - start
    return Spans.of(kept)
