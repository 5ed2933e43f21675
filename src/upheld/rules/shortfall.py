"""What a credit rule sees of a missed commitment, and how it answers: an exact credit with its working."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from upheld.agreements.terms.rule_use import RuleUse
from upheld.agreements.words import Money
from upheld.rules import rule_modules

SERVICE = "seconds of service"
"""The unit of credits that are service time; all other units are currencies."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the working of a credit: what was done in words, the value after it, and the clause it rests on."""

    words: str
    value: str
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A missed commitment as credit rules see it; every figure is exact.

    `ratio` is the figure that was judged, after the rounding that the agreement names; `target` the promise it missed.
    `down` is the downtime that counts, `outages` that of each outage, `period` the whole period and `judged` the part
    of it that was judged, all in seconds. `base` is the fee that shares are taken of, None where the remedy names none.
    """

    target: Fraction
    ratio: Fraction
    down: int
    outages: tuple[int, ...]
    period: int
    judged: int
    base: Money | None


@dataclass(frozen=True, slots=True)
class Owed:
    """A credit before caps, minimum and rounding: exact, of one unit (a currency, or SERVICE), with its working."""

    amount: Fraction
    unit: str
    steps: tuple[Step, ...]


CreditFunction = Callable[[Shortfall, object], Owed]


def owed_by(use: RuleUse, shortfall: Shortfall) -> Owed:
    """The credit that a rule named in the agreement gives for a shortfall."""
    rule = cast("CreditFunction", rule_modules("credits")[use.name].credit)
    return rule(shortfall, use.terms)
