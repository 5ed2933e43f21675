"""Settings of the provider: its name, how it is reached, its colour and its logo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from upheld.problems import Problem, Refused
from upheld.server.accounts.logo import LARGEST, LOGO_TYPES, remove_logo, set_logo
from upheld.server.accounts.telling import ProviderFacts, provider_facts, set_provider
from upheld.server.api.calling import actor_in
from upheld.server.console.pages import desk_page
from upheld.server.console.settings_pages import back_to, settings_page
from upheld.server.look.brand import shades_of
from upheld.server.look.errors import error_page
from upheld.server.look.fields import Field
from upheld.server.present import present

_HERE = "/desk/settings"
_ASKED = ("name", "phone", "zone", "language", "accent")


@desk_page("provider.read")
@require_http_methods(["GET", "HEAD", "POST"])
def provider_settings(request: HttpRequest) -> HttpResponse:
    """How the provider shows itself."""
    actor, told = actor_in(request), request.POST
    if request.method != "POST":
        return _page(request, provider_facts())
    if "provider.write" not in actor.may:
        return error_page(request, HTTPStatus.FORBIDDEN)
    facts = ProviderFacts(*(told.get(name, "").strip()[:200] for name in _ASKED))
    try:
        set_provider(facts, actor, present())
    except Refused as refused:
        return _page(request, replace(facts, logo=provider_facts().logo), refused.problems)
    return back_to(f"{_HERE}?done=1")


@desk_page("provider.write")
@require_http_methods(["GET", "HEAD", "POST"])
def logo_settings(request: HttpRequest) -> HttpResponse:
    """Show another logo, or our own mark again."""
    if request.method != "POST":
        return back_to(_HERE)
    actor, now = actor_in(request), present()
    try:
        if request.POST.get("do") == "remove":
            remove_logo(actor, now)
        else:
            set_logo(_sent(request), actor, now)
    except Refused as refused:
        return _page(request, provider_facts(), refused.problems)
    return back_to(f"{_HERE}?done=1")


def _sent(request: HttpRequest) -> bytes:
    """The file of the form, empty for none; of a larger one than may be as much as shows that."""
    file = request.FILES.get("logo")
    return file.read(LARGEST + 1) if file else b""


def _marked(problems: Sequence[Problem]) -> Iterator[Field]:
    """The fields with something wrong in them, as the list of faults names them and leads to them."""
    labels = {"name": _("Name"), "zone": _("Zone"), "accent": _("Colour"), "logo": _("Another logo")}
    for name, label in labels.items():
        yield from (Field(name, label, error=each.what) for each in problems if each.field == name)


def _page(request: HttpRequest, facts: ProviderFacts, problems: Sequence[Problem] = ()) -> HttpResponse:
    faults = {each.field: each for each in problems}
    page = {
        "facts": facts, "problems": problems, "faults": faults, "marked": tuple(_marked(problems)),
        "writes": "provider.write" in actor_in(request).may,
        "shades": shades_of(facts.accent) if facts.accent and "accent" not in faults else (),
        "kinds": ",".join(LOGO_TYPES.values()), "largest": LARGEST // 1000,
    }  # fmt: skip
    return settings_page(request, "provider", page, HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK)
