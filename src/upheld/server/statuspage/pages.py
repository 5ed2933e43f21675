"""The pages as HTML, rendered without a request: the same for everybody, in each language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
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
from upheld.server.statuspage.words import OPEN_INCIDENT, SORT_WORDS, VERDICTS, Look
from upheld.timeline.days import add_months
from upheld.timeline.zones import zone

SHOWN_DAYS = 14
MONTHS_OF_TABLE = 6
MOST_MONTHS = 36
ENGLISH = "en"
FEEDS = "/status/history"
# Where pages lead: those of everybody are files, those of an account are asked for.
_EVERYBODYS: Mapping[str, str] = MappingProxyType({"base": "/status", "first": "/status/", "by_month": "/"})
_OWN: Mapping[str, str] = MappingProxyType({"base": "/status/own", "first": "/status/own", "by_month": "?month="})
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
                yield f"/status/incidents/{each.code}", language, _incident(_whole(each, site), whose, language)


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
    """All that the page of an incident shows: what was posted, what was measured meanwhile, the month where it stands.

    What is called off before its month, and what is too long ago, stands in none.
    """

    incident: IncidentView
    names: tuple[str, ...]
    measured: tuple[Meanwhile, ...]
    month: dt.date | None


@lru_cache(4 * MOST_INCIDENTS)
def _incident(shown: _Incident, whose: _Whose, language: str) -> str:
    """The page of an incident, in the language that is active: it is made once for all that it shows."""
    del language  # another language is another page
    told = {"site": whose, **_of_incident(shown)}
    return _rendered(whose, f"/status/incidents/{shown.incident.code}", "statuspage/incident_page.html", told)


def _whole(each: IncidentView, site: Site) -> _Incident:
    names = tuple(one.name for one in site.named(each.components))
    month, present = (_month(at, site) for at in (each.started_at, site.at))
    stands = add_months(present, 1 - MOST_MONTHS) <= month <= present
    return _Incident(each, names, measured_during(each, site), month if stands else None)


def _of_incident(shown: _Incident) -> dict[str, Any]:
    incident = shown.incident
    sort = SORT_WORDS.get(incident.window.sort, "") if incident.window else ""
    return {"each": drawing.told(incident, shown.names), "sort": sort, "measured": shown.measured,
            "month": shown.month}  # fmt: skip


def own_page(site: Site, template: str, shown: dict[str, Any], request: HttpRequest) -> str:
    """A page of an account's own, for the reader of a request and in the language that is active.

    Its links lead to further ones: what concerns this account alone is on no page of everybody's.
    """
    with timezone.override(zone(site.zone)):
        told = {**shown, "site": site, "feeds": FEEDS, "zone": site.zone, **_OWN}
        return render_to_string(template, told, request)


def _pages(site: Site) -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield "/status/", "statuspage/index.html", index(site)
    yield from _history(site)
    told = {"components": drawing.rows(site), "paths": (*v2.PATHS, *sla.PATHS)}
    yield "/status/embed", "statuspage/embed.html", told
    yield NOT_FOUND, "statuspage/not_found.html", {}
    for component in site.components:
        yield f"/status/components/{component.code}", "statuspage/component_page.html", of_component(component, site)


def index(site: Site) -> dict[str, Any]:
    """What the first page shows."""
    today = site.at.astimezone(zone(site.zone)).date()
    running = [each for each in site.maintenances if not each.is_over]
    now = [*(each for each in site.incidents if not each.is_over), *(e for e in running if e.status != "scheduled")]
    coming = sorted((each for each in running if each.status == "scheduled"), key=lambda each: each.started_at)
    labels, commitments = drawing.commitments(site.promised, MONTHS_OF_TABLE)
    return {
        "verdict": _sentence(site),
        "open": [drawing.named(each, site) for each in now],
        "rows": drawing.rows(site), "labels": labels, "commitments": commitments,
        "upcoming": [drawing.named(each, site) for each in coming],
        "days": drawing.days(site, today - dt.timedelta(days=SHOWN_DAYS - 1), today),
    }  # fmt: skip


def _sentence(site: Site) -> Look:
    """How things stand, in a sentence: that all is well is never said above an incident that is open.

    Programs are told by the components alone, as they know it.
    """
    indicator, description = site.verdict
    open_ones = any(not each.is_over for each in site.incidents)
    return OPEN_INCIDENT if open_ones and indicator in {"none", "maintenance"} else VERDICTS[description]


def _history(site: Site) -> Iterator[tuple[str, str, dict[str, Any]]]:
    known = months(site)
    for month in known:
        context = of_month(site, month)
        yield f"/status/history/{month:%Y-%m}", "statuspage/history.html", context
        if month == known[0]:
            yield "/status/history", "statuspage/history.html", context


def months(site: Site) -> tuple[dt.date, ...]:
    """The first day of the present month, and of each before it back to the first in which anything was posted."""
    present = _month(site.at, site)
    began = min((each.started_at for each in (*site.incidents, *site.maintenances)), default=site.at)
    oldest = min(_month(began, site), present)
    found = (add_months(present, -number) for number in range(MOST_MONTHS))
    return tuple(each for each in found if each >= oldest)


def _month(at: dt.datetime, site: Site) -> dt.date:
    """The first day of the month of an instant, by the clock of the page."""
    return at.astimezone(zone(site.zone)).date().replace(day=1)


def of_month(site: Site, month: dt.date) -> dict[str, Any]:
    """What the history of a month shows."""
    known, today = months(site), site.at.astimezone(zone(site.zone)).date()
    last = min(add_months(month, 1) - dt.timedelta(days=1), today)
    return {
        "month": month, "days": drawing.days(site, month, last),
        "earlier": add_months(month, -1) if month > known[-1] else None,
        "later": add_months(month, 1) if month < known[0] else None,
    }  # fmt: skip


def of_incident(incident: IncidentView, site: Site) -> dict[str, Any]:
    """What the page of an incident or maintenance shows."""
    return _of_incident(_whole(incident, site))


def of_component(component: ComponentView, site: Site) -> dict[str, Any]:
    """What the page of a component shows."""
    agreement, _, measure = component.measured.partition("/")
    promised = [
        each for each in site.promised if each.agreement == agreement and each.periods[0].measure == measure
    ]  # fmt: skip
    labels, commitments = drawing.commitments(promised, MONTHS_OF_TABLE)
    about = [each for each in (*site.incidents, *site.maintenances) if concerns(each, component, site)]
    return {
        "each": drawing.row(component), "measured": drawing.measured_days(component, about, site),
        # An agreement counts its days by its own clock, which need not be that of the page.
        "has_down": any(day.down for day in component.days), "clock": component.days[-1].zone if component.days else "",
        "labels": labels, "commitments": commitments, "feeds": f"/status/components/{component.code}/history",
        "incidents": [drawing.named(each, site) for each in about[:20]],
    }  # fmt: skip


def _rendered(whose: _Whose, path: str, template: str, context: dict[str, Any]) -> str:
    provider = ProviderFacts(whose.name, whose.phone, whose.zone, accent=whose.accent, logo=whose.logo)
    frame = PublicFrame(provider, translation.get_language() or ENGLISH, path, whose.zone)
    return render_to_string(template, {"feeds": FEEDS, "zone": whose.zone, "frame": frame, **_EVERYBODYS, **context})
