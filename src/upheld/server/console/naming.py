"""Who did things, by name: from the ids that events and the audit trail bear, with two queries for a whole page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from upheld.server.accounts.models import ApiKey, Person
from upheld.server.look.numbers import number_in


def names_of(actors: Iterable[str]) -> Mapping[str, str]:
    """The names behind `person:12`, `key:3` and `system:steps`."""
    asked = {actor for actor in actors if actor}
    people = {f"person:{row.pk}": row.name or row.email for row in Person.objects.filter(pk__in=_ids(asked, "person"))}
    keys = _ids(asked, "key")
    programs = {f"key:{row.pk}": row.name for row in ApiKey.objects.filter(pk__in=keys)} if keys else {}
    return {actor: people.get(actor) or programs.get(actor) or _else(actor) for actor in asked}


def _ids(actors: Iterable[str], kind: str) -> list[int]:
    parts = (actor.partition(":") for actor in actors)
    numbers = (number_in(number) for name, _, number in parts if name == kind)
    return [number for number in numbers if number is not None]


def _else(actor: str) -> str:
    kind, _colon, name = actor.partition(":")
    return _("the service") if kind == "system" else name or actor
