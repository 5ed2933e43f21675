"""Rows of the provider, accounts, people and keys."""

from upheld.server.accounts.models.account import Account, Contact, Fee, Provider, Subscription, Suspension
from upheld.server.accounts.models.key import ApiKey
from upheld.server.accounts.models.person import Grant, Person

__all__ = ["Account", "ApiKey", "Contact", "Fee", "Grant", "Person", "Provider", "Subscription", "Suspension"]
