"""Several credits added up, such as a tier and so much for each step beyond it.

    credit:
      sum_of:
        of:
          - tiers: {table: [{below: 99.9%, at_least: 99%, credit: 10%}, {below: 99%, credit: 25%}]}
          - linear: {credit: 5%, per: 1%, from: 99%, steps: full, up_to: 75%}

Each rule is worked out for itself. A linear tail begins where its `from` says.
"""

from __future__ import annotations

from fractions import Fraction

from upheld.rules.several_credits import SeveralTerms, credits_of
from upheld.rules.shortfall import Owed, Shortfall, Step
from upheld.rules.worth import amount_words
from upheld.wording import say


class Terms(SeveralTerms):
    """The rules whose credits are added."""

    def words(self) -> str:
        """As `upheld explain` says it."""
        return say("these together: {parts}", parts=self.parts_in_words())


def credit(shortfall: Shortfall, terms: Terms) -> Owed:
    """The sum, after the working of each."""
    found = credits_of(shortfall, terms)
    amount, unit = sum((owed.amount for owed in found), Fraction(0)), found[0].unit
    worked = tuple(step for owed in found for step in owed.steps)
    return Owed(amount, unit, (*worked, Step(say("these together"), amount_words(amount, unit), terms.clause_of("of"))))
