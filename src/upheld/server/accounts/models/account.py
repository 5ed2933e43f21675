"""Rows of the provider, its customers' accounts and what each of them has."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from upheld.server.access.actor import Actor

ROLES_OF_CONTACT = ("technical", "business", "billing", "security")
CHANNELS = ("e-mail", "webhook", "portal", "telephone")


class Provider(models.Model):
    """Who runs this installation: one row."""

    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=16, default="en")
    support_phone = models.CharField(max_length=40, blank=True)


class AccountRows(models.QuerySet["Account"]):
    """Accounts, as one actor may see them."""

    def visible_to(self, actor: Actor) -> AccountRows:
        """Every account to the provider's side; its own to a customer's."""
        return self if actor.account is None else self.filter(pk=actor.account)


class Account(models.Model):
    """A customer. `slug` is its name in agreements; `zone` and `language` are those in which it is written to.

    `suspended_since` is when its service was suspended, None where it is not.
    """

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=16, default="en")
    agreed_rate = models.CharField(max_length=60, blank=True)
    suspended_since = models.DateTimeField(null=True)
    suspended_why = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Account]] = models.Manager.from_queryset(AccountRows)()


class Contact(models.Model):
    """Somebody at a customer, or a receiver of theirs, who is told things: in which role, over which channel."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=12, choices=[(role, role) for role in ROLES_OF_CONTACT])
    channel = models.CharField(max_length=12, choices=[(channel, channel) for channel in CHANNELS])
    address = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=16, blank=True)


class Subscription(models.Model):
    """What an account has bought: an agreement and a plan of it, from a day until another.

    Days are those of the agreement's zone; `until` is the first one without. An agreement of its own is named like
    any other, and includes the standard one.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="subscriptions")
    agreement = models.SlugField(max_length=64)
    plan = models.CharField(max_length=100, blank=True)
    licence = models.CharField(max_length=100, blank=True)
    begins = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("begins")), name="subscription_lasts"
            ),
        )
