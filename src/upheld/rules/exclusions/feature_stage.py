"""Holds by itself for the traffic of features that are not yet, or no longer, generally available.

    conditions:
      feature_stage: {counts_while: [generally available]}

The services of the agreement record each feature's stage over time; its traffic counts only while it is in one of the
stages named here. It is left out before anything is measured, so that it takes no time out of the figure.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from upheld.agreements.terms.exclusion import ConditionTerms
from upheld.agreements.terms.service import Stage
from upheld.wording import joined, say, say_word


class Terms(ConditionTerms):
    """The stages in which a feature's traffic counts."""

    shown_by: ClassVar[Literal["record", "traffic"]] = "traffic"

    counts_while: tuple[Stage, ...] = Field(default=("generally available",), min_length=1)

    def words(self) -> str:
        """As `upheld explain` says it."""
        return say(
            "the feature is not {counts_while}; its traffic is then left out",
            counts_while=joined(say(" or "), map(say_word, self.counts_while)),
        )
