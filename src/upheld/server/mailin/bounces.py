"""Reports of mail servers (RFC 3464) on what we sent: the delivery is marked as failed, its address kept from more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from upheld.server.delivery.models import EMAIL, Delivery
from upheld.server.delivery.outcomes import Outcome
from upheld.server.delivery.recording import conclude
from upheld.server.mailin.reading.headers import Headers, Unreadable, headers_of
from upheld.server.mailin.reading.message import Message
from upheld.server.mailin.reading.parts import Part

_BLANK = re.compile(rb"\r?\n\r?\n")
_ID = re.compile(r"<?([^<>@\s]{1,200})@")
_MOST_BLOCKS = 50
_LARGEST = 64 * 1024
_ORIGINALS = frozenset({"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers"})


@dataclass(frozen=True, slots=True)
class Failure:
    """An address that a message did not reach: `status` is such as 5.1.1."""

    address: str
    status: str
    says: str

    @property
    def no_such_address(self) -> bool:
        """Whether the address itself takes no mail (class 5, subject 1), and not this one message."""
        return self.status.startswith("5.1.")


def take_report(message: Message, now: datetime) -> int | None:
    """Record what a report says, in the caller's transaction: the ticket that the message was about, None for none.

    A report counts where it names a message that we sent, by its id that nobody can guess, and that message's address.
    """
    original = _original_id(message)
    delivery = Delivery.objects.filter(channel=EMAIL, message_id=original).first() if original else None
    if delivery is None:
        return None
    for failure in _failures(message):
        if failure.address == delivery.recipient.lower():
            outcome = Outcome("refused", f"bounced: {failure.says}", address_refused=failure.no_such_address)
            conclude(delivery, outcome, None, now)
            break
    return delivery.letter.ticket_id


def _failures(message: Message) -> Iterator[Failure]:
    for fields in _blocks(_part(message, frozenset({"message/delivery-status"}))):
        if fields.first("action").strip().lower() == "failed":
            told = fields.first("original-recipient") or fields.first("final-recipient")
            address = told.rpartition(";")[2].strip().lower()
            status, why = fields.first("status").strip(), fields.text("diagnostic-code")
            yield Failure(address, status, f"{status} {why}".strip())


def _blocks(part: Part | None) -> Iterator[Headers]:
    for block in _BLANK.split(part.content(_LARGEST))[:_MOST_BLOCKS] if part else ():
        try:
            yield headers_of(block.strip())
        except Unreadable:
            continue


def _original_id(message: Message) -> str:
    """The local part of the id of the message that came back."""
    part = _part(message, _ORIGINALS)
    if part is None:
        return ""
    block = _BLANK.split(part.content(_LARGEST).lstrip(), maxsplit=1)[0]
    try:
        match = _ID.match(headers_of(block).first("message-id"))
    except Unreadable:
        return ""
    return match.group(1) if match else ""


def _part(message: Message, kinds: frozenset[str]) -> Part | None:
    return next((part for part in message.parts if part.kind in kinds), None)
