"""The words of incidents: states, impacts and what a component can be, in order, as status pages have them.

The words, and the rule of the page's own verdict, are those of the Statuspage API, version 2: clients speak it already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, get_args

ComponentStatus = Literal[
    "operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"
]  # fmt: skip
"""From well to worst."""

IncidentStatus = Literal["investigating", "identified", "monitoring", "resolved", "postmortem"]
MaintenanceStatus = Literal["scheduled", "in_progress", "verifying", "completed", "cancelled"]
Impact = Literal["none", "minor", "major", "critical", "maintenance"]
Sort = Literal["planned", "unplanned", "upstream"]
"""Of a maintenance: our own and planned, our own and not, or that of somebody on whom we depend."""

Kind = Literal["incident", "maintenance"]
Visibility = Literal["public", "customers", "hidden"]

COMPONENT_STATUSES: tuple[ComponentStatus, ...] = get_args(ComponentStatus)
INCIDENT_STATUSES: tuple[IncidentStatus, ...] = get_args(IncidentStatus)
MAINTENANCE_STATUSES: tuple[MaintenanceStatus, ...] = get_args(MaintenanceStatus)
IMPACTS: tuple[Impact, ...] = get_args(Impact)
SORTS: tuple[Sort, ...] = get_args(Sort)
VISIBILITIES: tuple[Visibility, ...] = get_args(Visibility)

OVER: frozenset[str] = frozenset({"resolved", "postmortem", "completed", "cancelled"})
"""The states in which nothing is wrong, or under way, any more."""

_IMPACT_OF: Mapping[ComponentStatus, Impact] = MappingProxyType(
    {
        "operational": "none", "under_maintenance": "maintenance", "degraded_performance": "minor",
        "partial_outage": "major", "major_outage": "critical",
    }
)  # fmt: skip
_VERDICTS: Mapping[ComponentStatus, tuple[Impact, str]] = MappingProxyType(
    {
        "operational": ("none", "All Systems Operational"),
        "under_maintenance": ("maintenance", "Service Under Maintenance"),
        "degraded_performance": ("minor", "Partially Degraded Service"),
        "partial_outage": ("minor", "Minor Service Outage"),
        "major_outage": ("major", "Partial System Outage"),
    }
)
_ALL_OUT: tuple[Impact, str] = ("critical", "Major Service Outage")


def worst(statuses: Iterable[ComponentStatus]) -> ComponentStatus:
    """The worst of several; `operational` of none."""
    return max(statuses, key=COMPONENT_STATUSES.index, default="operational")


def impact_of(statuses: Iterable[ComponentStatus]) -> Impact:
    """The impact of an incident where nobody says one: that of the worst component."""
    return _IMPACT_OF[worst(statuses)]


def verdict(statuses: Iterable[ComponentStatus]) -> tuple[Impact, str]:
    """The page's own status by its worst component: indicator and description, in the API's words."""
    held = tuple(statuses)
    if held and all(each == "major_outage" for each in held):
        return _ALL_OUT
    return _VERDICTS[worst(held)]
