"""The fees that credits are shares of, as the core is handed them: those of each account, month by month."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from upheld.agreements.words import Money
from upheld.problems import Place
from upheld.remedies.fees import Fee, Fees
from upheld.server.accounts.models import Account
from upheld.server.accounts.models import Fee as AgreedFee
from upheld.timeline.days import add_months, local_date
from upheld.timeline.periods import ContractPeriod
from upheld.timeline.zones import zone

_BEFORE = 24
"""Months before a period that count for what its credits are bounded by: a cap goes by years at the longest."""


def fees_of(agreement: str, accounts: Collection[Account], period: ContractPeriod) -> Fees:
    """What accounts pay for what an agreement promises, in the months that the credits of a period may go by.

    An account of which nothing is recorded is left out: its fee is not known.
    """
    tz = zone(period.zone)
    last, first = local_date(period.span.end - 1, tz), local_date(period.span.start, tz)
    months = tuple(_months(add_months(first.replace(day=1), -_BEFORE), last))
    names = {account.pk: account.slug for account in accounts}
    rows = AgreedFee.objects.filter(agreement=agreement, account__in=names).order_by("pk") if names else ()
    found: dict[str, list[Fee]] = {}
    for row in rows:
        slug = names[row.account_id]
        found.setdefault(slug, []).extend(_monthly(row, slug, months))
    return Fees(by_account=MappingProxyType({slug: tuple(fees) for slug, fees in found.items() if fees}))


def _monthly(row: AgreedFee, slug: str, months: tuple[date, ...]) -> Iterator[Fee]:
    money, place = Money(Decimal(row.amount), row.currency), Place(f"fee {row.pk}")
    for month in months:
        if row.begins <= month and (row.until is None or month < row.until):
            yield Fee(slug, money, f"{month:%Y-%m}", row.line, one_time=False, place=place)


def _months(first: date, last: date) -> Iterator[date]:
    month = first
    while month <= last:
        yield month
        month = add_months(month, 1)
