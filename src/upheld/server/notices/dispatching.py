"""From letters in the outbox to deliveries: who is to get each, worked out once."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import DatabaseError, connection, transaction

from upheld.server.accounts.models import Account
from upheld.server.delivery.models import DELIVERED, EMAIL, PORTAL, SUPPRESSED, WAITING, Delivery, line_of
from upheld.server.delivery.recording import suppressed_among
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.desk.recording import STEP_KIND
from upheld.server.notices.events import tells_customer
from upheld.server.notices.message import Reader
from upheld.server.notices.recipients import DESK, Directory, Recipient, of_admins, of_customer, of_desk, of_owners
from upheld.server.outbox.models import Outbox

log = logging.getLogger(__name__)

AT_ONCE = 100
TICKET_KIND, ENDPOINT_KIND, MAIL_KIND = "ticket.", "endpoint.", "mail."


def dispatch_waiting(now: datetime) -> int:
    """Work out the recipients of letters that wait for it, the oldest first; how many letters it was done for.

    What another worker has in hand is left to it.
    """
    waiting = Outbox.objects.filter(dispatched_at=None).order_by("pk")
    # A transaction is the write lock on SQLite: it is not taken to find nothing.
    letters = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
    try:
        return _dispatched(letters, now) if letters else 0
    except DatabaseError:
        raise
    except Exception:  # noqa: BLE001 - one of them is a fault of ours: each by itself, so that it holds up no other
        return sum(_dispatched_alone(letter, now) for letter in letters)


def is_for_desk(letter: Outbox) -> bool:
    """Whether a letter is for the provider's own people: a step that time brought, or an escalation."""
    return letter.kind.startswith(STEP_KIND) or letter.kind == "ticket.escalated"


def tell_owners(letter: Outbox, now: datetime) -> list[Delivery]:
    """Have the provider's owners told of what could not be brought to those for whom it was."""
    found = _deliveries({letter: of_owners()}, now)[letter]
    Delivery.objects.bulk_create(found, ignore_conflicts=True)
    return found


def _dispatched(letters: Iterable[int], now: datetime) -> int:
    """Make the deliveries of letters in one transaction, and note that it is done."""
    with transaction.atomic():
        rows = Outbox.objects.filter(pk__in=letters, dispatched_at=None).order_by("pk")
        skips = connection.features.has_select_for_update_skip_locked
        held = list(rows.select_for_update(skip_locked=skips))
        found = _deliveries(_recipients(held), now)
        for row in held:
            if is_for_desk(row) and all(each.status == SUPPRESSED for each in found[row]):
                found[row] += _deliveries({row: of_owners()}, now)[row]
                if not found[row]:
                    log.error("nobody is there to be told", extra={"facts": {"letter": row.pk, "kind": row.kind}})
        Delivery.objects.bulk_create([each for row in held for each in found[row]], ignore_conflicts=True)
        Outbox.objects.filter(pk__in=[row.pk for row in held]).update(dispatched_at=now)
    return len(held)


def _dispatched_alone(letter: int, now: datetime) -> int:
    try:
        return _dispatched([letter], now)
    except DatabaseError:
        raise
    except Exception:  # a letter that is a fault of ours must not hold up those behind it
        log.exception("recipients cannot be worked out", extra={"facts": {"letter": letter}})
        return 0


def _recipients(letters: Collection[Outbox]) -> dict[Outbox, tuple[Recipient, ...]]:
    """Everybody who gets each letter."""
    numbers = {letter.ticket_id for letter in letters if letter.ticket_id is not None}
    tickets = Ticket.objects.select_related("account").in_bulk(numbers)
    events = _events_told(letters)
    known = Directory.of(tickets.values())
    found = {}
    for letter in letters:
        about = tickets.get(letter.ticket_id or 0)
        if about is None:
            found[letter] = _recipients_alone(letter)
        elif letter.kind.startswith(STEP_KIND):
            found[letter] = of_desk(str(letter.payload.get("to") or DESK), about.account_id, known)
        elif letter.kind.startswith(TICKET_KIND):
            found[letter] = _of_event(events[about.pk, letter.payload["sequence"]], about, known)
        else:
            found[letter] = _recipients_alone(letter)
    return found


def _recipients_alone(letter: Outbox) -> tuple[Recipient, ...]:
    """Everybody who gets a letter that is about no ticket, or names its reader itself."""
    if letter.kind.startswith(ENDPOINT_KIND):
        return of_admins(Account.objects.get(pk=letter.payload["account"]))
    if letter.kind.startswith(MAIL_KIND):
        return (_named(letter.payload),)
    log.error("a letter that nobody delivers", extra={"facts": {"letter": letter.pk, "kind": letter.kind}})
    return ()


def _named(told: Mapping[str, object]) -> Recipient:
    """The reader whom a letter names itself, with language and zone, and the account to which it belongs."""
    account = told.get("account")
    reader = Reader(str(told.get("language", "en")), str(told.get("zone", "UTC")))
    return Recipient(EMAIL, str(told["to"]), reader, account if isinstance(account, int) else None)


def _events_told(letters: Iterable[Outbox]) -> dict[tuple[int, int], TicketEvent]:
    """The events that letters of the kind `ticket.` tell of, by ticket and sequence."""
    wanted = [each for each in letters if each.ticket_id is not None and each.kind.startswith(TICKET_KIND)]
    rows = TicketEvent.objects.filter(
        ticket__in={each.ticket_id for each in wanted}, sequence__in={each.payload["sequence"] for each in wanted}
    )
    return {(row.ticket_id, row.sequence): row for row in rows} if wanted else {}


def _of_event(event: TicketEvent, ticket: Ticket, known: Directory) -> tuple[Recipient, ...]:
    if event.kind == "escalated":
        return of_desk(str(event.data.get("to", DESK)), ticket.account_id, known)
    return of_customer(ticket, known) if tells_customer(event) else ()


def ticket_of(letter: Outbox) -> Ticket:
    """The ticket that a letter is about, with its account and version."""
    return Ticket.objects.with_terms().get(pk=letter.ticket_id or 0)


def event_of(letter: Outbox) -> TicketEvent:
    """The event that a letter of the kind `ticket.` tells of."""
    rows = TicketEvent.objects.select_related("ticket__account", "ticket__version").defer(
        "ticket__version__files", "ticket__version__holidays"
    )
    return rows.get(ticket=letter.ticket_id, sequence=letter.payload["sequence"])


def _deliveries(recipients: Mapping[Outbox, Iterable[Recipient]], now: datetime) -> dict[Outbox, list[Delivery]]:
    """The rows to be made for letters, by letter."""
    addresses = {to.address for found in recipients.values() for to in found if to.channel == EMAIL}
    refuse = suppressed_among(addresses)
    return {
        letter: [_delivery(letter, to, now, suppressed=to.address.lower() in refuse) for to in found]
        for letter, found in recipients.items()
    }


def _delivery(letter: Outbox, to: Recipient, now: datetime, *, suppressed: bool) -> Delivery:
    status = WAITING
    if to.channel == PORTAL:
        # What is in the inbox is there; whether somebody read it is told apart.
        status = DELIVERED
    elif to.channel == EMAIL and suppressed:
        status = SUPPRESSED
    return Delivery(
        letter=letter, account_id=to.account, channel=to.channel, recipient=to.address, language=to.reader.language,
        zone=to.reader.zone, message_id=to.message_id(letter.key), status=status, created_at=now,
        next_at=now if status == WAITING else None, delivered_at=now if status == DELIVERED else None,
        line=line_of(to.address) if to.channel == EMAIL else 0,
    )  # fmt: skip
