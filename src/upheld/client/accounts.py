"""Operations on accounts, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Literal

from upheld.client.answer import Answer
from upheld.client.line import Change, Line, part


class SubscriptionRecord(Answer):
    """A subscription; `until` is the first day without it."""

    id: int
    agreement: str
    plan: str
    licence: str
    begins: date
    until: date | None


class AccountRecord(Answer):
    """An account with its subscriptions."""

    slug: str
    name: str
    zone: str
    language: str
    agreed_rate: str
    destinations: tuple[str, ...]
    features: tuple[str, ...]
    suspended: bool
    suspended_since: str | None
    suspended_why: str | None
    subscriptions: tuple[SubscriptionRecord, ...]


class ContactRecord(Answer):
    """A contact of an account."""

    id: int
    name: str
    role: str
    channel: str
    address: str
    language: str


class FeeRecord(Answer):
    """A fee; `until` is the first day of the first month without it."""

    id: int
    agreement: str
    line: str
    amount: str
    currency: str
    begins: date
    until: date | None


class Accounts:
    """Operations on accounts, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def list_accounts(self, *, page_size: int = 50) -> Iterator[AccountRecord]:
        """Accounts, in the order in which they were made."""
        return self._line.pages("/accounts", AccountRecord, {}, page_size)

    def create_account(
        self,
        *,
        slug: str,
        name: str,
        zone: str | None = None,
        language: str | None = None,
        agreed_rate: str | None = None,
        destinations: Sequence[str] | None = None,
        features: Sequence[str] | None = None,
        idempotency_key: str = "",
    ) -> AccountRecord:
        """Make an account."""
        return self._line.changed(
            Change(
                "POST",
                "/accounts",
                body={
                    "slug": slug,
                    "name": name,
                    "zone": zone,
                    "language": language,
                    "agreed_rate": agreed_rate,
                    "destinations": destinations,
                    "features": features,
                },
                idempotency_key=idempotency_key,
            ),
            AccountRecord,
        )

    def get_account(self, slug: str) -> AccountRecord:
        """One account."""
        return self._line.read(f"/accounts/{part(slug)}", AccountRecord, {})

    def update_account(
        self,
        slug: str,
        *,
        name: str | None = None,
        zone: str | None = None,
        language: str | None = None,
        agreed_rate: str | None = None,
        destinations: Sequence[str] | None = None,
        features: Sequence[str] | None = None,
        if_match: str = "",
        idempotency_key: str = "",
    ) -> AccountRecord:
        """Change an account."""
        return self._line.changed(
            Change(
                "PATCH",
                f"/accounts/{part(slug)}",
                body={
                    "name": name,
                    "zone": zone,
                    "language": language,
                    "agreed_rate": agreed_rate,
                    "destinations": destinations,
                    "features": features,
                },
                if_match=if_match,
                idempotency_key=idempotency_key,
            ),
            AccountRecord,
        )

    def suspend_account(
        self,
        slug: str,
        *,
        why: str,
        since: datetime | None = None,
        unpaid_since: date | None = None,
        if_match: str = "",
        idempotency_key: str = "",
    ) -> AccountRecord:
        """Record that an account's service is suspended; its tickets go on."""
        return self._line.changed(
            Change(
                "POST",
                f"/accounts/{part(slug)}/suspension",
                body={"why": why, "since": since, "unpaid_since": unpaid_since},
                if_match=if_match,
                idempotency_key=idempotency_key,
            ),
            AccountRecord,
        )

    def restore_account(
        self, slug: str, *, why: str, until: datetime | None = None, if_match: str = "", idempotency_key: str = ""
    ) -> AccountRecord:
        """Record that an account's suspended service is there again."""
        return self._line.changed(
            Change(
                "POST",
                f"/accounts/{part(slug)}/restoration",
                body={"why": why, "until": until},
                if_match=if_match,
                idempotency_key=idempotency_key,
            ),
            AccountRecord,
        )

    def list_subscriptions(self, slug: str) -> tuple[SubscriptionRecord, ...]:
        """The subscriptions of an account."""
        return self._line.listed(f"/accounts/{part(slug)}/subscriptions", SubscriptionRecord, {})

    def create_subscription(
        self,
        slug: str,
        *,
        agreement: str,
        begins: date,
        plan: str | None = None,
        licence: str | None = None,
        until: date | None = None,
        idempotency_key: str = "",
    ) -> SubscriptionRecord:
        """Subscribe an account to an agreement and a plan of it."""
        return self._line.changed(
            Change(
                "POST",
                f"/accounts/{part(slug)}/subscriptions",
                body={"agreement": agreement, "plan": plan, "licence": licence, "begins": begins, "until": until},
                idempotency_key=idempotency_key,
            ),
            SubscriptionRecord,
        )

    def change_subscription_plan(
        self, slug: str, number: int, *, plan: str, begins: date, licence: str | None = None, idempotency_key: str = ""
    ) -> SubscriptionRecord:
        """Give an account another plan from a day; the answer is the subscription that begins then."""
        return self._line.changed(
            Change(
                "POST",
                f"/accounts/{part(slug)}/subscriptions/{part(number)}/plan",
                body={"plan": plan, "begins": begins, "licence": licence},
                idempotency_key=idempotency_key,
            ),
            SubscriptionRecord,
        )

    def end_a_subscription(
        self, slug: str, number: int, *, until: date, idempotency_key: str = ""
    ) -> SubscriptionRecord:
        """Let a subscription end."""
        return self._line.changed(
            Change(
                "POST",
                f"/accounts/{part(slug)}/subscriptions/{part(number)}/end",
                body={"until": until},
                idempotency_key=idempotency_key,
            ),
            SubscriptionRecord,
        )

    def list_fees(self, slug: str) -> tuple[FeeRecord, ...]:
        """The fees of an account."""
        return self._line.listed(f"/accounts/{part(slug)}/fees", FeeRecord, {})

    def create_fee(
        self,
        slug: str,
        *,
        agreement: str,
        amount: str,
        begins: date,
        until: date | None = None,
        line: str | None = None,
        idempotency_key: str = "",
    ) -> FeeRecord:
        """Record what an account pays in a month; statements that are issued from then on go by it."""
        return self._line.changed(
            Change(
                "POST",
                f"/accounts/{part(slug)}/fees",
                body={"agreement": agreement, "amount": amount, "begins": begins, "until": until, "line": line},
                idempotency_key=idempotency_key,
            ),
            FeeRecord,
        )

    def end_a_fee(self, slug: str, number: int, *, until: date, idempotency_key: str = "") -> FeeRecord:
        """Let a fee end."""
        return self._line.changed(
            Change(
                "POST",
                f"/accounts/{part(slug)}/fees/{part(number)}/end",
                body={"until": until},
                idempotency_key=idempotency_key,
            ),
            FeeRecord,
        )

    def list_contacts(self, slug: str) -> tuple[ContactRecord, ...]:
        """The contacts of an account."""
        return self._line.listed(f"/accounts/{part(slug)}/contacts", ContactRecord, {})

    def create_contact(
        self,
        slug: str,
        *,
        name: str,
        role: Literal["technical", "business", "billing", "security"],
        channel: Literal["e-mail", "webhook", "portal", "telephone"] | None = None,
        address: str | None = None,
        language: str | None = None,
        idempotency_key: str = "",
    ) -> ContactRecord:
        """Add a contact to an account."""
        return self._line.changed(
            Change(
                "POST",
                f"/accounts/{part(slug)}/contacts",
                body={"name": name, "role": role, "channel": channel, "address": address, "language": language},
                idempotency_key=idempotency_key,
            ),
            ContactRecord,
        )

    def update_contact(
        self,
        slug: str,
        number: int,
        *,
        name: str | None = None,
        role: Literal["technical", "business", "billing", "security"] | None = None,
        channel: Literal["e-mail", "webhook", "portal", "telephone"] | None = None,
        address: str | None = None,
        language: str | None = None,
        idempotency_key: str = "",
    ) -> ContactRecord:
        """Change a contact."""
        return self._line.changed(
            Change(
                "PATCH",
                f"/accounts/{part(slug)}/contacts/{part(number)}",
                body={"name": name, "role": role, "channel": channel, "address": address, "language": language},
                idempotency_key=idempotency_key,
            ),
            ContactRecord,
        )

    def delete_contact(self, slug: str, number: int, *, idempotency_key: str = "") -> ContactRecord:
        """Tell somebody nothing more; the answer is the contact as it was."""
        return self._line.changed(
            Change("DELETE", f"/accounts/{part(slug)}/contacts/{part(number)}", idempotency_key=idempotency_key),
            ContactRecord,
        )
