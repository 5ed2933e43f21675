"""What a message would say to each of its readers, made by the same steps that will make it when it is sent."""

from __future__ import annotations

import hashlib
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.delivery.models import PORTAL
from upheld.server.desk.facts import Fact
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.notices.composing import composed
from upheld.server.notices.events import sender, status_of, tells_customer
from upheld.server.notices.filling import one_line
from upheld.server.notices.message import Message, Reader
from upheld.server.notices.notice import IncompleteNoticeError
from upheld.server.notices.recipients import of_customer
from upheld.wording import say

_SHOWN = 120
LOGGED = "call logged"
"""How of what was said already: it is kept, whatever a notice about it would lack."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One text, and who gets it: `readers` as (channel, address)."""

    message: Message
    readers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One of the four things that a notice must hold: its name, and what stands for it; empty where it is missing."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What goes out. `lacks` names what the notice needs and does not have: then nothing can be sent."""

    letters: tuple[Letter, ...] = ()
    lacks: str = ""
    items: tuple[Item, ...] = ()

    @property
    def readers(self) -> int:
        """To how many places it goes."""
        return sum(len(letter.readers) for letter in self.letters)


def preview_of(ticket: Ticket, fact: Fact, actor: Actor, now: datetime) -> Preview:
    """What a fact would tell the customer; nothing is written."""
    event = TicketEvent(
        ticket=_after(ticket, fact), sequence=ticket.last_sequence + 1, at=fact.at, recorded_at=now, kind=fact.kind,
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
        return Preview(lacks=error.lacks, items=_items(event))
    return Preview(letters, items=_items(event))


def _after(ticket: Ticket, fact: Fact) -> Ticket:
    """The ticket as a notice of the fact will find it: it is written once the fact is recorded."""
    changed = copy(ticket)
    if fact.kind == "priority_changed":
        changed.priority = fact.detail
    return changed


def looked_at(text: str) -> str:
    """A mark of a text, so that nothing goes out but what its writer has looked at, whatever its ends of lines."""
    return hashlib.sha256("\n".join(text.split("\r\n")).strip().encode()).hexdigest()


def _items(event: TicketEvent) -> tuple[Item, ...]:
    said = one_line(str(event.data.get("text") or ""), _SHOWN)
    # Where nobody wrote anything, the notice itself says what happened.
    speaks = event.kind != "message_written" or event.data.get("as") == "acknowledged"
    said = said or (_("what happened, in our words") if speaks else "")
    return (
        Item(_("Status"), status_of(event)), Item(_("Ticket number"), str(event.ticket_id)),
        Item(_("Telephone number of support"), sender().phone), Item(_("Description"), said),
    )  # fmt: skip


def refuse_incomplete(ticket: Ticket, fact: Fact, actor: Actor, now: datetime) -> None:
    """Make sure that what a fact tells the customer can be sent. Raises `upheld.Refused` with what it lacks."""
    lacks = preview_of(ticket, fact, actor, now).lacks
    if lacks:
        what = say("a notice needs {lacks}, so nothing was sent or recorded", lacks=lacks)
        mend = say("complete the settings first")
        raise Refused([Problem(Place("request"), "notice", what, mend, code="incomplete")])
