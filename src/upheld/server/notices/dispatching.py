"""From letters in the outbox to deliveries: who is to get each, worked out once."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import DatabaseError, transaction

from upheld.server.accounts.models import Account
from upheld.server.delivery.models import DELIVERED, EMAIL, PORTAL, SUPPRESSED, WAITING, Delivery
from upheld.server.delivery.recording import is_suppressed
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.desk.recording import STEP_KIND
from upheld.server.notices.events import tells_customer
from upheld.server.notices.message import Reader
from upheld.server.notices.recipients import DESK, Recipient, of_admins, of_customer, of_desk, of_owners
from upheld.server.outbox.models import Outbox

log = logging.getLogger(__name__)

AT_ONCE = 50
TICKET_KIND, ENDPOINT_KIND, MAIL_KIND = "ticket.", "endpoint.", "mail."


def dispatch_waiting(now: datetime) -> int:
    """Work out the recipients of letters that wait for it, the oldest first; how many letters there were."""
    waiting = Outbox.objects.filter(dispatched_at=None).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    letters = list(waiting)
    try:
        with transaction.atomic():
            return sum([dispatch(letter, now) for letter in letters])
    except DatabaseError:
        raise
    except Exception:  # noqa: BLE001 - one of them is a fault of ours: each by itself, so that it holds up no other
        return sum(_dispatched(letter, now) for letter in letters)


def dispatch(letter: int, now: datetime) -> bool:
    """Make a letter's deliveries; False where another worker has done so."""
    with transaction.atomic(savepoint=False):
        row = Outbox.objects.select_for_update().get(pk=letter)
        if row.dispatched_at is not None:
            return False
        found = _deliver(row, recipients_of(row), now)
        if is_for_desk(row) and all(each.status == SUPPRESSED for each in found):
            found += tell_owners(row, now)
            if not found:
                log.error("nobody is there to be told", extra={"facts": {"letter": row.pk, "kind": row.kind}})
        row.dispatched_at = now
        row.save(update_fields=("dispatched_at",))
    return True


def is_for_desk(letter: Outbox) -> bool:
    """Whether a letter is for the provider's own people: a step that time brought, or an escalation."""
    return letter.kind.startswith(STEP_KIND) or letter.kind == "ticket.escalated"


def tell_owners(letter: Outbox, now: datetime) -> list[Delivery]:
    """Have the provider's owners told of what could not be brought to those for whom it was."""
    return _deliver(letter, of_owners(), now)


def _deliver(letter: Outbox, recipients: Iterable[Recipient], now: datetime) -> list[Delivery]:
    found = [_delivery(letter, each, now) for each in recipients]
    Delivery.objects.bulk_create(found, ignore_conflicts=True)
    return found


def _dispatched(letter: int, now: datetime) -> bool:
    try:
        with transaction.atomic():
            return dispatch(letter, now)
    except DatabaseError:
        raise
    except Exception:  # a letter that is a fault of ours must not hold up those behind it
        log.exception("recipients cannot be worked out", extra={"facts": {"letter": letter}})
        return False


def recipients_of(letter: Outbox) -> tuple[Recipient, ...]:
    """Everybody who gets a letter."""
    if letter.kind.startswith(STEP_KIND):
        return of_desk(str(letter.payload.get("to") or DESK), ticket_of(letter))
    if letter.kind.startswith(TICKET_KIND):
        return _of_event(event_of(letter))
    if letter.kind.startswith(ENDPOINT_KIND):
        return of_admins(Account.objects.get(pk=letter.payload["account"]))
    if letter.kind.startswith(MAIL_KIND):
        return (Recipient(EMAIL, str(letter.payload["to"]), Reader(str(letter.payload.get("language", "en")))),)
    log.error("a letter that nobody delivers", extra={"facts": {"letter": letter.pk, "kind": letter.kind}})
    return ()


def ticket_of(letter: Outbox) -> Ticket:
    """The ticket that a letter is about, with its account and version."""
    return Ticket.objects.with_terms().get(pk=letter.ticket_id or 0)


def event_of(letter: Outbox) -> TicketEvent:
    """The event that a letter of the kind `ticket.` tells of."""
    rows = TicketEvent.objects.select_related("ticket__account", "ticket__version").defer(
        "ticket__version__files", "ticket__version__holidays"
    )
    return rows.get(ticket=letter.ticket_id, sequence=letter.payload["sequence"])


def _of_event(event: TicketEvent) -> tuple[Recipient, ...]:
    if event.kind == "escalated":
        return of_desk(str(event.data.get("to", DESK)), event.ticket)
    return of_customer(event.ticket) if tells_customer(event) else ()


def _delivery(letter: Outbox, to: Recipient, now: datetime) -> Delivery:
    status = WAITING
    if to.channel == PORTAL:
        # What is in the inbox is there; whether somebody read it is told apart.
        status = DELIVERED
    elif to.channel == EMAIL and is_suppressed(to.address):
        status = SUPPRESSED
    return Delivery(
        letter=letter, account_id=to.account, channel=to.channel, recipient=to.address, language=to.reader.language,
        zone=to.reader.zone, message_id=to.message_id(letter.key), status=status, created_at=now,
        next_at=now if status == WAITING else None, delivered_at=now if status == DELIVERED else None,
    )  # fmt: skip
