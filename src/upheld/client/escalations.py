"""Operations on escalations, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from upheld.client.answer import Answer
from upheld.client.line import Change, Line, part


class AddressRecord(Answer):
    """An address that is in use."""

    name: str
    address: str
    id: int
    account: str = ""
    language: str = "en"
    zone: str = "UTC"


class EscalationRecord(Answer):
    """An escalation that was asked for: which level of the plan is told, by the agreement's name for it."""

    ticket: int
    level: int
    to: str


class Escalations:
    """Operations on escalations, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def escalate_ticket(self, number: int, *, why: str | None = None, idempotency_key: str = "") -> EscalationRecord:
        """Ask for a ticket to be escalated; refused with the clause where the agreement does not allow it."""
        return self._line.changed(
            Change("POST", f"/tickets/{part(number)}/escalations", body={"why": why}, idempotency_key=idempotency_key),
            EscalationRecord,
        )

    def list_escalation_addresses(self) -> tuple[AddressRecord, ...]:
        """Who is told under which name."""
        return self._line.listed("/escalation-addresses", AddressRecord, {})

    def create_escalation_address(
        self,
        *,
        name: str,
        address: str,
        account: str | None = None,
        language: str | None = None,
        zone: str | None = None,
        idempotency_key: str = "",
    ) -> AddressRecord:
        """Have somebody told under a name."""
        return self._line.changed(
            Change(
                "POST",
                "/escalation-addresses",
                body={"name": name, "address": address, "account": account, "language": language, "zone": zone},
                idempotency_key=idempotency_key,
            ),
            AddressRecord,
        )

    def remove_escalation_address(self, number: int, *, idempotency_key: str = "") -> AddressRecord:
        """Tell somebody no more."""
        return self._line.changed(
            Change("POST", f"/escalation-addresses/{part(number)}/remove", idempotency_key=idempotency_key),
            AddressRecord,
        )
