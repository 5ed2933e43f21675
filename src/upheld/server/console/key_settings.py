"""Settings of keys: those of programs, one made and shown this once, one ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from http import HTTPStatus
from types import MappingProxyType
from typing import Literal, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import MAY, Action, Actor
from upheld.server.accounts.authentication import may_at_most
from upheld.server.accounts.models import Account
from upheld.server.accounts.registering import NewKey, issue_key
from upheld.server.api.calling import actor_in
from upheld.server.console.pages import desk_page
from upheld.server.console.settings_pages import back_to, part_of, settings_page
from upheld.server.look.errors import error_page
from upheld.server.look.fields import Field
from upheld.server.look.words import Words
from upheld.server.people.keys import keys_visible_to, revoke_key
from upheld.server.present import present

_PAGE = "/desk/settings/keys"
_DAYS: Mapping[str, int | None] = MappingProxyType({"30": 30, "90": 90, "365": 365, "ever": None})
_MOST_ACCOUNTS = 500

May = Literal["read", "work", "all"]
_MAY: Mapping[May, frozenset[Action] | None] = MappingProxyType(
    {"read": MAY["auditor"], "work": MAY["agent"], "all": None}
)
"""What a key may be made for; None is everything that its maker may. On a customer's side less of it is possible."""


@desk_page("key.read")
@require_http_methods(["GET", "HEAD", "POST"])
def key_settings(request: HttpRequest) -> HttpResponse:
    """Keys of programs; make one, and show it this once."""
    if request.method != "POST":
        return _page(request)
    actor, now = actor_in(request), present()
    if "key.write" not in actor.may:
        return error_page(request, HTTPStatus.FORBIDDEN)
    try:
        asked = _asked(request, actor)
        _made, secret = issue_key(asked, actor, now)
    except Refused as refused:
        return _page(request, refused.problems)
    # Not a redirect: the key is shown this once and is kept nowhere.
    page = {
        "title": _("The new key"), "secret": secret, "back": _PAGE,
        "says": _("Copy it now: it is shown this once, and we keep only what proves it."),
    }  # fmt: skip
    return render(request, "portal/secret.html", page, status=HTTPStatus.CREATED)


@desk_page("key.write")
@require_http_methods(["GET", "HEAD", "POST"])
def end_key(request: HttpRequest, number: int) -> HttpResponse:
    """Say what ending a key does, or end it at once. Raises Http404 where there is none."""
    actor = actor_in(request)
    key = get_object_or_404(keys_visible_to(actor), pk=number)
    if request.method == "POST":
        revoke_key(key, actor, present())
        return back_to(f"{_PAGE}?done=1")
    return settings_page(request, "key", {"key": key}, tab="keys")


def _may(scopes: Iterable[str]) -> Words:
    """What a key may do, in the words of the form that makes one; else how much it is."""
    held = frozenset(scopes)
    if held <= MAY["auditor"]:
        return _("Read")
    if held <= MAY["agent"] | MAY["auditor"]:
        return _("Work on tickets")
    return _("Everything that its maker may") if len(held) > len(MAY["lead"]) else _("Look after accounts")


def _asked(request: HttpRequest, actor: Actor) -> NewKey:
    """The key that the form asks for. Raises `upheld.Refused` with a fault for each field."""
    told = request.POST
    name, may, lasts, slug = (told.get(each, "").strip()[:200] for each in ("name", "may", "lasts", "account"))
    account = Account.objects.filter(slug=slug).first() if slug else None
    faults = {
        "name": "" if name else _("Say what the key is for."),
        "may": "" if may in _MAY else _("Choose what it may do."),
        "lasts": "" if lasts in _DAYS else _("Choose how long it lasts."),
        "account": "" if account or not slug else _("There is no such account."),
    }
    problems = [Problem(Place("request"), field, what) for field, what in faults.items() if what]
    if problems:
        raise Refused(problems)
    days = _DAYS[lasts]
    most = _MAY[cast("May", may)] or actor.may
    scopes = most & actor.may & may_at_most(account.pk if account else None)
    return NewKey(name, scopes, account, None if days is None else present() + timedelta(days=days))


def _page(request: HttpRequest, problems: Iterable[Problem] = ()) -> HttpResponse:
    actor, wrong = actor_in(request), {problem.field: problem.what for problem in problems}
    rows, after = part_of(keys_visible_to(actor), request)
    writes = "key.write" in actor.may
    fields = tuple(_fields(request.POST.dict(), wrong)) if writes else ()
    shown = {field.name for field in fields}
    page = {
        "keys": [(each, _may(each.scopes)) for each in rows], "after": after, "now": present(), "fields": fields,
        "writes": writes,
        "problems": [each for each in problems if each.field not in shown],
    }  # fmt: skip
    return settings_page(request, "keys", page, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK)


def _fields(told: Mapping[str, str], wrong: Mapping[str, str]) -> Iterable[Field]:
    accounts = Account.objects.order_by("name").values_list("slug", "name")[:_MOST_ACCOUNTS]
    whose = (("", _("the provider"), ""), *((slug, name, "") for slug, name in accounts))
    may = (
        ("read", _("Read"), _("Everything that is read, the audit log with it.")),
        ("work", _("Work on tickets"), _("What an agent may do: tickets, notes, incidents.")),
        ("all", _("Everything that you may"), _("For programs that look after the installation.")),
    )
    lasts = (
        ("30", _("30 days"), ""),
        ("90", _("90 days"), ""),
        ("365", _("One year"), ""),
        ("ever", _("Until it is ended"), ""),
    )
    yield Field("name", _("What it is for"), required=True, value=told.get("name", ""), error=wrong.get("name", ""),
                longest=200)  # fmt: skip
    hint = _("The key of a customer's account sees and does what that account may.")
    yield Field("account", _("For whom it is"), "select", value=told.get("account", ""), error=wrong.get("account", ""),
                hint=hint, choices=whose)  # fmt: skip
    yield Field("may", _("What it may do"), "choice", required=True, value=told.get("may", "read"),
                error=wrong.get("may", ""), choices=may)  # fmt: skip
    yield Field("lasts", _("How long it lasts"), "select", required=True, value=told.get("lasts", "90"),
                error=wrong.get("lasts", ""), choices=lasts)  # fmt: skip
