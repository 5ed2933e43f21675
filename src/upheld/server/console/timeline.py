"""What happened to a ticket, as its page tells it: the newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from upheld.agreements.terms.agreement import AgreementText as Terms
from upheld.server.accounts.models import Person
from upheld.server.console.choices import channel_word, waiting_word
from upheld.server.console.naming import names_of
from upheld.server.desk.facts import REACHED
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.desk.refusing import NOBODY
from upheld.server.desk.titles import priority_in_full
from upheld.server.look.words import Words
from upheld.server.portal.files import Attached, attached_to
from upheld.support.events import INTERNAL

SIZE = 40
SHORT = 1200
"""Of a text that is longer than this, the rest is folded."""
SIGNS: Mapping[str, tuple[str, str, Words]] = MappingProxyType(
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
"""What happened, by its kind: its icon, its tone, its words."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A message that has reached the customer: with which event we know it, when, and how."""

    sequence: int
    at: int
    how: str


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. `side` is `customer` or `note` for what was said by them or stays in the house.

    `link` is the number of another ticket that it names; `files` are those that came with it; `rest` is what is folded
    of a long text; `reached` tells when and how a message reached the customer.
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
    rest: str = ""
    reached: tuple[Reached, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """What a page of events needs beside them: names of ids and of addresses, the agreement, what has reached whom."""

    names: Mapping[str, str]
    people: Mapping[str, str]
    terms: Terms
    reached: Mapping[int, tuple[Reached, ...]]


def happenings(ticket: Ticket, terms: Terms, before: int | None) -> tuple[tuple[Happening, ...], int | None]:
    """A page of what happened before an event (all where None), and where the next page begins.

    That a message has reached the customer stands with the message, where the page shows both.
    """
    rows = ticket.events.order_by("-sequence")
    found = list((rows.filter(sequence__lt=before) if before else rows)[: SIZE + 1])
    older = found[SIZE - 1].sequence if len(found) > SIZE else None
    shown = found[:SIZE]
    known = _Known(names_of(row.actor for row in shown), _people(shown), terms, _reached(shown))
    folded = {each.sequence for told in known.reached.values() for each in told}
    return tuple(_happening(row, known) for row in shown if row.sequence not in folded), older


def _reached(rows: Sequence[TicketEvent]) -> Mapping[int, tuple[Reached, ...]]:
    """What reached the customer, by the number of the message; only of messages among these events."""
    there = {row.sequence for row in rows}
    found: dict[int, tuple[Reached, ...]] = {}
    for row in reversed(rows):
        of = row.data.get(REACHED)
        if isinstance(of, int) and of in there:
            found[of] = (*found.get(of, ()), Reached(row.sequence, row.at, _how(row.detail)))
    return found


def _people(rows: Iterable[TicketEvent]) -> Mapping[str, str]:
    """The names of those to whom it was assigned, by their addresses."""
    asked = {row.detail for row in rows if row.kind == "assigned"}
    found = Person.objects.filter(email__in=asked).values_list("email", "name") if asked else ()
    return {email: name or email for email, name in found}


def _happening(row: TicketEvent, known: _Known) -> Happening:
    icon, tone, title = SIGNS.get(row.kind, ("dot", "none", row.kind))
    if row.detail == INTERNAL:
        icon, tone, title = SIGNS["note"]
    reached = known.reached.get(row.sequence, ())
    text, rest = _folded(_text(row))
    return Happening(
        row.sequence, icon, tone, title, _more(row, known), known.names.get(row.actor, row.actor), row.at, text,
        _side(row), _linked(row), attached_to(row), rest, reached,
    )  # fmt: skip


def _folded(text: str) -> tuple[str, str]:
    """A text as what is shown of it, and the rest; cut between words where there is a place for it."""
    if len(text) <= SHORT + SHORT // 4:
        return text, ""
    cut = max(text.rfind(" ", SHORT // 2, SHORT), text.rfind("\n", SHORT // 2, SHORT)) + 1 or SHORT
    return text[:cut], text[cut:]


def _side(row: TicketEvent) -> str:
    if row.kind in {"customer_message", "opened"}:
        return "customer"
    return "note" if row.kind == "note" or row.detail == INTERNAL else ""


def _text(row: TicketEvent) -> str:
    return str(row.data.get("text") or row.data.get("description") or "")


def _more(row: TicketEvent, known: _Known) -> str:
    """What the title needs beside: how a message went, which state, which priority, to whom."""
    if row.kind == "opened":
        return channel_word(str(row.data.get("channel", "")))
    if row.kind == "message_written":
        words = [_("acknowledges it")] if row.data.get("as") == "acknowledged" else []
        return "; ".join(words if row.sequence in known.reached else [*words, _("on its way")])
    if row.kind == "assigned":
        return _assigned(row, known)
    if row.kind == "escalated":
        return str(row.data.get("to", ""))
    return _own_word(known.terms, row) if row.kind in {"excluded", "priority_changed"} else _else(row)


def _else(row: TicketEvent) -> str:
    # A ticket is named by its link.
    return "" if _linked(row) else _reaching(row)


def _reaching(row: TicketEvent) -> str:
    how = _elsewhere(row.detail) if row.kind == "linked" else _how(row.detail)
    if REACHED not in row.data:
        return how
    words = _("%(how)s: what was written in %(number)s has reached the customer")
    return words % {"how": how, "number": row.data[REACHED]}


def _elsewhere(detail: str) -> str:
    """What it was linked with beside a ticket: `incident/77`."""
    kind, _slash, number = detail.partition("/")
    return _("incident %s") % number if kind == "incident" else detail


def _assigned(row: TicketEvent, known: _Known) -> str:
    whom = _("nobody") if row.detail == NOBODY else known.people.get(row.detail, row.detail)
    return " · ".join(str(part) for part in (whom, row.data.get("queue")) if part)


def _own_word(terms: Terms, row: TicketEvent) -> str:
    """A cause or a priority by the title that the agreement gives it."""
    if row.kind == "excluded":
        cause = terms.exclusions.get(row.detail)
        return cause.title if cause else row.detail.replace("_", " ")
    return priority_in_full(terms, row.detail)


def _how(detail: str) -> str:
    ways = {
        "portal": _("in the portal"), "e-mail accepted": _("by e-mail"), "call logged": _("by telephone"),
        "notice": _("by notice"), "webhook delivered": _("by webhook"), INTERNAL: "",
    }  # fmt: skip
    return ways[detail] if detail in ways else waiting_word(detail)


def _linked(row: TicketEvent) -> str:
    if row.kind == "merged":
        return row.detail
    kind, _slash, number = row.detail.partition("/")
    return number if row.kind == "linked" and kind == "ticket" else ""
