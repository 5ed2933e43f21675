"""Which e-mails go out in one message: what waits for one reader about one ticket."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from upheld.server.delivery.models import EMAIL, WAITING, Delivery
from upheld.server.jobs.lease import Lease

MOST_TOGETHER = 50


def next_bundle(lease: Lease, line: int, now: datetime) -> tuple[Delivery, ...]:
    """Take the e-mails of a line that are to go out in the next message, the oldest first; none where none is due.

    Those beside the first are bound to it before anything is sent. So a message of which nobody knows whether it was
    taken is sent again as it was, under the same id, and what came in meanwhile goes out in another.
    """
    with transaction.atomic():
        lease.hold()
        head = Delivery.objects.due(EMAIL, now).filter(line=line, carried_by=None).order_by("next_at", "pk").first()
        if head is None:
            return ()
        carried = list(head.carries.filter(status=WAITING)) if head.begun_at else _beside(head)
        members = [each.pk for each in carried]
        Delivery.objects.filter(pk__in=members).update(carried_by=head, begun_at=now)
        Delivery.objects.filter(pk=head.pk).update(begun_at=now)
    rows = Delivery.objects.select_related("letter").filter(pk__in=[head.pk, *members])
    return tuple(rows.order_by("pk"))


def lead_of(bundle: tuple[Delivery, ...]) -> Delivery:
    """The delivery under whose id a message goes out."""
    return next(each for each in bundle if each.carried_by_id is None)


def _beside(head: Delivery) -> list[Delivery]:
    """What else waits for the same reader about the same ticket, and was in no message yet."""
    ticket = head.letter.ticket_id
    if ticket is None:
        return []
    rows = Delivery.objects.filter(
        channel=EMAIL,
        status=WAITING,
        recipient__iexact=head.recipient,
        letter__ticket=ticket,
        begun_at=None,
        line=head.line,
    )
    return list(rows.exclude(pk=head.pk).order_by("pk")[:MOST_TOGETHER])
