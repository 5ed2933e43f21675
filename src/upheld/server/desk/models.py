"""Rows of tickets and of what happened to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account, Person
from upheld.server.append_only import Fact, Facts
from upheld.server.contracts.models import PublishedVersion

STATES = ("open", "waiting", "solved", "closed", "merged", "not entitled")
CASE, CHANGE_REQUEST = "case", "change request"
KINDS = (CASE, CHANGE_REQUEST)


class TicketRows(models.QuerySet["Ticket"]):
    """Tickets, as one actor may see them."""

    def visible_to(self, actor: Actor) -> TicketRows:
        """Every ticket to the provider's side; those of its account to a customer's."""
        return self if actor.account is None else self.filter(account=actor.account)

    def with_terms(self) -> TicketRows:
        """With what tells which terms hold: the account and the version, without the version's texts."""
        return self.select_related("account", "version", "assignee").defer("version__files", "version__holidays")


class Ticket(models.Model):
    """A ticket is its events; what stands here beside its number, account and agreement is an index, for finding.

    The index is worked out anew with every event, and can be worked out again from the events alone.

    Instants are UTC epoch seconds. `next_due` is when the first open clock falls due, `next_step` when the next
    warning, breach or escalation is owed; None where there is none. `last_sequence` is that of the latest event.
    `channel` is how it came in; `queue` the requests that its address takes, in the agreement's words, or where it was
    put since; empty for those of no address. `assignee` is who works on it. `kind` is one of KINDS: a change request
    has no clock. `source` is the id that an imported ticket had where it came from, empty for our own.
    """

    number = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="tickets")
    version = models.ForeignKey(PublishedVersion, models.PROTECT, related_name="tickets")
    plan = models.CharField(max_length=100)
    subject = models.CharField(max_length=300)
    channel = models.CharField(max_length=20, default="api")
    queue = models.CharField(max_length=200, blank=True)
    opened_at = models.BigIntegerField()
    last_sequence = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, default="open")
    priority = models.CharField(max_length=64, blank=True)
    next_due = models.BigIntegerField(null=True)
    next_step = models.BigIntegerField(null=True)
    assignee = models.ForeignKey(Person, models.PROTECT, null=True, related_name="tickets")
    kind = models.CharField(max_length=20, default=CASE)
    source = models.CharField(max_length=200, blank=True)

    objects: ClassVar[TicketRows] = TicketRows.as_manager()  # type: ignore[assignment]  # it has every method of these

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("account", "source"), condition=~models.Q(source=""), name="ticket_source_once"
            ),
        )
        indexes = (
            models.Index(fields=("account", "number"), name="ticket_account"),
            # A page of the queue by time to breach is read in its order: of all, of a state, of an account.
            models.Index(fields=("next_due", "number"), condition=models.Q(next_due__isnull=False), name="ticket_due"),
            models.Index(fields=("state", "next_due", "number"), name="ticket_queue"),
            # Who has how much in work and how much of it is late, and which account: counted without a look at tickets.
            models.Index(fields=("state", "assignee", "account", "next_due"), name="ticket_work"),
            # With the state, so that what an account has in work is counted without a look at its tickets.
            models.Index(fields=("account", "next_due", "number", "state"), name="ticket_account_due"),
            models.Index(fields=("next_step",), condition=models.Q(next_step__isnull=False), name="ticket_steps"),
        )


class TicketEvent(Fact):
    """One thing that happened. `at` (UTC epoch seconds) is when, `recorded_at` when we learned of it.

    `kind` is one of the core's, or one of ours that moves no clock. `detail` is what the core judges by (how a
    message reached the customer, a state, a priority); `data` is what people said. `actor` as in the audit trail.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    at = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    detail = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)
    actor = models.CharField(max_length=80)

    objects: ClassVar[models.Manager[TicketEvent]] = models.Manager.from_queryset(Facts["TicketEvent"])()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ticket", "sequence"), name="ticket_event_once"),)
        # What a ticket is judged by is found without a look at all that was written in it.
        indexes = (models.Index(fields=("ticket", "kind"), name="ticket_event_kind"),)


class TicketWords(models.Model):
    """What can be looked for in an event, folded (`words.folded`): worked out from it, and never shown.

    `inside` says that it stays in the house. A database finds it by its pieces, see `pieces`.
    """

    event = models.OneToOneField(TicketEvent, models.PROTECT, primary_key=True, related_name="words")
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="words")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    inside = models.BooleanField()
    text = models.TextField()
