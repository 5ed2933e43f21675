"""What measuring finds, as tickets: a promise that is broken, a service that is down now; once for each occurrence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from upheld.problems import Refused
from upheld.server.accounts.models import Account
from upheld.server.figures.models import Breach, MeasuredPeriod, RunningPeriod
from upheld.server.figures.monitoring import Finding, open_found
from upheld.server.figures.services import measured_services
from upheld.server.figures.terms import PART
from upheld.statements.moments import instant
from upheld.timeline.instants import epoch_seconds

RECENT = 7 * 86_400
"""Seconds after its end in which a missed period still opens a ticket; what was measured later is history."""

FRESH = 3600
"""Seconds after which telemetry that has ended no longer tells what is down now."""


@dataclass(frozen=True, slots=True)
class Found:
    """An occurrence, and what its ticket says of it. `grave` where the service does not work at this moment."""

    account: Account
    agreement: str
    about: str
    kind: str
    occurrence: str
    subject: str
    description: str
    grave: bool


@dataclass(frozen=True, slots=True)
class Outage:
    """What was measured to be down: the key of its measure (`plivo/platform`), and since when in UTC epoch seconds."""

    measure: str
    since: int


def outage_of(ticket: int) -> Outage | None:
    """The outage for which a ticket, by number, was opened; None where it came by another way."""
    row = Breach.objects.filter(ticket=ticket, kind="down").first()
    return Outage(f"{row.agreement}/{row.about}", int(row.occurrence)) if row else None


def open_breaches(agreement: str, now: datetime) -> int:
    """Open a ticket for everything that was found and has none yet; how many were opened."""
    return sum(_opened(each, now) for each in _found(agreement, epoch_seconds(now)) if not _known(each))


def _found(agreement: str, now: int) -> Iterator[Found]:
    titles = {each.measure: each.title for each in measured_services(agreement)}
    rows = RunningPeriod.objects.filter(agreement=agreement, account__isnull=False).exclude(commitment__startswith=PART)
    for row in rows.select_related("account"):
        if row.broken:
            yield _missed(row)
        if row.down_since is not None and row.until > now - FRESH:
            yield _down(row, titles.get(row.measure, row.title))
    over = MeasuredPeriod.objects.filter(agreement=agreement, account__isnull=False, ends__gt=now - RECENT)
    for each in over.exclude(commitment__startswith=PART).select_related("account").order_by("id"):
        if each.verdict == "missed":
            yield _missed(each)


def _missed(row: RunningPeriod | MeasuredPeriod) -> Found:
    ahead = " It cannot be kept any more, whatever the rest of the period brings."
    so_far = "" if isinstance(row, MeasuredPeriod) else ahead
    return Found(
        _account(row), row.agreement, row.commitment, "missed", row.label,
        f"Promise missed: {row.title}, {row.label}", f"{row.sentence}{so_far}", grave=False,
    )  # fmt: skip


def _down(row: RunningPeriod, title: str) -> Found:
    since = row.down_since or 0
    when = instant(since, row.zone).words
    description = f"{title}: measured as down since {when} ({row.zone}), and not up again by the latest telemetry."
    return Found(
        _account(row), row.agreement, row.measure, "down", str(since), f"Down: {title}", description, grave=True
    )


def _account(row: RunningPeriod | MeasuredPeriod) -> Account:
    assert row.account is not None  # noqa: S101 - only rows of accounts are looked at
    return row.account


def _known(each: Found) -> bool:
    return Breach.objects.filter(
        account=each.account, agreement=each.agreement, about=each.about, kind=each.kind, occurrence=each.occurrence
    ).exists()


def _opened(each: Found, now: datetime) -> bool:
    """Open the ticket and record the occurrence in one transaction: of two workers one does, and the other undoes."""
    told = {"about": each.about, "kind": each.kind, "occurrence": each.occurrence}
    try:
        with transaction.atomic():
            finding = Finding(each.account, each.agreement, each.subject, each.description, grave=each.grave)
            made = open_found(finding, now)
            Breach.objects.create(account=each.account, agreement=each.agreement, ticket=made, found_at=now, **told)
    except IntegrityError:
        return False
    except Refused as refused:
        why = "; ".join(problem.what for problem in refused.problems)
        with transaction.atomic():
            Breach.objects.create(account=each.account, agreement=each.agreement, refused=why, found_at=now, **told)
        return False
    return True
