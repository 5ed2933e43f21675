"""What an agent wrote has reached the customer: only then is it an event that answers a clock."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Literal

from upheld.problems import Refused
from upheld.server.access.actor import system
from upheld.server.delivery.models import Delivery
from upheld.server.desk.facts import REACHED, Fact
from upheld.server.desk.models import TicketEvent
from upheld.server.desk.recording import record
from upheld.server.notices.dispatching import TICKET_KIND, event_of
from upheld.timeline.instants import epoch_seconds

log = logging.getLogger(__name__)

How = Literal["e-mail accepted", "webhook delivered", "portal"]
_ACTOR = system("delivery")
_SOLUTIONS = frozenset({"worked_around", "fixed", "resolved"})


def reached(delivery: Delivery, how: How, now: datetime) -> None:
    """Record that a message reached the customer, once for each way in which it did; in the caller's transaction.

    Notices that the service makes by itself answer nobody: only what somebody at the desk wrote does.
    """
    if not delivery.letter.kind.startswith(TICKET_KIND):
        return
    event = event_of(delivery.letter)
    kind = _answers(event)
    if kind is None or _known(event, how):
        return
    fact = Fact(epoch_seconds(now), kind, how, {REACHED: event.sequence})
    try:
        record(event.ticket_id, [fact], _ACTOR, now)
    except Refused:
        # Closed or merged meanwhile: nothing is owed that this could answer.
        log.info("reached a ticket that is closed", extra={"facts": {"ticket": event.ticket_id}})


def _answers(event: TicketEvent) -> Literal["acknowledged", "update"] | None:
    """The event by which a message answers; None for what answers nobody."""
    if event.kind == "message_written":
        return "acknowledged" if event.data.get("as") == "acknowledged" else "update"
    return "update" if event.kind in _SOLUTIONS and event.data.get("text") else None


def _known(event: TicketEvent, how: How) -> bool:
    # Read and compared here: what JSON can be asked differs between databases.
    later = event.ticket.events.filter(sequence__gt=event.sequence, detail=how)
    return any(row.data.get(REACHED) == event.sequence for row in later)
