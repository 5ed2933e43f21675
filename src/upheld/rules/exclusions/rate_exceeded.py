"""Holds by itself in slices in which an account's measured rate was over the agreed one.

    conditions:
      rate_exceeded: {agreed: 100 per second}

Without `agreed`, the rate is the one agreed with the account (`agreed_rate` of its terms); an account without one is
never over it. All requests of the account count, valid or not. Exactly the agreed rate is not over it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from upheld.agreements.terms.exclusion import ConditionTerms
from upheld.agreements.words import Rate, RateWord
from upheld.rules.whole_numbers import whole_part
from upheld.wording import say

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table


class Terms(ConditionTerms):
    """The agreed rate, where the text itself names one."""

    shown_by: ClassVar[Literal["record", "traffic"]] = "traffic"

    agreed: RateWord | None = Field(default=None, description="The account's own agreed rate where none is named here.")

    def words(self) -> str:
        """As `upheld explain` says it."""
        rate = self.agreed.said() if self.agreed else say("the rate agreed with it")
        return say("the account sends more than {rate}, as measured", rate=rate)


def exceeded(slices: Table, agreed: Rate, slice_seconds: int) -> BooleanValue:
    """Whether a slice is over the agreed rate, from its integer column `total` (all requests of the account).

    total / slice_seconds > count / seconds; a whole number is over a limit when it is over its whole part.
    """
    allowed = agreed.count * slice_seconds / agreed.seconds
    return slices.total > whole_part(allowed)
