"""The pages as HTML, rendered without a request: the same for everybody, in each language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from upheld.server.accounts.telling import ProviderFacts
from upheld.server.look.language import LANGUAGES
from upheld.server.statuspage import drawing, sla, v2
from upheld.server.statuspage.feeds import concerns
from upheld.server.statuspage.gathering import MOST_INCIDENTS
from upheld.server.statuspage.meanwhile import Meanwhile, measured_during
from upheld.server.statuspage.views import ComponentView, IncidentView, Site
from upheld.server.statuspage.words import SORT_WORDS, VERDICTS
from upheld.timeline.days import add_months
from upheld.timeline.zones import zone

SHOWN_DAYS = 14
MONTHS_OF_TABLE = 6
MOST_MONTHS = 36
ENGLISH = "en"
FEEDS = "/status/history"
NOT_FOUND = "/status/404"
"""The page that stands where there is none."""


@dataclass(frozen=True, slots=True)
class PublicFrame:
    """What the frame of a page shows where nobody is signed in; see `look.frame.Frame`."""

    provider: ProviderFacts
    language: str
    path: str
    zone: str
    theme: str = "auto"
    home: str = "/status/"
    person: None = None
    account: None = None
    actor: None = None
    entries: tuple[()] = ()
    finds: bool = False


def html_pages(site: Site) -> Iterator[tuple[str, str, str]]:
    """(path, language, HTML) of every page in every language."""
    for language, _ in LANGUAGES:
        with translation.override(language), timezone.override(zone(site.zone)):
            whose = _Whose(site.name, site.phone, site.zone, site.url, site.accent, site.logo)
            for path, template, context in _pages(site):
                yield path, language, _rendered(whose, path, template, {"site": site, **context})
            for each in (*site.incidents, *site.maintenances):
                names = tuple(one.name for one in site.named(each.components))
                told = _Incident(each, names, measured_during(each, site))
                yield f"/status/incidents/{each.code}", language, _incident(told, whose, language)


@dataclass(frozen=True, slots=True)
class _Whose:
    """Whose page it is, as its frame shows it."""

    name: str
    phone: str
    zone: str
    url: str
    accent: str
    logo: str


@dataclass(frozen=True, slots=True)
class _Incident:
    """All that the page of an incident shows: what was posted, and what was measured meanwhile."""

    incident: IncidentView
    names: tuple[str, ...]
    measured: tuple[Meanwhile, ...]


@lru_cache(4 * MOST_INCIDENTS)
def _incident(shown: _Incident, whose: _Whose, language: str) -> str:
    """The page of an incident, in the language that is active: it is made once for all that it shows."""
    del language  # another language is another page
    incident = shown.incident
    path = f"/status/incidents/{incident.code}"
    sort = SORT_WORDS.get(incident.window.sort, "") if incident.window else ""
    drawn = drawing.told(incident, shown.names)
    told = {"each": drawn, "sort": sort, "site": whose, "measured": shown.measured}
    return _rendered(whose, path, "statuspage/incident_page.html", told)


def status_page(site: Site, request: HttpRequest) -> str:
    """The first page for the reader of a request, in the language that is active."""
    with timezone.override(zone(site.zone)):
        told = {"site": site, "feeds": FEEDS, "zone": site.zone, **_index(site)}
        return render_to_string("statuspage/index.html", told, request)


def _pages(site: Site) -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield "/status/", "statuspage/index.html", _index(site)
    yield from _history(site)
    told = {"components": drawing.rows(site), "paths": (*v2.PATHS, *sla.PATHS)}
    yield "/status/embed", "statuspage/embed.html", told
    yield NOT_FOUND, "statuspage/not_found.html", {}
    for component in site.components:
        yield f"/status/components/{component.code}", "statuspage/component_page.html", _component(component, site)


def _index(site: Site) -> dict[str, Any]:
    today = site.at.astimezone(zone(site.zone)).date()
    running = [each for each in site.maintenances if not each.is_over]
    now = [*(each for each in site.incidents if not each.is_over), *(e for e in running if e.status != "scheduled")]
    coming = sorted((each for each in running if each.status == "scheduled"), key=lambda each: each.started_at)
    labels, commitments = drawing.commitments(site.promised, MONTHS_OF_TABLE)
    return {
        "verdict": VERDICTS[site.verdict[1]],
        "open": [drawing.named(each, site) for each in now],
        "rows": drawing.rows(site), "labels": labels, "commitments": commitments,
        "upcoming": [drawing.named(each, site) for each in coming],
        "days": drawing.days(site, today - dt.timedelta(days=SHOWN_DAYS - 1), today),
    }  # fmt: skip


def _history(site: Site) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The present month, and each before it back to the first in which anything was posted."""
    today = site.at.astimezone(zone(site.zone)).date()
    told = [each.started_at.astimezone(zone(site.zone)).date() for each in (*site.incidents, *site.maintenances)]
    present = today.replace(day=1)
    oldest = max(min(told, default=today).replace(day=1), add_months(present, 1 - MOST_MONTHS))
    month = present
    while month >= oldest:
        context = _month(site, month, (oldest, present, today))
        yield f"/status/history/{month:%Y-%m}", "statuspage/history.html", context
        if month == present:
            yield "/status/history", "statuspage/history.html", context
        month = add_months(month, -1)


def _month(site: Site, month: dt.date, bounds: tuple[dt.date, dt.date, dt.date]) -> dict[str, Any]:
    oldest, present, today = bounds
    last = min(add_months(month, 1) - dt.timedelta(days=1), today)
    return {
        "month": month, "days": drawing.days(site, month, last),
        "earlier": add_months(month, -1) if month > oldest else None,
        "later": add_months(month, 1) if month < present else None,
    }  # fmt: skip


def _component(component: ComponentView, site: Site) -> dict[str, Any]:
    agreement, _, measure = component.measured.partition("/")
    promised = [
        each for each in site.promised if each.agreement == agreement and each.periods[0].measure == measure
    ]  # fmt: skip
    labels, commitments = drawing.commitments(promised, MONTHS_OF_TABLE)
    about = [each for each in (*site.incidents, *site.maintenances) if concerns(each, component, site)]
    return {
        "each": drawing.row(component), "measured": drawing.measured_days(component, about, site),
        "has_down": any(day.down for day in component.days),
        "labels": labels, "commitments": commitments, "feeds": f"/status/components/{component.code}/history",
        "incidents": [drawing.named(each, site) for each in about[:20]],
    }  # fmt: skip


def _rendered(whose: _Whose, path: str, template: str, context: dict[str, Any]) -> str:
    provider = ProviderFacts(whose.name, whose.phone, whose.zone, accent=whose.accent, logo=whose.logo)
    frame = PublicFrame(provider, translation.get_language() or ENGLISH, path, whose.zone)
    return render_to_string(template, {"feeds": FEEDS, "zone": whose.zone, "frame": frame, **context})
