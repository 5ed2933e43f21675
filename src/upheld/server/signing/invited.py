"""The page that an invitation leads to: choose a password and sign in, or take the role with the profile one has."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from upheld.problems import Refused
from upheld.server.access.routes import open_to_all
from upheld.server.access.scope import EVERYTHING, within
from upheld.server.accounts.models import Person
from upheld.server.api.calling import CHOSEN_ACCOUNT
from upheld.server.installed import installation
from upheld.server.look.errors import error_page
from upheld.server.look.fields import Field
from upheld.server.people.inviting import accept, accept_as_new, open_invitation
from upheld.server.people.models import Invitation
from upheld.server.present import present
from upheld.server.signing.entering import HOME, Waiting, let_in
from upheld.server.signing.limits import LINK, sender_of, too_often
from upheld.server.signing.links import PAGES, link_taken
from upheld.server.signing.signing_in import LONGEST_PASSWORD

_LONGEST_NAME = 200


@open_to_all("whoever is invited is not in yet; the link itself is the key")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@within(EVERYTHING)  # it is only being found out who acts
def invitation(request: HttpRequest) -> HttpResponse:
    """Show what somebody is invited to; take it."""
    now = present()
    if too_often(now, (LINK, sender_of(request))):
        return error_page(request, HTTPStatus.TOO_MANY_REQUESTS)
    found = open_invitation(link_taken(request, "invitation"), now)
    if found is None:
        return error_page(request, HTTPStatus.GONE, gone())
    known = Person.objects.filter(email=found.email).first()
    if known is not None:
        return _for_known(request, found, known)
    if request.method == "GET":
        return _page(request, found, _fields(found.name))
    return _accepted(request, found)


def gone() -> str:
    """What is said of a link that opens nothing any more."""
    return _("This link was used already, or its time is over. Ask for a new one.")


def _accepted(request: HttpRequest, found: Invitation) -> HttpResponse:
    name, password = request.POST.get("name", "")[:_LONGEST_NAME], request.POST.get("password", "")[:LONGEST_PASSWORD]
    try:
        person = accept_as_new(found, name, password, present())
    except Refused as refused:
        says = " ".join(problem.what for problem in refused.problems)
        return _page(request, found, _fields(name, says), HTTPStatus.UNPROCESSABLE_ENTITY)
    return let_in(request, Waiting(person, "invitation", HOME))


def _for_known(request: HttpRequest, found: Invitation, known: Person) -> HttpResponse:
    """Somebody who signs in already takes a further role, once they have shown that it is them."""
    if request.user.is_authenticated and request.user != known:
        says = _("You are signed in as somebody else. Sign out, then open the link in the mail again.")
        return error_page(request, HTTPStatus.CONFLICT, says)
    if request.user != known:
        return HttpResponseRedirect(f"/sign-in?next={PAGES['invitation']}")
    if request.method == "GET":
        return _page(request, found, ())
    if accept(found, known, present()):
        request.session[CHOSEN_ACCOUNT] = found.account.slug if found.account else ""
    return HttpResponseRedirect(HOME, status=HTTPStatus.SEE_OTHER)


def _page(
    request: HttpRequest, found: Invitation, fields: tuple[Field, ...], status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    told = {"invitation": found, "fields": fields, "others": installation().oidc if fields else ()}
    return render(request, "signing/invitation.html", told, status=status)


def _fields(name: str, error: str = "") -> tuple[Field, ...]:
    return (
        Field("name", _("Your name"), value=name, complete="name", longest=_LONGEST_NAME),
        password_field(error),
    )


def password_field(error: str = "") -> Field:
    """The field in which a new password is chosen."""
    hint = _("At least 12 characters; a few words that belong to nobody but you are good.")
    return Field(
        "password", _("New password"), "password", required=True, error=error, hint=hint, complete="new-password"
    )
