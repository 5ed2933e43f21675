"""What templates show: components with their days, periods as cells, incidents by the day on which they began."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import get_language

from upheld.server.figures.values import DayFigure, PeriodFigure
from upheld.server.incidents.by_the_clock import said_in
from upheld.server.look.days import DayBars, days_drawn, uptime_of
from upheld.server.look.percents import percent
from upheld.server.statuspage.meanwhile import overlapping, span_of
from upheld.server.statuspage.views import ComponentView, IncidentView, Promised, Site
from upheld.server.statuspage.words import COMPONENTS, INCIDENTS, VERDICT_WORDS, Look
from upheld.timeline.spans import Span
from upheld.timeline.zones import zone


@dataclass(frozen=True, slots=True)
class Row:
    """A component as the list shows it."""

    code: str
    name: str
    description: str
    look: Look
    is_group: bool
    in_group: bool
    uptime: str
    bars: tuple[DayBars, ...]
    members: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A commitment in one period: the figure in the statement's words, and how the promise was judged."""

    label: str
    figure: str
    look: Look | None
    sentence: str


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A commitment over the periods of the table."""

    title: str
    provider: str
    promise: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ToldPost:
    """A post with how its state looks."""

    look: Look
    body: str
    at: dt.datetime
    corrected_at: dt.datetime | None
    changes: tuple[tuple[str, Look], ...]


@dataclass(frozen=True, slots=True)
class ToldIncident:
    """An incident with how its state looks, its components by name, and its posts."""

    code: str
    title: str
    look: Look
    view: IncidentView
    concerns: tuple[str, ...]
    posts: tuple[ToldPost, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """A day of the history and what began on it, or the days from `first` to `last` on which nothing did."""

    first: dt.date
    last: dt.date
    incidents: tuple[ToldIncident, ...]


@dataclass(frozen=True, slots=True)
class MeasuredDay:
    """A day as it was measured, and what was posted of it: the two may differ.

    `share` is the part that was up, in words; `spans` are those that were down.
    """

    date: dt.date
    share: str
    down: int
    excluded: int
    unknown: int
    spans: tuple[Span, ...] = ()
    posted: tuple[ToldIncident, ...] = ()

    @property
    def begin(self) -> int:
        """When it was first down (UTC epoch seconds); only of a day with downtime."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """When it was last up again; likewise."""
        return self.spans[-1].end

    @property
    def times(self) -> int:
        """How often it was down."""
        return len(self.spans)


def rows(site: Site) -> tuple[tuple[Row, tuple[Row, ...]], ...]:
    """The components as the list shows them: what stands by itself, and each group with its members."""
    told = []
    for head in (each for each in site.components if not each.group):
        members = tuple(row(each) for each in site.components if each.group and each.group == head.code)
        told.append((replace(row(head), members=len(members)), members))
    return tuple(told)


def row(each: ComponentView) -> Row:
    """A component as the list shows it."""
    uptime = percent(each.uptime)
    drawn = days_drawn(each.days, each.first, each.last, uptime) if each.measured else ()
    return Row(
        each.code, each.name, each.description, COMPONENTS[each.status], each.is_group, bool(each.group), uptime, drawn,
    )  # fmt: skip


def commitments(promised: Iterable[Promised], most: int) -> tuple[tuple[str, ...], tuple[CommitmentRow, ...]]:
    """The labels of the table's columns, the latest first, and a row for each commitment."""
    held = tuple(promised)
    labels = sorted({one.label for each in held for one in each.periods}, reverse=True)[:most]
    return tuple(labels), tuple(_commitment(each, labels) for each in held)


def told(each: IncidentView, names: tuple[str, ...]) -> ToldIncident:
    """An incident as pages show it, with the names of its components."""
    posts = tuple(
        ToldPost(
            INCIDENTS[post.status], said_in(post.body, get_language() or "en"), post.at, post.corrected_at,
            tuple((change.name, COMPONENTS[change.new_status]) for change in post.changes),
        )
        for post in each.posts
    )  # fmt: skip
    return ToldIncident(each.code, each.title, INCIDENTS[each.status], each, names, posts)


def named(each: IncidentView, site: Site) -> ToldIncident:
    """An incident as the pages of a site show it."""
    return told(each, tuple(one.name for one in site.named(each.components)))


def days(site: Site, first: dt.date, last: dt.date) -> tuple[Days, ...]:
    """Every day from `last` back to `first`, with the incidents that began on it by the page's clock.

    Days on end without any are one.
    """
    began: dict[dt.date, list[IncidentView]] = {}
    for each in (*site.incidents, *(one for one in site.maintenances if one.is_over)):
        began.setdefault(each.started_at.astimezone(zone(site.zone)).date(), []).append(each)
    found: list[Days] = []
    for date in (last - dt.timedelta(days=number) for number in range((last - first).days + 1)):
        incidents = tuple(named(each, site) for each in began.get(date, ()))
        if found and not incidents and not found[-1].incidents:
            found[-1] = replace(found[-1], first=date)
        else:
            found.append(Days(date, date, incidents))
    return tuple(found)


def measured_days(each: ComponentView, about: Iterable[IncidentView], site: Site) -> tuple[MeasuredDay, ...]:
    """The days of a component, the latest first, each with what was posted of the time that it was down."""
    spans = [(span_of(one, site.at), one) for one in about]
    told = [(span, named(one, site)) for span, one in spans if span is not None]
    known = {day.date: day for day in each.days}
    dates = (each.last - dt.timedelta(days=number) for number in range((each.last - each.first).days + 1))
    return tuple(_measured_day(date, known.get(date), told) for date in dates)


def _measured_day(date: dt.date, day: DayFigure | None, told: Iterable[tuple[Span, ToldIncident]]) -> MeasuredDay:
    if day is None or day.level in {"unknown", "unjudged"}:
        return MeasuredDay(date, "", 0, day.excluded if day else 0, day.unknown if day else 0)
    posted = tuple(incident for span, incident in told if overlapping(day.downtime, span))
    share = percent(uptime_of((day,)))
    return MeasuredDay(date, share, day.down, day.excluded, day.unknown, day.downtime, posted)


def _commitment(each: Promised, labels: Iterable[str]) -> CommitmentRow:
    known = {one.label: one for one in each.periods}
    cells = (_cell(label, known.get(label)) for label in labels)
    # What is no promise was neither kept nor missed.
    shown = cells if each.promise else (replace(cell, look=None) for cell in cells)
    return CommitmentRow(each.title, each.provider, each.promise, tuple(shown))


def _cell(label: str, figure: PeriodFigure | None) -> Cell:
    if figure is None:
        return Cell(label, "", None, "")
    return Cell(label, figure.words, VERDICT_WORDS[figure.standing], figure.sentence)
