"""Rows of the provider, accounts, people and keys."""

from upheld.server.accounts.models.account import Account, Contact, Provider, Subscription, Suspension
from upheld.server.accounts.models.key import ApiKey
from upheld.server.accounts.models.person import Grant, Person

__all__ = ["Account", "ApiKey", "Contact", "Grant", "Person", "Provider", "Subscription", "Suspension"]
