"""A slice is down when at least n probe sites failed in it.

    down: {sites_agree: {at_least: 2}}

A site failed in a slice when it sent at least one valid probe and all its valid probes failed. The site of a probe is
its field `member`. For histories of states, combine members instead: `members: member` and
`combine: {way: at least, count: 2}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from upheld.agreements.terms.term import Term
from upheld.wording import say

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, IntegerScalar, Table


class Terms(Term):
    """How many sites must agree."""

    only_with_bad: ClassVar[bool] = True
    looks_at: ClassVar[tuple[str, ...]] = ("member",)

    at_least: int = Field(ge=1, le=10_000)

    def words(self) -> str:
        """As `upheld explain` says it."""
        return say(
            "at least {at_least} of the probe sites saw every valid probe of theirs fail", at_least=self.at_least
        )


def aggregates(rows: Table, terms: Terms) -> dict[str, IntegerScalar]:  # noqa: ARG001 - every rule is asked alike
    """How many sites sent valid probes in the slice, and how many had one that did not fail."""
    return {
        "sites": rows.member.nunique(where=rows.is_valid),
        "sites_up": rows.member.nunique(where=rows.is_valid & ~rows.is_bad),
    }


def down(slices: Table, terms: Terms) -> BooleanValue:
    """Whether a slice is down, from its counts of sites."""
    return (slices.sites - slices.sites_up) >= terms.at_least
