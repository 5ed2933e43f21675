"""A file of fees, as YAML, JSON or CSV -> the fees of each account, or every problem in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from upheld.agreements.rows import parse_entries
from upheld.agreements.text import Table, place_of
from upheld.agreements.validation import build
from upheld.agreements.words import Money
from upheld.problems import Place, Problem
from upheld.timeline.dated_periods import Day, Month, Quarter, Week, Year
from upheld.timeline.measured_periods import RollingHours
from upheld.timeline.periods import PeriodError, PeriodKind
from upheld.wording import say

Short = Annotated[str, StringConstraints(min_length=1, max_length=200)]

_LABELS: tuple[PeriodKind, ...] = (Month(), Quarter(), Year(), Week(), Day(), RollingHours(1))


@dataclass(frozen=True, slots=True)
class Fee:
    """One line of what an account pays: for one period by its label, or, without one, for every month."""

    account: str
    amount: Money
    period: str | None
    line: str
    one_time: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Fees:
    """The fees of all accounts; `file` is empty where none were handed in."""

    file: str = ""
    by_account: Mapping[str, tuple[Fee, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, account: str) -> tuple[Fee, ...]:
        """The lines of an account, in the order of the file."""
        return self.by_account.get(account, ())

    def only(self, lines: Sequence[str]) -> Fees:
        """The fees of some lines alone; of all where none is named."""
        if not lines:
            return self
        kept = {account: tuple(fee for fee in fees if fee.line in lines) for account, fees in self.by_account.items()}
        return Fees(self.file, MappingProxyType(kept))


NO_FEES = Fees()


class FeeEntry(BaseModel):
    """One entry of a file of fees: `amount` as `100.00 EUR`, or with the currency in a field of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: Short
    amount: Short
    currency: Short | None = None
    period: Short | None = None
    line: Short | None = None
    one_time: bool = False


def read_fees(text: str, file: str) -> tuple[Fees | None, tuple[Problem, ...]]:
    """The fees of a file whose name (for .csv) and place are given by `file`; or every problem found."""
    entries, form = parse_entries(text, file, "fees")
    problems = list(form)
    fees: list[Fee] = []
    for table in entries:
        entry, faults = build(FeeEntry, table, {})
        problems.extend(faults)
        if entry is not None:
            fees.extend(_fee(entry, table, problems))
    problems.extend(_contradictions(fees))
    return (None if problems else Fees(file, _grouped(fees))), tuple(problems)


def _fee(entry: FeeEntry, table: Table, problems: list[Problem]) -> Iterator[Fee]:
    found = len(problems)
    amount = _amount(entry, table, problems)
    if entry.period is not None and not any(_is_label(kind, entry.period) for kind in _LABELS):
        what = say("`{period}` is the label of no period", period=entry.period)
        mend = say("write 2026-10, 2026-Q4, 2026, 2026-W42, or the date on which the period starts")
        problems.append(Problem(place_of(table, ("period",)), "period", what, mend))
    if amount is not None and len(problems) == found:
        yield Fee(entry.account, amount, entry.period, entry.line or "", entry.one_time, table.place)


def _amount(entry: FeeEntry, table: Table, problems: list[Problem]) -> Money | None:
    written = f"{entry.amount} {entry.currency}" if entry.currency else entry.amount
    try:
        amount = Money.parse(written)
    except ValueError as error:
        mend = say("write `100.00 EUR`, or the number here and EUR under `currency`")
        problems.append(Problem(place_of(table, ("amount",)), "amount", str(error), mend))
        return None
    if amount.amount < 0:
        what = say("a fee of {amount} is below zero", amount=amount)
        problems.append(
            Problem(place_of(table, ("amount",)), "amount", what, say("leave credits out; hand in what is paid"))
        )
    return amount


def _is_label(kind: PeriodKind, label: str) -> bool:
    try:
        kind.named(label, "UTC")
    except PeriodError:
        return False
    return True


def _contradictions(fees: Iterable[Fee]) -> Iterator[Problem]:
    """Lines that stand twice, several currencies of one account, and fees with and without a period side by side."""
    first: dict[str, Fee] = {}
    lines: dict[tuple[str, str | None, str], Fee] = {}
    dated: dict[str, Fee] = {}
    for fee in fees:
        currency = first.setdefault(fee.account, fee).amount.currency
        if fee.amount.currency != currency:
            what = say(
                "{account} pays {currency} here and {currency2} in {place}",
                account=fee.account,
                currency=fee.amount.currency,
                currency2=currency,
                place=first[fee.account].place,
            )
            yield Problem(fee.place, "currency", what, say("keep to one currency per account"))
        if (same := lines.setdefault((fee.account, fee.period, fee.line), fee)) is not fee:
            what = say("this fee of {account} stands in {place} already", account=fee.account, place=same.place)
            yield Problem(fee.place, "line", what, say("remove it, or give each a `line` of its own"))
        other = dated.setdefault(fee.account, fee) if not fee.one_time else fee
        if (other.period is None) != (fee.period is None):
            what = say(
                "{account} has fees for every month and fees for single periods (see {place})",
                account=fee.account,
                place=other.place,
            )
            yield Problem(fee.place, "period", what, say("give every fee of the account its period, or none"))


def _grouped(fees: Iterable[Fee]) -> Mapping[str, tuple[Fee, ...]]:
    groups: dict[str, list[Fee]] = {}
    for fee in fees:
        groups.setdefault(fee.account, []).append(fee)
    return MappingProxyType({account: tuple(lines) for account, lines in groups.items()})


def total(lines: Iterable[Fee], times: int = 1) -> Money:
    """The sum of some lines of one account, so many times."""
    listed = tuple(lines)
    return Money(sum((fee.amount.amount for fee in listed), Decimal(0)) * times, listed[0].amount.currency)
