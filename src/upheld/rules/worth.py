"""What a stated worth (a share of the base, an amount, a length of service) comes to, so many times over."""

from __future__ import annotations

from fractions import Fraction

from upheld.agreements.terms.credit import Worth, worth_value
from upheld.agreements.words import Length, Money, Share
from upheld.rules.shortfall import SERVICE, Owed, Shortfall, Step
from upheld.rules.wording import grouped_words, seconds_words
from upheld.wording import joined, say


def worth_of(worth: Worth, shortfall: Shortfall) -> tuple[Fraction, str]:
    """(exact amount, unit) of a worth once; the unit is a currency or SERVICE.

    A share needs the shortfall's base: settling fetches it for every rule that says that it needs one.
    """
    if isinstance(worth, Share):
        if shortfall.base is None:
            raise LookupError("a share is taken of a fee, and settling gave none")  # a fault of ours, see needs_base
        return worth.value * Fraction(shortfall.base.amount), shortfall.base.currency
    return worth_value(worth), worth.currency if isinstance(worth, Money) else SERVICE


def amount_words(amount: Fraction, unit: str) -> str:
    """An exact amount with its currency, or a length of service."""
    return (
        say("{seconds} of service", seconds=seconds_words(amount))
        if unit == SERVICE
        else say("{number} {unit}", number=grouped_words(amount), unit=unit)
    )


def owed(amount: tuple[Fraction, str], *words: str, clause: str | None) -> Owed:
    """A credit reached in one step; the words of the step joined by a space."""
    return Owed(*amount, (Step(joined(" ", words), amount_words(*amount), clause),))


def worth_words(worth: Worth) -> str:
    """A worth as the agreement states it."""
    if isinstance(worth, Share):
        return say("{worth} of the base", worth=worth)
    return say("{worth} of service", worth=worth) if isinstance(worth, Length) else worth.said()
