"""The pages of an account, for who is signed in for it: its figures, its destinations, and what was agreed with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from upheld.server.access.routes import asks_for
from upheld.server.accounts.models import Account
from upheld.server.api.calling import actor_in
from upheld.server.present import present
from upheld.server.statuspage import pages
from upheld.server.statuspage.gathering import gathered
from upheld.server.statuspage.views import Site

Sought = TypeVar("Sought")
Shown = tuple[str, dict[str, Any]]
"""A template, and what it shows."""


@asks_for("account.read")
@require_safe
def own_page(request: HttpRequest) -> HttpResponse:
    """The status page of one's own account: its figures, its destinations and nobody else's."""
    if actor_in(request).account is None:
        return HttpResponseRedirect("/status/")
    return _own(request, lambda site: ("statuspage/index.html", pages.index(site)))


@asks_for("account.read")
@require_safe
def own_component_page(request: HttpRequest, code: str) -> HttpResponse:
    """A component as the account has it: with its own days, also where nobody else is shown it."""

    def shown(site: Site) -> Shown:
        component = _found(each for each in site.components if each.code == code)
        return "statuspage/component_page.html", pages.of_component(component, site)

    return _own(request, shown)


@asks_for("account.read")
@require_safe
def own_incident_page(request: HttpRequest, code: str) -> HttpResponse:
    """An incident or maintenance that concerns the account."""

    def shown(site: Site) -> Shown:
        incident = _found(each for each in (*site.incidents, *site.maintenances) if each.code == code)
        return "statuspage/incident_page.html", pages.of_incident(incident, site)

    return _own(request, shown)


@asks_for("account.read")
@require_safe
def own_history_page(request: HttpRequest) -> HttpResponse:
    """What was posted that concerns the account, in the present month or in that of `month`."""

    def shown(site: Site) -> Shown:
        asked = request.GET.get("month", "")
        month = _found(each for each in pages.months(site) if not asked or f"{each:%Y-%m}" == asked)
        return "statuspage/history.html", pages.of_month(site, month)

    return _own(request, shown)


def _own(request: HttpRequest, shown: Callable[[Site], Shown]) -> HttpResponse:
    """A page of the account's; what it is not shown is not there. Whoever acts for us has none."""
    actor = actor_in(request)
    if actor.account is None:
        raise Http404
    site = gathered(present(), Account.objects.get(pk=actor.account))
    return HttpResponse(pages.own_page(site, *shown(site), request))


def _found(those: Iterable[Sought]) -> Sought:
    """The first of those that were sought."""
    for each in those:
        return each
    raise Http404
