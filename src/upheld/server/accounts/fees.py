"""Fees: what an account pays in a month for what an agreement promises; credits are shares of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from upheld.agreements.words import Money
from upheld.problems import Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account, Fee
from upheld.server.accounts.registering import ASKED
from upheld.server.audit.trail import Act, note
from upheld.wording import say

_DIGITS = 15
"""Digits of an amount: enough for any fee, and for every sum of some."""


@dataclass(frozen=True, slots=True)
class NewFee:
    """A fee of every month: `amount` as `100.00 EUR`; `begins` and `until` are first days of months."""

    agreement: str
    amount: str
    begins: date
    until: date | None = None
    line: str = ""


def agree_fee(account: Account, new: NewFee, actor: Actor, now: datetime) -> Fee:
    """Record what an account pays. Raises `upheld.Refused` with every fault: another currency, a line that is there."""
    with transaction.atomic():
        # Of two that are recorded at the same moment, the second sees the first.
        Account.objects.select_for_update().get(pk=account.pk)
        money, problems = _money(new.amount)
        problems += [*_month_faults(new.begins, new.until), *_beside(account, new, money)]
        if money is None or problems:
            raise Refused(problems)
        made = Fee.objects.create(
            account=account, agreement=new.agreement, line=new.line.strip(), amount=f"{money.amount:f}",
            currency=money.currency, begins=new.begins, until=new.until,
        )  # fmt: skip
        note(Act("account.fee", "fee", str(made.pk), account.pk, after=fee_record(made)), actor.id, now)
    return made


def end_fee(fee: Fee, until: date, actor: Actor, now: datetime) -> Fee:
    """Let a fee end; `until` is the first day of the first month without it. Raises `upheld.Refused`."""
    problems = tuple(_month_faults(fee.begins, until))
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        before, fee.until = fee_record(fee), until
        fee.save(update_fields=("until",))
        note(Act("account.fee", "fee", str(fee.pk), fee.account_id, before, fee_record(fee)), actor.id, now)
    return fee


def fee_record(fee: Fee) -> dict[str, object]:
    """What the audit trail's digest of a fee is taken of."""
    names = ("agreement", "line", "amount", "currency", "begins", "until")
    return {name: getattr(fee, name) for name in names}


def fee_faults(amount: str) -> list[Problem]:
    """What is wrong with a fee as it is written."""
    return _money(amount)[1]


def _money(written: str) -> tuple[Money | None, list[Problem]]:
    try:
        money = Money.parse(written)
    except ValueError:
        what = say("`{name}` is not an amount of money", name=written[:40])
        return None, [Problem(ASKED, "amount", what, say("write it like `100.00 EUR`"))]
    if money.amount < 0 or len(money.amount.as_tuple().digits) > _DIGITS:
        what = say("a fee is from 0 on, and has at most {count} digits", count=_DIGITS)
        return None, [Problem(ASKED, "amount", what)]
    return money, []


def _month_faults(begins: date, until: date | None) -> Iterator[Problem]:
    for name, day in (("begins", begins), ("until", until)):
        if day is not None and day.day != 1:
            yield Problem(ASKED, name, say("a fee is one of whole months"), say("give the first day of a month"))
    if until is not None and until <= begins:
        yield Problem(ASKED, "until", say("it ends before it begins"))


def _beside(account: Account, new: NewFee, money: Money | None) -> Iterator[Problem]:
    """What the fees that are there already do not go with."""
    there = Fee.objects.filter(account=account, agreement=new.agreement)
    if not account.subscriptions.filter(agreement=new.agreement).exists():
        what = say("{account} has no subscription to `{name}`", account=account.slug, name=new.agreement[:64])
        yield Problem(ASKED, "agreement", what)
    if money is not None and there.exclude(currency=money.currency).exists():
        yield Problem(
            ASKED, "amount", say("its other fees are in another currency"), say("keep to one for each agreement")
        )
    same = there.filter(Q(until=None) | Q(until__gt=new.begins), line=new.line.strip())
    if (same if new.until is None else same.filter(begins__lt=new.until)).exists():
        what = say("there is a fee of this line in these months already")
        yield Problem(ASKED, "line", what, say("let that one end before, or give this one a line of its own"))
