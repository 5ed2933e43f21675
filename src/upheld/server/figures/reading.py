"""The read interface: measured figures as frozen values, for pages, feeds and the API.

Nothing here asks who reads: hand in an account that the reader may see (`Account.objects.visible_to(actor)`), or None
for the whole service. The latest figure of each period and day is given; what it corrected stays in the tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from itertools import groupby

from upheld.availability.result import Verdict
from upheld.server.accounts.models import Account
from upheld.server.figures.models import (
    IssuedStatement,
    MeasuredDay,
    MeasuredPeriod,
    RunningDay,
    RunningPeriod,
)
from upheld.server.figures.services import measured_services, service_key
from upheld.server.figures.terms import PART
from upheld.server.figures.values import DayFigure, MeasuredService, PeriodFigure, Promise, allowance
from upheld.timeline.spans import Span
from upheld.timeline.zones import zone

__all__ = [
    "current_promises", "days_of", "latest_days", "months_of", "public_days", "public_months", "services",
    "statements_of",
]  # fmt: skip


def services(agreement: str = "") -> tuple[MeasuredService, ...]:
    """Everything that published agreements measure, or one of them; a combination before its parts."""
    return measured_services(agreement)


def months_of(account: Account | None, agreement: str = "") -> tuple[PeriodFigure, ...]:
    """Every commitment's periods, the latest period first; the one that runs now included.

    `account` None gives the whole service. They are months where the agreement counts months.
    """
    return tuple(each for each in _periods(account, agreement) if each.commitment)


def public_months(service: str) -> tuple[PeriodFigure, ...]:
    """The periods of a service for all accounts as one, the latest first; by the key of a `MeasuredService`.

    Of a part that nothing is promised of by itself, `commitment` is empty, and the promise is that of the whole.
    """
    agreement, _, measure = service.partition("/")
    return tuple(each for each in _periods(None, agreement) if each.measure == measure)


def days_of(account: Account | None, service: str, first: dt.date, last: dt.date) -> tuple[DayFigure, ...]:
    """A service for an account on each measured day from `first` to `last`, both included, in order.

    A day that is missing was not measured: nothing is known of it.
    """
    agreement, _, measure = service.partition("/")
    told = {"agreement": agreement, "measure": measure, "account": account, "date__range": (first, last)}
    parts: dict[tuple[dt.date, int], DayFigure] = {}
    for rows in (RunningDay.objects.filter(**told), MeasuredDay.objects.filter(**told).order_by("id")):
        parts.update(((row.date, row.begins), _day(row)) for row in rows)
    return tuple(reduce(_added, each) for _, each in groupby((parts[key] for key in sorted(parts)), _date))


def latest_days(
    account: Account | None, service: str, most: int, now: dt.datetime, otherwise: str
) -> tuple[tuple[DayFigure, ...], dt.date]:
    """The measured days among the latest, today included, and the date of today.

    It is today by the clock of the agreement, whose days they are: elsewhere it may be another date already, or still.
    `otherwise` is the zone where nothing was measured; an empty `service` is none that is.
    """
    here = now.astimezone(zone(otherwise)).date()
    around = here - dt.timedelta(days=most), here + dt.timedelta(days=1)
    found = days_of(account, service, *around) if service else ()
    today = now.astimezone(zone(found[-1].zone)).date() if found else here
    first = today - dt.timedelta(days=most - 1)
    return tuple(day for day in found if first <= day.date <= today), today


def public_days(service: str, first: dt.date, last: dt.date) -> tuple[DayFigure, ...]:
    """`days_of` for all accounts as one: what the public page shows."""
    return days_of(None, service, first, last)


def current_promises(account: Account | None = None) -> tuple[Promise, ...]:
    """Every commitment to every account (or to one) in the period that runs now: what is closest to a breach first."""
    rows = RunningPeriod.objects.filter(account__isnull=False).exclude(commitment__startswith=PART)
    rows = rows.select_related("account")
    rows = rows.filter(account=account) if account else rows
    return tuple(sorted((promise(row) for row in rows), key=_urgency))


def statements_of(account: Account | None, agreement: str = "") -> tuple[IssuedStatement, ...]:
    """The latest statement of each period, the latest period first."""
    told = {"account": account} | ({"agreement": agreement} if agreement else {})
    rows = IssuedStatement.objects.filter(**told).order_by("id")
    latest = {(row.agreement, row.label): row for row in rows}
    return tuple(sorted(latest.values(), key=lambda row: (row.label, row.agreement), reverse=True))


def promise(row: RunningPeriod) -> Promise:
    """A running period as a promise: what of its allowance is left."""
    allowed, lost = allowance(row.target, row.whole_seconds), row.lost_seconds
    if allowed is None or lost is None:
        return Promise(period_figure(row), None, None, None, row.down_since)
    used = Fraction(lost, allowed) if allowed else None
    return Promise(period_figure(row), allowed, allowed - lost, used, row.down_since)


def period_figure(row: MeasuredPeriod | RunningPeriod) -> PeriodFigure:
    """A row as pages read it."""
    over = isinstance(row, MeasuredPeriod)
    return PeriodFigure(
        id=row.pk if over else None,
        agreement=row.agreement,
        version=row.version,
        account=row.account.slug if row.account else None,
        commitment="" if row.commitment.startswith(PART) else row.commitment,
        title=row.title,
        measure=row.measure,
        label=row.label,
        zone=row.zone,
        start=row.begins,
        end=row.ends,
        until=row.until,
        over=over,
        uptime=Fraction(row.uptime) if row.uptime else None,
        words=row.words,
        without_exclusions=row.without_exclusions,
        target=Fraction(row.target),
        promise=row.promise,
        verdict=_VERDICTS[row.verdict],
        sentence=row.sentence,
        down_seconds=row.down_seconds,
        excluded_seconds=row.excluded_seconds,
        unknown_seconds=row.unknown_seconds,
        allowed_seconds=row.allowed_seconds,
        owed=row.owed,
        measured_at=row.measured_at,
        statement=row.statement_id if isinstance(row, MeasuredPeriod) else None,
        supersedes=row.supersedes_id if isinstance(row, MeasuredPeriod) else None,
        broken=isinstance(row, RunningPeriod) and row.broken,
    )


_VERDICTS: dict[str, Verdict] = {"kept": "kept", "missed": "missed", "unknown": "unknown"}


def _periods(account: Account | None, agreement: str) -> tuple[PeriodFigure, ...]:
    told = {"account": account} | ({"agreement": agreement} if agreement else {})
    # A period that is over may still stand as running, until the next look: what is over goes before.
    rows: dict[tuple[str, str, str], MeasuredPeriod | RunningPeriod] = {}
    for found in (RunningPeriod.objects.filter(**told), MeasuredPeriod.objects.filter(**told).order_by("id")):
        rows |= {(row.agreement, row.commitment, row.label): row for row in found.select_related("account")}
    figures = map(period_figure, rows.values())
    return tuple(sorted(figures, key=lambda each: (-each.start, each.agreement, each.commitment, each.measure)))


def _day(row: MeasuredDay | RunningDay) -> DayFigure:
    return DayFigure(
        service_key(row.agreement, row.measure), row.date, row.zone, row.begins, row.ends,
        row.up, row.down, row.excluded, row.unknown, tuple(_spans(row.down_spans)), row.measured_at,
    )  # fmt: skip


def _date(day: DayFigure) -> dt.date:
    return day.date


def _added(first: DayFigure, second: DayFigure) -> DayFigure:
    """Two parts of one day, as where a period of hours ends within it."""
    return replace(
        first, end=second.end, up=first.up + second.up, down=first.down + second.down,
        excluded=first.excluded + second.excluded, unknown=first.unknown + second.unknown,
        downtime=(*first.downtime, *second.downtime), measured_at=max(first.measured_at, second.measured_at),
    )  # fmt: skip


def _spans(told: Iterable[tuple[int, int]]) -> Iterator[Span]:
    return (Span(start, end) for start, end in told)


def _urgency(each: Promise) -> tuple[bool, bool, Fraction, str]:
    used = Fraction(0) if each.used is None else -each.used
    return each.down_since is None, each.figure.verdict != "missed", used, each.figure.account or ""
