"""The portal's inbox: what customers were told, read from the events themselves, and whether somebody read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction

from upheld.server.delivery.models import Delivery
from upheld.server.desk.models import TicketEvent
from upheld.server.notices.events import notice_of, sender
from upheld.server.notices.notice import IncompleteNoticeError, Notice
from upheld.server.notices.reaching import reached
from upheld.server.notices.words import words_in


def inbox_entries(rows: Iterable[Delivery]) -> Iterator[tuple[Delivery, Notice]]:
    """Each delivery to the portal with its notice, in the reader's language; their letters come with the rows.

    A notice that lacks what it must hold is not shown, as it is not sent either.
    """
    shown = list(rows)
    events, by = _events(shown), sender()
    for row in shown:
        event = events[row.letter.ticket_id, row.letter.payload["sequence"]]
        try:
            yield row, notice_of(event, by, words_in(row.language))
        except IncompleteNoticeError:
            continue


def mark_read(delivery: Delivery, now: datetime) -> Delivery:
    """Note that somebody at the customer has read a notice; what the desk wrote in it has reached them so."""
    with transaction.atomic():
        locked = Delivery.objects.select_for_update(of=("self",)).select_related("letter").get(pk=delivery.pk)
        if locked.read_at is None:
            locked.read_at = now
            locked.save(update_fields=("read_at",))
            reached(locked, "portal", now)
    return locked


def _events(rows: Iterable[Delivery]) -> dict[tuple[int | None, int], TicketEvent]:
    tickets = {row.letter.ticket_id for row in rows}
    sequences = {row.letter.payload["sequence"] for row in rows}
    found = TicketEvent.objects.filter(ticket__in=tickets, sequence__in=sequences)
    found = found.select_related("ticket__account", "ticket__version")
    return {(event.ticket_id, event.sequence): event for event in found}
