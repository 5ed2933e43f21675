"""What the Statuspage API has no place for: measured days and periods, in files of our own under `/api/sla/`.

The figures are those of the statements: exact as a fraction of whole numbers, and in the statement's words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType

from upheld.server.figures.values import DayFigure, PeriodFigure
from upheld.server.statuspage.v2 import Json, instant, page
from upheld.server.statuspage.views import ComponentView, IncidentView, Promised, Site
from upheld.timeline.instants import instant_text


def months(site: Site) -> Json:
    """Every commitment of the services shown, over its latest periods."""
    return {**_head(site), "commitments": [_commitment(each) for each in site.promised]}


def days(site: Site) -> Json:
    """Every component that is measured, day by day, with the stretches of downtime that count."""
    return {**_head(site), "components": [_component(each) for each in site.components if each.measured]}


def maintenances(site: Site) -> Json:
    """Maintenance with what the Statuspage API cannot say: its sort, when it was announced, and by whom upstream."""
    return {**_head(site), "maintenances": [_maintenance(each) for each in site.maintenances]}


PATHS: Mapping[str, Callable[[Site], Json]] = MappingProxyType(
    {"/api/sla/months.json": months, "/api/sla/days.json": days, "/api/sla/maintenances.json": maintenances}
)


def _head(site: Site) -> Json:
    return {"page": page(site), "written_at": instant(site.at)}


def _commitment(each: Promised) -> Json:
    return {
        "agreement": each.agreement, "title": each.title, "promise": each.promise or None,
        "periods": [_period(one) for one in each.periods],
    }  # fmt: skip


def _period(each: PeriodFigure) -> Json:
    return {
        "label": each.label, "zone": each.zone, "start": instant_text(each.start), "end": instant_text(each.end),
        "measured_until": instant_text(each.until), "over": each.over, "uptime": _ratio(each.uptime),
        "words": each.words, "target": _ratio(each.target), "promise": each.promise, "verdict": each.verdict,
        "standing": each.standing, "sentence": each.sentence, "down_seconds": each.down_seconds,
        "excluded_seconds": each.excluded_seconds, "unknown_seconds": each.unknown_seconds,
    }  # fmt: skip


def _component(each: ComponentView) -> Json:
    return {
        "id": each.code, "name": each.name, "measured": each.measured, "uptime": _ratio(each.uptime),
        "from": each.first.isoformat(), "until": each.last.isoformat(), "days": [_day(day) for day in each.days],
    }  # fmt: skip


def _day(day: DayFigure) -> Json:
    return {
        "date": day.date.isoformat(), "zone": day.zone, "up": day.up, "down": day.down, "excluded": day.excluded,
        "unknown": day.unknown, "level": day.level,
        "downtime": [{"start": instant_text(span.start), "end": instant_text(span.end)} for span in day.downtime],
    }  # fmt: skip


def _maintenance(each: IncidentView) -> Json:
    window = each.window
    assert window is not None  # noqa: S101 - what has none is an incident
    return {
        "id": each.code, "name": each.title, "status": each.status, "sort": window.sort,
        "scheduled_for": instant(window.begins), "scheduled_until": instant(window.ends),
        "announced_at": instant(window.announced_at), "began_at": instant(window.began),
        "ended_at": instant(window.ended), "destinations": list(each.destinations),
        "upstream": window.upstream or None, "upstream_told_at": instant(window.upstream_told_at),
    }  # fmt: skip


def _ratio(value: Fraction | None) -> Json | None:
    if value is None:
        return None
    return {"numerator": value.numerator, "denominator": value.denominator}
