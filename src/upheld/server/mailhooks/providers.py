"""The providers whose webhooks are understood: how each proves who it is, and its words as one vocabulary (anymail)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from anymail.exceptions import AnymailConfigurationError, AnymailWebhookValidationFailure
from anymail.webhooks.mailgun import MailgunInboundWebhookView, MailgunTrackingWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView, PostmarkTrackingWebhookView
from django.http import HttpRequest

from upheld.server.configuration import MailProvider

_VIEWS = {
    ("mailgun", "inbound"): MailgunInboundWebhookView,
    ("mailgun", "events"): MailgunTrackingWebhookView,
    ("postmark", "inbound"): PostmarkInboundWebhookView,
    ("postmark", "events"): PostmarkTrackingWebhookView,
}
# What tells a provider not to bring a message again; any other refusal is tried once more, for hours.
REFUSED = {"mailgun": 406, "postmark": 403}


class Unproven(Exception):  # noqa: N818 - it says what the request is
    """A request that does not prove that it is the provider's, or that is not of its form."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider told of a message that was sent: to whom, what became of it in a word, and why.

    `sent` is the id that our message bore. `soft`: the address may take mail another time.
    """

    kind: str
    recipient: str
    sent: str
    why: str
    reason: str
    soft: bool


def brought(provider: MailProvider, request: HttpRequest) -> list[tuple[bytes, str, str]]:
    """The messages in a request: each as it is written, its sender and its recipient. Raises Unproven."""
    found = []
    for event in _parsed(provider, "inbound", request):
        message = event.message
        found.append((message.as_bytes(), message.envelope_sender or "", message.envelope_recipient or ""))
    return found


def told(provider: MailProvider, request: HttpRequest) -> list[Told]:
    """What became of messages. Raises Unproven."""
    return [_told(event) for event in _parsed(provider, "events", request)]


def _told(event: Any) -> Told:
    given: Any = event.esp_event
    soft = hasattr(given, "get") and given.get("Type") == "SoftBounce"
    why = event.mta_response or event.description or event.reject_reason or ""
    sent = (event.metadata or {}).get("upheld", "")
    return Told(event.event_type, event.recipient or "", str(sent), str(why), event.reject_reason or "", soft)


def _parsed(provider: MailProvider, what: str, request: HttpRequest) -> Sequence[Any]:
    secret = provider.signing_key.get_secret_value()
    own: Any = {"webhook_signing_key": secret} if provider.name == "mailgun" else {"webhook_secret": secret}
    view: Any = _VIEWS[provider.name, what](**own)
    try:
        view.run_validators(request)
        return list(view.parse_events(request))
    except (AnymailWebhookValidationFailure, AnymailConfigurationError) as error:
        raise Unproven(str(error).partition("\n")[0]) from None
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        # Signed, and yet not of the provider's form.
        raise Unproven(f"the request is not of the form that {provider.name} uses: {type(error).__name__}") from None
