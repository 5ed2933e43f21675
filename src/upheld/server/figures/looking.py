"""One look at an agreement: what there is to measure is measured, and recorded in one transaction for each period."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import transaction

from upheld.library.statements import Issue
from upheld.problems import Place, Problem, Refused
from upheld.server.accounts.models import Account
from upheld.server.contracts.models import PublishedVersion
from upheld.server.figures.exclusions import records_for
from upheld.server.figures.measuring import Measured, Side, inputs_of, measured, together
from upheld.server.figures.models import IssuedStatement, Measurement
from upheld.server.figures.paying import fees_of
from upheld.server.figures.planning import Plan, plans
from upheld.server.figures.recording import (
    Accounts,
    Kept,
    figures_of,
    issue,
    new_days,
    record_days,
    record_over,
    record_running,
    record_running_days,
    statements_kept,
)
from upheld.server.figures.rows import Figured
from upheld.server.figures.telemetry import Unreadable, stores_of
from upheld.server.figures.terms import Terms, terms_of
from upheld.telemetry.slicing.engine import POOLED
from upheld.timeline.days import local_date
from upheld.timeline.instants import epoch_seconds
from upheld.timeline.zones import zone

Result = tuple[Plan, Side, Measured]


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at: one agreement, at `now`; `label` for one period alone, `anew` also where nothing changed.

    `hold` is called in every transaction that records something: it raises where another worker has taken over.
    """

    agreement: str
    now: datetime
    label: str = ""
    anew: bool = False
    hold: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at one period came to: figures were recorded, or nothing had changed; `problems` as found."""

    agreement: str
    label: str
    recorded: int
    problems: tuple[Problem, ...]


def published_agreements() -> tuple[str, ...]:
    """The agreements of which a version is published."""
    return tuple(PublishedVersion.objects.order_by("agreement").values_list("agreement", flat=True).distinct())


def look(asked: Look) -> tuple[Seen, ...]:
    """Measure an agreement's periods and record what changed; problems are values, and kept with the period."""
    try:
        return _look(asked)
    except Refused as refused:
        return (_failed(asked, tuple(refused.problems)),)
    except Unreadable as fault:
        return (_failed(asked, (Problem(Place("telemetry"), "", str(fault)),)),)


def _look(asked: Look) -> tuple[Seen, ...]:
    stores = stores_of(asked.agreement)
    if not stores:
        return ()
    accounts = _accounts(asked.agreement)
    terms, whole = terms_of(asked.agreement, accounts), terms_of(asked.agreement, (), pooled=True)
    found = plans(whole, stores, epoch_seconds(asked.now), asked.label)
    over = sorted((plan for plan in found if plan.over), key=_label)
    seen = [_period(asked, list(group), (terms, whole), accounts) for _, group in groupby(over, key=_label)]
    if asked.label:
        return tuple(seen)
    # Periods that run are recorded together: each look replaces them all, also where none is left.
    return (*seen, _period(asked, [plan for plan in found if not plan.over], (terms, whole), accounts))


def _label(plan: Plan) -> str:
    return plan.period.label


def _period(asked: Look, group: Sequence[Plan], terms: tuple[Terms, Terms], accounts: Sequence[Account]) -> Seen:
    label = group[0].period.label if group and group[0].over else ""
    sides = [_sides(plan, terms, accounts) for plan in group]
    digest = _digest(inputs_of(plan, each) for plan, each in zip(group, sides, strict=True))
    known = Measurement.objects.filter(agreement=asked.agreement, label=label).first()
    if known is not None and known.inputs == digest and not asked.anew:
        return Seen(asked.agreement, label, 0, ())
    found = [(plan, side, measured(plan, side)) for plan, each in zip(group, sides, strict=True) for side in each]
    kept = _statements(found, label) if label else ()
    return _record(asked, found, kept, (label, digest))


def _sides(plan: Plan, terms: tuple[Terms, Terms], accounts: Sequence[Account]) -> tuple[Side, ...]:
    """The whole service, and beside it each account where the agreement judges them apart."""
    own, whole = terms
    pooled = Side(whole, (), records_for(whole.versions, ()))
    there = tuple(account for account in accounts if _is_bound(account, plan))
    if own.text.applies_to == "all accounts" or not there:
        return (pooled,)
    return pooled, Side(own, there, records_for(own.versions, there), fees_of(plan.agreement, there, plan.period))


def _statements(found: Iterable[Result], label: str) -> tuple[tuple[bool, Kept], ...]:
    """(whether it is the whole service's, statement) of every account judged."""
    made = []
    for pooled in (True, False):
        mine = [(one.measurement, side) for _, side, one in found if (not side.accounts) is pooled]
        several = [(measurement, side) for measurement, side in mine if measurement is not None]
        if several:
            whole = together([measurement for measurement, _ in several])
            titles = {account.slug: account.name for _, side in several for account in side.accounts}
            issued = Issue(several[0][1].fees, titles=titles)
            made += [(pooled, each) for each in statements_kept(whole, label, issued)]
    return tuple(made)


def _record(asked: Look, found: Sequence[Result], kept: Sequence[tuple[bool, Kept]], told: tuple[str, str]) -> Seen:
    label, digest = told
    problems = tuple(dict.fromkeys(problem for _, _, one in found for problem in one.problems))
    rows = [row for result in found for row in _figured(asked, result)]
    _record_days(asked, rows)
    with transaction.atomic():
        asked.hold()
        if label:
            record_over(rows, _issued(asked, found, kept))
        else:
            record_running(rows, asked.agreement)
            record_running_days(rows, asked.agreement)
        _note(asked, label, digest, problems)
    return Seen(asked.agreement, label, len(rows), problems)


def _record_days(asked: Look, rows: Sequence[Figured]) -> None:
    """Days that are over, some at a time, so that nobody waits long to write; a look that breaks off is begun again."""
    fresh = new_days(rows, asked.agreement)
    for start in range(0, len(fresh), _TOGETHER):
        with transaction.atomic():
            asked.hold()
            record_days(fresh[start : start + _TOGETHER])


_TOGETHER = 2_000


def _figured(asked: Look, result: Result) -> tuple[Figured, ...]:
    plan, side, one = result
    whose = _whose(side, plan, asked.agreement)
    return tuple(figure for judged in one.judged for figure in figures_of(judged, whose, (plan, side), asked.now))


def _whose(side: Side, plan: Plan, agreement: str) -> Accounts:
    """Name of an account as it was judged -> whose figures these are.

    What is judged for all accounts as one is the figure of the whole service, and of each account where the agreement
    says so.
    """
    if side.accounts:
        return {account.slug: (account,) for account in side.accounts}
    common = terms_of(agreement, ()).text.applies_to == "all accounts"
    bound = [each for each in _accounts(agreement) if _is_bound(each, plan)] if common else []
    return {POOLED: (None, *bound)}


def _issued(
    asked: Look, found: Sequence[Result], kept: Sequence[tuple[bool, Kept]]
) -> dict[int | None, IssuedStatement]:
    """The statement of each account, by its number; of the whole service by None."""
    made: dict[int | None, IssuedStatement] = {}
    for pooled, each in kept:
        whose = next(_whose(side, plan, asked.agreement) for plan, side, _ in found if (not side.accounts) is pooled)
        for account in whose.get(each.judged_as, ()):
            made[account.pk if account else None] = issue(each, asked.agreement, account, asked.now)
    return made


def _failed(asked: Look, problems: tuple[Problem, ...]) -> Seen:
    """What kept the whole agreement from being measured, on record."""
    with transaction.atomic():
        asked.hold()
        _note(asked, asked.label, "", problems)
    return Seen(asked.agreement, asked.label, 0, problems)


def _note(asked: Look, label: str, digest: str, problems: Iterable[Problem]) -> None:
    told = [{"field": each.field, "what": each.what, "help": each.help} for each in problems]
    Measurement.objects.update_or_create(
        agreement=asked.agreement, label=label,
        defaults={"inputs": digest, "problems": told, "measured_at": asked.now},
    )  # fmt: skip


def _accounts(agreement: str) -> tuple[Account, ...]:
    """The accounts that have, or had, a subscription to an agreement."""
    rows = Account.objects.filter(subscriptions__agreement=agreement).distinct().order_by("slug")
    return tuple(rows.prefetch_related("subscriptions"))


def _is_bound(account: Account, plan: Plan) -> bool:
    """Whether a subscription of the account holds on any day of the plan's period."""
    tz = zone(plan.period.zone)
    first, last = local_date(plan.period.span.start, tz), local_date(plan.period.span.end - 1, tz)
    return any(
        each.begins <= last and (each.until is None or each.until > first)
        for each in account.subscriptions.all()
        if each.agreement == plan.agreement
    )


def _digest(inputs: Iterable[str]) -> str:
    return hashlib.sha256("/".join(inputs).encode()).hexdigest()
