"""Credits granted before, which use up the caps of a month, a quarter, a year or a term; and a file of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from upheld.agreements.agreement import Agreement
from upheld.agreements.checks.fault import Fault, unknown_name
from upheld.agreements.period_term import PeriodTerm
from upheld.agreements.rows import parse_entries
from upheld.agreements.terms.credit import parse_worth, worth_value
from upheld.agreements.text import Table, place_of
from upheld.agreements.validation import build
from upheld.agreements.words import Money, Share, Unstated
from upheld.availability.periods import named_period
from upheld.problems import Problem
from upheld.rules.shortfall import SERVICE
from upheld.timeline.periods import PeriodError
from upheld.timeline.spans import Span
from upheld.wording import say

Short = Annotated[str, StringConstraints(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class Granted:
    """A credit granted before: an exact amount of a unit (a currency, or SERVICE), for one judged period."""

    account: str
    remedy: str
    commitment: str
    period: Span
    amount: Fraction
    unit: str


class GrantedEntry(BaseModel):
    """One entry of a file: what an account got for a commitment and a period, `10.00 EUR` or `5 hours`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: Short
    commitment: Short
    period: Short
    amount: Short


def read_granted(text: str, file: str, agreement: Agreement) -> tuple[tuple[Granted, ...], tuple[Problem, ...]]:
    """The credits of a file (its name tells .csv from YAML and JSON); with any problem, none is given.

    Periods are labels of the commitments' own periods, as the agreement counts them.
    """
    entries, form = parse_entries(text, file, "granted")
    problems = list(form)
    found: list[Granted] = []
    for table in entries:
        entry, faults = build(GrantedEntry, table, {})
        problems.extend(faults)
        if entry is not None:
            one = _granted(entry, agreement)
            if isinstance(one, Granted):
                found.append(one)
            else:
                problems.append(_problem(one, table))
    return (() if problems else tuple(found)), tuple(problems)


def _granted(entry: GrantedEntry, agreement: Agreement) -> Granted | Fault:
    for fault in unknown_name(("commitment",), "commitment", entry.commitment, agreement.text.commitments):
        return fault
    commitment = agreement.text.commitments[entry.commitment]
    zone = commitment.zone or agreement.text.zone
    if not isinstance(commitment.period, PeriodTerm) or isinstance(commitment.remedy, Unstated) or not zone:
        what = say("the period, its zone or the remedy of `{commitment}` is not stated", commitment=entry.commitment)
        return Fault(("commitment",), what, say("decide it first"))
    try:
        worth = parse_worth(entry.amount)
        period = named_period(commitment.period, entry.period, str(zone))
    except PeriodError as error:
        return Fault(("period",), str(error))
    except ValueError as error:
        return Fault(("amount",), str(error), say("write `10.00 EUR`, or `5 hours` of service"))
    if isinstance(worth, Share):
        return Fault(
            ("amount",), say("{worth} is no amount", worth=worth), say("write what was granted, such as `10.00 EUR`")
        )
    unit = worth.currency if isinstance(worth, Money) else SERVICE
    return Granted(entry.account, commitment.remedy, entry.commitment, period.span, worth_value(worth), unit)


def _problem(fault: Fault, table: Table) -> Problem:
    return Problem(place_of(table, fault.path), ".".join(map(str, fault.path)), fault.what, fault.help)
