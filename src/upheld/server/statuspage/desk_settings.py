"""The desk's pages about the status page itself: how components are shown, and who asked to be told."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.access.routes import asks_for
from upheld.server.api.calling import actor_in
from upheld.server.api.forms_once import ONCE, done_once, form_token
from upheld.server.incidents.components import Shown, add_component, show_component
from upheld.server.incidents.models import Component
from upheld.server.incidents.vocabulary import VISIBILITIES
from upheld.server.look.fields import Field
from upheld.server.look.numbers import number_in
from upheld.server.present import present
from upheld.server.statuspage import desk_forms as forms
from upheld.server.statuspage.models import WEBHOOK, Subscriber
from upheld.server.statuspage.subscribing import end, readers
from upheld.server.statuspage.words import VISIBILITY_WORDS

COMPONENTS = "/desk/incidents/components"
SUBSCRIBERS = "/desk/incidents/subscribers"
_METHODS = ["GET", "HEAD", "POST"]
_MOST_SHOWN = 200
_LAST = 100_000
"""The highest place in the order."""


@asks_for("incident.write")
@require_http_methods(_METHODS)
def components_page(request: HttpRequest) -> HttpResponse:
    """How components are shown: names, order, groups and to whom; and adding one of our own."""
    problems: tuple[Problem, ...] = ()
    told, actor = forms.plain(request.POST), actor_in(request)
    if request.method == "POST":
        try:
            return _to(done_once(told, actor, request.path, lambda: _changed(told, actor)))
        except Refused as refused:
            problems = refused.problems
    rows = Component.objects.filter(retired_at=None).select_related("group").order_by("position")
    groups = tuple((row.code, row.name, "") for row in rows if row.is_group)
    page = {
        "rows": [_line(row, groups, told, problems) for row in rows], "problems": problems,
        "new": forms.filled({} if told.get("code") else told, problems, _new_fields(groups)),
        "adding": bool(problems) and not told.get("code"), "once": told.get(ONCE) or form_token(),
    }  # fmt: skip
    return render(request, "statuspage/desk/components.html", page, status=_status(problems))


@asks_for("incident.write")
@require_http_methods(_METHODS)
def subscribers_page(request: HttpRequest) -> HttpResponse:
    """Who asked to be told: how many addresses, and each webhook with how it does. A webhook can be ended."""
    if request.method == "POST":
        row = Subscriber.objects.filter(code=request.POST.get("code", ""), mode=WEBHOOK, ended_at=None).first()
        if row is None:
            raise Http404
        end(row, present(), f"ended at the desk by {actor_in(request).id}")
        return _to(SUBSCRIBERS)
    # Those that go on first: databases differ in where they put what has no date.
    going_on = F("ended_at").asc(nulls_first=True)
    rows = Subscriber.objects.filter(mode=WEBHOOK).order_by(going_on, "-pk")[:_MOST_SHOWN]
    # A path may hold what opens a door: the host is enough to know whose it is.
    page = {"readers": readers(), "hooks": [(row, urlsplit(row.address).netloc) for row in rows]}
    return render(request, "statuspage/desk/subscribers.html", page)


def _changed(told: forms.Told, actor: Actor) -> str:
    """Change a component, or add one; the page that it leads to."""
    position = told.get("position", "").strip()
    place = number_in(position)
    if position and place is None:
        raise Refused([Problem(Place("request"), "position", _("write a number"))])
    visibility = next((each for each in VISIBILITIES if each == told.get("visibility")), None)
    shown = Shown(
        told.get("name", ""), told.get("description"), None if place is None else min(place, _LAST), visibility,
        told.get("group"),
    )  # fmt: skip
    if not told.get("code"):
        made = add_component(shown, actor, present(), is_group=bool(told.get("is_group")))
        return f"{COMPONENTS}#{made.code}"
    row = get_object_or_404(Component.objects.select_related("group"), code=told["code"])
    # What stays as the agreement has it goes on following the agreement.
    name = shown.name if (shown.name or "").strip() != row.name else None
    group = shown.group if shown.group != (row.group.code if row.group else "") else None
    show_component(row, Shown(name, shown.description, shown.position, visibility, group), actor, present())
    return f"{COMPONENTS}#{row.code}"


def _line(
    row: Component, groups: tuple[tuple[str, str, str], ...], told: forms.Told, problems: tuple[Problem, ...]
) -> tuple[Component, object, tuple[Field, ...], bool]:
    """A component, to whom it is shown, its form, and whether that was just refused."""
    refused = bool(problems) and told.get("code") == row.code
    fields = (*_fields(row), *(() if row.is_group else (_group_field(groups, row.group.code if row.group else ""),)))
    shown = forms.filled(told, problems, fields) if refused else fields
    return row, VISIBILITY_WORDS[row.visibility], shown, refused


def _fields(row: Component | None) -> tuple[Field, ...]:
    choices = tuple((each, str(VISIBILITY_WORDS[each]), "") for each in VISIBILITIES)
    return (
        Field("name", _("Name"), value=row.name if row else "", longest=200, required=True),
        Field("description", _("What it is, in one line"), value=row.description if row else "", longest=500),
        Field("visibility", _("Shown to"), "select", value=row.visibility if row else "public", choices=choices),
        Field("position", _("Place in the order"), "number", value=str(row.position) if row else ""),
    )


def _group_field(groups: tuple[tuple[str, str, str], ...], value: str) -> Field:
    return Field("group", _("In the group"), "select", value=value, choices=(("", _("None"), ""), *groups))


def _new_fields(groups: tuple[tuple[str, str, str], ...]) -> tuple[Field, ...]:
    tick = Field("is_group", _("It is a group, and holds others"), "tick")
    return (*_fields(None)[:3], _group_field(groups, ""), tick)


def _to(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _status(problems: tuple[Problem, ...]) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
