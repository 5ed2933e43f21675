"""A fixed credit for the breach, for each outage, or for each hour of downtime.

    credit:
      fixed: {credit: 50.00 EUR, per: breach}
    credit:
      fixed: {credit: 20.00 EUR, per: commenced hour of each outage}

`commenced` hours count when they have begun, `full` ones when they are over; hours are those of all downtime together,
or of each outage by itself. Only downtime that counts after exclusions is looked at.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Literal, Self

from pydantic import model_validator

from upheld.agreements.terms.credit import (
    CreditTerms,
    Gives,
    WorthWord,
    currencies_of,
    gives_of,
    needs_base_for,
)
from upheld.rules.shortfall import Owed, Shortfall
from upheld.rules.worth import owed, worth_of, worth_words
from upheld.wording import say, say_word

HOUR = 3600


class Terms(CreditTerms):
    """The credit, and what it is given for."""

    credit: WorthWord
    per: Literal[
        "breach",
        "outage",
        "commenced hour of downtime",
        "full hour of downtime",
        "commenced hour of each outage",
        "full hour of each outage",
    ]

    @model_validator(mode="after")
    def above_zero(self) -> Self:
        """A fixed credit of nothing is a slip."""
        if not any(sign in "123456789" for sign in str(self.credit)):
            raise ValueError("a fixed credit of nothing; write `remedy: none` where nothing is owed")
        return self

    def gives(self) -> Gives:
        """As the credit."""
        return gives_of(self.credit)

    def needs_base(self) -> bool:
        """Whether the credit is a share."""
        return needs_base_for(self.credit)

    def currencies(self) -> frozenset[str]:
        """The currency of the credit, where it is an amount."""
        return currencies_of(self.credit)

    def words(self) -> str:
        """As `upheld explain` says it."""
        return say("{worth} per {per}", worth=worth_words(self.credit), per=say_word(self.per))


def credit(shortfall: Shortfall, terms: Terms) -> Owed:
    """The credit, so many times."""
    count = _count(shortfall, terms.per)
    once, unit = worth_of(terms.credit, shortfall)
    words = say(
        "{worth} per {per}, {count} of them", worth=worth_words(terms.credit), per=say_word(terms.per), count=count
    )
    return owed((once * count, unit), words, clause=terms.clause_of("credit"))


def _count(shortfall: Shortfall, per: str) -> int:
    if per in {"breach", "outage"}:
        return 1 if per == "breach" else len(shortfall.outages)
    whole = math.ceil if per.startswith("commenced") else math.floor
    pieces = shortfall.outages if per.endswith("each outage") else (shortfall.down,)
    return sum(whole(Fraction(seconds, HOUR)) for seconds in pieces)
