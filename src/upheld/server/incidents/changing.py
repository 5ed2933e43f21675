"""What a post changes of components as the page shows them: the worst of all that is told of each, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from upheld.server.incidents.components import statuses
from upheld.server.incidents.models import Component, IncidentEvent
from upheld.server.incidents.posting import UNSHOWN
from upheld.server.incidents.vocabulary import OVER, ComponentStatus, worst


@dataclass(frozen=True, slots=True)
class ComponentChange:
    """A component whose status a post changed."""

    code: str
    old: ComponentStatus
    new: ComponentStatus


def component_changes(event: IncidentEvent) -> tuple[ComponentChange, ...]:
    """The components whose status on the page a post changed, in their order there.

    Where another incident tells the same of a component, or worse, nothing is changed.
    """
    told = sorted(event.incident.events.exclude(kind__in=UNSHOWN), key=lambda each: each.sequence)
    before = _given(each for each in told if each.sequence < event.sequence)
    after = _given(each for each in told if each.sequence <= event.sequence)
    others = statuses(lambda row: row.pk != event.incident.pk)
    rows = Component.objects.filter(code__in={**before, **after}, is_group=False).order_by("position")
    found = (_change(row.code, before, after, others) for row in rows)
    return tuple(each for each in found if each.old != each.new)


def _given(events: Iterable[IncidentEvent]) -> Mapping[str, ComponentStatus]:
    """What an incident gives to components after some posts; nothing while it is scheduled, or over."""
    given: dict[str, ComponentStatus] = {}
    status = "scheduled"
    for each in events:
        status = each.status
        given |= {change["code"]: cast("ComponentStatus", change["new_status"]) for change in each.components}
    return {} if status in OVER or status == "scheduled" else given


def _change(
    code: str,
    before: Mapping[str, ComponentStatus],
    after: Mapping[str, ComponentStatus],
    others: Mapping[str, ComponentStatus],
) -> ComponentChange:
    other = others.get(code, "operational")
    old, new = (worst((other, each.get(code, "operational"))) for each in (before, after))
    return ComponentChange(code, old, new)
