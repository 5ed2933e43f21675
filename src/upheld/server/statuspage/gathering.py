"""From rows to what a status page shows: for everybody, or for one account with its own figures and destinations."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from django.db.models import Q

from upheld.server.accounts.models import Account
from upheld.server.accounts.telling import provider_facts
from upheld.server.contracts.stored import ordered, versions_of
from upheld.server.figures.reading import latest_days, months_of, public_months, services
from upheld.server.figures.values import MeasuredService, PeriodFigure
from upheld.server.incidents.audience import Audience, audience_of
from upheld.server.incidents.changing import shown_changes
from upheld.server.incidents.components import statuses
from upheld.server.incidents.measured import measure_of
from upheld.server.incidents.models import CODE, Component, Incident, IncidentEvent
from upheld.server.incidents.posting import UNSHOWN
from upheld.server.incidents.vocabulary import OVER, ComponentStatus, Impact, worst
from upheld.server.installed import installation
from upheld.server.statuspage.views import (
    DAYS,
    Change,
    ComponentView,
    IncidentView,
    PostView,
    Promised,
    Site,
    Window,
)

MOST_INCIDENTS = 400
"""How many of the newest incidents are shown, beside all that are not over; older ones stay in the API."""

PERIODS = 12


def gathered(now: datetime, account: Account | None = None) -> Site:
    """Everything that the page shows at an instant: the public one, or that of an account."""
    facts, audience = provider_facts(), audience_of(account)
    rows = [row for row in Component.objects.order_by("position") if audience.sees(row)]
    components = _components([row for row in rows if row.retired_at is None], audience, now, facts.zone)
    # What was posted of components that are retired stays to be read.
    shown = frozenset(row.code for row in rows)
    incidents, maintenances = (_incidents(kind, audience, shown) for kind in ("incident", "maintenance"))
    components = tuple(_touched(each, (*incidents, *maintenances)) for each in components)
    url = installation().base_url
    return Site(
        hashlib.sha256(url.encode()).hexdigest()[:CODE], facts.name or "Upheld", url, facts.zone, facts.support_phone,
        now, components, incidents, maintenances, _promised(account, components), account.name if account else "",
        facts.accent, facts.logo,
    )  # fmt: skip


def _components(
    rows: Sequence[Component], audience: Audience, now: datetime, zone_name: str
) -> tuple[ComponentView, ...]:
    given, tree = statuses(audience.is_told), services()
    views = [_component(row, rows, given, (tree, audience.account, now, zone_name)) for row in rows]
    members = {each.group for each in views}
    # Each group with its members behind it; a group of which none is shown is not shown either.
    top = [each for each in views if not each.group and (not each.is_group or each.code in members)]
    return tuple(
        each for head in top for each in (head, *(one for one in views if one.group and one.group == head.code))
    )


def _component(
    row: Component,
    rows: Iterable[Component],
    given: Mapping[str, ComponentStatus],
    measured: tuple[tuple[MeasuredService, ...], Account | None, datetime, str],
) -> ComponentView:
    tree, account, now, zone_name = measured
    codes = {each.pk: each.code for each in rows}
    status = given.get(row.code, "operational")
    if row.is_group:
        status = worst([status, *(given.get(each.code, "operational") for each in rows if each.group_id == row.pk)])
    key = measure_of(row, tree)
    days, last = latest_days(account, key, DAYS, now, zone_name)
    return ComponentView(
        row.code, row.name, row.description, status, row.position, codes.get(row.group_id or 0, ""), row.is_group,
        row.created_at, row.updated_at, row.service, key,
        last - timedelta(days=DAYS - 1), last, days,
    )  # fmt: skip


def _incidents(kind: str, audience: Audience, shown: frozenset[str]) -> tuple[IncidentView, ...]:
    """The newest first, and what is not over however old; what is about hidden components alone is shown to nobody."""
    rows = Incident.objects.filter(kind=kind).select_related("maintenance").prefetch_related("events")
    newest = Incident.objects.filter(kind=kind).order_by("-created_at", "-pk").values("pk")[:MOST_INCIDENTS]
    told = rows.filter(~Q(status__in=OVER) | Q(pk__in=newest)).order_by("-created_at", "-pk")
    wanted = (row for row in told if audience.is_told(row) and (not row.components or shown & set(row.components)))
    return tuple(incident_view(row, shown) for row in wanted)


def _touched(component: ComponentView, told: Iterable[IncidentView]) -> ComponentView:
    """A component with when it last changed: by its provider, or by what was posted of it, as clients expect."""
    at = (at for each in told if component.code in each.components for at in _changed(each, component.code))
    return replace(component, updated_at=max((component.updated_at, *at)))


def _changed(each: IncidentView, code: str) -> Iterator[datetime]:
    """When an incident changed a component; a maintenance changes its own when it begins and when it ends."""
    if each.window is not None:
        yield from (at for at in (each.window.began, each.window.ended) if at is not None)
        return
    yield from (post.at for post in each.posts if code in {change.code for change in post.changes})


def incident_view(row: Incident, shown: frozenset[str]) -> IncidentView:
    """An incident as its readers see it, with the components that they are shown."""
    posts = _posts(row, shown)
    components = tuple(code for code in row.components if code in shown)
    return IncidentView(
        row.code, row.title, row.status, cast("Impact", row.impact), row.started_at, row.created_at, row.updated_at,
        row.monitoring_at, row.resolved_at, components, tuple(map(str, row.destinations)), posts, _window(row),
        row.sequence,
    )  # fmt: skip


def _posts(row: Incident, shown: frozenset[str]) -> tuple[PostView, ...]:
    events = sorted(row.events.all(), key=lambda each: each.sequence)
    changes = {number: _seen(each, shown) for number, each in shown_changes(row.kind, events).items()}
    corrected = {each.data.get("corrects"): each for each in events if each.kind == "correction"}
    return tuple(
        _post(each, corrected.get(each.sequence), changes[each.sequence])
        for each in reversed(events)
        if each.kind not in UNSHOWN
    )


def _seen(changes: Iterable[Mapping[str, str]], shown: frozenset[str]) -> tuple[Change, ...]:
    """Of some changes those of the components that are shown."""
    return tuple(
        Change(each["code"], each["name"], each["old_status"], each["new_status"])
        for each in changes
        if each["code"] in shown
    )


def _post(event: IncidentEvent, correction: IncidentEvent | None, changes: tuple[Change, ...]) -> PostView:
    body, at = (correction.body, correction.at) if correction else (event.body, None)
    return PostView(event.sequence, event.code, event.kind, event.status, body, event.at, changes, at)


def _window(row: Incident) -> Window | None:
    if row.kind != "maintenance":
        return None
    told = row.maintenance
    return Window(
        told.begins, told.ends, told.sort, told.announced_at, told.upstream, told.upstream_told_at, told.began,
        told.ended,
    )  # fmt: skip


def _promised(account: Account | None, components: Iterable[ComponentView]) -> tuple[Promised, ...]:
    """The commitments whose measures are shown, each over its latest periods: the figures of the statements."""
    agreements = {each.measured.partition("/")[0] for each in components if each.measured}
    held: dict[tuple[str, str], list[PeriodFigure]] = {}
    for figure in months_of(account):
        if figure.agreement in agreements:
            held.setdefault((figure.agreement, figure.commitment), []).append(figure)
    whole = [_commitment(each, each[0].title, each[0].promise) for _, each in sorted(held.items())]
    parts = _parts(components, {each.periods[0].measure for each in whole}) if account is None else ()
    return tuple(sorted((*whole, *parts), key=lambda each: (each.agreement, not each.promise)))


def _parts(components: Iterable[ComponentView], told: Collection[str]) -> Iterator[Promised]:
    """The functions that are shown and that nothing is promised of by themselves."""
    for component in components:
        if component.measured and component.measured.partition("/")[2] not in told:
            figures = public_months(component.measured)
            if figures:
                yield _commitment(figures, component.name, "")


def _commitment(figures: Sequence[PeriodFigure], title: str, promise: str) -> Promised:
    text = ordered(versions_of(figures[0].agreement))[0].latest.text
    return Promised(figures[0].agreement, text.provider, title, promise, tuple(figures[:PERIODS]))
