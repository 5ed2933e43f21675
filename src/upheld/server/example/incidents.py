"""The example's incidents and maintenance: what measurement proposed, and what the provider wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from upheld.server.desk.acts import Said
from upheld.server.desk.models import Ticket
from upheld.server.example.happening import Happening
from upheld.server.example.provider import TEAM, Cast
from upheld.server.example.telemetry import FAILED_AGO, OUR_OWN
from upheld.server.example.tickets import act
from upheld.server.figures.breaches import open_breaches
from upheld.server.figures.looking import Look, look
from upheld.server.figures.monitoring import MONITORING
from upheld.server.incidents.announcing import announce
from upheld.server.incidents.components import adopt_components
from upheld.server.incidents.maintenance import NewMaintenance, schedule
from upheld.server.incidents.models import Component, Proposal
from upheld.server.incidents.posting import NewIncident, Post, link_ticket, open_incident, post_update
from upheld.server.incidents.proposing import accept, propose
from upheld.server.incidents.taking_place import go_on
from upheld.server.incidents.vocabulary import ComponentStatus, MaintenanceStatus


@dataclass(slots=True)
class Told:
    """An incident or maintenance in the making: its code, once it has one; who writes."""

    cast: Cast
    code: str = ""

    def update(self, after: datetime, post: Post) -> Happening:
        """A post on it at an instant."""
        return Happening(after, lambda at: post_update(self.code, post, self.cast.lead, at))

    def goes_on(self, after: datetime, to: MaintenanceStatus, body: str) -> Happening:
        """A further state of a maintenance, from an instant on."""
        return Happening(after, lambda at: go_on(self.code, to, body, at, (self.cast.lead, at)))


def incidents(cast: Cast, now: datetime) -> Iterator[Happening]:
    """An incident that is over, a maintenance that is over and one ahead, and today's, which measurement proposed."""
    yield Happening(now - timedelta(days=60), adopt_components)
    yield from _over(Told(cast), now - timedelta(days=6, hours=3))
    yield from _maintained(Told(cast), _at_night(now - timedelta(days=12)))
    yield from _ahead(Told(cast), now - timedelta(days=1), _at_night(now + timedelta(days=8)))
    yield from _today(Told(cast), now - FAILED_AGO)


def component(agreement: str) -> str:
    """The code of the first component of an agreement."""
    rows = Component.objects.filter(agreement=agreement, is_group=False).order_by("position")
    return rows.values_list("code", flat=True)[0]


def _over(told: Told, begins: datetime) -> Iterator[Happening]:
    def opened(at: datetime) -> None:
        body = "Requests fail in part. We are looking for the cause."
        new = NewIncident("Requests fail in part", body, components=_with("api2task", "partial_outage"))
        told.code = open_incident(new, told.cast.lead, at).code

    def ended(at: datetime) -> None:
        post = Post("All requests are answered again.", "resolved", _with("api2task", "operational"))
        post_update(told.code, post, told.cast.lead, at)

    yield Happening(begins, opened)
    found = "A database node ran out of connections; it is being replaced."
    yield told.update(begins + timedelta(minutes=24), Post(found, "identified"))
    yield Happening(begins + timedelta(minutes=71), ended)


def _maintained(told: Told, begins: datetime) -> Iterator[Happening]:
    yield _scheduled(told, "Faster storage", "Calls may fail for some seconds.", begins - timedelta(days=6), begins)
    yield told.goes_on(begins + timedelta(minutes=4), "in_progress", "We have begun.")
    yield told.goes_on(begins + timedelta(minutes=83), "completed", "Everything is on the new storage.")


def _ahead(told: Told, announced: datetime, begins: datetime) -> Iterator[Happening]:
    body = "Calls may be slow for some minutes while traffic moves over."
    yield _scheduled(told, "New database servers", body, announced, begins)


def _scheduled(told: Told, title: str, body: str, announced: datetime, begins: datetime) -> Happening:
    def do(at: datetime) -> None:
        ends = begins + timedelta(hours=2)
        new = NewMaintenance(title, body, begins, ends, components=(component(OUR_OWN),))
        told.code = schedule(new, told.cast.lead, at).incident.code
        announce(told.code, "", told.cast.lead, at)

    return Happening(announced, do)


def _today(told: Told, began: datetime) -> Iterator[Happening]:
    def measured(at: datetime) -> None:
        look(Look(OUR_OWN, at))
        open_breaches(OUR_OWN, at)
        propose(at)

    def accepted(at: datetime) -> None:
        body = "Requests to our API have been failing for some minutes. We are looking for the cause."
        new = NewIncident("The API answers with errors", body, "investigating", None, _with(OUR_OWN), (), began)
        proposal = Proposal.objects.get(status="open", component__agreement=OUR_OWN)
        told.code = accept(proposal, new, told.cast.lead, at).code
        for ticket in _found():
            link_ticket(told.code, ticket.pk, told.cast.lead, at)

    def well(at: datetime) -> None:
        body = "The release is taken back, and requests are answered again. We keep watching."
        post = Post(body, "monitoring", _with(OUR_OWN, "degraded_performance"))
        post_update(told.code, post, told.cast.lead, at)

    yield Happening(began + timedelta(minutes=6), measured)
    yield Happening(began + timedelta(minutes=9), accepted)
    yield from _worked(told.cast, began)
    found = "The release of an hour ago does not free its connections. We are taking it back."
    yield told.update(began + timedelta(minutes=24), Post(found, "identified"))
    yield Happening(began + timedelta(minutes=40), well)


def _worked(cast: Cast, began: datetime) -> Iterator[Happening]:
    """What is done to the tickets that monitoring opened."""
    seen = "We see it ourselves. The status page tells you how it goes on."
    back = "Requests have been answered again for some minutes. We keep watching, and will tell you the cause."

    def taken(at: datetime) -> None:
        for ticket in _found():
            act(ticket.pk, Said("assign", {"to": TEAM[1][0]}), cast.lead, at)
            act(ticket.pk, Said("acknowledge", {"how": "notice", "text": seen}), cast.agents[0], at)

    def told(at: datetime) -> None:
        for ticket in _found():
            act(ticket.pk, Said("message", {"how": "notice", "text": back}), cast.agents[0], at)

    yield Happening(began + timedelta(minutes=11), taken)
    yield Happening(began + timedelta(minutes=43), told)


def _found() -> list[Ticket]:
    """The tickets that monitoring opened for what is down, the first one first."""
    return list(Ticket.objects.filter(channel=MONITORING, version__agreement=OUR_OWN, priority="p1").order_by("pk"))


def _at_night(day: datetime) -> datetime:
    return day.replace(hour=1, minute=0, second=0, microsecond=0)


def _with(agreement: str, status: ComponentStatus = "major_outage") -> dict[str, ComponentStatus]:
    return {component(agreement): status}
