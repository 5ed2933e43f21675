"""Settings: how the provider shows itself, people, keys, what goes out, mail that was put aside, who did what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from upheld.problems import Problem, Refused
from upheld.server.access.actor import PROVIDER_ROLES, Action, Actor
from upheld.server.accounts.models import Account, Grant, Person
from upheld.server.accounts.telling import ProviderFacts, provider_facts, set_provider
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
from upheld.server.people.granting import people_visible_to
from upheld.server.people.inviting import NewInvitation, invite
from upheld.server.people.keys import keys_visible_to
from upheld.server.people.models import Invitation
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
    Tab("keys", _("Keys"), "/desk/settings/keys", "key.read"),
    Tab("sending", _("What goes out"), "/desk/settings/sending", "webhook.read"),
    Tab("mail", _("Mail that came in"), "/desk/settings/mail", "ticket.notes"),
    Tab("audit", _("Who did what"), "/desk/settings/audit", "audit.read"),
)


@desk_page("provider.read")
@require_http_methods(["GET", "HEAD", "POST"])
def provider_settings(request: HttpRequest) -> HttpResponse:
    """How the provider shows itself."""
    actor, told = actor_in(request), request.POST
    facts = provider_facts()
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        if "provider.write" not in actor.may:
            return error_page(request, HTTPStatus.FORBIDDEN)
        facts = ProviderFacts(*(told.get(name, "").strip()[:200] for name in ("name", "phone", "zone", "language")))
        try:
            set_provider(facts, actor, present())
            return _back("/desk/settings?done=1")
        except Refused as refused:
            problems = refused.problems
    page = {"facts": facts, "problems": problems, "writes": "provider.write" in actor.may}
    return _page(request, "provider", page, HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK)


@desk_page("person.read")
@require_http_methods(["GET", "HEAD", "POST"])
def people_settings(request: HttpRequest) -> HttpResponse:
    """People of the provider's side, and who is invited."""
    actor, told, now = actor_in(request), request.POST, present()
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        if "person.write" not in actor.may:
            return error_page(request, HTTPStatus.FORBIDDEN)
        role = told.get("role", "")
        try:
            new = NewInvitation(
                told.get("email", "").strip()[:254], role if role in PROVIDER_ROLES else "agent",
                name=told.get("name", "").strip()[:200],
            )  # fmt: skip
            invite(new, actor, now)
            return _back("/desk/settings/people?done=1")
        except Refused as refused:
            problems = refused.problems
    people = list(people_visible_to(actor).filter(grants__account=None).distinct().order_by("name", "email")[:200])
    page = {
        "people": [(each, roles) for each, roles in zip(people, _roles(people), strict=True)], "problems": problems,
        "invited": Invitation.objects.open_at(now).filter(account=None).order_by("-pk")[:50], "kept": told,
        "roles": ("agent", "lead", "owner", "billing", "auditor"), "writes": "person.write" in actor.may,
    }  # fmt: skip
    return _page(request, "people", page, HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK)


@desk_page("key.read")
@require_safe
def key_settings(request: HttpRequest) -> HttpResponse:
    """Keys of programs; their secrets are shown nowhere."""
    rows, after = _part(keys_visible_to(actor_in(request)), request)
    return _page(request, "keys", {"keys": rows, "after": after, "now": present()})


@desk_page("webhook.read")
@require_safe
def sending_settings(request: HttpRequest) -> HttpResponse:
    """Endpoints of webhooks, and the latest deliveries with how their tries ended."""
    actor = actor_in(request)
    asked = {name: request.GET.get(name, "")[:20] for name in ("status", "channel")}
    rows = Delivery.objects.visible_to(actor).select_related("letter", "account").prefetch_related("attempts")
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    found, after = _part(rows, request)
    page = {
        "deliveries": found, "after": after, "asked": asked, "works": "ticket.work" in actor.may,
        "endpoints": Endpoint.objects.visible_to(actor).select_related("account").order_by("account__name", "pk")[:100],
        "statuses": ("waiting", "delivered", "failed", "suppressed", "superseded"),
        "channels": ("e-mail", "webhook", "portal"),
    }  # fmt: skip
    return _page(request, "sending", page)


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
    return _back("/desk/settings/sending?done=1")


@desk_page("ticket.notes")
@require_safe
def mail_settings(request: HttpRequest) -> HttpResponse:
    """Mail that came in; what was put aside is first and waits for somebody."""
    actor = actor_in(request)
    rows = InboundMessage.objects.select_related("account", "ticket").defer("html")
    found, after = _part(rows.exclude(verdict=QUARANTINED), request)
    page = {
        "waiting": list(rows.filter(verdict=QUARANTINED).order_by("pk")[:SIZE]), "messages": found, "after": after,
        "accounts": Account.objects.order_by("name")[:500], "works": "ticket.work" in actor.may,
    }  # fmt: skip
    return _page(request, "mail", page)


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
    return _back("/desk/settings/mail?done=1")


@desk_page("audit.read")
@require_safe
def audit_settings(request: HttpRequest) -> HttpResponse:
    """Who did what, the newest first."""
    asked = {name: request.GET.get(name, "").strip()[:80] for name in ("actor", "object_kind", "object_id")}
    rows = AuditEntry.objects.filter(**{name: value for name, value in asked.items() if value})
    found, after = _part(rows, request)
    names = names_of(row.actor for row in found)
    page = {"entries": [(row, names[row.actor]) for row in found], "after": after, "asked": asked}
    return _page(request, "audit", page)


def _page(request: HttpRequest, name: str, told: dict[str, Any], status: int = HTTPStatus.OK) -> HttpResponse:
    actor: Actor = actor_in(request)
    tabs = [(tab, tab.name == name) for tab in TABS if tab.action in actor.may]
    page = {**told, "tabs": tabs, "done": bool(request.GET.get("done"))}
    return render(request, f"console/settings_{name}.html", page, status=status)


def _part(rows: QuerySet[Row], request: HttpRequest) -> tuple[list[Row], int | None]:
    """A page of rows, the newest first, and the number behind which the next one begins."""
    after = request.GET.get("after", "")
    rows = rows.filter(pk__lt=int(after[:18])) if after.isascii() and after.isdecimal() else rows
    found = list(rows.order_by("-pk")[: SIZE + 1])
    return found[:SIZE], found[SIZE - 1].pk if len(found) > SIZE else None


def _roles(people: list[Person]) -> list[list[str]]:
    roles: dict[int, list[str]] = defaultdict(list)
    grants = Grant.objects.filter(person__in=people, account=None).order_by("role")
    for person, role in grants.values_list("person_id", "role"):
        roles[person].append(role)
    return [roles[each.pk] for each in people]


def _back(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
