"""The price of the time that was down, so many times over.

    credit:
      pro_rata: {times: 1, of: whole period}

Downtime that counts, over the `whole period` or over the `judged time` (the period without what exclusions take out of
both sides, or its working hours where only those are judged), times the base fee, times `times`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import Field

from upheld.agreements.terms.credit import CreditTerms
from upheld.agreements.words import NumberWord, Share
from upheld.rules.shortfall import Owed, Shortfall
from upheld.rules.wording import number_words, seconds_words
from upheld.rules.worth import owed, worth_of
from upheld.wording import say, say_word


class Terms(CreditTerms):
    """How many times the price is credited, and the time that the fee is spread over."""

    times: NumberWord = Field(default=Fraction(1), gt=0)
    of: Literal["whole period", "judged time"] = "whole period"

    def needs_base(self) -> bool:
        """It is a part of the fee."""
        return True

    def words(self) -> str:
        """As `upheld explain` says it."""
        times = "" if self.times == 1 else say("{number} times ", number=number_words(self.times))
        return say("{times}the price of the time that was down, of the {of}", times=times, of=say_word(self.of))


def credit(shortfall: Shortfall, terms: Terms) -> Owed:
    """Downtime over time, of the base fee."""
    over = shortfall.period if terms.of == "whole period" else shortfall.judged
    share = Fraction(shortfall.down, over) if over else Fraction(0)
    fee, unit = worth_of(Share(Fraction(1)), shortfall)
    said = say(
        "{down} of downtime in {over} ({of})",
        down=seconds_words(shortfall.down),
        over=seconds_words(over),
        of=say_word(terms.of),
    )
    amount = share * fee * terms.times
    return owed(
        (amount, unit),
        say("{said}, {number} x the base", said=said, number=number_words(terms.times)),
        clause=terms.clause_of("times"),
    )
