"""What was measured while an incident or maintenance went on, beside what was posted: two records, never one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from upheld.server.figures.reading import public_days, services
from upheld.server.figures.values import DayFigure
from upheld.server.incidents.measured import measure_of
from upheld.server.incidents.models import Component, Incident
from upheld.server.look.moments import length_text
from upheld.server.statuspage.views import IncidentView, Site
from upheld.server.statuspage.words import Look
from upheld.timeline.instants import epoch_seconds
from upheld.timeline.spans import Span

_SILENT = frozenset({"unknown", "unjudged"})
_LATE = 300
"""Seconds that measuring may lie behind without a word of it."""


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """A component, and how long it was measured to be down meanwhile; None where nothing was measured.

    `partly`: the latest of it has not been measured yet.
    """

    name: str
    down: int | None
    partly: bool = False

    @property
    def look(self) -> Look:
        """As pages show it."""
        if self.down is None:
            return Look("none", "question", gettext("no data"))
        length = {"length": length_text(self.down)}
        if not self.down:
            return Look("good", "check", gettext("no downtime so far") if self.partly else gettext("no downtime"))
        words = gettext("%(length)s down so far") if self.partly else gettext("%(length)s down")
        return Look("bad", "cross", words % length)


def span_of(told: IncidentView, now: dt.datetime) -> Span | None:
    """From when until when it went on, as far as was posted; None for what has not begun."""
    begin, end = told.started_at, told.resolved_at
    if told.window is not None:
        begin, end = told.window.began or told.window.begins, told.window.ended or told.resolved_at
    start, until = epoch_seconds(begin), epoch_seconds(min(end or now, now))
    return Span(start, until) if until > start else None


def measured_during(told: IncidentView, site: Site) -> tuple[Meanwhile, ...]:
    """What was measured of the components of an incident that a page shows, while it went on.

    Nothing for one that began before the days that the page knows.
    """
    span = span_of(told, site.at)
    held = [each for each in site.named(told.components) if each.measured]
    if span is None or not held or told.started_at.date() < min(each.first for each in held):
        return ()
    return tuple(_meanwhile(each.name, each.days, span) for each in held)


def measured_at_desk(row: Incident, told: IncidentView, now: dt.datetime) -> tuple[Meanwhile, ...]:
    """The same for the desk, of every component that it names, and however long ago."""
    span = span_of(told, now)
    if span is None:
        return ()
    tree = services()
    dates = told.started_at.date() - dt.timedelta(days=1), (told.resolved_at or now).date() + dt.timedelta(days=1)
    rows = Component.objects.filter(code__in=list(row.components)).order_by("position")
    measured = ((each.name, measure_of(each, tree)) for each in rows)
    return tuple(_meanwhile(name, public_days(key, *dates), span) for name, key in measured if key)


def overlapping(days: Iterable[Span], span: Span) -> int:
    """How many seconds of a span are in others, of which no two meet."""
    return sum(max(0, min(each.end, span.end) - max(each.start, span.start)) for each in days)


def _meanwhile(name: str, days: Iterable[DayFigure], span: Span) -> Meanwhile:
    touched = tuple(day for day in days if day.start < span.end and day.end > span.start)
    if all(day.level in _SILENT for day in touched):
        return Meanwhile(name, None)
    partly = max(day.end for day in touched) + _LATE < span.end
    return Meanwhile(name, overlapping(_spans(touched), span), partly)


def _spans(days: Iterable[DayFigure]) -> Iterator[Span]:
    return (each for day in days for each in day.downtime)
