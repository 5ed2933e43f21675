"""Settings: their frame, and mail that came in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from upheld.problems import Refused
from upheld.server.access.actor import Action, Actor
from upheld.server.accounts.models import Account
from upheld.server.api.calling import actor_in
from upheld.server.console.choices import priority_choices
from upheld.server.console.filters import Asked
from upheld.server.console.pages import desk_page
from upheld.server.look.errors import error_page
from upheld.server.look.fields import Field
from upheld.server.look.numbers import number_in
from upheld.server.look.words import Words
from upheld.server.mailin.models import QUARANTINED, InboundMessage
from upheld.server.mailin.releasing import discard, release
from upheld.server.present import present

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


BECAME: Mapping[str, tuple[str, str, Words]] = MappingProxyType(
    {
        "opened": ("info", "flag", _("A ticket was opened")),
        "added": ("info", "plus", _("Added to its ticket")),
        "answered": ("none", "mail", _("Answered by a mail")),
        "automatic": ("none", "again", _("Automatic mail; left alone")),
        "bounce": ("warn", "back", _("A mail of ours came back")),
        "refused": ("bad", "cross", _("Refused")),
        "discarded": ("none", "none", _("Left alone")),
    }
)
"""What became of a message: its tone, its icon, its words."""


@desk_page("ticket.notes")
@require_safe
def mail_settings(request: HttpRequest) -> HttpResponse:
    """Mail that came in; what was put aside is first and waits for somebody."""
    return _mail_page(request)


def _mail_page(request: HttpRequest, settled: int = 0, refused: Refused | None = None) -> HttpResponse:
    """The page; after a fault with what is wrong at the message that was `settled`, and with what was chosen for it."""
    actor = actor_in(request)
    rows = InboundMessage.objects.select_related("account", "ticket").defer("html")
    found, after = part_of(rows.exclude(verdict=QUARANTINED), request)
    page = {
        "waiting": rows.filter(verdict=QUARANTINED).order_by("pk")[:SIZE],
        "messages": [(each, BECAME.get(each.verdict, ("none", "dot", each.verdict))) for each in found], "after": after,
        "accounts": Account.objects.order_by("name")[:500], "works": "ticket.work" in actor.may,
        "priorities": priority_choices(Asked()), "settled": settled, "kept": request.POST,
        "problems": refused.problems if refused else (), "place": f"m{settled}-",
        "marked": tuple(_marked(refused)) if refused else (),
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return settings_page(request, "mail", page, status)


def _marked(refused: Refused) -> Iterator[Field]:
    """The priority of the message's form, where it is what is wrong: the list of faults leads to it."""
    for each in refused.problems:
        if each.field in {"priority", "support.priorities"}:
            yield Field("priority", gettext("Priority"), error=each.what)


@desk_page("ticket.work")
@require_http_methods(["GET", "HEAD", "POST"])
def settle_mail(request: HttpRequest, number: int) -> HttpResponse:
    """Lead a message that was put aside to its account, or leave it alone."""
    actor, told, now = actor_in(request), request.POST, present()
    row = get_object_or_404(InboundMessage, pk=number)
    if request.method != "POST":
        return back_to("/desk/settings/mail")
    try:
        if told.get("do") == "release":
            account = get_object_or_404(Account, slug=told.get("account", "")[:64])
            release(row, account, told.get("priority", "")[:64], actor, now)
        else:
            discard(row, told.get("why", "").strip()[:300] or "-", actor, now)
    except Refused as refused:
        row.refresh_from_db(fields=("verdict",))
        if row.verdict == QUARANTINED:
            return _mail_page(request, row.pk, refused)
        return error_page(request, HTTPStatus.CONFLICT, "; ".join(each.what for each in refused.problems))
    return back_to("/desk/settings/mail?done=1")


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
    before = number_in(request.GET.get("after", ""))
    rows = rows if before is None else rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: SIZE + 1])
    return found[:SIZE], found[SIZE - 1].pk if len(found) > SIZE else None


def asked_again(asked: Mapping[str, str]) -> str:
    """What a list was asked for, as the query of an address that asks for it again."""
    return urlencode({name: value for name, value in asked.items() if value})


def back_to(address: str) -> HttpResponse:
    """Go on to a page, once something was done."""
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
