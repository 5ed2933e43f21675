"""What things of the audit trail are called: a person by name, an incident by its title; one query for each kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from django.db.models import Manager

from upheld.server.accounts.models import Account, ApiKey, Person
from upheld.server.incidents.models import Component, Incident
from upheld.server.look.numbers import number_in

Thing = tuple[str, str]
"""A thing as the trail knows it: its kind, and its number, code or short name."""
_INCIDENTS = (Incident.objects, "code", "title")
# Where a kind is kept, by what it is found, and the column of its name. Others are called by their number.
_KEPT: Mapping[str, tuple[Manager[Incident] | Manager[Component] | Manager[Account], str, str]] = MappingProxyType(
    {
        "account": (Account.objects, "slug", "name"),
        "component": (Component.objects, "code", "name"),
        "incident": _INCIDENTS,
        "maintenance": _INCIDENTS,
    }
)


def things_named(things: Iterable[Thing]) -> Mapping[Thing, str]:
    """The names of those that have one; a thing that is not among them is called by its number."""
    asked = defaultdict[str, set[str]](set)
    for kind, name in things:
        asked[kind].add(name)
    return {(kind, key): name for kind, keys in asked.items() for key, name in _names(kind, keys) if name}


def _names(kind: str, keys: Collection[str]) -> Iterable[tuple[str, str]]:
    numbers = [number for number in map(number_in, keys) if number is not None]
    if kind == "person":
        return [(str(row.pk), row.name or row.email) for row in Person.objects.filter(pk__in=numbers)]
    if kind == "key":
        return [(str(row.pk), row.name) for row in ApiKey.objects.filter(pk__in=numbers)]
    if kind not in _KEPT:
        return ()
    rows, found_by, name = _KEPT[kind]
    return list(rows.filter(**{f"{found_by}__in": keys}).values_list(found_by, name))
