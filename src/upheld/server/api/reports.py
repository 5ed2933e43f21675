"""Operations that report: how well promised times were kept."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel

from upheld.problems import Place, Problem, Refused
from upheld.server.accounts.models import Provider
from upheld.server.api.accounts import account_named
from upheld.server.api.calling import actor_in
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.replies import Reply
from upheld.server.desk.compliance import Kept, Reason, Report, Span, compliance
from upheld.server.present import present_second
from upheld.support.telling import percent_text
from upheld.timeline.days import FIRST_YEAR, LAST_YEAR, start_of_date
from upheld.timeline.instants import instant_text
from upheld.timeline.zones import ZoneError, zone

reports = Operations("reports")
From = Annotated[dt.date, Query(alias="from")]


class WorstRecord(BaseModel):
    """The ticket that was latest, and by how many elapsed seconds."""

    ticket: int
    late_seconds: int


class ReasonRecord(BaseModel):
    """Why tickets leave the figures, how many, and the clause of the agreement that says so."""

    reason: str
    title: str
    clause: str | None
    tickets: int


class TargetRecord(BaseModel):
    """One target of one priority, in tickets: `share_kept` is kept of kept and missed, exact and in per cent.

    `open` may keep it still; of `replaced` a change of priority took the target away before it was missed; `excluded`
    would have had it, but leave the figures.
    """

    plan: str
    priority: str
    target: str
    kept: int
    missed: int
    open: int
    no_target: int
    replaced: int
    share_kept: str | None
    share_kept_percent: str | None
    share_promised: str | None
    promise_kept: bool | None
    worst: WorstRecord | None
    excluded: list[ReasonRecord]


class AgreementReport(BaseModel):
    """The figures under one agreement: tickets opened in the time, each target, and what leaves the figures."""

    agreement: str
    title: str
    tickets: int
    targets: list[TargetRecord]
    left_out: list[ReasonRecord]


class ComplianceReport(BaseModel):
    """How well promised times were kept for tickets opened from `first` until `last`, as they stand at `as_of`."""

    first: str
    last: str
    zone: str
    account: str | None
    plan: str | None
    as_of: str
    agreements: list[AgreementReport]


@reports.get("/reports/compliance", Operation("ticket.read", ComplianceReport))
def report_compliance(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
    request: HttpRequest,
    first: From,
    to: dt.date,
    account: Annotated[str, Query(max_length=64)] = "",
    plan: Annotated[str, Query(max_length=100)] = "",
    zone_name: Annotated[str, Query(alias="zone", max_length=64)] = "",
) -> Reply:
    """Kept, missed and excluded targets of tickets opened from the day `from` until the day before `to`.

    Days are those of `zone`, the provider's where it is not given.
    """
    actor, now = actor_in(request), present_second()
    named = zone_name or Provider.objects.order_by("pk").values_list("zone", flat=True).first() or "UTC"
    if account:
        account_named(account, actor)
    span = Span(*_instants(first, to, named), account, plan)
    return Reply(
        ComplianceReport(
            first=instant_text(span.first), last=instant_text(span.last), zone=named, account=account or None,
            plan=plan or None, as_of=instant_text(now),
            agreements=[_agreement(each) for each in compliance(span, actor, now)],
        )
    )  # fmt: skip


def _instants(first: dt.date, last: dt.date, named: str) -> tuple[int, int]:
    """The instants at which the days begin. Raises `upheld.Refused`."""
    place = Place("request")
    if last <= first:
        raise Refused([Problem(place, "query.to", "it is not after `from`", "name the first day that is not meant")])
    if not FIRST_YEAR < first.year < last.year + 1 < LAST_YEAR:
        raise Refused([Problem(place, "query.from", f"only years from {FIRST_YEAR + 1} to {LAST_YEAR - 2} are known")])
    try:
        tz = zone(named)
    except ZoneError as error:
        raise Refused([Problem(place, "query.zone", error.what, error.mend)]) from None
    return start_of_date(first, tz), start_of_date(last, tz)


def _agreement(report: Report) -> AgreementReport:
    return AgreementReport(
        agreement=report.agreement, title=report.title, tickets=report.tickets,
        targets=[_target(each) for each in report.targets], left_out=[_reason(each) for each in report.left],
    )  # fmt: skip


def _target(kept: Kept) -> TargetRecord:
    counts = kept.counts
    share, promised, worst = (counts.share, counts.promised, counts.worst) if counts else (None, None, None)
    return TargetRecord(
        plan=kept.plan, priority=kept.priority, target=kept.target,
        kept=counts.kept if counts else 0, missed=counts.missed if counts else 0, open=counts.open if counts else 0,
        no_target=counts.no_target if counts else 0, replaced=counts.replaced if counts else 0,
        share_kept=None if share is None else str(share),
        share_kept_percent=None if share is None else percent_text(share),
        share_promised=None if promised is None else percent_text(promised),
        promise_kept=counts.met if counts else None,
        worst=WorstRecord(ticket=int(worst[0]), late_seconds=worst[1]) if worst else None,
        excluded=[_reason(each) for each in kept.excluded],
    )  # fmt: skip


def _reason(told: Reason) -> ReasonRecord:
    return ReasonRecord(reason=told.reason, title=told.title, clause=told.clause or None, tickets=told.tickets)
