"""How the words of the domain look to readers: a tone, an icon and a word in their language for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from upheld.server.look.words import Words


@dataclass(frozen=True, slots=True)
class Look:
    """A tone (`good`, `warn`, `bad`, `info`, `none`), an icon and a word."""

    tone: str
    icon: str
    word: Words


COMPONENTS: Mapping[str, Look] = MappingProxyType(
    {
        "operational": Look("good", "check", _("Operational")),
        "under_maintenance": Look("info", "tools", _("Maintenance")),
        "degraded_performance": Look("warn", "warning", _("Degraded")),
        "partial_outage": Look("warn", "half", _("Partial outage")),
        "major_outage": Look("bad", "cross", _("Major outage")),
    }
)
"""What is posted of a component."""

VERDICTS: Mapping[str, Look] = MappingProxyType(
    {
        "All Systems Operational": Look("good", "check", _("All systems are operational")),
        "Service Under Maintenance": Look("info", "tools", _("Some systems are under maintenance")),
        "Partially Degraded Service": Look("warn", "warning", _("Some systems are degraded")),
        "Minor Service Outage": Look("warn", "half", _("Some systems are partly out of service")),
        "Partial System Outage": Look("bad", "cross", _("Some systems are out of service")),
        "Major Service Outage": Look("bad", "cross", _("All systems are out of service")),
    }
)
"""The sentence at the top, by the description that programs get."""

OPEN_INCIDENT = Look("warn", "flag", _("An incident is open"))
"""The sentence where no component is told to be worse than under maintenance, and yet an incident is open."""

INCIDENTS: Mapping[str, Look] = MappingProxyType(
    {
        "investigating": Look("bad", "search", _("Investigating")),
        "identified": Look("warn", "flag", _("Identified")),
        "monitoring": Look("info", "eye", _("Monitoring")),
        "resolved": Look("good", "check", _("Resolved")),
        "postmortem": Look("none", "document", _("Post-mortem")),
        "scheduled": Look("info", "clock", _("Scheduled")),
        "in_progress": Look("info", "tools", _("In progress")),
        "verifying": Look("info", "eye", _("Being verified")),
        "completed": Look("good", "check", _("Completed")),
        "cancelled": Look("none", "cross", _("Called off")),
    }
)
"""The states of incidents and maintenance."""

SORT_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "planned": _("Planned maintenance"),
        "unplanned": _("Unplanned maintenance"),
        "upstream": _("Maintenance of a provider on whom we depend"),
    }
)
VERDICT_WORDS: Mapping[str, Look] = MappingProxyType(
    {
        "kept": Look("good", "check", _("Kept")),
        "missed": Look("bad", "cross", _("Missed")),
        "unknown": Look("none", "question", _("Unknown")),
        "so far": Look("info", "clock", _("So far")),
        "at risk": Look("warn", "warning", _("At risk")),
    }
)
"""How a promise was judged, or stands while its period runs."""
IMPACT_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "none": _("None"),
        "minor": _("Minor"),
        "major": _("Major"),
        "critical": _("Critical"),
        "maintenance": _("Maintenance"),
    }
)

VISIBILITY_WORDS: Mapping[str, Words] = MappingProxyType(
    {"public": _("Everybody"), "customers": _("Customers who have it"), "hidden": _("Nobody")}
)
"""To whom a component is shown."""
