"""Taking a message: kept as it came, read, and led to where it belongs; by whatever way it came."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from upheld.server.installed import installation
from upheld.server.keeping import keep
from upheld.server.mailin.envelope import Envelope, TryLater
from upheld.server.mailin.leading import lead
from upheld.server.mailin.models import QUARANTINED, REFUSED, InboundMessage
from upheld.server.mailin.reading.headers import Unreadable, one_line
from upheld.server.mailin.reading.message import Message, read_message

STRANGERS_HOURLY = 1000
"""Of all messages that are refused or put aside: whoever floods us fills no disk."""

_HOUR = timedelta(hours=1)


def receive(raw: bytes, envelope: Envelope, now: datetime) -> InboundMessage:
    """Take a message, and say what became of it. When this returns, the message and its verdict have reached the disk.

    The same message to the same recipients is taken once, however often it is handed over. Raises TryLater where its
    sender, or all that is put aside, go beyond their hourly number.
    """
    key = _key(raw, envelope)
    there = InboundMessage.objects.filter(key=key).first()
    if there is not None:
        return there
    try:
        message = read_message(raw)
    except Unreadable as unreadable:
        _refuse_flood(now)
        return _kept(InboundMessage(verdict=REFUSED, reason=str(unreadable)), (raw, key), envelope, now)
    _refuse_flood(now)
    _refuse_too_many(message.sender, now)
    row = InboundMessage(
        sender=message.sender[:320], sender_name=message.sender_name, subject=message.subject,
        message_id=message.id, text=message.text, html=message.html, attachments=_attached(message),
    )  # fmt: skip
    return _kept(row, (raw, key), envelope, now, message)


def _kept(
    row: InboundMessage, raw: tuple[bytes, str], envelope: Envelope, now: datetime, message: Message | None = None
) -> InboundMessage:
    """Write the message down with its verdict, in one transaction; the bytes are kept before."""
    row.raw, row.size, row.key = keep(installation().data_dir, raw[0]), len(raw[0]), raw[1]
    row.received_at, row.envelope_sender = now, one_line(envelope.sender)[:320]
    row.recipients = list(envelope.recipients)
    try:
        with transaction.atomic():
            row.save()
            if message is not None:
                lead(row, message, envelope, now)
                row.save()
    except IntegrityError:
        # Handed over twice at the same moment: the other one was first.
        there = InboundMessage.objects.filter(key=row.key).first()
        if there is None:
            raise
        return there
    return row


def _attached(message: Message) -> list[dict[str, object]]:
    folder = installation().data_dir
    return [
        {"name": each.name, "type": each.kind, "size": len(each.content), "sha256": keep(folder, each.content)}
        for each in message.attachments
    ]


def _refuse_too_many(sender: str, now: datetime) -> None:
    settings = installation().inbound
    known = InboundMessage.objects.filter(sender=sender, received_at__gt=now - _HOUR)
    # What was put aside is not theirs for sure: a forger must not shut anybody out.
    count = known.exclude(verdict__in=(QUARANTINED, REFUSED)).count()
    if settings is not None and count >= settings.per_sender_hourly:
        raise TryLater("too many messages from this sender")


def _refuse_flood(now: datetime) -> None:
    aside = InboundMessage.objects.filter(verdict__in=(QUARANTINED, REFUSED), received_at__gt=now - _HOUR)
    if aside.count() >= STRANGERS_HOURLY:
        raise TryLater("too many messages that nobody knows")


def _key(raw: bytes, envelope: Envelope) -> str:
    told = "\n".join((hashlib.sha256(raw).hexdigest(), *sorted(each.lower() for each in envelope.recipients)))
    return hashlib.sha256(told.encode()).hexdigest()
