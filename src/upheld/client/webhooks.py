"""Operations on webhooks, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from collections.abc import Iterator

from upheld.client.answer import Answer
from upheld.client.line import Change, Line, part
from upheld.client.shared import DeliveryRecord


class EndpointRecord(Answer):
    """An endpoint; `failures` counts the tries that failed since the last one that did not."""

    id: int
    account: str
    url: str
    created: str
    disabled: str | None
    disabled_why: str | None
    failures: int
    former_secret_until: str | None


class SigningSecretRecord(Answer):
    """What signatures are checked with: HMAC-SHA256 over `webhook-id.webhook-timestamp.body`, as `v1,<base64>`."""

    secret: str


class Webhooks:
    """Operations on webhooks, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def list_webhooks(self, *, page_size: int = 50) -> Iterator[EndpointRecord]:
        """Endpoints, in the order in which they were made."""
        return self._line.pages("/webhooks", EndpointRecord, {}, page_size)

    def create_webhook(self, *, url: str, account: str | None = None, idempotency_key: str = "") -> EndpointRecord:
        """Make an endpoint; its secret is read by an operation of its own."""
        return self._line.changed(
            Change("POST", "/webhooks", body={"url": url, "account": account}, idempotency_key=idempotency_key),
            EndpointRecord,
        )

    def get_webhook(self, number: int) -> EndpointRecord:
        """One endpoint."""
        return self._line.read(f"/webhooks/{part(number)}", EndpointRecord, {})

    def get_webhook_secret(self, number: int) -> SigningSecretRecord:
        """The secret that signatures of an endpoint's messages are checked with."""
        return self._line.read(f"/webhooks/{part(number)}/secret", SigningSecretRecord, {})

    def rotate_webhook(self, number: int, *, idempotency_key: str = "") -> EndpointRecord:
        """Give an endpoint a new secret; for 24 hours the former one signs too."""
        return self._line.changed(
            Change("POST", f"/webhooks/{part(number)}/rotate", idempotency_key=idempotency_key), EndpointRecord
        )

    def disable_webhook(self, number: int, *, idempotency_key: str = "") -> EndpointRecord:
        """Send nothing more to an endpoint."""
        return self._line.changed(
            Change("POST", f"/webhooks/{part(number)}/disable", idempotency_key=idempotency_key), EndpointRecord
        )

    def enable_webhook(self, number: int, *, idempotency_key: str = "") -> EndpointRecord:
        """Send to an endpoint again."""
        return self._line.changed(
            Change("POST", f"/webhooks/{part(number)}/enable", idempotency_key=idempotency_key), EndpointRecord
        )

    def list_webhook_deliveries(self, number: int, *, page_size: int = 50) -> Iterator[DeliveryRecord]:
        """What was sent to an endpoint, the newest first, with every try."""
        return self._line.pages(f"/webhooks/{part(number)}/deliveries", DeliveryRecord, {}, page_size)

    def resend_webhook_delivery(self, number: int, delivery: int, *, idempotency_key: str = "") -> DeliveryRecord:
        """Send a message once more, under the same id."""
        return self._line.changed(
            Change(
                "POST", f"/webhooks/{part(number)}/deliveries/{part(delivery)}/resend", idempotency_key=idempotency_key
            ),
            DeliveryRecord,
        )
