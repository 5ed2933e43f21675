"""Operations on people, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from upheld.client.answer import Answer
from upheld.client.line import Change, Line, part


class GrantRecord(Answer):
    """A role; `account` is empty on the provider's side."""

    role: str
    account: str


class InvitationRecord(Answer):
    """An invitation; its link is told to the invited alone."""

    id: int
    email: str
    name: str
    role: str
    account: str
    created_at: datetime
    expires_at: datetime
    state: str


class PersonRecord(Answer):
    """Somebody who signs in, with the roles that are yours to see."""

    id: int
    email: str
    name: str
    language: str
    active: bool
    last_sign_in: datetime | None
    roles: tuple[GrantRecord, ...]


class People:
    """Operations on people, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def list_people(self, *, account: str | None = None, page_size: int = 50) -> Iterator[PersonRecord]:
        """People, in the order in which they came; of one account where it is named."""
        return self._line.pages("/people", PersonRecord, {"account": account}, page_size)

    def get_person(self, person: int) -> PersonRecord:
        """One person."""
        return self._line.read(f"/people/{part(person)}", PersonRecord, {})

    def set_person_roles(
        self,
        person: int,
        *,
        roles: Sequence[Literal["owner", "lead", "agent", "billing", "auditor", "admin", "reporter"]],
        account: str | None = None,
        idempotency_key: str = "",
    ) -> PersonRecord:
        """Give a person exactly these roles on one side; none of them ends what they do there."""
        return self._line.changed(
            Change(
                "POST",
                f"/people/{part(person)}/roles",
                body={"account": account, "roles": roles},
                idempotency_key=idempotency_key,
            ),
            PersonRecord,
        )

    def deactivate_person(self, person: int, *, idempotency_key: str = "") -> PersonRecord:
        """Let a person in no more, on any side, and end their sessions; for the provider's side alone."""
        return self._line.changed(
            Change("POST", f"/people/{part(person)}/deactivate", idempotency_key=idempotency_key), PersonRecord
        )

    def activate_person(self, person: int, *, idempotency_key: str = "") -> PersonRecord:
        """Let a person in again; for the provider's side alone."""
        return self._line.changed(
            Change("POST", f"/people/{part(person)}/activate", idempotency_key=idempotency_key), PersonRecord
        )

    def forget_second_factor(self, person: int, *, idempotency_key: str = "") -> PersonRecord:
        """Ask no code of somebody who lost theirs, and end their sessions; for the provider's side alone."""
        return self._line.changed(
            Change("POST", f"/people/{part(person)}/forget-second-factor", idempotency_key=idempotency_key),
            PersonRecord,
        )

    def list_invitations(self, *, account: str | None = None, page_size: int = 50) -> Iterator[InvitationRecord]:
        """Invitations, the latest first."""
        return self._line.pages("/invitations", InvitationRecord, {"account": account}, page_size)

    def create_invitation(
        self,
        *,
        email: str,
        role: Literal["owner", "lead", "agent", "billing", "auditor", "admin", "reporter"],
        account: str | None = None,
        name: str | None = None,
        language: Literal["", "en", "de"] | None = None,
        idempotency_key: str = "",
    ) -> InvitationRecord:
        """Invite somebody by mail; the answer is the same whether the address is known or not."""
        return self._line.changed(
            Change(
                "POST",
                "/invitations",
                body={"email": email, "role": role, "account": account, "name": name, "language": language},
                idempotency_key=idempotency_key,
            ),
            InvitationRecord,
        )

    def revoke_invitation(self, invitation: int, *, idempotency_key: str = "") -> InvitationRecord:
        """End an invitation: its link opens nothing any more."""
        return self._line.changed(
            Change("POST", f"/invitations/{part(invitation)}/revoke", idempotency_key=idempotency_key), InvitationRecord
        )
