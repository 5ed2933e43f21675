"""The pages on which people ask to be told, confirm it and leave; and the same for clients of the Statuspage API."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from upheld.problems import Problem, Refused
from upheld.server.access.routes import open_to_all
from upheld.server.access.scope import EVERYTHING, within
from upheld.server.accounts.telling import provider_facts
from upheld.server.api.replies import faults_of, problem
from upheld.server.incidents.models import Component
from upheld.server.people.places import counted_as, place_of
from upheld.server.people.tries import Rate, take
from upheld.server.present import present
from upheld.server.statuspage.models import EMAIL, WEBHOOK
from upheld.server.statuspage.pages import FEEDS
from upheld.server.statuspage.subscribing import (
    ASKED,
    Asked,
    Wish,
    confirm,
    confirmable,
    confirms,
    of_leaving_link,
    subscribe,
    unsubscribe,
)
from upheld.server.statuspage.v2 import instant

_WISHES = Rate("status page subscriptions", 10, 60)
"""Of one place: some at once, then one a minute."""

_WHY = "whoever asks to be told is a stranger; nothing is sent before the address has confirmed"


@open_to_all(_WHY)
@csrf_exempt  # it is done for the address that is named, and not for a session
@require_http_methods(["GET", "POST"])
@within(EVERYTHING)  # components, and subscribers by their own link, belong to no account
def subscribe_page(request: HttpRequest) -> HttpResponse:
    """Ask for news by e-mail or webhook, of all components or some."""
    if request.method == "GET":
        return _form(request, frozenset(request.GET.getlist("component")))
    endpoint = request.POST.get("endpoint", "").strip()
    components = tuple(dict.fromkeys(request.POST.getlist("component")))
    mode, address = (WEBHOOK, endpoint) if endpoint else (EMAIL, request.POST.get("email", "").strip())
    if _waits(request):
        field, says = "endpoint" if endpoint else "email", _("Too many tries. Wait a minute, then try again.")
        return _form(request, frozenset(components), (Problem(ASKED, field, says),), HTTPStatus.TOO_MANY_REQUESTS)
    try:
        made = subscribe(Wish(mode, address, components, translation.get_language() or "en"), present())
    except Refused as refused:
        return _form(request, frozenset(components), refused.problems, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _page(request, {"asked": address, "by_mail": mode == EMAIL, "secret": made.secret})


@open_to_all("the link is the right to confirm")
@csrf_exempt  # likewise
@require_http_methods(["GET", "POST"])
@within(EVERYTHING)  # likewise
def confirm_page(request: HttpRequest) -> HttpResponse:
    """Confirm by a press of a button: programs that open every link of a mail confirm nothing."""
    token = request.GET.get("t", "")[:100]
    if request.method == "POST":
        done = confirm(token, present())
        told = {"confirmed": done, "concerns": _named(done.components)} if done else {"broken": True}
        return _page(request, told, _status(done))
    waiting = confirmable(token, present())
    told = {"confirmable": waiting, "concerns": _named(confirms(waiting))} if waiting else {"broken": True}
    return _page(request, told, _status(waiting))


@open_to_all("the link is the right to leave")
@csrf_exempt  # mail programs post to it by themselves (RFC 8058)
@require_http_methods(["GET", "POST"])
@within(EVERYTHING)  # likewise
def unsubscribe_page(request: HttpRequest) -> HttpResponse:
    """Leave by a press of a button, or of that of a mail program."""
    token = request.GET.get("t", "")[:100]
    if request.method == "POST":
        left = unsubscribe(token, present())
        return _page(request, {"left": left} if left else {"broken": True}, _status(left))
    row = of_leaving_link(token)
    return _page(request, {"leaving": row} if row else {"broken": True}, _status(row))


@open_to_all(_WHY)
@csrf_exempt  # programs have no session
@require_http_methods(["POST"])
@within(EVERYTHING)  # likewise
def subscribers(request: HttpRequest) -> HttpResponse:
    """Subscribe as clients of the Statuspage API do: `{"subscriber": {"email": ..., "component_ids": [...]}}`."""
    try:
        told = _told(request)
        # With an endpoint, an e-mail address is that of who looks after it.
        mode = WEBHOOK if told.get("endpoint") else EMAIL if told.get("email") else "telephone"
        address = str(told.get("endpoint") or told.get("email") or "")
        components = told.get("component_ids") or []
        # One that stands by itself is meant: nobody who asks for one is told of all.
        codes = tuple(map(str, components[:500])) if isinstance(components, list) else (str(components),)
        wish = Wish(mode, address, codes)
        wait = _waits(request)
        if wait:
            return problem(HTTPStatus.TOO_MANY_REQUESTS, f"wait {wait} s", headers={"Retry-After": str(wait)})
        made = subscribe(wish, present())
    except Refused as refused:
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "the request is refused", faults_of(refused.problems))
    return JsonResponse(_record(made, wish), status=HTTPStatus.CREATED)


def _waits(request: HttpRequest) -> int:
    """In how many seconds whoever asks may do so again; 0 for now."""
    return take(_WISHES, counted_as(place_of(request)), present())


def _told(request: HttpRequest) -> dict[str, Any]:
    """What a program asks for, as JSON or as a form."""
    if request.content_type == "application/json":
        try:
            body = json.loads(request.body)
            # Half a surrogate can be written in JSON, and in no database.
            json.dumps(body, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            raise Refused([Problem(ASKED, "body", "this is no JSON")]) from None
        found = body.get("subscriber", body) if isinstance(body, dict) else {}
        return found if isinstance(found, dict) else {}
    names = ("email", "endpoint", "phone_number")
    told: dict[str, Any] = {name: request.POST.get(f"subscriber[{name}]", request.POST.get(name, "")) for name in names}
    return told | {"component_ids": request.POST.getlist("subscriber[component_ids][]")}


def _record(made: Asked, wish: Wish) -> dict[str, object]:
    """A subscription as the API tells it: as it was asked for, so that it is the same whether it was known or not."""
    row = made.row
    told: dict[str, object] = {
        "id": row.code, "mode": row.mode, "created_at": instant(present()),
        "components": list(wish.components) or None, "skip_confirmation_notification": False,
        "email" if row.mode == EMAIL else "endpoint": row.address,
    }  # fmt: skip
    return {**told, "secret": made.secret} if made.secret else told


def _named(codes: list[str]) -> tuple[str, ...]:
    """The names of components, in their order on the page."""
    rows = Component.objects.filter(code__in=codes).order_by("position")
    return tuple(rows.values_list("name", flat=True))


def _form(
    request: HttpRequest,
    chosen: frozenset[str],
    problems: tuple[Problem, ...] = (),
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    rows = Component.objects.filter(visibility="public", retired_at=None).order_by("position")
    told = {
        "form": True, "components": [(row.code, row.name, bool(row.group_id), row.code in chosen) for row in rows],
        "email": request.POST.get("email", "")[:254], "endpoint": request.POST.get("endpoint", "")[:1000],
        "faults": {each.field: each.what for each in problems}, "others": problems,
    }  # fmt: skip
    return _page(request, told, status)


def _page(request: HttpRequest, told: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    facts = provider_facts()
    site = {"name": facts.name or "Upheld", "phone": facts.support_phone}
    return render(request, "statuspage/subscribe.html", {**told, "site": site, "feeds": FEEDS}, status=status)


def _status(found: object) -> HTTPStatus:
    return HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
