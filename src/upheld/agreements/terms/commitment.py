"""What is promised of a measure, and what is owed when the promise is missed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from upheld.agreements.terms.rule_use import CreditRule
from upheld.agreements.terms.term import Name, Term, Text
from upheld.agreements.words import UNSTATED, LengthWord, MoneyWord, Open, PeriodWord, ShareWord

RoundingMode = Literal["half up", "half even", "down", "up"]
Rounding = Literal["none"]


class RoundingTerm(Term):
    """A rounding: to how many decimal places (of per cent, or of the currency) and which way."""

    places: int = Field(ge=0, le=12)
    mode: RoundingMode


class Commitment(Term):
    """A target for a measure over a period."""

    title: Text | None = None
    measure: Name
    period: Open[PeriodWord] = UNSTATED
    zone: str | None = Field(default=None, description="Zone of the period, where it differs from the agreement's.")
    target: ShareWord
    comparison: Open[Literal["at least", "above"]] = UNSTATED
    rounding: Open[RoundingTerm | Literal["none"]] = Field(default="none", description="Of the percentage, before it is judged.")
    during: Name | None = Field(default=None, description="Calendar: only its working hours are judged.")
    remedy: Open[Name] = Field(default=UNSTATED, description="Remedy, or `none` where the text promises none.")


class Cap(Term):
    """The most that is paid: a share of the base fee or an amount, over a period."""

    share: ShareWord | None = None
    amount: MoneyWord | None = None
    per: Open[Literal["period", "month", "quarter", "year", "term"]] = "period"


class Claim(Term):
    """What the customer must do to be paid."""

    required: bool = True
    within: LengthWord | None = Field(default=None, description="Time to claim, from `from`.")
    start: Literal["end of period", "start of downtime", "end of downtime"] = Field(default="end of period", alias="from")
    evidence: tuple[Text, ...] = ()
    channel: Text | None = None


class Remedy(Term):
    """What a missed commitment costs.

    `credit` names the rule that turns the shortfall into a credit; caps, minimum and rounding follow in that order.
    """

    title: Text | None = None
    base: Literal["fee of the period", "fee of the month", "fee of the previous month"] | None = Field(
        default=None, description="The fee that shares are taken of; fees are handed in with `--fees`."
    )
    credit: CreditRule
    caps: tuple[Cap, ...] = ()
    minimum: MoneyWord | None = Field(default=None, description="Credits below this are not paid.")
    rounding: Open[RoundingTerm | Literal["none"]] = UNSTATED
    form: Literal["credit", "service time", "payment"] = "credit"
    claim: Open[Claim | Literal["none"]] = UNSTATED
