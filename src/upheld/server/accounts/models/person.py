"""Rows of people, and of what each may do."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from upheld.server.access.actor import CUSTOMER_ROLES, PROVIDER_ROLES
from upheld.server.accounts.models.account import Account


class People(BaseUserManager["Person"]):
    """People by their e-mail address, in whatever case it is typed; it is kept in small letters."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """The person who signs in with this address."""
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Somebody who signs in, with an e-mail address and a password."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=16, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    objects: ClassVar[People] = People()


class Grant(models.Model):
    """A role that a person has: on the provider's side, or on the side of one customer."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=12)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="grants")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "role", "account"), nulls_distinct=False, name="grant_once"),
            models.CheckConstraint(
                condition=models.Q(account=None, role__in=sorted(PROVIDER_ROLES))
                | models.Q(account__isnull=False, role__in=sorted(CUSTOMER_ROLES)),
                name="grant_side",
            ),
        )
