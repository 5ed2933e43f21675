"""A small desk for tests: an agreement with a plan, two accounts, people and keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from tests.desk import OFFICE
from upheld.server.access.actor import MAY, Role, system
from upheld.server.accounts.models import Account
from upheld.server.accounts.registering import (
    NewAccount,
    NewKey,
    NewSubscription,
    issue_key,
    register_account,
    subscribe,
)
from upheld.server.contracts.publishing import publish

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NOBODY = system("test")
# Response by the clock on the wall, resolution in the office's hours, which a waiting customer pauses.
GOLD = """
      default: true
      pauses: [waiting_on_customer]
      warn_at: [50%]
      targets:
        "1":
          response: {within: 1 hour, counted: elapsed time}
          resolution: {within: 4 hours, counted: working time}
        "2":
          response: {within: 4 hours, counted: working time}
          resolution: {within: 16 hours, counted: working time}
        "3": {}
      escalation:
        - {to: desk lead, at: breach, unless: none}
        - {to: account executive, at: 1 hour, unless: taken}
"""
AGREEMENT = OFFICE + GOLD


@dataclass(frozen=True)
class Scene:
    """What stands when a test begins: two accounts with the same agreement, and a key of the provider's side."""

    acme: Account
    other: Account
    agent: str
    owner: str


@dataclass(frozen=True)
class Caller:
    """Calls the API with one key."""

    key: str

    def get(self, path: str, **headers: str) -> Any:
        """Read."""
        return Client().get(f"/api/v1{path}", headers=self._headers(headers))

    def post(self, path: str, body: Mapping[str, object], **headers: str) -> Any:
        """Change."""
        return self._sent("POST", path, json.dumps(body), headers)

    def patch(self, path: str, body: Mapping[str, object], **headers: str) -> Any:
        """Change some fields."""
        return self._sent("PATCH", path, json.dumps(body), headers)

    def delete(self, path: str, **headers: str) -> Any:
        """Remove."""
        return self._sent("DELETE", path, "", headers)

    def _sent(self, method: str, path: str, text: str, headers: Mapping[str, str]) -> Any:
        own = self._headers(headers)
        return Client().generic(method, f"/api/v1{path}", text, content_type="application/json", headers=own)

    def _headers(self, more: Mapping[str, str]) -> dict[str, str]:
        own = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return own | {name.replace("_", "-"): value for name, value in more.items()}


def text_source(text: str) -> Any:
    """An opener for the one text."""
    return lambda file, _: (file, text)


def set_up(agreement: str = AGREEMENT) -> Scene:
    """Make the scene in the database."""
    publish("desk.yaml", text_source(agreement), NOBODY, NOW)
    acme, other = (
        register_account(NewAccount(slug, slug.title(), "Europe/Berlin"), NOBODY, NOW) for slug in ("acme", "other")
    )
    for account in (acme, other):
        subscribe(account, NewSubscription("desk", "gold", date(2026, 1, 1)), NOBODY, NOW)
    return Scene(acme, other, key_for("agent"), key_for("owner"))


def key_for(role: Role, account: Account | None = None) -> str:
    """A key that may do what a role may."""
    return issue_key(NewKey(role, MAY[role], account), NOBODY, NOW)[1]
