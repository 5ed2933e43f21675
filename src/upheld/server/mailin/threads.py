"""Which ticket a message answers: by the signed address that it went to, by our ids, or by its sender's earlier one."""

from __future__ import annotations

from collections.abc import Iterable

from upheld.server.desk.models import Ticket
from upheld.server.mailin.models import InboundMessage
from upheld.server.mailin.reading.message import Message
from upheld.server.threads import ticket_of_reply, ticket_of_thread

_MOST_MERGES = 20


def ticket_meant(message: Message, recipients: Iterable[str]) -> Ticket | None:
    """The ticket that a message belongs to; None for a new one. Of a merged ticket, the one that goes on instead."""
    addressed = (ticket_of_reply(each) for each in recipients)
    number = next((each for each in addressed if each is not None), None)
    number = number or ticket_of_thread(" ".join(f"<{each}>" for each in message.references)) or _earlier(message)
    return _going_on(Ticket.objects.with_terms().filter(pk=number).first()) if number else None


def _earlier(message: Message) -> int | None:
    """The ticket of a message that the same sender wrote before and refers to now."""
    rows = InboundMessage.objects.filter(message_id__in=message.references, sender=message.sender, ticket__isnull=False)
    return rows.order_by("-pk").values_list("ticket", flat=True).first() if message.references else None


def _going_on(ticket: Ticket | None) -> Ticket | None:
    for _ in range(_MOST_MERGES):
        if ticket is None or ticket.state != "merged":
            return ticket
        merged = ticket.events.filter(kind="merged").order_by("-sequence").first()
        into = merged.detail if merged and merged.detail.isdecimal() else ""
        # Within the same account: nobody reaches another's ticket by a merge that was written wrongly.
        ticket = Ticket.objects.with_terms().filter(pk=int(into or 0), account=ticket.account_id).first()
    return None
