"""A slice is down when the average latency of its valid requests is over a limit.

    down: {latency_average: {over: 500, minimum: 10}}

The limit is in milliseconds. Sums are compared, not quotients: total microseconds against limit x requests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field, model_validator

from upheld.agreements.terms.term import Term
from upheld.agreements.words import NumberWord, decimal_text
from upheld.rules.whole_numbers import MOST_REQUESTS, check_places
from upheld.rules.wording import least_words
from upheld.wording import say, say_number

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, IntegerScalar, Table


MOST_MILLISECONDS = 86_400_000


class Terms(Term):
    """The limit in milliseconds, and the least number of requests from which a slice can be down."""

    only_with_bad: ClassVar[bool] = False
    looks_at: ClassVar[tuple[str, ...]] = ("latency_ms",)

    over: NumberWord
    minimum: int = Field(default=1, ge=1, le=MOST_REQUESTS)

    @model_validator(mode="after")
    def sensible(self) -> Self:
        """A limit that can be compared exactly."""
        if not 0 <= self.over <= MOST_MILLISECONDS:
            raise ValueError(f"a limit of {decimal_text(self.over)} ms makes no sense; it lies between 0 and a day")
        check_places(self.over, decimal_text(self.over))
        return self

    def words(self) -> str:
        """As `upheld explain` says it."""
        return say(
            "its valid requests took longer than {limit} ms on average{least}",
            limit=say_number(decimal_text(self.over)),
            least=least_words(self.minimum),
        )


def aggregates(rows: Table, terms: Terms) -> dict[str, IntegerScalar]:  # noqa: ARG001 - every rule is asked alike
    """Sums over the rows of a slice: microseconds of all valid requests, and those that told their latency."""
    told = rows.is_valid & rows.latency_us.notnull()
    return {
        "latency_total": (rows.latency_us * rows.n).sum(where=told),
        "latency_count": rows.n.sum(where=told),
    }


def down(slices: Table, terms: Terms) -> BooleanValue:
    """Whether a slice is down, from the two sums."""
    limit = terms.over * 1000
    exceeded = slices.latency_total * limit.denominator > slices.latency_count * limit.numerator
    return exceeded & (slices.latency_count >= terms.minimum)
