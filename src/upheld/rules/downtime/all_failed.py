"""A slice is down when every valid attempt in it failed, and there were at least so many.

down: {all_failed: {minimum: 3}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from upheld.agreements.terms.term import Term
from upheld.rules.whole_numbers import MOST_REQUESTS
from upheld.rules.wording import least_words
from upheld.wording import say

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table


class Terms(Term):
    """The least number of attempts from which a slice can be down."""

    only_with_bad: ClassVar[bool] = True

    minimum: int = Field(default=1, ge=1, le=MOST_REQUESTS)

    def words(self) -> str:
        """As `upheld explain` says it."""
        return say("every valid request in it failed{least}", least=least_words(self.minimum))


def down(slices: Table, terms: Terms) -> BooleanValue:
    """Whether a slice is down, from its integer columns `valid` and `bad`."""
    return (slices.bad == slices.valid) & (slices.valid >= terms.minimum)
