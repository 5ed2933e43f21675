"""Operations on incidents: opening, posting, correcting, linking tickets; and what measurement proposes."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query
from pydantic import Field

from upheld.server.access.actor import Actor
from upheld.server.api.bodies import Body, Number
from upheld.server.api.calling import actor_in
from upheld.server.api.incident_records import (
    IncidentPage,
    IncidentRecord,
    ProposalList,
    ProposalRecord,
    incident_record,
    proposal_record,
)
from upheld.server.api.matching import expected_sequence
from upheld.server.api.operations import IF_MATCH, Operation, Operations
from upheld.server.api.paging import DEFAULT, MOST, latest_first
from upheld.server.api.replies import Reply
from upheld.server.api.times import Instant
from upheld.server.incidents.models import Incident, Proposal
from upheld.server.incidents.posting import NewIncident, Post, correct, link_ticket, open_incident, post_update
from upheld.server.incidents.proposing import accept, dismiss
from upheld.server.incidents.vocabulary import OVER, ComponentStatus, Impact, IncidentStatus
from upheld.server.present import present

incidents = Operations("incidents")
Code = Annotated[str, Path(max_length=12)]
Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[str, Query(max_length=300)]
Text = Annotated[str, Field(max_length=20_000)]
Components = Annotated[dict[str, ComponentStatus], Field(max_length=500)]
Destinations = Annotated[list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=500)]


class IncidentBody(Body):
    """An incident to be opened; `components` by code, `started_at` when it began, where that is known."""

    title: Annotated[str, Field(max_length=200)]
    body: Text
    status: IncidentStatus = "investigating"
    impact: Impact | None = None
    components: Components = Field(default_factory=dict)
    destinations: Destinations = Field(default_factory=list)
    started_at: Instant | None = None

    def made(self) -> NewIncident:
        """As the domain takes it."""
        return NewIncident(
            self.title, self.body, self.status, self.impact, self.components, tuple(self.destinations), self.started_at
        )


class UpdateBody(Body):
    """A post: what is new; without a status it stays as it is."""

    body: Text
    status: IncidentStatus | Literal[""] = ""
    impact: Impact | None = None
    components: Components = Field(default_factory=dict)


class CorrectionBody(Body):
    """New words for a post, by its number; the former ones stay on record."""

    post: Annotated[int, Field(ge=1, le=2**31 - 1)]
    body: Text


class LinkBody(Body):
    """A ticket that an incident is about."""

    ticket: Annotated[int, Field(ge=1, le=2**63 - 1)]


class DismissalBody(Body):
    """Why there is nothing to tell."""

    because: Annotated[str, Field(max_length=500)]


@incidents.get("/incidents", Operation("incident.read", IncidentPage))
def list_incidents(
    request: HttpRequest,
    status: Literal["all", "open"] = "all",
    limit: Limit = DEFAULT,
    cursor: Cursor = "",
) -> Reply:
    """Incidents, the newest first."""
    rows = _rows().exclude(status__in=OVER) if status == "open" else _rows()
    found, more = latest_first(rows, limit, cursor)
    return Reply(IncidentPage(items=[incident_record(each, actor_in(request)) for each in found], next=more))


@incidents.post("/incidents", Operation("incident.write", IncidentRecord, HTTPStatus.CREATED))
def create_incident(request: HttpRequest, body: IncidentBody) -> Reply:
    """Open an incident with its first post."""
    actor = actor_in(request)
    made = open_incident(body.made(), actor, present())
    return Reply(incident_record(made, actor), HTTPStatus.CREATED, {"Location": f"/api/v1/incidents/{made.code}"})


@incidents.get("/incidents/{code}", Operation("incident.read", IncidentRecord))
def get_incident(request: HttpRequest, code: Code) -> Reply:
    """One incident with its posts; its ETag is the number of the latest."""
    row = incident_coded(code)
    return Reply(incident_record(row, actor_in(request)), headers={"ETag": f'"{row.sequence}"'})


@incidents.post(
    "/incidents/{code}/updates", Operation("incident.write", IncidentRecord, HTTPStatus.CREATED, (IF_MATCH,))
)
def post_incident_update(request: HttpRequest, code: Code, body: UpdateBody) -> Reply:
    """Post an update."""
    incident_coded(code)
    expected = expected_sequence(request.headers.get("If-Match", ""))
    post = Post(body.body, body.status, body.components, body.impact)
    actor = actor_in(request)
    return _changed(post_update(code, post, actor, present(), expected), actor)


@incidents.post("/incidents/{code}/corrections", Operation("incident.write", IncidentRecord, HTTPStatus.CREATED))
def correct_incident_post(request: HttpRequest, code: Code, body: CorrectionBody) -> Reply:
    """Correct a post: readers see the new words, and that they were corrected."""
    incident_coded(code)
    actor = actor_in(request)
    return _changed(correct(code, body.post, body.body, actor, present()), actor)


@incidents.post("/incidents/{code}/tickets", Operation("incident.write", IncidentRecord, HTTPStatus.CREATED))
def link_incident_ticket(request: HttpRequest, code: Code, body: LinkBody) -> Reply:
    """Note that a ticket is about an incident."""
    incident_coded(code)
    actor = actor_in(request)
    link_ticket(code, body.ticket, actor, present())
    return _changed(incident_coded(code), actor)


@incidents.get("/incident-proposals", Operation("incident.read", ProposalList))
def list_incident_proposals(
    request: HttpRequest,  # noqa: ARG001 - every operation is handed its request
    status: Literal["open", "accepted", "dismissed"] = "open",
) -> Reply:
    """What measurement proposes, the newest first; at most 200."""
    rows = Proposal.objects.filter(status=status).select_related("component", "incident").order_by("-pk")[:MOST]
    return Reply(ProposalList(items=[proposal_record(each) for each in rows]))


@incidents.post("/incident-proposals/{number}/accept", Operation("incident.write", IncidentRecord, HTTPStatus.CREATED))
def accept_incident_proposal(request: HttpRequest, number: Number, body: IncidentBody) -> Reply:
    """Open the incident that somebody has written for a proposal; it began when measured, unless it says else."""
    row = _proposal(number)
    told = body if body.started_at is not None else body.model_copy(update={"started_at": row.since})
    actor = actor_in(request)
    return _changed(accept(row, told.made(), actor, present()), actor)


@incidents.post("/incident-proposals/{number}/dismiss", Operation("incident.write", ProposalRecord))
def dismiss_incident_proposal(request: HttpRequest, number: Number, body: DismissalBody) -> Reply:
    """Turn a proposal down, and say why."""
    return Reply(proposal_record(dismiss(_proposal(number), body.because, actor_in(request), present())))


def incident_coded(code: str, kind: str = "incident") -> Incident:
    """The incident of a code. Raises Http404."""
    return get_object_or_404(Incident, code=code, kind=kind)


def _proposal(number: int) -> Proposal:
    return get_object_or_404(Proposal.objects.select_related("component", "incident"), pk=number)


def _rows() -> QuerySet[Incident]:
    return Incident.objects.filter(kind="incident").prefetch_related("events", "linked_tickets")


def _changed(row: Incident, actor: Actor) -> Reply:
    return Reply(incident_record(row, actor), HTTPStatus.CREATED, {"ETag": f'"{row.sequence}"'})
