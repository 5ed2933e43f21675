"""Operations on credentials, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from datetime import date

from upheld.client.answer import Answer
from upheld.client.line import Change, Line, part


class AccessChangeRecord(Answer):
    """The recommendation to change them: `due` is its last day, `done` when it was followed."""

    due: date | None
    clause: str | None
    solved: str
    done: str | None


class CredentialRecord(Answer):
    """Access details without what they are."""

    number: int
    label: str
    handed_over: str
    destroyed: str | None


class CredentialList(Answer):
    """Everything that was handed over for a ticket, and what is to be changed."""

    items: tuple[CredentialRecord, ...]
    changes: tuple[AccessChangeRecord, ...]


class SecretRecord(Answer):
    """The access details themselves."""

    secret: str


class Credentials:
    """Operations on credentials, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def hand_over_credentials(
        self, number: int, *, label: str, secret: str, idempotency_key: str = ""
    ) -> CredentialRecord:
        """Hand over access details for a ticket."""
        return self._line.changed(
            Change(
                "POST",
                f"/tickets/{part(number)}/credentials",
                body={"label": label, "secret": secret},
                idempotency_key=idempotency_key,
            ),
            CredentialRecord,
        )

    def list_credentials(self, number: int) -> CredentialList:
        """What was handed over for a ticket, without what it is."""
        return self._line.read(f"/tickets/{part(number)}/credentials", CredentialList, {})

    def read_credential(self, number: int, credential: int) -> SecretRecord:
        """The access details themselves; that they were read is on record."""
        return self._line.read(f"/tickets/{part(number)}/credentials/{part(credential)}", SecretRecord, {})

    def record_access_changed(self, number: int, *, idempotency_key: str = "") -> CredentialList:
        """Record that the access details of a ticket were changed."""
        return self._line.changed(
            Change("POST", f"/tickets/{part(number)}/access-changed", idempotency_key=idempotency_key), CredentialList
        )
