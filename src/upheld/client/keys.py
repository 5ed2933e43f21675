"""Operations on keys, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from upheld.client.answer import Answer
from upheld.client.line import Change, Line, part


class CallerRecord(Answer):
    """Who calls: a key or a person, for which account (empty: the provider's side), and what they may do."""

    kind: str
    id: int
    name: str
    email: str
    language: str
    account: str
    may: tuple[str, ...]


class KeyRecord(Answer):
    """A key, as it is known afterwards: by its beginning `upk_<prefix>`."""

    id: int
    name: str
    prefix: str
    scopes: tuple[str, ...]
    account: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    state: str


class NewKeyRecord(Answer):
    """A key that was just made: `key` is told this once."""

    id: int
    name: str
    prefix: str
    scopes: tuple[str, ...]
    account: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    state: str
    key: str


class Keys:
    """Operations on keys, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def list_keys(self, *, account: str | None = None, page_size: int = 50) -> Iterator[KeyRecord]:
        """Keys, the latest first; of one account where it is named."""
        return self._line.pages("/keys", KeyRecord, {"account": account}, page_size)

    def create_key(
        self,
        *,
        name: str,
        scopes: Sequence[
            Literal[
                "account.read",
                "account.write",
                "contact.write",
                "person.read",
                "person.write",
                "key.read",
                "key.write",
                "agreement.read",
                "agreement.publish",
                "ticket.read",
                "ticket.open",
                "ticket.message",
                "ticket.reopen",
                "ticket.work",
                "ticket.notes",
                "webhook.read",
                "webhook.write",
                "provider.read",
                "provider.write",
                "audit.read",
                "operations.read",
                "incident.read",
                "incident.write",
                "figure.read",
                "figure.write",
            ]
        ],
        account: str | None = None,
        expires_at: datetime | None = None,
        idempotency_key: str = "",
    ) -> NewKeyRecord:
        """Make a key that may do no more than you; the key itself is in this answer, and nowhere else afterwards."""
        return self._line.changed(
            Change(
                "POST",
                "/keys",
                body={"name": name, "scopes": scopes, "account": account, "expires_at": expires_at},
                idempotency_key=idempotency_key,
            ),
            NewKeyRecord,
        )

    def revoke_api_key(self, key: int, *, idempotency_key: str = "") -> KeyRecord:
        """End a key at once."""
        return self._line.changed(
            Change("POST", f"/keys/{part(key)}/revoke", idempotency_key=idempotency_key), KeyRecord
        )

    def get_me(self) -> CallerRecord:
        """Who you are to this service, and what you may do."""
        return self._line.read("/me", CallerRecord, {})

    def update_me(
        self, *, name: str, language: Literal["", "en", "de"] | None = None, idempotency_key: str = ""
    ) -> CallerRecord:
        """Change your own name and language; a key has neither."""
        return self._line.changed(
            Change("PATCH", "/me", body={"name": name, "language": language}, idempotency_key=idempotency_key),
            CallerRecord,
        )
