"""Rows of messages that came in."""

from __future__ import annotations

from django.db import models

from upheld.server.accounts.models import Account
from upheld.server.desk.models import Ticket

OPENED, ADDED, ANSWERED = "opened", "added", "answered"
QUARANTINED, AUTOMATIC, BOUNCE, REFUSED, DISCARDED = "quarantined", "automatic", "bounce", "refused", "discarded"
VERDICTS = (OPENED, ADDED, ANSWERED, QUARANTINED, AUTOMATIC, BOUNCE, REFUSED, DISCARDED)


class InboundMessage(models.Model):
    """One message as it came in, and what became of it.

    `raw` is the SHA-256 under which it is kept whole; `key` makes the same message to the same recipients exist once.
    `sender` is the address of its From, `envelope_sender` the one that the mail server named. `verdict` says what
    became of it, `reason` why; a quarantined one waits for a person. `requests` are those that the address takes to
    which it was sent, in the agreement's words. `attachments`: [{"name", "type", "size", "sha256"}]; `html` is cleaned.
    """

    key = models.CharField(max_length=64, unique=True)
    raw = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    envelope_sender = models.CharField(max_length=320, blank=True)
    recipients = models.JSONField(default=list)
    sender = models.CharField(max_length=320, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    message_id = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list)
    verdict = models.CharField(max_length=12, default=QUARANTINED)
    reason = models.CharField(max_length=300, blank=True)
    requests = models.CharField(max_length=200, blank=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="inbound_messages")
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="inbound_messages")

    class Meta:
        indexes = (
            models.Index(fields=("sender", "received_at"), name="inbound_sender"),
            models.Index(fields=("verdict", "id"), name="inbound_verdict"),
            models.Index(fields=("received_at",), name="inbound_received"),
            models.Index(fields=("ticket", "id"), name="inbound_ticket"),
        )
