"""What posts change of components: each as its incident tells it, and as the page shows it with all others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def shown_changes(kind: str, events: Iterable[IncidentEvent]) -> Mapping[int, tuple[Mapping[str, str], ...]]:
    """What each post changes of components, by its sequence, of all the events of one incident.

    A maintenance names what it touches when it is scheduled, and changes it when it begins and when it is over.
    """
    told = sorted((each for each in events if each.kind not in UNSHOWN), key=lambda each: each.sequence)
    if kind != "maintenance":
        return {each.sequence: tuple(each.components) for each in told}
    return {each.sequence: tuple(_steps(told[:number], told[: number + 1])) for number, each in enumerate(told)}


def _steps(before: Iterable[IncidentEvent], after: Sequence[IncidentEvent]) -> Iterator[Mapping[str, str]]:
    """The components that a maintenance holds otherwise after its last post than before it."""
    names = {change["code"]: change["name"] for event in after for change in event.components}
    held, holds = _given(before), _given(after)
    for code, name in names.items():
        old, new = held.get(code, "operational"), holds.get(code, "operational")
        if old != new:
            yield {"code": code, "name": name, "old_status": old, "new_status": new}


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
