"""Agreements: the text and its reading side by side, what it leaves open, whom it binds, its hours drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePath

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from upheld.agreements.agreement import Agreement
from upheld.agreements.explaining import Explained, explain
from upheld.agreements.lint import lint
from upheld.server.api.calling import actor_in
from upheld.server.console.drawing import Drawing, week_drawn, year_drawn
from upheld.server.console.pages import desk_page
from upheld.server.contracts.models import PublishedVersion
from upheld.server.contracts.reading import bound_by, published_to, texts_for
from upheld.server.contracts.stored import Known, stored
from upheld.server.present import present


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an agreement, and what it says in plain words."""

    name: str
    sentences: tuple[Explained, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """A calendar drawn: a usual week, and the year."""

    name: str
    zone: str
    week: Drawing
    year: Drawing
    holidays: tuple[date, ...]


@desk_page("agreement.read")
@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """Every agreement with its versions, the latest first."""
    rows = published_to(actor_in(request)).defer("files", "holidays").order_by("agreement", "-pk")
    found: dict[str, list[PublishedVersion]] = {}
    for row in rows:
        found.setdefault(row.agreement, []).append(row)
    titles = {name: stored(Known(each[0].pk, each[0].digest)).text.title for name, each in found.items()}
    page = {"agreements": [(name, titles[name], each) for name, each in found.items()]}
    return render(request, "console/agreements.html", page)


@desk_page("agreement.read")
@require_safe
def agreement_page(request: HttpRequest, name: str, version: str) -> HttpResponse:
    """One version: the text beside its reading."""
    actor, now = actor_in(request), present()
    row = published_to(actor).filter(agreement=name, version=version).first()
    if row is None:
        raise Http404
    agreement = stored(Known(row.pk, row.digest))
    findings = lint(agreement)
    page = {
        "row": row, "text": agreement.text, "sections": tuple(_sections(agreement)), "findings": findings,
        "decided": [each for each in findings if not each.is_open],
        "open": [each for each in findings if each.is_open], "bound": list(bound_by(row, actor, now)),
        # The place where a text lay when it was published is nobody's business: its own name will do.
        "sources": [(PurePath(name).name, text.splitlines()) for name, text in texts_for(row, actor) or ()],
        "hours": tuple(_hours(agreement, now.date())),
        "versions": published_to(actor).filter(agreement=name).defer("files", "holidays"),
    }  # fmt: skip
    return render(request, "console/agreement.html", page)


def _sections(agreement: Agreement) -> Iterator[Section]:
    grouped: dict[str, list[Explained]] = {}
    for each in explain(agreement):
        grouped.setdefault(each.term.partition(".")[0] if "." in each.term else "agreement", []).append(each)
    for name, sentences in grouped.items():
        yield Section(name.replace("_", " ").capitalize(), tuple(sentences))


def _hours(agreement: Agreement, today: date) -> Iterator[Hours]:
    for name, hours in agreement.calendars.items():
        closed = hours.holidays if isinstance(hours.holidays, tuple) else ()
        monday = _usual_monday(today, frozenset(closed))
        year = year_drawn(hours, today.year, frozenset(closed))
        this_year = tuple(day for day in closed if day.year == today.year)
        yield Hours(name.replace("_", " ").capitalize(), hours.zone, week_drawn(hours, monday), year, this_year)


def _usual_monday(today: date, closed: frozenset[date]) -> date:
    """A Monday whose week has no holiday; this week's, where every week has one."""
    monday = today - timedelta(days=today.weekday())
    mondays = (monday + timedelta(days=7 * number) for number in range(26))
    free = (each for each in mondays if not any(each + timedelta(days=day) in closed for day in range(7)))
    return next(free, monday)
