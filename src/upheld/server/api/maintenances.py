"""Operations on maintenance: scheduling, announcing, what became of it; and on the components that are told of."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from pydantic import Field

from upheld.server.api.bodies import Body
from upheld.server.api.calling import actor_in
from upheld.server.api.incident_records import (
    ComponentList,
    ComponentRecord,
    MaintenancePage,
    MaintenanceRecord,
    component_record,
    maintenance_record,
)
from upheld.server.api.incidents import Code, Cursor, Destinations, Limit, Text, incident_coded
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.paging import DEFAULT, latest_first
from upheld.server.api.replies import Reply
from upheld.server.api.times import Instant
from upheld.server.incidents.announcing import announce
from upheld.server.incidents.components import Shown, add_component, show_component, statuses
from upheld.server.incidents.maintenance import (
    MOST_MINUTES,
    ByTheClock,
    NewMaintenance,
    Upstream,
    reschedule,
    schedule,
    set_clock,
    tell_upstream,
)
from upheld.server.incidents.models import Component, Maintenance
from upheld.server.incidents.posting import Post, correct, post_update
from upheld.server.incidents.taking_place import go_on
from upheld.server.incidents.vocabulary import Sort, Visibility
from upheld.server.present import present

maintenances = Operations("maintenances")
Line = Annotated[str, Field(max_length=200)]


class UpstreamBody(Body):
    """Whose maintenance it is, and when they told us (`upstream_told_at`), or that they did not (`upstream_silent`)."""

    upstream: Line = ""
    upstream_told_at: Instant | None = None
    upstream_silent: bool = False

    def made(self) -> Upstream:
        """As the domain takes it."""
        return Upstream(self.upstream, self.upstream_told_at, self.upstream_silent)


class ClockBody(Body):
    """What a maintenance does by itself: begin and end at the ends of its window, remind so many minutes before it."""

    begins_by_itself: bool = False
    ends_by_itself: bool = False
    remind_minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)] | None = None

    def clock(self) -> ByTheClock:
        """As the domain takes it."""
        return ByTheClock(self.begins_by_itself, self.ends_by_itself, self.remind_minutes)


class MaintenanceBody(UpstreamBody, ClockBody):
    """A maintenance to be scheduled; `components` are the codes of those that it touches.

    `cause` names the exclusion of the agreements under which it is recorded when it took place; empty for the one that
    fits its sort.
    """

    title: Line
    body: Text
    begins: Instant
    ends: Instant
    sort: Sort = "planned"
    components: Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=500)] = Field(
        default_factory=list
    )
    destinations: Destinations = Field(default_factory=list)
    cause: Annotated[str, Field(max_length=100)] = ""


class AnnouncementBody(Body):
    """Why a notice that is shorter than agreed was not practicable earlier; empty where it is not shorter."""

    because: Annotated[str, Field(max_length=1000)] = ""


class ProgressBody(Body):
    """The state that a maintenance has come to, and when it did; now, where that is not said."""

    status: Literal["in_progress", "verifying", "completed", "cancelled"]
    body: Text
    at: Instant | None = None


class WindowBody(Body):
    """A new window for a maintenance that has not begun."""

    begins: Instant
    ends: Instant
    body: Text


class WordsBody(Body):
    """A post that changes no state; with `corrects`, new words for an earlier one, by its number."""

    body: Text
    corrects: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class ComponentBody(Body):
    """How a component is shown; what is left out stays as it is. `group` is the code of one, empty for none."""

    name: Line | None = None
    description: Annotated[str, Field(max_length=500)] | None = None
    position: Annotated[int, Field(ge=0, le=100_000)] | None = None
    visibility: Visibility | None = None
    group: Annotated[str, Field(max_length=12)] | None = None

    def made(self) -> Shown:
        """As the domain takes it."""
        return Shown(self.name, self.description, self.position, self.visibility, self.group)


class NewComponentBody(ComponentBody):
    """A component that no agreement names; with `is_group`, one that holds others."""

    is_group: bool = False


@maintenances.get("/maintenances", Operation("incident.read", MaintenancePage))
def list_maintenances(
    request: HttpRequest,
    limit: Limit = DEFAULT,
    cursor: Cursor = "",
) -> Reply:
    """Maintenances, the newest first."""
    rows = Maintenance.objects.select_related("incident").prefetch_related(
        "incident__events", "incident__linked_tickets"
    )
    found, more = latest_first(rows, limit, cursor)
    return Reply(MaintenancePage(items=[_record(each, request) for each in found], next=more))


@maintenances.post("/maintenances", Operation("incident.write", MaintenanceRecord, HTTPStatus.CREATED))
def create_maintenance(request: HttpRequest, body: MaintenanceBody) -> Reply:
    """Schedule a maintenance. It is on the status page at once; accounts are told when it is announced."""
    new = NewMaintenance(
        body.title, body.body, body.begins, body.ends, body.sort, tuple(body.components), tuple(body.destinations),
        body.made(), body.cause, body.clock(),
    )  # fmt: skip
    made = schedule(new, actor_in(request), present())
    return Reply(_record(made, request), HTTPStatus.CREATED, {"Location": f"/api/v1/maintenances/{made.incident.code}"})


@maintenances.get("/maintenances/{code}", Operation("incident.read", MaintenanceRecord))
def get_maintenance(request: HttpRequest, code: Code) -> Reply:
    """One maintenance with its posts and the notices given of it."""
    return Reply(_record(_maintenance(code), request))


@maintenances.post("/maintenances/{code}/announce", Operation("incident.write", MaintenanceRecord, HTTPStatus.CREATED))
def announce_maintenance(request: HttpRequest, code: Code, body: AnnouncementBody) -> Reply:
    """Tell the accounts concerned by e-mail; refused with the clauses where it is too late and nobody says why."""
    _maintenance(code)
    announce(code, body.because, actor_in(request), present())
    return Reply(_record(_maintenance(code), request), HTTPStatus.CREATED)


@maintenances.post("/maintenances/{code}/progress", Operation("incident.write", MaintenanceRecord, HTTPStatus.CREATED))
def progress_maintenance(request: HttpRequest, code: Code, body: ProgressBody) -> Reply:
    """Say that it begins, is verified, is completed or called off; a completed one is recorded as an exclusion."""
    _maintenance(code)
    now = present()
    made = go_on(code, body.status, body.body, body.at or now, (actor_in(request), now))
    return Reply(_record(made, request), HTTPStatus.CREATED)


@maintenances.post("/maintenances/{code}/window", Operation("incident.write", MaintenanceRecord, HTTPStatus.CREATED))
def move_maintenance(request: HttpRequest, code: Code, body: WindowBody) -> Reply:
    """Move the window of one that has not begun; it is to be announced again."""
    _maintenance(code)
    made = reschedule(code, body.begins, body.ends, body.body, (actor_in(request), present()))
    return Reply(_record(made, request), HTTPStatus.CREATED)


@maintenances.post("/maintenances/{code}/clock", Operation("incident.write", MaintenanceRecord))
def set_maintenance_clock(request: HttpRequest, code: Code, body: ClockBody) -> Reply:
    """Say what one that is not over does by itself: begin, end, and remind of its beginning."""
    _maintenance(code)
    return Reply(_record(set_clock(code, body.clock(), actor_in(request), present()), request))


@maintenances.post("/maintenances/{code}/upstream", Operation("incident.write", MaintenanceRecord, HTTPStatus.CREATED))
def tell_maintenance_upstream(request: HttpRequest, code: Code, body: UpstreamBody) -> Reply:
    """Put on record whether and when somebody upstream gave notice."""
    _maintenance(code)
    return Reply(_record(tell_upstream(code, body.made(), actor_in(request), present()), request), HTTPStatus.CREATED)


@maintenances.post("/maintenances/{code}/updates", Operation("incident.write", MaintenanceRecord, HTTPStatus.CREATED))
def post_maintenance_update(request: HttpRequest, code: Code, body: WordsBody) -> Reply:
    """Post an update, or correct an earlier post."""
    _maintenance(code)
    actor, now = actor_in(request), present()
    if body.corrects is not None:
        correct(code, body.corrects, body.body, actor, now)
    else:
        post_update(code, Post(body.body), actor, now)
    return Reply(_record(_maintenance(code), request), HTTPStatus.CREATED)


@maintenances.get("/components", Operation("incident.read", ComponentList))
def list_components(request: HttpRequest) -> Reply:  # noqa: ARG001 - every operation is handed its request
    """Every component, in the order in which they are shown."""
    given = statuses()
    rows = Component.objects.select_related("group").order_by("position")
    return Reply(ComponentList(items=[component_record(each, given.get(each.code, "operational")) for each in rows]))


@maintenances.post("/components", Operation("incident.write", ComponentRecord, HTTPStatus.CREATED))
def create_component(request: HttpRequest, body: NewComponentBody) -> Reply:
    """Add a component that no agreement names."""
    made = add_component(body.made(), actor_in(request), present(), is_group=body.is_group)
    return Reply(component_record(made, "operational"), HTTPStatus.CREATED)


@maintenances.post("/components/{code}", Operation("incident.write", ComponentRecord))
def show_component_so(request: HttpRequest, code: Code, body: ComponentBody) -> Reply:
    """Say how a component is shown: its name, order, group and to whom."""
    row = get_object_or_404(Component.objects.select_related("group"), code=code)
    made = show_component(row, body.made(), actor_in(request), present())
    return Reply(component_record(made, statuses().get(code, "operational")))


def _maintenance(code: str) -> Maintenance:
    return incident_coded(code, "maintenance").maintenance


def _record(row: Maintenance, request: HttpRequest) -> MaintenanceRecord:
    return maintenance_record(row, actor_in(request))
