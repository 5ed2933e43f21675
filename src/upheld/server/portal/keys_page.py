"""The account's own API keys: made here, shown once, ended here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from http import HTTPStatus
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Action
from upheld.server.access.routes import asks_for
from upheld.server.accounts.registering import NewKey, issue_key
from upheld.server.look.fields import Field
from upheld.server.look.words import Words
from upheld.server.people.keys import keys_visible_to, revoke_key
from upheld.server.portal.ending import Ending, asked_first
from upheld.server.portal.reader import Reader, for_customers
from upheld.server.present import present

_READS: frozenset[Action] = frozenset({"account.read", "agreement.read", "ticket.read", "figure.read"})
_TICKETS: frozenset[Action] = _READS | {"ticket.open", "ticket.message", "ticket.reopen"}
_DOES: Mapping[str, Words] = MappingProxyType(
    {
        "account.read": gettext_lazy("read the account"),
        "agreement.read": gettext_lazy("read agreements"),
        "ticket.read": gettext_lazy("read cases"),
        "figure.read": gettext_lazy("read figures"),
        "ticket.open": gettext_lazy("open cases"),
        "ticket.message": gettext_lazy("write to cases"),
        "ticket.reopen": gettext_lazy("confirm and reopen cases"),
        "webhook.read": gettext_lazy("read webhooks"),
        "webhook.write": gettext_lazy("change webhooks"),
        "contact.write": gettext_lazy("change who is told"),
        "person.read": gettext_lazy("read people"),
        "person.write": gettext_lazy("change people"),
        "key.read": gettext_lazy("read keys"),
        "key.write": gettext_lazy("change keys"),
    }
)
"""What a customer's key may do, action by action."""

_DAYS = {"30": 30, "90": 90, "365": 365}


@asks_for("key.write")
@require_http_methods(["GET", "POST"])
@for_customers
def keys(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the keys; make one, and show it this once."""
    if request.method == "GET":
        return _page(request, reader)
    name, lasts = request.POST.get("name", "").strip()[:200], request.POST.get("lasts", "")
    if not name or lasts not in _DAYS:
        what = _("Say what the key is for.") if not name else _("Choose how long it lasts.")
        return _page(request, reader, [Problem(Place("request"), "lasts" if name else "name", what)])
    scopes = _TICKETS if request.POST.get("may") == "tickets" else _READS
    now = present()
    new = NewKey(name, scopes & reader.actor.may, reader.account, now + timedelta(days=_DAYS[lasts]))
    try:
        _made, secret = issue_key(new, reader.actor, now)
    except Refused as refused:
        return _page(request, reader, refused.problems)
    # Not a redirect: the key is shown this once and is kept nowhere.
    page = {
        "title": _("The new key"), "secret": secret, "back": "/portal/keys",
        "says": _("Copy it now: it is shown this once, and we keep only what proves it."),
    }  # fmt: skip
    return render(request, "portal/secret.html", page, status=HTTPStatus.CREATED)


@asks_for("key.write")
@require_http_methods(["GET", "POST"])
@for_customers
def end_key(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:
    """Say what ending a key does, or end it at once. Raises Http404 for another account's."""
    key = get_object_or_404(keys_visible_to(reader.actor), pk=number)
    if request.method == "GET":
        asks = _("End the key %(name)s?") % {"name": key.name}
        means = _(
            "Every program that uses it is refused at once. A key that has ended stays so; another one can be made."
        )
        return asked_first(request, Ending(asks, means, _("End it"), "/portal/keys"))
    revoke_key(key, reader.actor, present())
    return HttpResponseRedirect("/portal/keys", status=HTTPStatus.SEE_OTHER)


def _page(request: HttpRequest, reader: Reader, problems: Iterable[Problem] = ()) -> HttpResponse:
    wrong = {problem.field: problem.what for problem in problems}
    may = (
        ("read", _("Read"), _("Cases, agreements, figures.")),
        ("tickets", _("Read and write"), _("Also open cases and write to them.")),
    )
    lasts = (("30", _("30 days"), ""), ("90", _("90 days"), ""), ("365", _("One year"), ""))
    fields = (
        Field("name", _("What it is for"), required=True, value=request.POST.get("name", ""),
              error=wrong.get("name", ""), longest=200),
        Field("may", _("What it may do"), "choice", required=True, value=request.POST.get("may", "read"), choices=may),
        Field("lasts", _("How long it lasts"), "select", required=True,
              value=request.POST.get("lasts", "90"), error=wrong.get("lasts", ""), choices=lasts),
    )  # fmt: skip
    rows = [(each, _does(each.scopes)) for each in keys_visible_to(reader.actor).order_by("-pk")]
    page = {"keys": rows, "fields": fields, "now": present(), "others": wrong.get("scopes", "")}
    return render(request, "portal/keys.html", page, status=422 if wrong else 200)


def _does(scopes: Iterable[str]) -> str:
    """What a key may do, in words: short where it is one of the two that are made here."""
    held = frozenset(scopes)
    if held == _READS:
        return _("Read")
    if held == _TICKETS:
        return _("Read and write")
    return ", ".join(str(_DOES.get(each, each)) for each in sorted(held))
