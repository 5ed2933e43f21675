"""Posting: an incident is its posts, and changes by them alone; a correction is a new post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import cast

from django.db import transaction

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor, system
from upheld.server.audit.trail import Act, note
from upheld.server.desk.models import Ticket
from upheld.server.desk.recording import Stale
from upheld.server.incidents.codes import new_code
from upheld.server.incidents.models import Component, Incident, IncidentEvent, LinkedTicket
from upheld.server.incidents.vocabulary import (
    COMPONENT_STATUSES,
    IMPACTS,
    INCIDENT_STATUSES,
    MAINTENANCE_STATUSES,
    OVER,
    ComponentStatus,
    Impact,
    impact_of,
)
from upheld.server.jobs.queue import add
from upheld.wording import say

CHANGED = "incidents.changed"
"""The kind of work that is queued with every change, and when it was (`at`); the room that shows incidents does it."""

ASKED = Place("request")
LONGEST_TITLE, LONGEST_BODY = 200, 20_000
CLOCK = system("maintenance clock")
"""Who writes what a maintenance does by itself."""

UNSHOWN = ("correction", "reminder")
"""The kinds of events that are no posts of their own on a page."""
_NONE: Mapping[str, ComponentStatus] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class NewIncident:
    """What an incident is opened with. `components`: by code, the status of each that is concerned.

    `started_at` is when it began, as far as is known: a post is later, and never taken for it.
    """

    title: str
    body: str
    status: str = "investigating"
    impact: Impact | None = None
    components: Mapping[str, ComponentStatus] = field(default_factory=lambda: _NONE)
    destinations: tuple[str, ...] = ()
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post on an incident: what is new. An empty status leaves it as it is.

    Without an impact it rises with the worst component, where nobody has given the incident another one.
    """

    body: str
    status: str = ""
    components: Mapping[str, ComponentStatus] = field(default_factory=lambda: _NONE)
    impact: Impact | None = None
    kind: str = "update"
    data: Mapping[str, object] = field(default_factory=dict)


def open_incident(new: NewIncident, actor: Actor, now: datetime) -> Incident:
    """Open an incident with its first post. Raises `upheld.Refused` with every fault."""
    problems = [*_opening_faults(new, now), *body_faults(new.body), *component_faults(new.components)]
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        row = Incident.objects.create(
            code=new_code(), title=new.title.strip(), status=new.status, impact="none",
            destinations=list(new.destinations), started_at=new.started_at or now, created_at=now, updated_at=now,
        )  # fmt: skip
        impact = new.impact or impact_of(new.components.values())
        opened = Post(new.body, new.status, new.components, impact, "opened")
        add_post(row, opened, actor, now)
    return row


def post_update(code: str, post: Post, actor: Actor, now: datetime, expected: int | None = None) -> Incident:
    """Post an update. Raises `upheld.Refused` with every fault, Incident.DoesNotExist for a code that nothing has.

    With `expected`, the sequence of the latest post that the caller knows, Stale is raised where there is a later one.
    """
    with transaction.atomic():
        row = Incident.objects.select_for_update().get(code=code)
        if expected is not None and expected != row.sequence:
            raise Stale(f"incident {code} is at post {row.sequence}, not {expected}")
        problems = [*_status_faults(row, post), *body_faults(post.body), *component_faults(post.components)]
        if problems:
            raise Refused(problems)
        add_post(row, post, actor, now)
    return row


def correct(code: str, sequence: int, body: str, actor: Actor, now: datetime) -> Incident:
    """Correct a post: a new fact. Readers see the new words at the old place, and that they were corrected."""
    with transaction.atomic():
        row = Incident.objects.select_for_update().get(code=code)
        problems = [*body_faults(body)]
        if not row.events.filter(sequence=sequence).exclude(kind__in=UNSHOWN).exists():
            problems.append(Problem(ASKED, "corrects", say("there is no post {number}", number=sequence)))
        if problems:
            raise Refused(problems)
        add_post(row, Post(body, kind="correction", data={"corrects": sequence}), actor, now)
    return row


def link_ticket(code: str, number: int, actor: Actor, now: datetime) -> LinkedTicket:
    """Note that a ticket is about an incident. Raises `upheld.Refused` where there is no such ticket."""
    with transaction.atomic():
        row = Incident.objects.get(code=code)
        ticket = Ticket.objects.visible_to(actor).filter(pk=number).first()
        if ticket is None:
            raise Refused([Problem(ASKED, "ticket", say("there is no ticket {number}", number=number))])
        there = LinkedTicket.objects.filter(incident=row, ticket=ticket).first()
        if there is not None:
            return there
        made = LinkedTicket.objects.create(incident=row, ticket=ticket, at=now, actor=actor.id)
        note(Act("incident.link", "incident", code, ticket.account_id, after={"ticket": number}), actor.id, now)
    return made


def add_post(row: Incident, post: Post, actor: Actor, now: datetime) -> IncidentEvent:
    """Write one post to a row that the caller has locked or just made, and work the row out anew."""
    before = incident_record(row) if row.sequence else None
    status = post.status or row.status
    changes = _changes(row, post, status)
    impact = post.impact or _impact(row, changes)
    event = IncidentEvent.objects.create(
        incident=row, sequence=row.sequence + 1, code=new_code(), kind=post.kind, status=status,
        impact=impact, body=post.body.strip(), components=changes, data=dict(post.data), at=now, actor=actor.id,
    )  # fmt: skip
    fold(row, event)
    row.save()
    act = Act(f"{row.kind}.{post.kind}", row.kind, row.code, before=before, after=incident_record(row))
    note(act, actor.id, now)
    add(CHANGED, now, at=now.isoformat())
    return event


def _impact(row: Incident, changes: Iterable[Mapping[str, str]]) -> Impact:
    """The impact of an incident after a post that says none: that of the worst told of any component so far.

    It never falls, and stays where somebody has given another one than the components do.
    """
    held, given = cast("Impact", row.impact), [cast("ComponentStatus", each["new_status"]) for each in changes]
    if row.kind != "incident" or not given:
        return held
    told = [each["new_status"] for event in row.events.values_list("components", flat=True) for each in event]
    return impact_of([*told, *given]) if held == impact_of(told) else held


def fold(row: Incident, event: IncidentEvent) -> None:
    """Take one post into the index: folded over all of them, it gives the row."""
    row.sequence = event.sequence
    if event.kind != "reminder":
        # What is shown on no page changes nothing there: readers of feeds would look for news in vain.
        row.updated_at = event.at
    if event.kind in UNSHOWN:
        return
    over, was_over = event.status in OVER, row.status in OVER
    row.status, row.impact = event.status, event.impact
    given = {each["code"]: each["new_status"] for each in event.components}
    row.components = {**row.components, **given}
    if event.status == "monitoring":
        row.monitoring_at = event.at
    if over and (row.resolved_at is None or not was_over):
        row.resolved_at = event.at
    elif not over:
        row.resolved_at = None


def incident_record(row: Incident) -> dict[str, object]:
    """What the audit trail's digest of an incident is taken of."""
    names = ("code", "title", "status", "impact", "components", "destinations", "sequence", "started_at")
    return {name: getattr(row, name) for name in names}


def component_faults(components: Mapping[str, ComponentStatus]) -> list[Problem]:
    """What is wrong with components that are named: unknown codes, groups, words that are no status."""
    known = set(Component.objects.filter(code__in=components, is_group=False).values_list("code", flat=True))
    unknown = sorted(set(components) - known)
    found = [Problem(ASKED, "components", say("there is no component `{name}`", name=code[:40])) for code in unknown]
    words = sorted({str(status) for status in components.values()} - set(COMPONENT_STATUSES))
    mend = say("one of: {known}", known=", ".join(COMPONENT_STATUSES))
    return [
        *found,
        *(Problem(ASKED, "components", say("`{name}` is no status", name=word[:40]), mend) for word in words),
    ]


def body_faults(body: str) -> list[Problem]:
    """What is wrong with the words of a post."""
    if not body.strip():
        return [Problem(ASKED, "body", say("say what there is to know"))]
    return [Problem(ASKED, "body", _at_most(LONGEST_BODY))] if len(body) > LONGEST_BODY else []


def title_faults(title: str) -> list[Problem]:
    """What is wrong with a title."""
    if not title.strip():
        return [Problem(ASKED, "title", say("say in one line what it is about"))]
    return [Problem(ASKED, "title", _at_most(LONGEST_TITLE))] if len(title) > LONGEST_TITLE else []


def _at_most(characters: int) -> str:
    return say("at most {count} characters", count=characters)


def _opening_faults(new: NewIncident, now: datetime) -> list[Problem]:
    found = title_faults(new.title)
    if new.status not in INCIDENT_STATUSES:
        found.append(Problem(ASKED, "status", say("one of: {known}", known=", ".join(INCIDENT_STATUSES))))
    if new.impact is not None and new.impact not in IMPACTS:
        found.append(Problem(ASKED, "impact", say("one of: {known}", known=", ".join(IMPACTS))))
    if new.started_at is not None and new.started_at > now:
        found.append(Problem(ASKED, "started_at", say("an incident begins before it is told of")))
    return found


def _status_faults(row: Incident, post: Post) -> list[Problem]:
    known = INCIDENT_STATUSES if row.kind == "incident" else MAINTENANCE_STATUSES
    if post.status and post.status not in known:
        return [Problem(ASKED, "status", say("one of: {known}", known=", ".join(known)))]
    if post.status == "postmortem" and row.status not in OVER:
        return [Problem(ASKED, "status", say("a post-mortem follows when the incident is resolved"))]
    return []


def _changes(row: Incident, post: Post, status: str) -> list[dict[str, str]]:
    """What a post changes of components; with the end of an incident, all of them are operational again."""
    given: dict[str, ComponentStatus] = dict(post.components)
    if status in OVER and post.kind != "correction":
        given |= {code: "operational" for code in row.components if code not in given}
    names = dict(Component.objects.filter(code__in=given).values_list("code", "name"))
    return [
        {
            "code": code, "name": names[code], "old_status": row.components.get(code, "operational"),
            "new_status": new,
        }
        for code, new in given.items()
        if row.components.get(code) != new
    ]  # fmt: skip
