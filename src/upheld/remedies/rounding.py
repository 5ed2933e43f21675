"""An exact credit -> money, or whole seconds of service: the one place where a credit is rounded."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from upheld.agreements.agreement import Agreement
from upheld.agreements.questions import clause_at
from upheld.agreements.terms.commitment import RoundingTerm
from upheld.agreements.words import Money, decimal_text
from upheld.problems import Problem, Refused
from upheld.rules.shortfall import SERVICE, Step
from upheld.rules.wording import money_words
from upheld.rules.worth import amount_words
from upheld.wording import say, say_word


def rounded_credit(agreement: Agreement, remedy: str, owed: tuple[Fraction, str]) -> tuple[Money | int, Step]:
    """Money, or seconds of service, as the remedy's rounding says, and the step for it.

    Raises Refused where the text names no rounding and the exact credit has no end (33.333... EUR, half seconds).
    """
    amount, unit = owed
    rounding = agreement.text.remedies[remedy].rounding
    clause = clause_at(agreement, ("remedies", remedy, "rounding"))
    stated = isinstance(rounding, RoundingTerm)
    exact = rounding.rounded(amount) if isinstance(rounding, RoundingTerm) else amount
    words = (
        say("rounded {mode} to {places} decimal places", mode=say_word(rounding.mode), places=rounding.places)
        if isinstance(rounding, RoundingTerm)
        else say("not rounded")
    )
    if unit == SERVICE:
        if exact.denominator != 1:
            raise Refused([_unending(agreement, remedy, owed, say("0 places, for whole seconds"))])
        words = words if stated else say("whole seconds")
        return int(exact), Step(words, amount_words(exact, unit), clause)
    text = decimal_text(exact)
    if "/" in text:
        raise Refused([_unending(agreement, remedy, owed, say("2 places, mode half up"))])
    places = rounding.places if isinstance(rounding, RoundingTerm) else 0
    money = Money(_with_places(text, places), unit)
    return money, Step(words, money_words(money), clause)


def _with_places(text: str, places: int) -> Decimal:
    """The same number with at least so many decimal places written."""
    number = Decimal(text)
    written = len(text.partition(".")[2])
    return number if written >= places else Decimal(f"{text}{'' if written else '.'}{'0' * (places - written)}")


def _unending(agreement: Agreement, remedy: str, owed: tuple[Fraction, str], example: str) -> Problem:
    path = ("remedies", remedy, "rounding")
    what = say(
        "the credit comes to {amount} exactly, which must be rounded, and no rounding is stated",
        amount=amount_words(*owed),
    )
    return Problem(
        agreement.place(path),
        ".".join(path),
        what,
        say("state `rounding`, e.g. {example}", example=example),
        code="rounding",
    )
