"""A slice is down when more than a share of its valid requests took longer than a limit.

    down: {latency_share: {slower_than: 800, over: 10%}}

`slower_than` is in milliseconds and strict; `over` is strict, `at_least` is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field, model_validator

from upheld.agreements.terms.term import Term
from upheld.agreements.words import NumberWord, ShareWord, decimal_text
from upheld.rules.whole_numbers import MOST_REQUESTS, check_places, whole_part
from upheld.rules.wording import least_words
from upheld.wording import say, say_number

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, IntegerScalar, Table


class Terms(Term):
    """The latency limit in milliseconds, and exactly one of `over` and `at_least`."""

    only_with_bad: ClassVar[bool] = False
    looks_at: ClassVar[tuple[str, ...]] = ("latency_ms",)

    slower_than: NumberWord
    over: ShareWord | None = None
    at_least: ShareWord | None = None
    minimum: int = Field(default=1, ge=1, le=MOST_REQUESTS)

    @model_validator(mode="after")
    def one_limit(self) -> Self:
        """One limit is named."""
        if (self.over is None) == (self.at_least is None):
            raise ValueError("name exactly one of `over` (strictly more) and `at_least`")
        share = self.over or self.at_least
        if share is not None and not 0 <= share.value <= 1:
            raise ValueError(f"a limit of {share} makes no sense; it lies between 0% and 100%")
        if share is not None:
            check_places(share.value, str(share))
        return self

    def words(self) -> str:
        """As `upheld explain` says it."""
        limit = (
            say("more than {over}", over=self.over) if self.over else say("{at_least} or more", at_least=self.at_least)
        )
        slower = say("took longer than {time} ms", time=say_number(decimal_text(self.slower_than)))
        return say(
            "{limit} of its valid requests {slower}{least}", limit=limit, slower=slower, least=least_words(self.minimum)
        )


def aggregates(rows: Table, terms: Terms) -> dict[str, IntegerScalar]:
    """How many valid requests of a slice were slower than the limit."""
    limit = terms.slower_than * 1000
    slow = rows.is_valid & (rows.latency_us > whole_part(limit))
    return {"slow": rows.n.sum(where=slow)}


def down(slices: Table, terms: Terms) -> BooleanValue:
    """Whether a slice is down, from its integer columns `valid` and `slow`."""
    limit = (terms.over or terms.at_least).value  # type: ignore[union-attr]  # one of them is set, see one_limit
    slow, allowed = slices.slow * limit.denominator, slices.valid * limit.numerator
    exceeded = slow > allowed if terms.over else slow >= allowed
    return exceeded & (slices.slow > 0) & (slices.valid >= terms.minimum)
