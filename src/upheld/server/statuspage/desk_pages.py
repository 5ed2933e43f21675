"""The desk's pages about incidents: what measurement proposes, what is told, and writing of it."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from upheld.problems import Problem, Refused
from upheld.server.access.routes import asks_for
from upheld.server.api.calling import actor_in
from upheld.server.api.forms_once import ONCE, done_once, form_token
from upheld.server.desk.models import Ticket
from upheld.server.desk.recording import Stale
from upheld.server.incidents.from_ticket import beginning_of
from upheld.server.incidents.maintenance import schedule
from upheld.server.incidents.models import Component, GivenNotice, Incident, Proposal
from upheld.server.incidents.posting import link_ticket, open_incident
from upheld.server.incidents.proposing import accept, dismiss
from upheld.server.incidents.vocabulary import OVER
from upheld.server.look.fields import Field
from upheld.server.look.numbers import number_in
from upheld.server.look.taken import taken
from upheld.server.present import present
from upheld.server.statuspage import desk_forms as forms
from upheld.server.statuspage.desk_acts import acted, offers_of, owed_of
from upheld.server.statuspage.gathering import incident_view
from upheld.server.statuspage.meanwhile import measured_at_desk
from upheld.server.statuspage.subscribing import readers
from upheld.server.statuspage.views import PostView
from upheld.server.statuspage.words import COMPONENTS, IMPACT_WORDS, INCIDENTS, SORT_WORDS, Look

HOME = "/desk/incidents/"
NEWEST, DECIDED = 100, 20
_METHODS = ["GET", "HEAD", "POST"]
_MAINTENANCE = "maintenance"
"""The name under which a browser keeps what is being written in the form of a new one."""


@asks_for("incident.read")
@require_safe
def incidents_page(request: HttpRequest) -> HttpResponse:
    """Proposals, all that is open or to come, and the newest of what is over."""
    known = Incident.objects.order_by("-created_at", "-pk")
    newest = known.filter(status__in=OVER).values("pk")[:NEWEST]
    rows = list(known.filter(~Q(status__in=OVER) | Q(pk__in=newest)).select_related("maintenance"))
    proposals = Proposal.objects.select_related("component", "incident").order_by("-pk")
    told = {
        "open": [_line(row) for row in rows if row.kind == "incident" and row.status not in OVER],
        "coming": [_line(row) for row in rows if row.kind == "maintenance" and row.status not in OVER],
        "over": [_line(row) for row in rows if row.status in OVER],
        "proposals": proposals.filter(status="open")[:NEWEST],
        "decided": proposals.exclude(status="open")[:DECIDED],
        "readers": readers(), "writes": "incident.write" in actor_in(request).may, "now": present(),
    }  # fmt: skip
    return render(request, "statuspage/desk/incidents.html", told)


@asks_for("incident.write")
@require_http_methods(_METHODS)
def new_incident_page(request: HttpRequest) -> HttpResponse:
    """Open an incident, also one that measurement proposes, or to which a ticket leads."""
    number = number_in(request.GET.get("proposal", ""))
    proposal = Proposal.objects.filter(pk=number).select_related("incident").first() if number is not None else None
    actor, now, ticket = actor_in(request), present(), _ticket(request)
    if request.method != "POST":
        waiting = proposal if proposal and proposal.status == "open" else None
        return _incident_form(request, _begun(ticket, now) if ticket else _proposed(waiting), (waiting, ticket))
    told = forms.plain(request.POST)

    def opened() -> str:
        new = forms.new_incident(request.POST)
        with transaction.atomic():
            made = accept(proposal, new, actor, now) if proposal else open_incident(new, actor, now)
            if ticket is not None:
                link_ticket(made.code, ticket.pk, actor, now)
        return _address(made.code)

    try:
        page = done_once(told, actor, request.get_full_path(), opened)
        return taken(request, _draft(proposal, ticket), page)
    except Refused as refused:
        return _incident_form(request, told, (proposal, ticket), refused.problems)


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
    chosen = frozenset(request.POST.getlist("components"))
    if request.method == "POST":
        actor, now = actor_in(request), present()

        def scheduled() -> str:
            return _address(schedule(forms.new_maintenance(request.POST), actor, now).incident.code)

        try:
            # Every box that was ticked counts, not the last alone.
            told = {**forms.plain(request.POST), "components": ",".join(sorted(chosen))}
            return taken(request, _MAINTENANCE, done_once(told, actor, request.path, scheduled))
        except Refused as refused:
            problems = refused.problems
    rows = Component.objects.filter(retired_at=None, is_group=False).select_related("group").order_by("position")
    page = {
        "fields": forms.maintenance_fields(forms.plain(request.POST), problems), "problems": problems,
        "components": [(row, row.code in chosen) for row in rows], "readers": readers(), "once": _token(request),
        "draft": _MAINTENANCE,
    }  # fmt: skip
    return render(request, "statuspage/desk/new_maintenance.html", page, status=_status(problems))


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
        return _to(_address(code))
    told, actor, now = forms.plain(request.POST), actor_in(request), present()

    def done() -> str:
        acted(row, told, actor, now)
        # Who links a ticket on its own page goes on there.
        ticket = number_in(told.get("ticket", "")) if told.get("from") == "ticket" else None
        return _address(code) if ticket is None else f"/desk/tickets/{ticket}"

    try:
        page = done_once(told, actor, request.path, done)
        which = f"-{told.get('post', '')[:9]}" if told.get("act") == "correct" else ""
        return taken(request, f"incident-{row.code}-{told.get('act', '')[:20]}{which}", page)
    except Refused as refused:
        return _incident(request, _coded(code), refused.problems)
    except Stale:
        return _incident(request, _coded(code), stale=True)


def _incident_form(
    request: HttpRequest,
    told: forms.Told,
    out_of: tuple[Proposal | None, Ticket | None],
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    """The form of a new incident; `out_of` is the proposal and the ticket that lead to it."""
    proposal, ticket = out_of
    page = {
        "fields": forms.incident_fields(told, problems), "components": forms.component_choices(told),
        "proposal": proposal, "ticket": ticket, "problems": problems, "readers": readers(), "once": _token(request),
        "draft": _draft(proposal, ticket),
    }  # fmt: skip
    return render(request, "statuspage/desk/new_incident.html", page, status=_status(problems))


def _draft(proposal: Proposal | None, ticket: Ticket | None) -> str:
    """The name under which a browser keeps what is being written in the form of a new incident."""
    return f"incident-of-{proposal.pk if proposal else ''}-{ticket.pk if ticket else ''}"


def _proposed(proposal: Proposal | None) -> dict[str, str]:
    """What a form begins with where measurement proposes it: components, and since when; the words are a person's.

    What was missed over a period began at no known instant, and may work at the moment.
    """
    if proposal is None:
        return {}
    down = proposal.evidence.get("kind") == "down"
    status = "major_outage" if down else "degraded_performance"
    codes = proposal.evidence.get("components", ())
    told = {f"{forms.COMPONENT}{code}": status for code in codes}
    return {**told, "started_at": forms.wall(proposal.since)} if down else told


def _begun(ticket: Ticket, now: datetime) -> dict[str, str]:
    """What a form begins with where a ticket leads to it."""
    begun = beginning_of(ticket, now)
    concerned = {f"{forms.COMPONENT}{code}": status for code, status in begun.components.items()}
    return {**concerned, "title": begun.title, "started_at": forms.wall(begun.since)}


def _ticket(request: HttpRequest) -> Ticket | None:
    """The ticket that an address names; None where it names none. Raises Http404 for one that is not there."""
    named = request.GET.get("ticket", "")
    if not named:
        return None
    number = number_in(named)
    rows = Ticket.objects.visible_to(actor_in(request)).with_terms()
    found = rows.filter(pk=number).first() if number is not None else None
    if found is None:
        raise Http404
    return found


def _incident(
    request: HttpRequest, row: Incident, problems: tuple[Problem, ...] = (), *, stale: bool = False
) -> HttpResponse:
    told, actor, now = forms.plain(request.POST), actor_in(request), present()
    maintenance = row.maintenance if row.kind == "maintenance" else None
    components = Component.objects.filter(code__in=list(row.components)).order_by("position")
    notices = GivenNotice.objects.filter(maintenance=maintenance).select_related("account") if maintenance else ()
    view = incident_view(row, frozenset(row.components))
    page: dict[str, Any] = {
        "row": row, "look": INCIDENTS[row.status], "maintenance": maintenance, "problems": problems, "stale": stale,
        "posts": [_post(each, told, problems) for each in view.posts], "once": _token(request),
        "measured": measured_at_desk(row, view, now), "proposal": row.proposals.first(), "readers": readers(),
        "writes": "incident.write" in actor.may,
        "remind": 60 * (maintenance.remind_minutes or 0) if maintenance else 0,
        "components": [(each.name, COMPONENTS[row.components[each.code]]) for each in components],
        "tickets": row.linked_tickets.select_related("ticket"), "notices": notices,
        "offers": offers_of(row, told, problems) if "incident.write" in actor.may else (),
        "owed": owed_of(maintenance, now) if maintenance and maintenance.announced_at is None else (),
        "sort": SORT_WORDS[maintenance.sort] if maintenance else "", "impact": IMPACT_WORDS[row.impact],
    }  # fmt: skip
    return render(request, "statuspage/desk/incident.html", page, status=409 if stale else _status(problems))


def _line(row: Incident) -> tuple[Incident, Look]:
    return row, INCIDENTS[row.status]


def _post(each: PostView, told: forms.Told, problems: tuple[Problem, ...]) -> tuple[PostView, Look, Field, bool]:
    """A post, how it looks, the field that corrects it, and whether that was just refused."""
    refused = bool(problems) and told.get("act") == "correct" and told.get("post") == str(each.number)
    words = Field("body", _("What it should say"), "text", required=True, value=each.body, rows=3)
    (field,) = forms.filled(told, problems, (words,)) if refused else (words,)
    return each, INCIDENTS[each.status], field, refused


def _token(request: HttpRequest) -> str:
    """The token of a form: the one that it came with, where it comes back."""
    return request.POST.get(ONCE, "")[:60] or form_token()


def _coded(code: str) -> Incident:
    return get_object_or_404(Incident.objects.select_related("maintenance"), code=code)


def _address(code: str) -> str:
    return f"{HOME}{code}"


def _to(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _status(problems: tuple[Problem, ...]) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
