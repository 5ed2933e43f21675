"""Keeping what was measured: statements first, then figures; what is the same as before is not written again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path

from django.db.models import Model

from upheld.availability.run import Judged
from upheld.library.measuring import Measurement
from upheld.library.statements import Issue, composed
from upheld.server.accounts.models import Account
from upheld.server.figures.measuring import Side
from upheld.server.figures.models import IssuedStatement, MeasuredDay, MeasuredPeriod, RunningDay, RunningPeriod
from upheld.server.figures.planning import Plan
from upheld.server.figures.rows import Figured, days, measured_period, running_period
from upheld.server.figures.terms import PART
from upheld.server.installed import installation
from upheld.server.keeping import keep
from upheld.server.keeping import kept as kept_bytes
from upheld.statements.alike import alike
from upheld.statements.canonical import to_json, tree
from upheld.statements.html_page import to_html
from upheld.statements.pdf import to_pdf
from upheld.statements.statement import Statement
from upheld.telemetry.reading import SourceFile

Accounts = Mapping[str, Sequence[Account | None]]
"""Name of an account as it was judged -> those whose figures these are (None: the whole service)."""

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """A statement whose forms are kept already, and the account as it was judged."""

    judged_as: str
    label: str
    statement: Statement
    json: str
    html: str
    pdf: str


def statements_kept(measurement: Measurement, label: str, issued: Issue) -> tuple[Kept, ...]:
    """Compose the statement of every account that was judged, and keep its three forms by their digests."""
    promised = tuple(one for one in measurement.judged if not one.judgement.commitment.startswith(PART))
    made = composed(replace(measurement, judged=promised, sources=_numbered(measurement.sources)), issued)
    names = [name for name, _ in groupby(promised, key=lambda one: one.judgement.account)]
    data = installation().data_dir
    return tuple(
        Kept(
            name,
            label,
            each,
            keep(data, to_json(each).encode()),
            keep(data, to_html(each).encode()),
            keep(data, to_pdf(each)),
        )
        for name, each in zip(names, made, strict=True)
    )


def _numbered(sources: Sequence[SourceFile]) -> tuple[SourceFile, ...]:
    """The files by numbers: their names may tell a reader of other accounts. Their digests tell which they are."""
    found = enumerate(sources, start=1)
    return tuple(replace(each, name=f"telemetry-{number}{Path(each.name).suffix}") for number, each in found)


def issue(kept: Kept, agreement: str, account: Account | None, now: datetime) -> IssuedStatement:
    """The statement on record; one that judges as the latest one does is that one, in its words."""
    rows = IssuedStatement.objects.filter(agreement=agreement, account=account, label=kept.label)
    before = rows.order_by("id").last()
    if before is not None and _judges_alike(before, kept.statement):
        return before
    return IssuedStatement.objects.create(
        agreement=agreement, account=account, label=kept.label, verdict=kept.statement.verdict,
        sentence=kept.statement.sentence, fingerprint=kept.statement.fingerprint, json=kept.json, html=kept.html,
        pdf=kept.pdf, issued_at=now, supersedes=before,
    )  # fmt: skip


def _judges_alike(before: IssuedStatement, made: Statement) -> bool:
    """A release that says it otherwise, or a source more of which nothing follows, corrects nothing."""
    if before.fingerprint == made.fingerprint:
        return True
    try:
        earlier = json.loads(kept_bytes(installation().data_dir, before.json))
    except (OSError, ValueError):  # gone, or no longer what was kept: it is issued anew
        return False
    return alike(earlier, tree(made))


def figures_of(judged: Judged, accounts: Accounts, of: tuple[Plan, Side], now: datetime) -> tuple[Figured, ...]:
    """A judgement as the figure of each account whose it is."""
    plan, side = of
    known = accounts.get(judged.judgement.account, ())
    return tuple(Figured(judged, account, plan, now, side.fees) for account in known)


def record_over(found: Sequence[Figured], statements: Mapping[int | None, IssuedStatement]) -> None:
    """Record figures of periods that are over, each with the statement of its account (by number)."""
    made = [measured_period(one) for one in found]
    for row in made:
        row.statement = None if row.commitment.startswith(PART) else statements.get(row.account_id)
    before = _latest_periods(made)
    fresh = []
    for row in made:
        row.supersedes = before.get(_period_key(row))
        if row.supersedes is None or _differs(row, row.supersedes):
            fresh.append(row)
    MeasuredPeriod.objects.bulk_create(fresh, _CHUNK)


def record_running(found: Sequence[Figured], agreement: str) -> None:
    """Record figures of an agreement's running periods, in the place of those that were recorded before."""
    RunningPeriod.objects.filter(agreement=agreement).delete()
    RunningPeriod.objects.bulk_create([running_period(one) for one in found], _CHUNK)


def new_days(found: Sequence[Figured], agreement: str) -> tuple[MeasuredDay, ...]:
    """The days that are over of an agreement's judgements, without those that were recorded just so before."""
    rows = [row for one in found for row in days(one) if isinstance(row, MeasuredDay)]
    before = _latest_days(rows, agreement)
    return tuple(row for row in rows if before.get(_day_key(row)) != _day_told(row))


def record_days(rows: Sequence[MeasuredDay]) -> None:
    """Record days that are over."""
    MeasuredDay.objects.bulk_create(rows, _CHUNK)


def record_running_days(found: Sequence[Figured], agreement: str) -> None:
    """Record the days that run, in the place of those that were recorded before."""
    RunningDay.objects.filter(agreement=agreement).delete()
    rows = [row for one in found for row in days(one) if isinstance(row, RunningDay)]
    RunningDay.objects.bulk_create(rows, _CHUNK)


_NOT_COMPARED = frozenset({"id", "measured_at", "supersedes", "title", "words", "sentence", "promise", "owed"})
"""What is no figure: when and in which words it was told. What is owed is compared where its statement is."""


def _differs(one: Model, other: Model) -> bool:
    names = [field.attname for field in one._meta.concrete_fields if field.name not in _NOT_COMPARED]
    return any(getattr(one, name) != getattr(other, name) for name in names)


def _latest_periods(made: Sequence[MeasuredPeriod]) -> dict[tuple[object, ...], MeasuredPeriod]:
    agreements, labels = {row.agreement for row in made}, {row.label for row in made}
    rows = MeasuredPeriod.objects.filter(agreement__in=agreements, label__in=labels).order_by("id")
    return {_period_key(row): row for row in rows}


def _latest_days(made: Sequence[MeasuredDay], agreement: str) -> dict[tuple[object, ...], tuple[object, ...]]:
    if not made:
        return {}
    dates = [row.date for row in made]
    rows = MeasuredDay.objects.filter(agreement=agreement, date__range=(min(dates), max(dates))).order_by("id")
    # As plain values: of many accounts there are many days, and nearly all are as they were.
    told = rows.values_list(*_KEY, *_TOLD).iterator()
    return {row[: len(_KEY)]: row[len(_KEY) :] for row in told}


_KEY = ("account_id", "measure", "date", "begins")
_TOLD = ("ends", "zone", "up", "down", "excluded", "unknown", "down_spans")


def _day_key(row: MeasuredDay) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in _KEY)


def _day_told(row: MeasuredDay) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in _TOLD)


def _period_key(row: MeasuredPeriod) -> tuple[object, ...]:
    return row.agreement, row.account_id, row.commitment, row.label
