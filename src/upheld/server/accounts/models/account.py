"""Rows of the provider, its customers' accounts and what each of them has."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models

from upheld.agreements.words import Money
from upheld.rules.wording import money_words
from upheld.server.access.actor import Actor

ROLES_OF_CONTACT = ("technical", "business", "billing", "security")
CHANNELS = ("e-mail", "webhook", "portal", "telephone")


class Provider(models.Model):
    """Who runs this installation: one row.

    `accent` is a colour `#rrggbb`, `logo` the name under which a kept file is served, `<SHA-256>.<type>`; empty: ours.
    """

    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=16, default="en")
    support_phone = models.CharField(max_length=40, blank=True)
    accent = models.CharField(max_length=7, blank=True)
    logo = models.CharField(max_length=70, blank=True)


class AccountRows(models.QuerySet["Account"]):
    """Accounts, as one actor may see them."""

    def visible_to(self, actor: Actor) -> AccountRows:
        """Every account to the provider's side; its own to a customer's."""
        return self if actor.account is None else self.filter(pk=actor.account)


class Account(models.Model):
    """A customer. `slug` is its name in agreements; `zone` and `language` are those in which it is written to.

    `destinations` and `features` are lists of the names of what it uses: a maintenance that concerns some of them
    concerns it. `suspended_since` is when its service was suspended, None where it is not; `suspensions` are all there
    ever were.
    """

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=16, default="en")
    agreed_rate = models.CharField(max_length=60, blank=True)
    destinations = models.JSONField(default=list)
    features = models.JSONField(default=list)
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


class Suspension(models.Model):
    """A time during which an account's service was suspended; `ended_at` is None while it is.

    `unpaid_since` is the day since which its invoices were unpaid, None where it was suspended for another reason.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="suspensions")
    began_at = models.DateTimeField()
    why = models.CharField(max_length=300)
    unpaid_since = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("account",), condition=models.Q(ended_at=None), name="one_suspension"),
        )


class Fee(models.Model):
    """What an account pays in a month for what an agreement promises, from a month until another.

    `begins` and `until` are first days of months, `until` of the first month without. `amount` is a decimal number as
    text, `currency` an ISO 4217 code. Several lines of one agreement add up; `line` tells them apart.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="fees")
    agreement = models.SlugField(max_length=64)
    line = models.CharField(max_length=100, blank=True)
    amount = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    begins = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("begins")), name="fee_lasts"
            ),
        )

    @property
    def words(self) -> str:
        """What is paid in a month, as people read it: `1,200.00 EUR`."""
        return money_words(Money(Decimal(self.amount), self.currency))
