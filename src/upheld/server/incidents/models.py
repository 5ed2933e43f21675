"""Rows of components, of what was posted about them, of the notices given and of what measurement proposes.

Posts, measurements and rulings are three records: what stands here is what somebody wrote. What was measured stands in
the room `figures`, and so do the exclusions that a maintenance leads to.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.append_only import Fact, Facts
from upheld.server.desk.models import Ticket
from upheld.server.incidents.vocabulary import IMPACTS, SORTS, VISIBILITIES

CODE = 12
"""The length of the codes by which programs name things: small letters and digits."""


class Component(models.Model):
    """A part of what is offered, as people know it: a service or function of an agreement, or one that we added.

    `agreement` and `service`, `feature` or `measure` say where it comes from, all empty for one of our own. A group
    (`is_group`) holds others and has no status of its own. `arranged`: the provider gave it its name or its group.
    `retired_at`: no published agreement has it any more.
    """

    code = models.CharField(max_length=CODE, unique=True)
    agreement = models.CharField(max_length=64, blank=True)
    service = models.CharField(max_length=100, blank=True)
    feature = models.CharField(max_length=100, blank=True)
    measure = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=200)
    description = models.CharField(max_length=500, blank=True)
    group = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    is_group = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    visibility = models.CharField(max_length=10, default="public", choices=[(each, each) for each in VISIBILITIES])
    arranged = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "service", "feature", "measure"),
                condition=~models.Q(agreement=""),
                name="component_source_once",
            ),
        )


class Incident(models.Model):
    """An incident or a maintenance; all but its code, kind and destinations is an index, folded from its events.

    `components` is the status that it gives to each, by code. `destinations` are those concerned, none for all.
    """

    code = models.CharField(max_length=CODE, unique=True)
    kind = models.CharField(max_length=12, default="incident")
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=16)
    impact = models.CharField(max_length=12, choices=[(each, each) for each in IMPACTS])
    components = models.JSONField(default=dict)
    destinations = models.JSONField(default=list)
    sequence = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    monitoring_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("kind", "-created_at"), name="incident_newest"),)


class IncidentEvent(Fact):
    """One post. `kind` is `opened`, `update`, `rescheduled`, `correction` or `reminder`.

    A correction says in `data` what it corrects; a reminder is told to readers and shown on no page. `components` are
    changes: [{"code", "name", "old_status", "new_status"}].
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    code = models.CharField(max_length=CODE, unique=True)
    kind = models.CharField(max_length=12)
    status = models.CharField(max_length=16)
    impact = models.CharField(max_length=12)
    body = models.TextField(blank=True)
    components = models.JSONField(default=list)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    objects: ClassVar[models.Manager[IncidentEvent]] = models.Manager.from_queryset(Facts["IncidentEvent"])()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("incident", "sequence"), name="incident_event_once"),)


class Maintenance(models.Model):
    """What a maintenance has beside an incident: its window, of which sort it is, and when it took place.

    For one of somebody upstream: who, and when they told us; `upstream_silent` says that they did not. `cause` is the
    exclusion of the agreements under which it is recorded; empty for the one that fits its sort. `begins_by_itself` and
    `ends_by_itself`: at the ends of its window, where nobody was quicker; `remind_minutes` before it, none for null.
    """

    incident = models.OneToOneField(Incident, models.PROTECT, related_name="maintenance")
    sort = models.CharField(max_length=10, choices=[(each, each) for each in SORTS])
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    began = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    short_because = models.CharField(max_length=1000, blank=True)
    upstream = models.CharField(max_length=200, blank=True)
    upstream_told_at = models.DateTimeField(null=True)
    upstream_silent = models.BooleanField(default=False)
    cause = models.CharField(max_length=100, blank=True)
    begins_by_itself = models.BooleanField(default=False)
    ends_by_itself = models.BooleanField(default=False)
    remind_minutes = models.PositiveIntegerField(null=True)


class GivenNoticeRows(Facts["GivenNotice"]):
    """Notices that were given, as one actor may see them."""

    def visible_to(self, actor: Actor) -> GivenNoticeRows:
        """Every one to the provider's side; those to its own account to a customer's."""
        return self if actor.account is None else self.filter(account=actor.account)


class GivenNotice(Fact):
    """The notice of a maintenance that one account got: when, to how many addresses, and what its agreement asks.

    `asked` and `clause` are the agreement's words, empty where it asks for none; `latest` is when it was due at the
    latest; `because` is why a shorter one had to do.
    """

    maintenance = models.ForeignKey(Maintenance, models.PROTECT, related_name="notices")
    account = models.ForeignKey(Account, models.PROTECT, related_name="maintenance_notices")
    announced_at = models.DateTimeField()
    begins = models.DateTimeField()
    addresses = models.PositiveIntegerField()
    agreement = models.CharField(max_length=64, blank=True)
    asked = models.CharField(max_length=300, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    latest = models.DateTimeField(null=True)
    in_time = models.BooleanField(null=True)
    because = models.CharField(max_length=1000, blank=True)

    objects: ClassVar[GivenNoticeRows] = GivenNoticeRows.as_manager()  # type: ignore[assignment]  # it has all of these


class LinkedTicket(Fact):
    """A ticket that an incident is about; customers see it from their ticket alone."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="linked_tickets")
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="linked_incidents")
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    objects: ClassVar[models.Manager[LinkedTicket]] = models.Manager.from_queryset(Facts["LinkedTicket"])()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("incident", "ticket"), name="ticket_linked_once"),)


class Proposal(models.Model):
    """An incident that measurement proposes: somebody accepts it, and writes, or dismisses it, and says why.

    `key` is the occurrence, so that it is proposed once. `since` and `evidence` are measured.
    """

    key = models.CharField(max_length=200, unique=True)
    component = models.ForeignKey(Component, models.PROTECT, null=True, related_name="proposals")
    title = models.CharField(max_length=200)
    since = models.DateTimeField()
    evidence = models.JSONField(default=dict)
    status = models.CharField(max_length=10, default="open")
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    because = models.CharField(max_length=500, blank=True)
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="proposals")
