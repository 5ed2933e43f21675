"""Setting up a second factor: on the way in where it is required, and from one's profile."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from upheld.server.access.routes import open_to_all
from upheld.server.access.scope import EVERYTHING, within
from upheld.server.accounts.models import Person
from upheld.server.accounts.telling import provider_facts
from upheld.server.look.fields import Field
from upheld.server.people.second_factor import has_second_factor, set_up
from upheld.server.people.totp import address_of, new_secret
from upheld.server.present import present
from upheld.server.sealing import seal, unseal
from upheld.server.signing.entering import SIGN_IN, enter, waiting_in
from upheld.server.signing.limits import CODE, too_often
from upheld.server.signing.picture import picture_of

_DRAFT = "second factor"


@open_to_all("whoever signs in has not done so yet")
@require_http_methods(["GET", "POST"])
@within(EVERYTHING)  # it is only being found out who acts
def set_up_first(request: HttpRequest) -> HttpResponse:
    """Have somebody set up a second factor before they are in, since this installation requires one."""
    waiting = waiting_in(request, present())
    if waiting is None or has_second_factor(waiting.person):
        return HttpResponseRedirect(SIGN_IN)
    if request.method == "GET":
        return set_up_page(request, waiting.person, required=True)
    codes = tried(request, waiting.person)
    if codes is None:
        return set_up_page(request, waiting.person, required=True, wrong=True)
    leads_on = enter(request, waiting)["Location"]
    return codes_page(request, codes, leads_on)


def tried(request: HttpRequest, person: Person) -> tuple[str, ...] | None:
    """Set up what the page showed, where the code in the form fits; the recovery codes."""
    draft = request.session.get(_draft_of(person))
    if not isinstance(draft, str) or too_often(present(), (CODE, f"set up {person.pk}")):
        return None
    codes = set_up(person, unseal(draft, _place(person)), request.POST.get("code", ""), present())
    if codes is not None:
        request.session.pop(_draft_of(person), None)
    return codes


def set_up_page(request: HttpRequest, person: Person, *, required: bool = False, wrong: bool = False) -> HttpResponse:
    """Show the secret that is to be set up: the same one until it is, so that a slip costs no second scan."""
    secret = _draft(request, person)
    told = {
        "picture": picture_of(
            address_of(secret, person.email, provider_facts().name or "Upheld"), _("Picture for your phone")
        ),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "required": required,
        "field": Field(
            "code", _("Code"), "code", required=True, complete="one-time-code", longest=10,
            error=_("This code does not fit. Wait for the next one, and try again.") if wrong else "",
        ),
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render(request, "signing/set_up.html", told, status=status)


def codes_page(request: HttpRequest, codes: tuple[str, ...], leads_on: str) -> HttpResponse:
    """Show recovery codes, this once."""
    return render(request, "signing/recovery_codes.html", {"codes": codes, "leads_on": leads_on})


def _draft(request: HttpRequest, person: Person) -> str:
    draft = request.session.get(_draft_of(person))
    if isinstance(draft, str):
        return unseal(draft, _place(person))
    secret = new_secret()
    request.session[_draft_of(person)] = seal(secret, _place(person))
    return secret


def _draft_of(person: Person) -> str:
    """Where a session keeps it: in one browser several may be on their way in, one after another."""
    return f"{_DRAFT} {person.pk}"


def _place(person: Person) -> str:
    return f"draft of the second factor of person {person.pk}"
