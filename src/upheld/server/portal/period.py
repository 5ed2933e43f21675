"""The page of one period of one promise: the verdict, and how it came about, down to the clause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.agreements.agreement import Agreement
from upheld.agreements.explaining import explain
from upheld.agreements.questions import clause_at
from upheld.availability.needs import base_measures
from upheld.server.access.routes import asks_for
from upheld.server.accounts.models import Account
from upheld.server.contracts.stored import bound, ordered, versions_of
from upheld.server.figures.models import IssuedStatement
from upheld.server.figures.reading import current_promises, days_of, months_of
from upheld.server.figures.values import DayFigure, PeriodFigure
from upheld.server.look.bars import Bar, Tone, bar_of
from upheld.server.look.moments import length_text, moment_text
from upheld.server.portal.reader import Reader, for_customers
from upheld.server.portal.sentences import Sentence, in_words
from upheld.server.portal.working import claim_ends, down_days, owed_words, sums, told_in
from upheld.timeline.zones import zone

_UNFOLDED = 12
"""Up to so many outages stand unfolded; of more, each day is opened by itself."""


@asks_for("figure.read")
@require_GET
@for_customers
def period(request: HttpRequest, reader: Reader, figure: str) -> HttpResponse:
    """Show how a figure of the reader's account came about; Raises Http404 where the account has none of this key."""
    found = next((each for each in months_of(reader.account) if period_key(each) == figure), None)
    if found is None:
        raise Http404
    rows = IssuedStatement.objects.filter(account=reader.account)
    row = rows.filter(pk=found.statement).first() if found.statement else None
    told = told_in(row, found.commitment) if row else None
    days = _days(reader.account, found)
    down = down_days(found, told, days)
    allowed, judged_by = _allowed(reader.account, found), _judged_by(reader.account, found)
    page = {
        "figure": found, "statement": row, "told": told, "sums": sums(found, told, days), "down": down,
        "unfolded": sum(len(day.outages) for day in down) <= _UNFOLDED, "allowed": allowed,
        "clause": told["clause"] if told else _clause(judged_by, found),
        "measured": tuple(_measured(judged_by, found)) if judged_by else (),
        "owed": owed_words(found), "bar": _bar(found, allowed), "claim_ends": claim_ends(told), "own_zone": found.zone,
        "judged": tuple(moment_text(each, found.zone) for each in (found.start, found.until)),
    }  # fmt: skip
    return render(request, "portal/period.html", page)


def period_key(figure: PeriodFigure) -> str:
    """What names a period of a promise in an address: `plivo:uptime:2026-10`."""
    return f"{figure.agreement}:{figure.commitment}:{figure.label}"


def _days(account: Account, figure: PeriodFigure) -> tuple[DayFigure, ...]:
    here = zone(figure.zone)
    first, last = (dt.datetime.fromtimestamp(at, here).date() for at in (figure.start, max(figure.until - 1, 0)))
    return days_of(account, f"{figure.agreement}/{figure.measure}", first, last)


def _allowed(account: Account, figure: PeriodFigure) -> int | None:
    """How many seconds the whole period may be down; None where it counts requests, or nothing tells."""
    if figure.over:
        return figure.allowed_seconds
    promises = (each for each in current_promises(account) if period_key(each.figure) == period_key(figure))
    return next((each.allowed_seconds for each in promises), None)


def _judged_by(account: Account, figure: PeriodFigure) -> Agreement | None:
    """The version that judges the latest day, as it binds the account."""
    versions, known = ordered(versions_of(figure.agreement))
    named = figure.version.rpartition(", ")[2]
    rows = (row for one, row in zip(versions.ordered, known, strict=True) if one.text.version.id == named)
    return next((bound(row, account.slug) for row in rows), None)


def _clause(agreement: Agreement | None, figure: PeriodFigure) -> str | None:
    """The clause of the target, before a statement names it."""
    return clause_at(agreement, ("commitments", figure.commitment, "target")) if agreement else None


def _measured(agreement: Agreement, figure: PeriodFigure) -> Iterator[Sentence]:
    """What the agreement says of how it is measured, so that nobody need look up when something is down."""
    known = figure.measure in agreement.text.measures
    named = {figure.measure, *base_measures(agreement, figure.measure)} if known else set()
    for each in explain(agreement):
        path = each.terms[0].split(".")
        if path[0] == "measures" and path[1] in named:
            yield Sentence(in_words(each.says, agreement, each.terms[0]), each.clause, each.document)


def _bar(figure: PeriodFigure, allowed: int | None) -> Bar | None:
    """The downtime against what the promise allows of it."""
    if not allowed:
        return None
    down = figure.down_seconds
    tone: Tone = "warn" if down > allowed else "good" if figure.over else "wait"
    says = f"{length_text(down)} / {length_text(allowed)}"
    return bar_of(((min(down, allowed), tone), (max(down - allowed, 0), "bad")), says, max(allowed, down))
