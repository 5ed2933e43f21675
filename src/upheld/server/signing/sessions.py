"""A person's sessions as their page shows them: by what is told of the browser, never by their keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from upheld.server.accounts.models import Person
from upheld.server.people.links import digest_of
from upheld.server.people.models import Session
from upheld.server.people.sessions import sessions_of

# In this order: most browsers name others before themselves.
_BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
_NAMES = {"Edg": "Edge", "OPR": "Opera"}
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class ShownSession:
    """One session: its name in a form, the browser in words, from where, when, and whether it is this one."""

    id: str
    browser: str
    sender: str
    begun_at: datetime | None
    seen_at: datetime | None
    current: bool


def shown_sessions(request: HttpRequest, person: Person, now: datetime) -> tuple[ShownSession, ...]:
    """Every session of a person, the one seen last before the others."""
    here = request.session.session_key
    return tuple(
        ShownSession(_name(row), browser_of(row.agent), row.sender, row.begun_at, row.seen_at, row.pk == here)
        for row in sessions_of(person, now)
    )


def end_one(person: Person, named: str) -> None:
    """End the session that a form names, where it is the person's own."""
    for row in Session.objects.filter(person=person):
        if _name(row) == named:
            row.delete()


def browser_of(agent: str) -> str:
    """A browser in words: `Firefox, Linux`."""
    browser = next((name for name in _BROWSERS if f"{name}/" in agent), "")
    system = next((name for sign, name in _SYSTEMS if re.search(sign, agent)), "")
    told = [part for part in (_NAMES.get(browser, browser), system) if part]
    return ", ".join(told) or _("Unknown browser")


def _name(row: Session) -> str:
    return digest_of(row.pk)[:32]
