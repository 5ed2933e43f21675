"""The highest of several credits.

    credit:
      highest_of:
        of:
          - tiers: {table: [{below: 99.9%, credit: 10%}]}
          - pro_rata: {times: 10}

Each rule is worked out for itself; of equal ones the first counts.
"""

from __future__ import annotations

from upheld.rules.several_credits import SeveralTerms, credits_of
from upheld.rules.shortfall import Owed, Shortfall, Step
from upheld.rules.worth import amount_words
from upheld.wording import say


class Terms(SeveralTerms):
    """The rules of which the highest credit is given."""

    def words(self) -> str:
        """As `upheld explain` says it."""
        return say("the highest of these: {parts}", parts=self.parts_in_words())


def credit(shortfall: Shortfall, terms: Terms) -> Owed:
    """The first of the highest credits, after the working of each."""
    found = credits_of(shortfall, terms)
    best = max(found, key=lambda owed: owed.amount)
    worked = tuple(step for owed in found for step in owed.steps)
    last = Step(say("the highest of these"), amount_words(best.amount, best.unit), terms.clause_of("of"))
    return Owed(best.amount, best.unit, (*worked, last))
