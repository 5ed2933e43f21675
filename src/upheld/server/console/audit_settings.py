"""Settings: who did what, found by who it was, what it was done to, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from upheld.server.accounts.models import ApiKey, Person
from upheld.server.accounts.telling import provider_facts
from upheld.server.audit.models import AuditEntry
from upheld.server.console.acts_told import KINDS, act_told, address_of
from upheld.server.console.naming import names_of
from upheld.server.console.pages import desk_page
from upheld.server.console.settings_pages import asked_again, part_of, settings_page
from upheld.server.console.things_named import things_named
from upheld.server.look.words import Words

_EXACT = ("actor", "object_kind", "object_id")
_MOST = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the trail as people read it; `name` is that of the thing, `address` where it is looked at."""

    row: AuditEntry
    who: str
    what: Words
    kind: Words
    name: str
    address: str


@desk_page("audit.read")
@require_safe
def audit_settings(request: HttpRequest) -> HttpResponse:
    """Who did what, the newest first."""
    asked = {name: request.GET.get(name, "").strip()[:80] for name in (*_EXACT, "since", "until")}
    found, after = part_of(_filtered(asked), request)
    names = names_of(row.actor for row in found)
    things = things_named((row.object_kind, row.object_id) for row in found)
    page = {
        "entries": [
            _entry(row, names[row.actor], things.get((row.object_kind, row.object_id), row.object_id)) for row in found
        ], "after": after, "asked": asked,
        "kinds": [(name, word, name == asked["object_kind"]) for name, word in KINDS.items()],
        "people": _people(asked["actor"]), "filtered": any(asked.values()), "more": asked_again(asked),
    }  # fmt: skip
    return settings_page(request, "audit", page)


def _entry(row: AuditEntry, who: str, name: str) -> Entry:
    kind = KINDS.get(row.object_kind) or row.object_kind.replace("_", " ").capitalize()
    return Entry(row, who, act_told(row.action), kind, name, address_of(row.object_kind, row.object_id))


def _filtered(asked: dict[str, str]) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.filter(**{name: asked[name] for name in _EXACT if asked[name]})
    zone = ZoneInfo(provider_facts().zone or "UTC")
    since, until = (_day(asked[name]) for name in ("since", "until"))
    if since:
        rows = rows.filter(at__gte=datetime.combine(since, time(), zone))
    if until and until < date.max:
        rows = rows.filter(at__lt=datetime.combine(until + timedelta(days=1), time(), zone))
    return rows


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _people(chosen: str) -> list[tuple[str, str, bool]]:
    """Who can be asked for: people, then the keys of programs, and the service itself."""
    people = [(f"person:{row.pk}", row.name or row.email) for row in Person.objects.order_by("name", "email")[:_MOST]]
    keys = [(f"key:{row.pk}", row.name) for row in ApiKey.objects.order_by("name")[:_MOST]]
    known = [*people, *keys]
    if chosen and chosen not in dict(known):
        known.append((chosen, names_of([chosen])[chosen]))
    return [(value, word, value == chosen) for value, word in known]
