"""Sessions in the database, each with whose it is, so that a person sees and ends their own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.http import HttpRequest

from upheld.server.accounts.models import Person
from upheld.server.people.models import Session
from upheld.server.people.places import place_of
from upheld.timeline.instants import epoch_seconds, utc_from_seconds

SEEN_EVERY = timedelta(minutes=5)
_SENDER, _AGENT, _BEGUN, _SEEN = "sender", "agent", "begun", "seen"


class SessionStore(DatabaseStore):
    """Django's store, whose rows name the person."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The model of its rows."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """A row, with what the session knows of its person and its sender."""
        row = super().create_model_instance(data)
        assert isinstance(row, Session)  # noqa: S101 - `get_model_class` says so
        row.person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.sender, row.agent = str(data.get(_SENDER, ""))[:64], str(data.get(_AGENT, ""))[:300]
        row.begun_at, row.seen_at = _instant(data.get(_BEGUN)), _instant(data.get(_SEEN))
        return row


def mark_begun(request: HttpRequest, now: datetime) -> None:
    """Write down in a session that has just been signed in where it came from, and when."""
    request.session[_SENDER] = place_of(request)
    request.session[_AGENT] = request.headers.get("User-Agent", "")[:300]
    request.session[_BEGUN] = request.session[_SEEN] = epoch_seconds(now)


def mark_seen(request: HttpRequest, now: datetime) -> None:
    """Write down that a session was seen, where it was not so lately."""
    seen = request.session.get(_SEEN)
    if isinstance(seen, int) and epoch_seconds(now) - seen >= SEEN_EVERY.total_seconds():
        request.session[_SEEN] = epoch_seconds(now)


def sessions_of(person: Person, now: datetime) -> QuerySet[Session]:
    """A person's sessions, the one seen last before the others."""
    return Session.objects.filter(person=person, expire_date__gt=now).order_by("-seen_at", "-begun_at")


def end_sessions(person: Person, *, but: str | None = None) -> int:
    """Sign a person out everywhere, except in the session of a key; how many sessions ended."""
    found = Session.objects.filter(person=person)
    ended, _ = (found.exclude(pk=but) if but else found).delete()
    return ended


def _instant(told: object) -> datetime | None:
    return utc_from_seconds(told) if isinstance(told, int) else None
