"""How well promises were kept over the last weeks: judged by the core in the background, kept for the overview."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from upheld.server.access.actor import system
from upheld.server.console.models import Reckoning
from upheld.server.desk.compliance import Kept, Span, compliance
from upheld.server.desk.models import Ticket
from upheld.timeline.instants import epoch_seconds

WEEKS = 8
WEEK = 7 * 86400
NAME = "compliance"
_FEW = 400
"""So many tickets are judged while somebody waits for the page; more of them only in the background."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week's promises: from when (UTC epoch seconds), how many were kept, and how many missed."""

    begins: int
    kept: int
    missed: int

    @property
    def percent(self) -> str:
        """The share that was kept; empty where nothing was judged."""
        judged = self.kept + self.missed
        return f"{1000 * self.kept // judged / 10:g} %" if judged else ""


@dataclass(frozen=True, slots=True)
class Target:
    """One target of one priority of a plan, over all the weeks."""

    agreement: str
    plan: str
    priority: str
    target: str
    kept: int
    missed: int
    open: int
    excluded: int

    @property
    def percent(self) -> str:
        """The share that was kept; empty where nothing was judged."""
        judged = self.kept + self.missed
        return f"{1000 * self.kept // judged / 10:g} %" if judged else ""


@dataclass(frozen=True, slots=True)
class Compliance:
    """What the overview shows: the weeks in order, the targets, and when it was reckoned."""

    at: datetime
    weeks: tuple[Week, ...]
    targets: tuple[Target, ...]


def reckon(now: datetime) -> Compliance:
    """Judge every ticket of the last weeks, and keep the counts."""
    made = _reckoned(now)
    data = {
        "weeks": [[each.begins, each.kept, each.missed] for each in made.weeks],
        "targets": [_row(each) for each in made.targets],
    }
    with transaction.atomic():
        Reckoning.objects.update_or_create(name=NAME, defaults={"at": now, "data": data})
    return made


def latest(now: datetime) -> Compliance | None:
    """What was reckoned last; where nothing was yet, reckoned now if it takes but a moment; else None."""
    row = Reckoning.objects.filter(name=NAME).first()
    if row is not None:
        weeks = tuple(Week(*each) for each in row.data["weeks"])
        return Compliance(row.at, weeks, tuple(Target(*each) for each in row.data["targets"]))
    since = epoch_seconds(now) - WEEKS * WEEK
    few = Ticket.objects.filter(opened_at__gte=since)[: _FEW + 1].count() <= _FEW
    return _reckoned(now) if few else None


def of_account(account: str, now: datetime) -> tuple[Target, ...] | None:
    """The targets of one account's tickets; None where there are too many to judge while somebody waits."""
    at = epoch_seconds(now)
    since = at - WEEKS * WEEK
    if Ticket.objects.filter(account__slug=account, opened_at__gte=since)[: _FEW + 1].count() > _FEW:
        return None
    counts: Counter[tuple[str, str, str, str, str]] = Counter()
    _count(counts, Span(since, at + 1, account), at)
    return _targets(counts)


def _reckoned(now: datetime) -> Compliance:
    at, weeks = epoch_seconds(now), []
    counts: Counter[tuple[str, str, str, str, str]] = Counter()
    for number in range(WEEKS, 0, -1):
        begins = at - number * WEEK
        ends = at + 1 if number == 1 else begins + WEEK
        kept, missed = _count(counts, Span(begins, ends), at)
        weeks.append(Week(begins, kept, missed))
    return Compliance(now, tuple(weeks), _targets(counts))


def _count(counts: Counter[tuple[str, str, str, str, str]], span: Span, now: int) -> tuple[int, int]:
    kept = missed = 0
    for report in compliance(span, system("reckoning"), now):
        for each in report.targets:
            _add(counts, report.agreement, each)
            kept += each.counts.kept if each.counts else 0
            missed += each.counts.missed if each.counts else 0
    return kept, missed


def _add(counts: Counter[tuple[str, str, str, str, str]], agreement: str, each: Kept) -> None:
    key = (agreement, each.plan, each.priority, each.target)
    told = each.counts
    amounts = {"kept": told.kept, "missed": told.missed, "open": told.open} if told else {}
    for what, amount in {**amounts, "excluded": sum(reason.tickets for reason in each.excluded)}.items():
        counts[*key, what] += amount


def _targets(counts: Counter[tuple[str, str, str, str, str]]) -> tuple[Target, ...]:
    keys = dict.fromkeys(key[:4] for key in counts)
    made = (Target(*key, *(counts[*key, what] for what in ("kept", "missed", "open", "excluded"))) for key in keys)
    order = {"response": 0, "update": 1, "workaround": 2, "resolution": 3}
    judged = (each for each in made if each.kept + each.missed + each.open + each.excluded)
    return tuple(sorted(judged, key=lambda each: (each.agreement, each.plan, each.priority, order.get(each.target, 9))))


def _row(each: Target) -> list[str | int]:
    return [each.agreement, each.plan, each.priority, each.target, each.kept, each.missed, each.open, each.excluded]
