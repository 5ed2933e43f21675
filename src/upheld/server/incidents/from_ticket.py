"""What an incident begins with where a ticket leads to it: what the ticket tells, and what was measured to be down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from upheld.server.desk.facts import instant_said
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.figures.breaches import outage_of
from upheld.server.figures.reading import services
from upheld.server.incidents.measured import down_members
from upheld.server.incidents.models import Component
from upheld.server.incidents.posting import LONGEST_TITLE
from upheld.server.incidents.proposing import component_of
from upheld.server.incidents.vocabulary import ComponentStatus
from upheld.timeline.instants import utc_from_seconds


@dataclass(frozen=True, slots=True)
class Beginning:
    """A first guess, for a person to look at: in one line, since when, and the status of what is concerned, by code."""

    title: str
    since: datetime
    components: Mapping[str, ComponentStatus]


def beginning_of(ticket: Ticket, now: datetime) -> Beginning:
    """What a ticket tells of an incident.

    It began when measurement says so, else when the customer does, else with the ticket. Concerned is what was measured
    to be down, else the service that the customer names, else the only one of the agreement: of several, none is
    guessed.
    """
    title = ticket.subject[:LONGEST_TITLE]
    outage = outage_of(ticket.pk)
    if outage is not None:
        since = utc_from_seconds(outage.since)
        return Beginning(title, since, dict.fromkeys(_down(outage.measure, since, now), "major_outage"))
    intake = _intake(ticket)
    began = instant_said(str(intake.get("began_at", "")))
    since = began if began is not None and began <= now else utc_from_seconds(ticket.opened_at)
    concerned = _concerned(ticket.version.agreement, str(intake.get("service", "")))
    return Beginning(title, since, dict.fromkeys(concerned, "degraded_performance"))


def _down(measure: str, since: datetime, now: datetime) -> list[str]:
    tree = {each.key: each for each in services()}
    component = component_of(measure, tree)
    if component is None:
        return []
    return down_members(component, tree.values(), since, now) if component.is_group else [component.code]


def _intake(ticket: Ticket) -> Mapping[str, object]:
    """The fields that the agreement asks for, as the opening of the ticket tells them."""
    data = TicketEvent.objects.filter(ticket=ticket, kind="opened").values_list("data", flat=True).first()
    told = data.get("intake") if data else None
    return told if isinstance(told, dict) else {}


def _concerned(agreement: str, said: str) -> list[str]:
    """The code of the component that a customer names, or of the only one; none where that does not say which."""
    rows = list(Component.objects.filter(agreement=agreement, is_group=False, feature="", retired_at=None))
    named = [row.code for row in rows if said and said.casefold() in {row.name.casefold(), row.service.casefold()}]
    return named[:1] or ([rows[0].code] if len(rows) == 1 else [])
