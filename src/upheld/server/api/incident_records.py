"""How incidents, maintenance, their posts, components and proposals are told over the API."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, cast

from pydantic import BaseModel, Field

from upheld.server.access.actor import Actor
from upheld.server.incidents.models import Component, GivenNotice, Incident, Maintenance, Proposal
from upheld.server.incidents.vocabulary import ComponentStatus, Impact, Sort, Visibility
from upheld.server.installed import installation

Code = Annotated[str, Field(max_length=12)]


class PostRecord(BaseModel):
    """A post; `corrects` is the number of the one that it corrects."""

    number: int
    kind: str
    status: str
    impact: str
    body: str
    components: list[dict[str, str]]
    at: dt.datetime
    actor: str
    corrects: int | None


class IncidentRecord(BaseModel):
    """An incident with its posts; `components` is the status that it gives to each, by code."""

    code: str
    title: str
    status: str
    impact: Impact
    components: dict[str, ComponentStatus]
    destinations: list[str]
    started_at: dt.datetime
    created_at: dt.datetime
    updated_at: dt.datetime
    resolved_at: dt.datetime | None
    tickets: list[int]
    posts: list[PostRecord]
    page: str


class IncidentPage(BaseModel):
    """A page of incidents, the newest first; `next` is the cursor of the one after it."""

    items: list[IncidentRecord]
    next: str | None


class NoticeRecord(BaseModel):
    """The notice that an account got: what its agreement asks, until when, and whether it was given by then.

    `in_time` is null where the agreement asks for none, or names no time.
    """

    account: str
    announced_at: dt.datetime
    addresses: int
    agreement: str
    asked: str
    clause: str
    latest: dt.datetime | None
    in_time: bool | None
    because: str


class MaintenanceRecord(IncidentRecord):
    """A maintenance: its window, of which sort it is, when it took place, and the notices that were given of it."""

    sort: Sort
    begins: dt.datetime
    ends: dt.datetime
    began: dt.datetime | None
    ended: dt.datetime | None
    announced_at: dt.datetime | None
    short_because: str
    upstream: str
    upstream_told_at: dt.datetime | None
    upstream_silent: bool
    cause: str
    begins_by_itself: bool
    ends_by_itself: bool
    remind_minutes: int | None
    notices: list[NoticeRecord]


class MaintenancePage(BaseModel):
    """A page of maintenances, the newest first."""

    items: list[MaintenanceRecord]
    next: str | None


class ComponentRecord(BaseModel):
    """A component; `agreement`, `service` and `feature` say where it comes from, all empty for one of our own."""

    code: str
    name: str
    description: str
    group: str
    is_group: bool
    position: int
    visibility: Visibility
    status: ComponentStatus
    agreement: str
    service: str
    feature: str
    retired_at: dt.datetime | None


class ComponentList(BaseModel):
    """Every component, in the order in which they are shown."""

    items: list[ComponentRecord]


class ProposalRecord(BaseModel):
    """An incident that measurement proposes, and what became of the proposal."""

    id: int
    title: str
    component: str
    since: dt.datetime
    evidence: dict[str, Any]
    status: str
    made_at: dt.datetime
    decided_at: dt.datetime | None
    because: str
    incident: str


class ProposalList(BaseModel):
    """Proposals, the newest first."""

    items: list[ProposalRecord]


def incident_record(row: Incident, actor: Actor) -> IncidentRecord:
    """An incident as the API tells it to somebody."""
    return IncidentRecord(**_told(row, actor))


def maintenance_record(row: Maintenance, actor: Actor) -> MaintenanceRecord:
    """A maintenance as the API tells it to somebody."""
    notices = GivenNotice.objects.visible_to(actor).filter(maintenance=row).select_related("account").order_by("pk")
    return MaintenanceRecord(
        **_told(row.incident, actor), sort=cast("Sort", row.sort), begins=row.begins, ends=row.ends, began=row.began,
        ended=row.ended, announced_at=row.announced_at, short_because=row.short_because, upstream=row.upstream,
        upstream_told_at=row.upstream_told_at, upstream_silent=row.upstream_silent, cause=row.cause,
        begins_by_itself=row.begins_by_itself, ends_by_itself=row.ends_by_itself, remind_minutes=row.remind_minutes,
        notices=[notice_record(each) for each in notices],
    )  # fmt: skip


def notice_record(row: GivenNotice) -> NoticeRecord:
    """A notice that was given, as the API tells it."""
    return NoticeRecord(
        account=row.account.slug, announced_at=row.announced_at, addresses=row.addresses, agreement=row.agreement,
        asked=row.asked, clause=row.clause, latest=row.latest, in_time=row.in_time, because=row.because,
    )  # fmt: skip


def component_record(row: Component, status: ComponentStatus) -> ComponentRecord:
    """A component as the API tells it."""
    return ComponentRecord(
        code=row.code, name=row.name, description=row.description, group=row.group.code if row.group else "",
        is_group=row.is_group, position=row.position, visibility=cast("Visibility", row.visibility), status=status,
        agreement=row.agreement, service=row.service, feature=row.feature, retired_at=row.retired_at,
    )  # fmt: skip


def proposal_record(row: Proposal) -> ProposalRecord:
    """A proposal as the API tells it."""
    return ProposalRecord(
        id=row.pk, title=row.title, component=row.component.code if row.component else "", since=row.since,
        evidence=row.evidence, status=row.status, made_at=row.made_at, decided_at=row.decided_at, because=row.because,
        incident=row.incident.code if row.incident else "",
    )  # fmt: skip


def _told(row: Incident, actor: Actor) -> dict[str, Any]:
    events = sorted(row.events.all(), key=lambda each: each.sequence)
    posts = [
        PostRecord(
            number=each.sequence, kind=each.kind, status=each.status, impact=each.impact, body=each.body,
            components=each.components, at=each.at, actor=each.actor, corrects=each.data.get("corrects"),
        )
        for each in events
    ]  # fmt: skip
    names = ("code", "title", "status", "impact", "components", "destinations", "started_at", "created_at",
             "updated_at", "resolved_at")  # fmt: skip
    linked = row.linked_tickets.all()
    seen = linked if actor.account is None else linked.filter(ticket__account=actor.account)
    tickets = sorted(each.ticket_id for each in seen)
    return {
        **{name: getattr(row, name) for name in names}, "tickets": tickets, "posts": posts,
        "page": f"{installation().base_url}/status/incidents/{row.code}",
    }  # fmt: skip
