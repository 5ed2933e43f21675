"""Customers under the founding agreements, for tests."""

from __future__ import annotations

from datetime import date

from tests.desk import AGREEMENTS
from tests.server.scene import NOBODY, NOW
from upheld.library.loading import file_source
from upheld.server.accounts.models import Account
from upheld.server.accounts.registering import (
    NewAccount,
    NewPerson,
    NewSubscription,
    register_account,
    register_person,
    subscribe,
)
from upheld.server.contracts.publishing import publish

PASSWORD = "correct horse battery"  # noqa: S105 - of tests alone


def customer(agreement: str, slug: str = "acme", until: date | None = None) -> Account:
    """An account under a founding agreement, in Berlin, with Ann who reports for it."""
    published(agreement)
    account = register_account(NewAccount(slug, slug.title(), "Europe/Berlin"), NOBODY, NOW)
    subscribe(account, NewSubscription(agreement, "", date(2026, 1, 1), until), NOBODY, NOW)
    register_person(NewPerson(f"ann@{slug}.example", PASSWORD, "reporter", account), NOBODY, NOW)
    return account


def published(agreement: str) -> None:
    """Publish a founding agreement."""
    publish(str(AGREEMENTS / f"{agreement}.yaml"), file_source().opener, NOBODY, NOW)
