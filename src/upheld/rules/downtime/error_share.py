"""A slice is down when the share of valid requests that failed is over (or at least) a limit.

    down: {error_share: {over: 5%}}

`over: 5%` is strictly more: of 100 valid requests 5 failures are up, 6 are down. `at_least: 5%` takes 5 as down too.
The shares are compared as integers: bad x denominator against valid x numerator. `minimum` asks for so many valid
requests in the slice before it can be down at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field, model_validator

from upheld.agreements.terms.term import Term
from upheld.agreements.words import ShareWord
from upheld.rules.whole_numbers import MOST_REQUESTS, check_places
from upheld.rules.wording import least_words
from upheld.wording import say

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table


class Terms(Term):
    """Exactly one of `over` (strictly more) and `at_least`."""

    only_with_bad: ClassVar[bool] = True

    over: ShareWord | None = None
    at_least: ShareWord | None = None
    minimum: int = Field(default=1, ge=1, le=MOST_REQUESTS)

    @model_validator(mode="after")
    def one_limit(self) -> Self:
        """One limit between 0% and 100%; at least 0% would make every slice down."""
        limits = [limit for limit in (self.over, self.at_least) if limit is not None]
        if len(limits) != 1:
            raise ValueError("name exactly one of `over` (strictly more) and `at_least`")
        if not 0 <= limits[0].value <= 1 or (self.at_least and self.at_least.value == 0):
            raise ValueError(f"a limit of {limits[0]} makes no sense; it lies between 0% and 100%")
        check_places(limits[0].value, str(limits[0]))
        return self

    def words(self) -> str:
        """As `upheld explain` says it."""
        limit = (
            say("more than {over}", over=self.over) if self.over else say("{at_least} or more", at_least=self.at_least)
        )
        return say("{limit} of its valid requests failed{least}", limit=limit, least=least_words(self.minimum))


def down(slices: Table, terms: Terms) -> BooleanValue:
    """Whether a slice is down, from its integer columns `valid` and `bad`."""
    limit = (terms.over or terms.at_least).value  # type: ignore[union-attr]  # one of them is set, see one_limit
    failed, allowed = slices.bad * limit.denominator, slices.valid * limit.numerator
    exceeded = failed > allowed if terms.over else failed >= allowed
    return exceeded & (slices.bad > 0) & (slices.valid >= terms.minimum)
