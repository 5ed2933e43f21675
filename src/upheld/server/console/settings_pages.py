"""Settings: their frame, what goes out, mail that was put aside, who did what."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from upheld.problems import Refused
from upheld.server.access.actor import Action, Actor
from upheld.server.accounts.models import Account
from upheld.server.api.calling import actor_in
from upheld.server.api.deliveries import resent
from upheld.server.api.replies import ApiProblem
from upheld.server.audit.models import AuditEntry
from upheld.server.console.naming import names_of
from upheld.server.console.pages import desk_page
from upheld.server.delivery.models import Delivery
from upheld.server.look.errors import error_page
from upheld.server.look.words import Words
from upheld.server.mailin.models import QUARANTINED, InboundMessage
from upheld.server.mailin.releasing import discard, release
from upheld.server.present import present
from upheld.server.webhooks.models import Endpoint

SIZE = 50
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the settings: shown to who may do its action."""

    name: str
    word: Words
    address: str
    action: Action


TABS = (
    Tab("provider", _("Provider"), "/desk/settings", "provider.read"),
    Tab("people", _("People"), "/desk/settings/people", "person.read"),
    Tab("keys", _("API keys"), "/desk/settings/keys", "key.read"),
    Tab("sending", _("What goes out"), "/desk/settings/sending", "webhook.read"),
    Tab("mail", _("Mail that came in"), "/desk/settings/mail", "ticket.notes"),
    Tab("audit", _("Who did what"), "/desk/settings/audit", "audit.read"),
)


@desk_page("webhook.read")
@require_safe
def sending_settings(request: HttpRequest) -> HttpResponse:
    """Endpoints of webhooks, and the latest deliveries with how their tries ended."""
    actor = actor_in(request)
    asked = {name: request.GET.get(name, "")[:20] for name in ("status", "channel")}
    rows = Delivery.objects.visible_to(actor).select_related("letter", "account").prefetch_related("attempts")
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    found, after = part_of(rows, request)
    page = {
        "deliveries": found, "after": after, "asked": asked, "works": "ticket.work" in actor.may,
        "endpoints": Endpoint.objects.visible_to(actor).select_related("account").order_by("account__name", "pk")[:100],
        "statuses": ("waiting", "delivered", "failed", "suppressed", "superseded"),
        "channels": ("e-mail", "webhook", "portal"),
    }  # fmt: skip
    return settings_page(request, "sending", page)


@desk_page("ticket.work")
@require_http_methods(["GET", "HEAD", "POST"])
def resend(request: HttpRequest, number: int) -> HttpResponse:
    """Send a delivery again."""
    actor = actor_in(request)
    row = Delivery.objects.visible_to(actor).filter(pk=number).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        try:
            resent(row, actor, present())
        except ApiProblem as refused:
            return error_page(request, refused.status, refused.detail)
    return back_to("/desk/settings/sending?done=1")


@desk_page("ticket.notes")
@require_safe
def mail_settings(request: HttpRequest) -> HttpResponse:
    """Mail that came in; what was put aside is first and waits for somebody."""
    actor = actor_in(request)
    rows = InboundMessage.objects.select_related("account", "ticket").defer("html")
    found, after = part_of(rows.exclude(verdict=QUARANTINED), request)
    page = {
        "waiting": list(rows.filter(verdict=QUARANTINED).order_by("pk")[:SIZE]), "messages": found, "after": after,
        "accounts": Account.objects.order_by("name")[:500], "works": "ticket.work" in actor.may,
    }  # fmt: skip
    return settings_page(request, "mail", page)


@desk_page("ticket.work")
@require_http_methods(["GET", "HEAD", "POST"])
def settle_mail(request: HttpRequest, number: int) -> HttpResponse:
    """Lead a message that was put aside to its account, or leave it alone."""
    actor, told, now = actor_in(request), request.POST, present()
    row = InboundMessage.objects.filter(pk=number).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        try:
            if told.get("do") == "release":
                account = Account.objects.filter(slug=told.get("account", "")[:64]).first()
                if account is None:
                    raise Http404
                release(row, account, told.get("priority", "")[:64], actor, now)
            else:
                discard(row, told.get("why", "").strip()[:300] or "-", actor, now)
        except Refused as refused:
            told_why = "; ".join(each.what for each in refused.problems)
            return error_page(request, HTTPStatus.CONFLICT, told_why)
    return back_to("/desk/settings/mail?done=1")


@desk_page("audit.read")
@require_safe
def audit_settings(request: HttpRequest) -> HttpResponse:
    """Who did what, the newest first."""
    asked = {name: request.GET.get(name, "").strip()[:80] for name in ("actor", "object_kind", "object_id")}
    rows = AuditEntry.objects.filter(**{name: value for name, value in asked.items() if value})
    found, after = part_of(rows, request)
    names = names_of(row.actor for row in found)
    page = {"entries": [(row, names[row.actor]) for row in found], "after": after, "asked": asked}
    return settings_page(request, "audit", page)


def settings_page(
    request: HttpRequest, name: str, told: dict[str, Any], status: int = HTTPStatus.OK, tab: str = ""
) -> HttpResponse:
    """A page of the settings, under the tabs that its reader may see; `tab` is that of another name than its own."""
    actor: Actor = actor_in(request)
    tabs = [(each, each.name == (tab or name)) for each in TABS if each.action in actor.may]
    page = {**told, "tabs": tabs, "done": bool(request.GET.get("done"))}
    return render(request, f"console/settings_{name}.html", page, status=status)


def part_of(rows: QuerySet[Row], request: HttpRequest) -> tuple[list[Row], int | None]:
    """A page of rows, the newest first, and the number behind which the next one begins."""
    after = request.GET.get("after", "")
    rows = rows.filter(pk__lt=int(after[:18])) if after.isascii() and after.isdecimal() else rows
    found = list(rows.order_by("-pk")[: SIZE + 1])
    return found[:SIZE], found[SIZE - 1].pk if len(found) > SIZE else None


def back_to(address: str) -> HttpResponse:
    """Go on to a page, once something was done."""
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
