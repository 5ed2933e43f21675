"""Cases as lists show them: with the name of their priority in the agreement's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from upheld.problems import Refused
from upheld.server.contracts.stored import Known, stored
from upheld.server.desk.models import Ticket


@dataclass(frozen=True, slots=True)
class Listed:
    """A case, and what its priority is called."""

    ticket: Ticket
    priority: str


def listed(tickets: Iterable[Ticket]) -> list[Listed]:
    """Cases that were read with their terms (`with_terms`), as a list shows them."""
    return [Listed(each, _priority(each)) for each in tickets]


def _priority(ticket: Ticket) -> str:
    try:
        support = stored(Known(ticket.version_id, ticket.version.digest)).text.support
    except Refused:
        return ticket.priority
    known = support.priorities.get(ticket.priority) if support else None
    return known.title if known else ticket.priority
