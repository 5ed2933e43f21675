"""The two views that a mail provider posts to. They are open, since the provider proves itself by its signature."""

from __future__ import annotations

import logging
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from upheld.server.access.routes import open_to_all
from upheld.server.access.scope import EVERYTHING, within
from upheld.server.configuration import MailProvider
from upheld.server.installed import installation
from upheld.server.mailhooks.providers import REFUSED, Unproven, brought, told
from upheld.server.mailhooks.recording import record_told
from upheld.server.mailin.addresses import takes_mail
from upheld.server.mailin.envelope import Envelope, TryLater
from upheld.server.mailin.receiving import receive
from upheld.server.present import present

log = logging.getLogger(__name__)
_TEXT = "text/plain; charset=utf-8"


@open_to_all("the mail provider's; it proves itself by a signature or a password")
@csrf_exempt
def inbound(request: HttpRequest) -> HttpResponse:
    """Take a message: 200 once it is safe on the disk."""
    provider = _provider(request)
    try:
        messages = brought(provider, request)
    except Unproven as unproven:
        return _refused(unproven)
    if not all(takes_mail(recipient) for _, _, recipient in messages):
        return _answer("this is no address of ours", REFUSED[provider.name])
    try:
        with within(EVERYTHING):
            for raw, sender, recipient in messages:
                receive(raw, Envelope(sender, (recipient,)), present())
    except TryLater as later:
        return _answer(f"not taken now: {later}", HTTPStatus.SERVICE_UNAVAILABLE)
    return _answer("taken")


@open_to_all("the mail provider's; it proves itself by a signature or a password")
@csrf_exempt
def events(request: HttpRequest) -> HttpResponse:
    """Take what became of messages that were sent."""
    try:
        found = told(_provider(request), request)
    except Unproven as unproven:
        return _refused(unproven)
    with within(EVERYTHING):
        for each in found:
            record_told(each, present())
    return _answer("taken")


def _provider(request: HttpRequest) -> MailProvider:
    """The provider whose webhooks are taken. Raises Http404 where there is none."""
    found = installation().mail_provider
    if found is None or not found.signing_key.get_secret_value() or request.method != "POST":
        raise Http404
    return found


def _refused(unproven: Unproven) -> HttpResponse:
    log.warning("a webhook of the mail provider is refused: %s", unproven)
    return _answer("refused", HTTPStatus.FORBIDDEN)


def _answer(text: str, status: int = HTTPStatus.OK) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type=_TEXT)
