"""Service in place of money: as long as the downtime, so many times over, or a fixed length for the breach.

    credit:
      service_time: {times: 1}
    credit:
      service_time: {per_breach: 5 days}

With `in_whole`, the result is counted in whole days (or hours ...): a day that has only begun counts (`commenced`) or
does not (`full`). Lengths have fixed seconds: a day is 24 hours.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, Self

from pydantic import Field, model_validator

from upheld.agreements.terms.credit import CreditTerms, Gives
from upheld.agreements.text import Path
from upheld.agreements.words import UNSTATED, LengthWord, NumberWord, Open, Unstated
from upheld.rules.shortfall import SERVICE, Owed, Shortfall
from upheld.rules.wording import number_words, seconds_words
from upheld.rules.worth import owed
from upheld.wording import say, say_word


class Terms(CreditTerms):
    """How many times the downtime, or how much for the breach; and in which whole units it is given."""

    times: NumberWord | None = Field(default=None, gt=0)
    per_breach: LengthWord | None = None
    in_whole: LengthWord | None = Field(default=None, description="Given in whole units of this length, e.g. 1 day.")
    counted: Open[Literal["commenced", "full"]] = Field(
        default=UNSTATED, description="Whether a unit that has only begun counts; only with `in_whole`."
    )

    @model_validator(mode="after")
    def one_way(self) -> Self:
        """One of the two ways, in lengths of fixed seconds."""
        if (self.times is None) == (self.per_breach is None):
            raise ValueError("name exactly one of `times` (of the downtime) and `per_breach` (a fixed length)")
        for length in (self.per_breach, self.in_whole):
            if length is not None and not length.seconds:
                raise ValueError(f"{length} has no fixed length above zero; write hours or days")
        if self.in_whole is None and not isinstance(self.counted, Unstated):
            raise ValueError("`counted` says how units of `in_whole` are counted, and none is named")
        return self

    def gives(self) -> Gives:
        """Always service."""
        return "service time"

    def questions(self) -> Iterator[tuple[Path, str]]:
        """How a unit that has only begun is counted, where it is left open."""
        if self.in_whole is not None and isinstance(self.counted, Unstated):
            yield (
                ("counted",),
                say(
                    "Does a begun {in_whole} count whole (`commenced`), or not at all (`full`)?", in_whole=self.in_whole
                ),
            )

    def words(self) -> str:
        """As `upheld explain` says it."""
        if self.per_breach is not None:
            given = say("{per_breach} of service for the breach", per_breach=self.per_breach)
        else:
            times = "" if self.times in (None, 1) else say("{number} times ", number=number_words(self.times))
            given = say("{times}as much service as there was downtime", times=times)
        whole = say(", in whole units of {in_whole}", in_whole=self.in_whole) if self.in_whole is not None else ""
        return say("{given}{whole}", given=given, whole=whole)


def credit(shortfall: Shortfall, terms: Terms) -> Owed:
    """Seconds of service, exact unless given in whole units."""
    if terms.times is not None:
        seconds = shortfall.down * terms.times
        words = say(
            "{number} x downtime of {seconds}", number=number_words(terms.times), seconds=seconds_words(shortfall.down)
        )
    else:
        seconds = Fraction(terms.per_breach.seconds or 0 if terms.per_breach else 0)
        words = say("{per_breach} for the breach", per_breach=terms.per_breach)
    if terms.in_whole is not None:
        seconds = _in_whole(seconds, terms.in_whole.seconds or 1, str(terms.counted))
        words = say(
            "{words}, in whole units of {in_whole}, {counted} ones counted",
            words=words,
            in_whole=terms.in_whole,
            counted=say_word(str(terms.counted)),
        )
    return owed((seconds, SERVICE), words, clause=terms.clause_of("times" if terms.times else "per_breach"))


def _in_whole(seconds: Fraction, unit: int, counted: str) -> Fraction:
    units = seconds / unit
    return Fraction((math.ceil(units) if counted == "commenced" else math.floor(units)) * unit)
