"""Which ticket a message belongs to: signed ids and reply addresses that nobody can guess."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from django.conf import settings

from upheld.server.installed import installation

_CHARACTERS = 16  # of five bits each: 80 bits that cannot be guessed over mail
_THREAD = re.compile(r"<ticket\.(\d{1,18})\.([a-z2-7]{16})@[^<>\s]{1,255}>", re.ASCII)
_REPLY = re.compile(r"[^@\s]{1,64}?\+(\d{1,18})\.([a-z2-7]{16})@[^@\s]{1,255}", re.ASCII)


def thread_id(ticket: int) -> str:
    """The Message-ID that every message about a ticket refers to."""
    return f"<ticket.{ticket}.{_signature(ticket)}@{domain()}>"


def ticket_of_thread(references: str) -> int | None:
    """The ticket that a `References` or `In-Reply-To` header names with a signature of ours; None for none."""
    return next((found for pair in _THREAD.findall(references) if (found := _signed(*pair)) is not None), None)


def reply_address(ticket: int) -> str:
    """Where replies about a ticket go: `support+7.<signature>@example.com`; empty where no mailbox takes replies."""
    mail = installation().mail
    if mail is None or not mail.replies:
        return ""
    local, _, host = mail.replies.rpartition("@")
    return f"{local}+{ticket}.{_signature(ticket)}@{host}"


def ticket_of_reply(address: str) -> int | None:
    """The ticket whose reply address this is; None where it is none of ours."""
    match = _REPLY.fullmatch(address.strip().lower())
    return _signed(match[1], match[2]) if match else None


def domain() -> str:
    """The domain in the ids of messages: that of the sender, or of the installation where no mail is set up."""
    mail = installation().mail
    return mail.sender.rpartition("@")[2] if mail else "upheld.invalid"


def _signed(number: str, signature: str) -> int | None:
    return int(number) if hmac.compare_digest(signature, _signature(int(number))) else None


def _signature(ticket: int) -> str:
    key = hashlib.sha256(b"upheld: threads\0" + str(settings.SECRET_KEY).encode()).digest()
    told = hmac.new(key, str(ticket).encode(), hashlib.sha256).digest()
    return base64.b32encode(told).decode().lower()[:_CHARACTERS]
