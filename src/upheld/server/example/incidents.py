"""The example's incidents and maintenance: what the provider wrote on its status page."""

from __future__ import annotations

from datetime import datetime, timedelta

from upheld.server.example.provider import Cast
from upheld.server.incidents.announcing import announce
from upheld.server.incidents.maintenance import NewMaintenance, schedule
from upheld.server.incidents.models import Component
from upheld.server.incidents.posting import NewIncident, Post, open_incident, post_update
from upheld.server.incidents.vocabulary import ComponentStatus


def settle_incidents(cast: Cast, now: datetime) -> None:
    """One incident that is over, one that is not, and a maintenance that is announced."""
    codes = list(Component.objects.filter(is_group=False).order_by("position").values_list("code", flat=True))
    first = codes[0] if codes else ""
    _solved(cast, first, now - timedelta(days=6, hours=3))
    _running(cast, first, now - timedelta(minutes=50))
    begins = (now + timedelta(days=5)).replace(hour=1, minute=0, second=0, microsecond=0)
    made = schedule(
        NewMaintenance(
            "New database servers", "Calls may be slow for some minutes while traffic moves over.", begins,
            begins + timedelta(hours=2), components=(first,) if first else (),
        ),
        cast.lead, now - timedelta(days=1),
    )  # fmt: skip
    announce(made.incident.code, "", cast.lead, now - timedelta(days=1))


def _solved(cast: Cast, component: str, at: datetime) -> None:
    told = _with(component, "partial_outage")
    body = "Requests fail in part. We are looking for the cause."
    made = open_incident(NewIncident("Requests fail in part", body, components=told), cast.lead, at)
    later = at + timedelta(minutes=24)
    post_update(
        made.code, Post("A database node ran out of connections; it is being replaced.", "identified"), cast.lead, later
    )
    fixed = _with(component, "operational")
    post_update(
        made.code, Post("All requests are answered again.", "resolved", fixed), cast.lead, at + timedelta(minutes=71)
    )


def _running(cast: Cast, component: str, at: datetime) -> None:
    told = _with(component, "degraded_performance")
    body = "Answers take longer than usual. Nothing is lost."
    made = open_incident(NewIncident("Slow answers", body, components=told), cast.lead, at)
    post_update(
        made.code,
        Post("We have found what slows it down and are adding capacity.", "identified"),
        cast.lead,
        at + timedelta(minutes=30),
    )


def _with(component: str, status: ComponentStatus) -> dict[str, ComponentStatus]:
    return {component: status} if component else {}
