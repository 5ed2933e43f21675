"""What happened to a case, as its customer reads it: the newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from upheld.server.desk.facts import HIDDEN_KINDS, REACHED
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.look.numbers import number_in
from upheld.server.look.words import Words
from upheld.server.portal.files import Attached, attached_to
from upheld.server.portal.told import CHANGES
from upheld.support.events import INTERNAL
from upheld.support.replies import waits_on_customer

PAGE = 100
_DIGITS = 9  # of an event's place in its ticket, and of a ticket's number
_OTHERS = frozenset({"linked", "merged"})
"""Kinds that name another ticket: its number, or what it is linked with (`ticket/7`, `incident/7`)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, as a customer reads it; `ours` where the provider's side did it.

    `other` is the case of theirs that it leads to.
    """

    at: int
    title: Words
    text: str
    ours: bool
    icon: str
    message: bool
    files: tuple[Attached, ...]
    other: Ticket | None


def story_of(ticket: Ticket, before: str) -> tuple[list[Entry], int | None]:
    """What happened, the newest first and a page at a time; and where the older part begins, if there is one.

    That a message has reached its readers is no news to them; nor is a link to what is not theirs to read.
    """
    rows = ticket.events.exclude(Q(kind__in=HIDDEN_KINDS) | Q(detail=INTERNAL)).order_by("-sequence")
    last = number_in(before, _DIGITS)
    if last is not None:
        rows = rows.filter(sequence__lt=last)
    found = list(rows[: PAGE + 1])
    shown = [row for row in found[:PAGE] if REACHED not in row.data]
    others = _others(ticket, shown)
    entries = [_entry(row, others) for row in shown if row.kind != "linked" or _number(row) in others]
    return entries, found[PAGE - 1].sequence if len(found) > PAGE else None


def _others(ticket: Ticket, rows: Iterable[TicketEvent]) -> dict[int | None, Ticket]:
    """The cases of the same account that the rows name, by number."""
    numbers = {number for row in rows if (number := _number(row)) is not None}
    return {row.pk: row for row in Ticket.objects.filter(account=ticket.account_id, pk__in=numbers)} if numbers else {}


def _number(row: TicketEvent) -> int | None:
    return number_in(row.detail.removeprefix("ticket/"), _DIGITS) if row.kind in _OTHERS else None


def _entry(row: TicketEvent, others: dict[int | None, Ticket]) -> Entry:
    text = str(row.data.get("text") or row.data.get("description") or "")
    ours = row.kind != "customer_message" and not (row.kind == "opened" and row.data.get("channel") != "monitoring")
    title, icon = CHANGES.get(row.kind, (row.kind.replace("_", " "), "dot"))
    if row.kind == "paused" and waits_on_customer(row.detail):
        title = _("We wait for you")
    files = attached_to(row)
    return Entry(row.at, title, text, ours, icon, bool(text or files), files, others.get(_number(row)))
