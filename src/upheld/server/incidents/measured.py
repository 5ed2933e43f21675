"""What measures a component, and which members of a group were measured to be down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from upheld.server.figures.reading import public_days
from upheld.server.figures.values import MeasuredService
from upheld.server.incidents.models import Component
from upheld.timeline.instants import epoch_seconds


def measure_of(row: Component, tree: Iterable[MeasuredService]) -> str:
    """The key of what measures a component: its service's measure, for a group the combination of several."""
    if not row.agreement or row.feature:
        return ""
    if row.measure:
        return f"{row.agreement}/{row.measure}"
    own = [each for each in tree if each.agreement == row.agreement and each.service == row.service]
    if row.is_group:
        own = [each for each in own if each.parts]
    promised = [each for each in own if each.commitment]
    return next((each.key for each in (*promised, *own)), "")


def down_members(group: Component, tree: Iterable[MeasuredService], since: dt.datetime, now: dt.datetime) -> list[str]:
    """The codes of a group's members that were measured to be down at or after an instant, for all accounts as one."""
    measured, begin = tuple(tree), epoch_seconds(since)
    dates = (since.date() - dt.timedelta(days=1), now.date() + dt.timedelta(days=1))
    members = ((row.code, measure_of(row, measured)) for row in group.children.filter(retired_at=None))
    return [
        code
        for code, key in members
        if key and any(span.end > begin for day in public_days(key, *dates) for span in day.downtime)
    ]
