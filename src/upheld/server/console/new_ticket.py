"""Logging what reached the desk by another way: a call, a message to somebody, what monitoring showed."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from upheld.problems import Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.api.calling import actor_in
from upheld.server.api.forms_once import ONCE, done_once, form_token
from upheld.server.console.choices import CHANNELS, channel_word
from upheld.server.console.pages import desk_page
from upheld.server.contracts.binding import Bound, binding
from upheld.server.desk.opening import open_ticket
from upheld.server.look.fields import Field
from upheld.server.look.taken import taken
from upheld.server.portal.fields import fields_of, other_problems
from upheld.server.portal.promised import bound_today
from upheld.server.portal.reporting import report_of
from upheld.server.present import present

_FORM = "/desk/tickets/new"
_WAYS = ("telephone", "e-mail", "monitoring")


@desk_page("ticket.open")
@require_http_methods(["GET", "HEAD", "POST"])
def log_ticket(request: HttpRequest) -> HttpResponse:
    """Ask for whom, then for what their agreement asks; open the ticket with the way in which it came."""
    actor, now = actor_in(request), present()
    told = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    asked = told or {name: request.GET.get(name, "") for name in ("account", "agreement")}
    account = Account.objects.visible_to(actor).filter(slug=asked.get("account", "")[:64]).first()
    if account is None:
        accounts = Account.objects.visible_to(actor).order_by("name")[:500]
        return render(request, "console/new_ticket.html", {"accounts": accounts})
    try:
        bound = binding(account, now, asked.get("agreement", "")[:64])
    except Refused as refused:
        return _which(request, account, refused)
    if request.method != "POST":
        return _form(request, account, bound, {ONCE: form_token()})
    try:
        page = done_once(told, actor, _FORM, lambda: _opened(account, bound, told, actor))
    except Refused as refused:
        return _form(request, account, bound, told, refused.problems)
    form = f"log-{account.slug}-{bound.agreement.text.agreement}"
    return taken(request, form, page)


def _opened(account: Account, bound: Bound, told: Mapping[str, str], actor: Actor) -> str:
    """Open the ticket, and answer the address of its page."""
    made = open_ticket(account, report_of(account, bound, told, _channel(told)), actor, present())
    return f"/desk/tickets/{made.ticket.pk}"


def _channel(told: Mapping[str, str]) -> str:
    wanted = told.get("channel", "")
    return wanted if wanted in CHANNELS else _WAYS[0]


def _form(
    request: HttpRequest, account: Account, bound: Bound, told: Mapping[str, str], problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    fields = fields_of(bound.agreement, account.zone, told, problems)
    ways = tuple((name, channel_word(name), "") for name in _WAYS)
    channel = Field("channel", _("How it came"), "select", value=_channel(told), choices=ways)
    page = {
        "account": account, "agreement": bound.agreement.text, "fields": (channel, *fields), "lapsed": bound.lapsed,
        "problems": other_problems(fields, problems), "faulty": bool(problems), "once": told.get(ONCE, ""),
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return render(request, "console/new_ticket.html", page, status=status)


def _which(request: HttpRequest, account: Account, refused: Refused) -> HttpResponse:
    """Ask which agreement it is about; where one was named, or there is nothing to choose from, say what is wrong."""
    agreements = [each.agreement.text for each in bound_today(account)]
    asked = len(agreements) > 1 and request.method != "POST" and not request.GET.get("agreement")
    says = "" if asked else refused.problems[0].what
    page = {"account": account, "which": True, "says": says, "agreements": agreements}
    status = HTTPStatus.OK if asked else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "console/new_ticket.html", page, status=status)
