"""Where the pages of each side are: what stands in the column beside them. A new room names its pages here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from upheld.server.access.actor import Action, Actor
from upheld.server.look.words import Words


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the column: shown to who may do `action`; `current` where the reader is on it or below it."""

    label: Words
    address: str
    icon: str
    action: Action
    current: bool = False


# The words are translated when they are shown (they are lazy), not when this is read.
DESK: tuple[Entry, ...] = (
    Entry(_("Overview"), "/desk/", "home", "ticket.notes"),
    Entry(_("Queue"), "/desk/queue", "inbox", "ticket.notes"),
    Entry(_("Accounts"), "/desk/accounts", "building", "account.read"),
    Entry(_("Agreements"), "/desk/agreements", "document", "agreement.read"),
    Entry(_("Incidents"), "/desk/incidents/", "flag", "ticket.notes"),
    Entry(_("Settings"), "/desk/settings", "gear", "provider.read"),
)
PORTAL: tuple[Entry, ...] = (
    Entry(_("Overview"), "/portal/", "home", "ticket.read"),
    Entry(_("Report a case"), "/portal/tickets/new", "plus", "ticket.open"),
    Entry(_("Cases"), "/portal/tickets/", "ticket", "ticket.read"),
    Entry(_("Notices"), "/portal/notices", "bell", "ticket.read"),
    Entry(_("Uptime"), "/portal/uptime", "chart", "figure.read"),
    Entry(_("Promises"), "/portal/promises", "document", "agreement.read"),
    Entry(_("People"), "/portal/people", "people", "person.write"),
    Entry(_("API keys"), "/portal/keys", "key", "key.write"),
)


_HOMES = ("/desk/", "/portal/")


def entries_for(actor: Actor, path: str, known: frozenset[str]) -> tuple[Entry, ...]:
    """What an actor may see, of the pages that there are (`known`), with the one they are on marked."""
    side = DESK if actor.of_provider else PORTAL
    shown = [entry for entry in side if entry.action in actor.may and entry.address in known]
    here = max((entry.address for entry in shown if _within(path, entry.address)), key=len, default="")
    return tuple(_marked(shown, here))


def _marked(shown: list[Entry], here: str) -> Iterator[Entry]:
    for entry in shown:
        yield Entry(entry.label, entry.address, entry.icon, entry.action, entry.address == here)


def _within(path: str, address: str) -> bool:
    """Whether a page is an entry's own or lies below it; everything lies below a home, which stands for itself."""
    return path == address or (address not in _HOMES and path.startswith(address.rstrip("/") + "/"))
