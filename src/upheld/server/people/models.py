"""Rows of sessions, second factors, invitations, resets, outside identities, and tries that are counted."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import ClassVar, cast

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account, Person


class Session(AbstractBaseSession):
    """A browser's session: whose it is (None before they signed in), from where it came, and when it was last seen.

    `sender` is the address that the sign-in came from, `agent` what the browser calls itself.
    """

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions")
    sender = models.CharField(max_length=64, blank=True)
    agent = models.CharField(max_length=300, blank=True)
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """The store whose rows these are."""
        # By its name in the settings: the store itself stands on this model.
        return cast("type[SessionBase]", import_module(settings.SESSION_ENGINE).SessionStore)


class SecondFactor(models.Model):
    """The telephone that shows a person's codes. `secret` is sealed; `used` is the counter of the last code taken."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="second_factor")
    secret = models.TextField()
    used = models.BigIntegerField(default=0)
    since = models.DateTimeField()


class RecoveryCode(models.Model):
    """A code for the day on which the telephone is lost; only its SHA-256 is kept, and it is taken once."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="recovery_codes")
    secret_sha256 = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "secret_sha256"), name="recovery_code_once"),)


class InvitationRows(models.QuerySet["Invitation"]):
    """Invitations, as one actor may see them."""

    def visible_to(self, actor: Actor) -> InvitationRows:
        """Every invitation to the provider's side; to a customer's those to its own account."""
        return self if actor.account is None else self.filter(account=actor.account)

    def open_at(self, now: datetime) -> InvitationRows:
        """Those that can still be accepted."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """A role that is offered to whoever reads mail at an address; only the SHA-256 of its link's secret is kept.

    `account` is None on the provider's side. `invited_by` is the actor's id. It ends by one of the last three.
    """

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=16)
    role = models.CharField(max_length=12)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="invitations")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[InvitationRows] = InvitationRows.as_manager()  # type: ignore[assignment]  # it has every method of these

    class Meta:
        indexes = (models.Index(fields=("email",), name="invitation_email"),)


class Reset(models.Model):
    """A link by which a person may choose a new password, once; only the SHA-256 of its secret is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="resets")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class OutsideIdentity(models.Model):
    """A person as another sign-in server knows them: its issuer (URL) and the subject that it names them by."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="outside_identities")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("issuer", "subject"), name="outside_identity_once"),)


class Tries(models.Model):
    """A bucket of tries that fills up evenly. `key` is a SHA-256, so that no address stands here."""

    key = models.CharField(max_length=64, primary_key=True)
    left = models.FloatField()
    at = models.DateTimeField()
