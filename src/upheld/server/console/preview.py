"""What a message would say to each of its readers, made by the same steps that will make it when it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.delivery.models import PORTAL
from upheld.server.desk.facts import Fact
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.notices.composing import composed
from upheld.server.notices.events import tells_customer
from upheld.server.notices.message import Message, Reader
from upheld.server.notices.notice import IncompleteNoticeError
from upheld.server.notices.recipients import of_customer

LOGGED = "call logged"
"""How of what was said already: it is kept, whatever a notice about it would lack."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One text, and who gets it: `readers` as (channel, address)."""

    message: Message
    readers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What goes out. `lacks` names what the notice needs and does not have: then nothing can be sent."""

    letters: tuple[Letter, ...] = ()
    lacks: str = ""

    @property
    def readers(self) -> int:
        """To how many places it goes."""
        return sum(len(letter.readers) for letter in self.letters)


def preview_of(ticket: Ticket, fact: Fact, actor: Actor, now: datetime) -> Preview:
    """What a fact would tell the customer; nothing is written."""
    event = TicketEvent(
        ticket=ticket, sequence=ticket.last_sequence + 1, at=fact.at, recorded_at=now, kind=fact.kind,
        detail=fact.detail, data=dict(fact.data), actor=actor.id,
    )  # fmt: skip
    if not tells_customer(event) or event.detail == LOGGED:
        return Preview()
    found: dict[Reader, list[tuple[str, str]]] = {}
    for recipient in of_customer(ticket):
        shown = ticket.account.name if recipient.channel == PORTAL else recipient.address
        found.setdefault(recipient.reader, []).append((recipient.channel, shown))
    try:
        letters = tuple(Letter(composed(event, reader, now), tuple(to)) for reader, to in found.items())
    except IncompleteNoticeError as error:
        return Preview(lacks=error.lacks)
    return Preview(letters)


def refuse_incomplete(ticket: Ticket, fact: Fact, actor: Actor, now: datetime) -> None:
    """Make sure that what a fact tells the customer can be sent. Raises `upheld.Refused` with what it lacks."""
    lacks = preview_of(ticket, fact, actor, now).lacks
    if lacks:
        what = f"a notice needs {lacks}, so nothing was sent or recorded"
        raise Refused([Problem(Place("request"), "notice", what, "complete the settings first", code="incomplete")])
