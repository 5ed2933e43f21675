"""Which fee a credit is a share of: that of the period, of its month, or of the month before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from upheld.agreements.terms.commitment import BaseFee
from upheld.agreements.words import Money
from upheld.problems import Place, Problem
from upheld.remedies.fees import Fee, Fees, total
from upheld.timeline.dated_periods import BillingMonth, EveryMonths, Month
from upheld.timeline.periods import ContractPeriod
from upheld.timeline.spans import Span
from upheld.wording import say


@dataclass(frozen=True, slots=True)
class Base:
    """A fee that shares are taken of, and how it is made up."""

    amount: Money
    words: str


def base_fee(
    fees: Fees, account: str, which: BaseFee, period: ContractPeriod
) -> tuple[Base | None, tuple[Problem, ...]]:
    """The account's fee; a problem where the file does not tell it, never a fee of zero."""
    if which == "fee of the period":
        return fee_over(fees, account, period)
    kind = period.kind
    # A billing month is the month that is paid for.
    own = isinstance(kind, BillingMonth) or (isinstance(kind, EveryMonths) and kind.months == 1)
    month = period if own else _month_of(period)
    return fee_over(fees, account, month if which == "fee of the month" else month.previous())


def fee_over(fees: Fees, account: str, period: ContractPeriod) -> tuple[Base | None, tuple[Problem, ...]]:
    """All recurring fees of an account over a period: by its label, or month by month."""
    lines = [fee for fee in fees.of(account) if not fee.one_time]
    if not lines:
        return None, (_missing(fees, account, ""),)
    months = months_in(period)
    if lines[0].period is None:
        return _of_every_month(fees, account, (period, lines, months))
    monthly = {label: [fee for fee in lines if fee.period == label] for label in months or ()}
    # The first month of a contract year has the same name as the year: it is the month where all others are there too.
    by_month = len(monthly) > 1 and all(monthly.values())
    if not by_month and (found := [fee for fee in lines if fee.period == period.label]):
        return _base(fees, account, period.label, found), ()
    if not monthly or (len(monthly) == 1 and not any(monthly.values())):
        return None, (_missing(fees, account, period.label),)
    if missing := [label for label, of_month in monthly.items() if not of_month]:
        return None, tuple(_missing(fees, account, label) for label in missing)
    listed = [fee for of_month in monthly.values() for fee in of_month]
    return _base(fees, account, say("the months of {label}", label=period.label), listed), ()


def months_in(period: ContractPeriod) -> tuple[str, ...] | None:
    """The labels of the calendar months that make up a period; None where none do.

    Of a billing month it is its own label; of months counted from another day than the first, the day each starts on.
    """
    if isinstance(period.kind, BillingMonth):
        return (period.label,)
    months = tuple(_months_from(period.span, period.zone))
    fits = months[0].span.start == period.span.start and months[-1].span.end == period.span.end
    if not fits and isinstance(period.kind, EveryMonths):
        return tuple(start.isoformat() for start in period.kind.months_from(date.fromisoformat(period.label)))
    return tuple(month.label for month in months) if fits else None


def _months_from(span: Span, zone_name: str) -> Iterator[ContractPeriod]:
    month = Month().containing(span.start, zone_name)
    while month.span.start < span.end:
        yield month
        month = month.next()


def _month_of(period: ContractPeriod) -> ContractPeriod:
    return Month().containing(period.span.start, period.zone)


def _of_every_month(
    fees: Fees, account: str, asked: tuple[ContractPeriod, Sequence[Fee], tuple[str, ...] | None]
) -> tuple[Base | None, tuple[Problem, ...]]:
    period, lines, months = asked
    if months is None:
        return None, (_missing(fees, account, period.label),)
    base = _base(fees, account, period.label, lines, len(months))
    return base, ()


def _base(fees: Fees, account: str, of: str, lines: Sequence[Fee], times: int = 1) -> Base:
    named = ", ".join(dict.fromkeys(fee.line for fee in lines if fee.line))
    left_out = ", ".join(fee.line or str(fee.amount) for fee in fees.of(account) if fee.one_time)
    words = say(
        "the fee of {of}{lines}{months}",
        of=of,
        lines=f" ({named})" if named else "",
        months=say(", {times} months", times=times) if times > 1 else "",
    )
    return Base(
        total(lines, times),
        words + (say(", without one-time fees ({left_out})", left_out=left_out) if left_out else ""),
    )


def _missing(fees: Fees, account: str, label: str) -> Problem:
    what = say(
        "the fee of {account}{months} is not known, and the credit is a share of it",
        account=account,
        months=say(" for {label}", label=label) if label else "",
    )
    mend = say("add it to the file of fees") if fees.file else say("hand in a file of fees with `--fees`")
    return Problem(Place(fees.file or "fees"), "fees", what, mend, code="fee")
