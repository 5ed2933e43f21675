"""The desk's pages about incidents: what measurement proposes, what is told, and writing of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from upheld.problems import Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.access.routes import asks_for
from upheld.server.api.calling import actor_in
from upheld.server.desk.recording import Stale
from upheld.server.incidents.components import Shown, show_component
from upheld.server.incidents.maintenance import schedule
from upheld.server.incidents.models import Component, GivenNotice, Incident, Proposal
from upheld.server.incidents.posting import open_incident
from upheld.server.incidents.proposing import accept, dismiss
from upheld.server.incidents.vocabulary import OVER, VISIBILITIES
from upheld.server.look.fields import Field
from upheld.server.look.numbers import number_in
from upheld.server.present import present
from upheld.server.statuspage import desk_forms as forms
from upheld.server.statuspage.desk_acts import acted, offers_of, owed_of
from upheld.server.statuspage.gathering import incident_view
from upheld.server.statuspage.words import COMPONENTS, IMPACT_WORDS, INCIDENTS, SORT_WORDS

HOME = "/desk/incidents/"
NEWEST = 50
_METHODS = ["GET", "HEAD", "POST"]


@asks_for("incident.read")
@require_safe
def incidents_page(request: HttpRequest) -> HttpResponse:
    """Proposals, what is open, and the newest of what is over."""
    rows = list(Incident.objects.select_related("maintenance").order_by("-created_at", "-pk")[:NEWEST])
    proposals = Proposal.objects.filter(status="open").select_related("component").order_by("-pk")[:NEWEST]
    told = {
        "open": [(row, INCIDENTS[row.status]) for row in rows if row.status not in OVER],
        "over": [(row, INCIDENTS[row.status]) for row in rows if row.status in OVER],
        "proposals": proposals, "writes": "incident.write" in actor_in(request).may,
    }  # fmt: skip
    return render(request, "statuspage/desk/incidents.html", told)


@asks_for("incident.write")
@require_http_methods(_METHODS)
def new_incident_page(request: HttpRequest) -> HttpResponse:
    """Open an incident, also one that measurement proposes."""
    number = number_in(request.GET.get("proposal", ""))
    proposal = Proposal.objects.filter(pk=number, status="open").first() if number is not None else None
    if request.method != "POST":
        return _incident_form(request, _proposed(proposal), proposal)
    try:
        new = forms.new_incident(request.POST)
        actor, now = actor_in(request), present()
        made = accept(proposal, new, actor, now) if proposal else open_incident(new, actor, now)
    except Refused as refused:
        return _incident_form(request, forms.plain(request.POST), proposal, refused.problems)
    return _to(made.code)


@asks_for("incident.write")
@require_http_methods(_METHODS)
def dismiss_page(request: HttpRequest) -> HttpResponse:
    """Turn a proposal down."""
    number = number_in(request.POST.get("proposal", ""))
    proposal = Proposal.objects.filter(pk=number).first() if number is not None else None
    if proposal is not None:
        try:
            dismiss(proposal, request.POST.get("because", ""), actor_in(request), present())
        except Refused as refused:
            said = {"says": refused.problems}
            return render(request, "statuspage/desk/refused.html", said, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return HttpResponseRedirect(HOME, status=HTTPStatus.SEE_OTHER)


@asks_for("incident.write")
@require_http_methods(_METHODS)
def new_maintenance_page(request: HttpRequest) -> HttpResponse:
    """Schedule a maintenance."""
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            made = schedule(forms.new_maintenance(request.POST), actor_in(request), present())
        except Refused as refused:
            problems = refused.problems
        else:
            return _to(made.incident.code)
    chosen = frozenset(request.POST.getlist("components"))
    rows = Component.objects.filter(retired_at=None, is_group=False).order_by("position")
    told = {
        "fields": forms.maintenance_fields(forms.plain(request.POST), problems), "problems": problems,
        "components": [(row.code, row.name, row.code in chosen) for row in rows],
    }  # fmt: skip
    return render(request, "statuspage/desk/new_maintenance.html", told, status=_status(problems))


@asks_for("incident.read")
@require_safe
def incident_desk_page(request: HttpRequest, code: str) -> HttpResponse:
    """One incident or maintenance, with everything that can be done to it."""
    return _incident(request, _coded(code))


@asks_for("incident.write")
@require_http_methods(_METHODS)
def act_page(request: HttpRequest, code: str) -> HttpResponse:
    """Do what a form of the page asks for; one that is refused comes back with what was written in it."""
    row = _coded(code)
    if request.method != "POST":
        return _to(code)
    try:
        acted(row, forms.plain(request.POST), actor_in(request), present())
    except Refused as refused:
        return _incident(request, _coded(code), refused.problems)
    except Stale:
        return _incident(request, _coded(code), stale=True)
    return _to(code)


@asks_for("incident.write")
@require_http_methods(_METHODS)
def components_page(request: HttpRequest) -> HttpResponse:
    """How components are shown: names, order, and to whom."""
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            _show(forms.plain(request.POST), actor_in(request))
        except Refused as refused:
            problems = refused.problems
        else:
            return HttpResponseRedirect(f"{HOME}components", status=HTTPStatus.SEE_OTHER)
    rows = Component.objects.filter(retired_at=None).select_related("group").order_by("position")
    told = {"rows": [(row, _component_fields(row)) for row in rows], "problems": problems}
    return render(request, "statuspage/desk/components.html", told, status=_status(problems))


def _incident_form(
    request: HttpRequest, told: forms.Told, proposal: Proposal | None, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    page = {
        "fields": forms.incident_fields(told, problems), "components": forms.component_choices(told),
        "proposal": proposal, "problems": problems,
    }  # fmt: skip
    return render(request, "statuspage/desk/new_incident.html", page, status=_status(problems))


def _proposed(proposal: Proposal | None) -> dict[str, str]:
    """What a form begins with where measurement proposes it: components, and since when; the words are a person's."""
    if proposal is None:
        return {}
    told = {"started_at": forms.wall(proposal.since)}
    down = proposal.evidence.get("components", ())
    return told | {f"{forms.COMPONENT}{code}": "major_outage" for code in down}


def _incident(
    request: HttpRequest, row: Incident, problems: tuple[Problem, ...] = (), *, stale: bool = False
) -> HttpResponse:
    told, actor, now = forms.plain(request.POST), actor_in(request), present()
    maintenance = row.maintenance if row.kind == "maintenance" else None
    components = Component.objects.filter(code__in=list(row.components)).order_by("position")
    notices = GivenNotice.objects.filter(maintenance=maintenance).select_related("account") if maintenance else ()
    page: dict[str, Any] = {
        "row": row, "look": INCIDENTS[row.status], "maintenance": maintenance, "problems": problems, "stale": stale,
        "posts": [(each, INCIDENTS[each.status]) for each in incident_view(row, frozenset(row.components)).posts],
        "components": [(each.name, COMPONENTS[row.components[each.code]]) for each in components],
        "tickets": row.linked_tickets.select_related("ticket"), "notices": notices,
        "offers": offers_of(row, told, problems) if "incident.write" in actor.may else (),
        "owed": owed_of(maintenance, now) if maintenance and maintenance.announced_at is None else (),
        "sort": SORT_WORDS[maintenance.sort] if maintenance else "", "impact": IMPACT_WORDS[row.impact],
    }  # fmt: skip
    return render(request, "statuspage/desk/incident.html", page, status=409 if stale else _status(problems))


def _show(told: forms.Told, actor: Actor) -> None:
    row = Component.objects.filter(code=told.get("code", "")).first()
    if row is None:
        raise Http404
    position = told.get("position", "")
    visibility = next((each for each in VISIBILITIES if each == told.get("visibility")), None)
    name = told.get("name", "")
    shown = Shown(
        name if name.strip() != row.name else None, told.get("description"),
        min(int(position), 100_000) if position.isdecimal() else None, visibility,
    )  # fmt: skip
    show_component(row, shown, actor, present())


def _component_fields(row: Component) -> tuple[Field, ...]:
    choices = (("public", _("everybody"), ""), ("customers", _("customers"), ""), ("hidden", _("nobody"), ""))
    return (
        Field("name", _("Name"), value=row.name, longest=200),
        Field("position", _("Order"), "number", value=str(row.position)),
        Field("visibility", _("Shown to"), "select", value=row.visibility, choices=choices),
    )


def _coded(code: str) -> Incident:
    row = Incident.objects.select_related("maintenance").filter(code=code).first()
    if row is None:
        raise Http404
    return row


def _to(code: str) -> HttpResponse:
    return HttpResponseRedirect(f"{HOME}{code}", status=HTTPStatus.SEE_OTHER)


def _status(problems: tuple[Problem, ...]) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
