"""What is promised of a measure, and what is owed when the promise is missed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, cast

from pydantic import Field

from upheld.agreements.period_term import PeriodWord
from upheld.agreements.terms.credit import CreditTerms
from upheld.agreements.terms.rule_use import CreditRule
from upheld.agreements.terms.target import TargetWord
from upheld.agreements.terms.term import Name, Term, Text
from upheld.agreements.words import UNSTATED, LengthWord, MoneyWord, Open, ShareWord

RoundingMode = Literal["half up", "half even", "down", "up"]
BaseFee = Literal["fee of the period", "fee of the month", "fee of the previous month"]
CapPeriod = Literal["period", "month", "quarter", "year", "term"]
Form = Literal["credit", "service time", "payment"]

# What each mode makes of a number that is not negative; Python rounds a Fraction half to even.
_WHOLE: Mapping[RoundingMode, Callable[[Fraction], int]] = MappingProxyType(
    {
        "half up": lambda value: math.floor(value + Fraction(1, 2)),
        "half even": round,
        "down": math.floor,
        "up": math.ceil,
    }
)


class RoundingTerm(Term):
    """A rounding: to how many decimal places (of per cent, or of the currency) and which way."""

    places: int = Field(ge=0, le=12)
    mode: RoundingMode

    def rounded(self, value: Fraction) -> Fraction:
        """A number that is not negative, rounded exactly."""
        return Fraction(_WHOLE[self.mode](value * 10**self.places), 10**self.places)


class Commitment(Term):
    """A target for a measure over a period."""

    title: Text | None = None
    measure: Name
    period: Open[PeriodWord] = UNSTATED
    zone: str | None = Field(default=None, description="Zone of the period, where it differs from the agreement's.")
    target: TargetWord
    comparison: Open[Literal["at least", "above"]] = UNSTATED
    rounding: Open[RoundingTerm | Literal["none"]] = Field(
        default="none", description="Of the percentage, before it is judged."
    )
    during: Name | None = Field(default=None, description="Calendar: only its working hours are judged.")
    remedy: Open[Name] = Field(default=UNSTATED, description="Remedy, or `none` where the text promises none.")


class Cap(Term):
    """The most that is given over a period: a share of a fee, an amount, or a length of service.

    Credits granted before in the same period use it up. Months, quarters and years are calendar ones; `term` is the
    account's own, from its date to its date.
    """

    share: ShareWord | None = None
    amount: MoneyWord | None = None
    service_time: LengthWord | None = None
    per: Open[CapPeriod] = "period"
    of: Open[Literal["base fee", "fees over the cap's period"]] = Field(
        default=UNSTATED,
        description="Where the cap has a period of its own: a share of the base fee once, or of all fees in it.",
    )


class Claim(Term):
    """What the customer must do to be paid.

    Time to claim runs from an event; the day of the event is not counted. Hours run on the clock. Days, weeks, months
    and business days end with the end of the last day, or at the time of day of the event where `ends` says so.
    """

    required: bool = True
    within: LengthWord | None = Field(default=None, description="Time to claim, from `from`.")
    start: Literal["end of period", "start of downtime", "end of downtime"] = Field(
        default="end of period", alias="from"
    )
    calendar: Name | None = Field(default=None, description="Whose business days are counted.")
    ends: Open[Literal["end of the day", "same time of day"]] = Field(
        default=UNSTATED,
        description="How days from a downtime end; from the end of a period they end with the day.",
    )
    evidence: tuple[Text, ...] = ()
    channel: Text | None = None


class Remedy(Term):
    """What a missed commitment costs.

    `credit` names the rule that turns the shortfall into a credit; caps, minimum and rounding follow in that order.
    """

    title: Text | None = None
    base: Open[BaseFee] | None = Field(
        default=None, description="The fee that shares are taken of; fees are handed in with `--fees`."
    )
    base_lines: tuple[Text, ...] = Field(
        default=(),
        description="Lines of the fees that the base is made of, as those of the affected service; else all.",
    )
    credit: CreditRule
    caps: tuple[Cap, ...] = ()
    minimum: MoneyWord | None = Field(default=None, description="Credits below this are not paid.")
    rounding: Open[RoundingTerm | Literal["none"]] = UNSTATED
    form: Form = "credit"
    claim: Open[Claim | Literal["none"]] = UNSTATED

    def rule(self) -> CreditTerms:
        """The terms of the credit rule."""
        return cast("CreditTerms", self.credit.terms)

    def takes_shares(self) -> bool:
        """Whether the rule or a cap is a share of the base fee."""
        return self.rule().needs_base() or any(cap.share is not None for cap in self.caps)

    def currencies(self) -> frozenset[str]:
        """Every currency that is named, in the rule, the caps and the minimum."""
        amounts = [*(cap.amount for cap in self.caps), self.minimum]
        return self.rule().currencies() | {amount.currency for amount in amounts if amount is not None}
