"""Signing in by another server (OpenID Connect): django-allauth talks to it, and here it is decided who comes in."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from upheld.server.access.routes import open_to_all
from upheld.server.access.scope import EVERYTHING, within
from upheld.server.accounts.models import Person
from upheld.server.audit.trail import Act, note
from upheld.server.installed import installation
from upheld.server.look.errors import error_page
from upheld.server.people.inviting import accept, accept_as_new, open_invitations_to
from upheld.server.people.links import address
from upheld.server.people.models import OutsideIdentity
from upheld.server.present import present
from upheld.server.sections import Outside
from upheld.server.signing.entering import HOME, Waiting, let_in, may_come_in, note_failure, onward_of
from upheld.server.signing.limits import OPENED, sender_of, too_often

log = logging.getLogger(__name__)
_ONWARD = "onward"
_OPEN = "whoever signs in has not done so yet"


@open_to_all(_OPEN)
@require_GET
@within(EVERYTHING)  # it is only being found out who acts
def sign_in_with(request: HttpRequest, server: str) -> HttpResponse:
    """Lead to another server, which leads back to `come_back`.

    A plain link does: whoever makes a browser follow it gains nothing, since `state` and PKCE bind the way back to it.
    """
    at = _provider(request, server)
    if too_often(present(), (OPENED, sender_of(request))):
        return error_page(request, HTTPStatus.TOO_MANY_REQUESTS)
    request.session[_ONWARD] = onward_of(request)
    try:
        answer: HttpResponse = at.redirect(request, AuthProcess.LOGIN)
    except (OSError, KeyError, ValueError) as error:
        return _unusable(request, at.outside, error)
    return answer


@open_to_all(_OPEN)
@require_GET
@within(EVERYTHING)  # likewise
def come_back(request: HttpRequest, server: str) -> HttpResponse:
    """Take what another server says of somebody, and let in whom we know."""
    talk = Talk(request, server)
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(talk)(request)
    except (OSError, KeyError, ValueError) as error:
        return _unusable(request, talk.get_provider().outside, error)
    return answer


class Talk(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """allauth's talk with a server, up to what the server says of the person; from there on it is ours."""

    def get_provider(self) -> Provider:
        """The server, as our configuration has it. Raises Http404."""
        return _provider(self.request, self.provider_id)

    def get_callback_url(self, _: HttpRequest, __: object) -> str:
        """Where the server leads back to: as people reach us, whatever stands between."""
        return address(f"/sign-in/with/{self.provider_id}/back")

    def complete_login(self, request: HttpRequest, app: SocialApp, token: object, **answer: Any) -> NoReturn:
        """End allauth's part with our own answer."""
        login = super().complete_login(request, app, token, **answer)
        told = login.account.extra_data
        raise ImmediateHttpResponse(_answer(request, self.get_provider().outside, told))


class Provider(OpenIDConnectProvider):  # type: ignore[misc]  # likewise
    """A server that people may sign in by."""

    oauth2_adapter_class = Talk

    def __init__(self, request: HttpRequest, outside: Outside) -> None:
        settings = {"server_url": outside.issuer, "oauth_pkce_enabled": True}
        self.outside = outside
        app = SocialApp(
            provider=self.id, provider_id=outside.id, name=outside.name, client_id=outside.client_id,
            secret=outside.secret(), settings=settings,
        )  # fmt: skip
        super().__init__(request, app=app)


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # likewise
    """What allauth asks us, on the way."""

    def on_authentication_error(self, request: HttpRequest, provider: Provider, **told: Any) -> NoReturn:
        """Answer a sign-in that did not come about with our own page."""
        said = {name: str(told.get(name) or "")[:300] for name in ("error", "exception")}
        log.warning("sign-in by another server failed", extra={"facts": {"server": provider.outside.id, **said}})
        says = _("Signing in with %(name)s did not work. Try again, or sign in with a password.")
        page = error_page(request, HTTPStatus.BAD_REQUEST, says % {"name": provider.outside.name})
        raise ImmediateHttpResponse(page)


def _answer(request: HttpRequest, outside: Outside, told: Mapping[str, Any]) -> HttpResponse:
    """Let in who is known, or was invited."""
    now = present()
    person = _known(outside, told, now)
    if person is None or not may_come_in(person):
        note_failure("oidc-failed", person, now)
        says = _("Nobody here has the address that %(name)s gave for you. Ask those who invited you for an invitation.")
        return error_page(request, HTTPStatus.FORBIDDEN, says % {"name": outside.name})
    onward = request.session.pop(_ONWARD, HOME)
    return let_in(request, Waiting(person, f"oidc {outside.id}", onward), shown_elsewhere=outside.second_factor)


def _known(outside: Outside, told: Mapping[str, Any], now: datetime) -> Person | None:
    """The person whom a server knows by this subject, or else by an address that is surely theirs."""
    claims = _claims(told)
    subject = str(claims.get("sub") or "")
    if not subject:
        return None
    identity = OutsideIdentity.objects.filter(issuer=outside.issuer, subject=subject).select_related("person").first()
    if identity is not None:
        return identity.person
    email = str(claims.get("email") or "").lower()
    sure = claims.get("email_verified") is True or outside.vouches_for_addresses
    if not email or not sure:
        return None
    with transaction.atomic():
        person = _of_address(email, str(claims.get("name") or ""), now)
        if person is not None:
            OutsideIdentity.objects.create(person=person, issuer=outside.issuer, subject=subject, since=now)
            act = Act("person.identity", "person", str(person.pk), after={"issuer": outside.issuer})
            note(act, f"person:{person.pk}", now)
    return person


def _of_address(email: str, name: str, now: datetime) -> Person | None:
    """Who signs in with an address, with everything that they are invited to."""
    person = Person.objects.filter(email=email).first()
    for invitation in open_invitations_to(email, now):
        if person is None:
            person = accept_as_new(invitation, invitation.name or name, None, now)
        else:
            accept(invitation, person, now)
    return person


def _claims(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is said of the person: by the signed token, and by the userinfo that is of the same subject."""
    parts = [part for part in (told.get("id_token"), told.get("userinfo")) if isinstance(part, dict)]
    if len({str(part.get("sub")) for part in parts}) != 1:
        return {}
    return {name: value for part in parts for name, value in part.items()}


def _provider(request: HttpRequest, server: str) -> Provider:
    for outside in installation().oidc:
        if outside.id == server:
            return Provider(request, outside)
    raise Http404


def _unusable(request: HttpRequest, outside: Outside, error: Exception) -> HttpResponse:
    log.error("another server cannot be used", exc_info=error, extra={"facts": {"server": outside.id}})
    says = _("%(name)s does not answer as it should. Try again in a minute, or sign in with a password.")
    return error_page(request, HTTPStatus.BAD_GATEWAY, says % {"name": outside.name})
