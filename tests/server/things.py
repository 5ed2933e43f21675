"""One of everything that the path of a route can name, for one account."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from tests.server.scene import NOBODY, NOW
from upheld.server.accounts.models import Account, Provider
from upheld.server.credentials.keeping import hand_over
from upheld.server.delivery.models import DELIVERED, PORTAL, WEBHOOK, Delivery
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.mailin.models import InboundMessage
from upheld.server.notices.models import EscalationAddress
from upheld.server.outbox.models import Outbox
from upheld.server.webhooks.registering import register_endpoint

NOWHERE = "999999"
"""A number that nothing has."""


def things_of(account: Account) -> Mapping[str, str]:
    """By the segment of a path that names its kind, the key of one that belongs to the account."""
    # Notices name the provider and its telephone.
    Provider.objects.get_or_create(name="Desk", support_phone="+49 30 1234567")
    ticket = open_ticket(account, Report("It is down", priority="1"), NOBODY, NOW).ticket
    letter = Outbox.objects.filter(ticket=ticket).latest("pk")
    endpoint = register_endpoint(account, f"https://{account.slug}.example.com/hook", NOBODY, NOW)
    notice, delivery = (
        Delivery.objects.create(
            letter=letter, account=account, channel=channel, recipient=recipient, message_id=uuid4().hex,
            status=DELIVERED, created_at=NOW,
        )
        for channel, recipient in ((PORTAL, account.slug), (WEBHOOK, str(endpoint.pk)))
    )  # fmt: skip
    address = EscalationAddress.objects.create(name="desk lead", account=account, address="lead@example.com")
    message = InboundMessage.objects.create(
        key=uuid4().hex, raw="0" * 64, size=1, received_at=NOW, account=account, ticket=ticket
    )
    credential = hand_over(ticket.pk, "login", "a secret", NOBODY, NOW)
    return {
        "tickets": str(ticket.pk), "accounts": account.slug, "webhooks": str(endpoint.pk), "notices": str(notice.pk),
        "deliveries": str(delivery.pk), "escalation-addresses": str(address.pk), "inbox": str(message.pk),
        "credentials": str(credential.pk),
    }  # fmt: skip
