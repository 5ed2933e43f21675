"""What happened to a ticket, as its page tells it: the newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from upheld.server.console.choices import channel_word
from upheld.server.console.naming import names_of
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.look.words import Words
from upheld.server.portal.files import Attached, attached_to
from upheld.support.events import INTERNAL

SIZE = 40
_SIGNS: Mapping[str, tuple[str, str, Words]] = MappingProxyType(
    {
        "opened": ("flag", "info", gettext_lazy("Opened")),
        "acknowledged": ("check", "good", gettext_lazy("Acknowledged")),
        "update": ("mail", "info", gettext_lazy("Message to the customer")),
        "message_written": ("mail", "info", gettext_lazy("Message to the customer")),
        "customer_message": ("person", "info", gettext_lazy("The customer wrote")),
        "note": ("note", "warn", gettext_lazy("Note for the desk")),
        "paused": ("pause", "wait", gettext_lazy("Waits")),
        "resumed": ("play", "info", gettext_lazy("Goes on")),
        "priority_changed": ("flag", "warn", gettext_lazy("Priority changed")),
        "worked_around": ("check", "good", gettext_lazy("There is a way around it")),
        "fixed": ("check", "good", gettext_lazy("Fixed")),
        "resolved": ("check", "good", gettext_lazy("Resolved")),
        "closed": ("lock", "none", gettext_lazy("Closed")),
        "reopened": ("again", "warn", gettext_lazy("Reopened")),
        "excluded": ("none", "none", gettext_lazy("Left out of the figures")),
        "included": ("plus", "info", gettext_lazy("Back in the figures")),
        "merged": ("merge", "none", gettext_lazy("Merged")),
        "linked": ("link", "none", gettext_lazy("Linked")),
        "assigned": ("person", "none", gettext_lazy("Assigned")),
        "taken": ("person", "good", gettext_lazy("Taken")),
        "escalated": ("up", "bad", gettext_lazy("Escalated")),
    }
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. `side` is `customer` or `note` for what was said by them or stays in the house.

    `link` is the number of another ticket that it names; `files` are those that came with it.
    """

    sequence: int
    icon: str
    tone: str
    title: Words
    more: str
    who: str
    at: int
    text: str
    side: str
    link: str = ""
    files: tuple[Attached, ...] = ()


def happenings(ticket: Ticket, before: int | None) -> tuple[tuple[Happening, ...], int | None]:
    """A page of what happened before an event (all where None), and where the next page begins."""
    rows = ticket.events.order_by("-sequence")
    found = list((rows.filter(sequence__lt=before) if before else rows)[: SIZE + 1])
    older = found[SIZE - 1].sequence if len(found) > SIZE else None
    names = names_of(row.actor for row in found[:SIZE])
    return tuple(_happening(row, names) for row in found[:SIZE]), older


def _happening(row: TicketEvent, names: Mapping[str, str]) -> Happening:
    icon, tone, title = _SIGNS.get(row.kind, ("dot", "none", row.kind))
    if row.detail == INTERNAL:
        icon, tone, title = _SIGNS["note"]
    return Happening(
        row.sequence, icon, tone, title, _more(row), names.get(row.actor, row.actor), row.at, _text(row), _side(row),
        _linked(row), attached_to(row),
    )  # fmt: skip


def _side(row: TicketEvent) -> str:
    if row.kind in {"customer_message", "opened"}:
        return "customer"
    return "note" if row.kind == "note" or row.detail == INTERNAL else ""


def _text(row: TicketEvent) -> str:
    return str(row.data.get("text") or row.data.get("description") or "")


def _more(row: TicketEvent) -> str:
    """What the title needs beside: how a message went, which state, which priority, to whom."""
    if row.kind == "opened":
        return channel_word(str(row.data.get("channel", "")))
    if row.kind == "message_written":
        return _("acknowledges it; on its way") if row.data.get("as") == "acknowledged" else _("on its way")
    if "of" in row.data:
        return _("%(how)s: what was written in %(number)s has reached the customer") % {
            "how": _how(row.detail), "number": row.data["of"],
        }  # fmt: skip
    if row.kind == "assigned":
        return " · ".join(str(part) for part in (row.detail, row.data.get("queue")) if part)
    if row.kind == "escalated":
        return str(row.data.get("to", ""))
    # A ticket is named by its link.
    return "" if _linked(row) else _how(row.detail)


def _how(detail: str) -> str:
    ways = {
        "portal": _("in the portal"), "e-mail accepted": _("by e-mail"), "call logged": _("by telephone"),
        "notice": _("by notice"), INTERNAL: "",
    }  # fmt: skip
    return ways.get(detail, detail.replace("_", " "))


def _linked(row: TicketEvent) -> str:
    if row.kind == "merged":
        return row.detail
    kind, _slash, number = row.detail.partition("/")
    return number if row.kind == "linked" and kind == "ticket" else ""
