"""Whom a maintenance concerns: the accounts that use its destinations, and are bound by the agreements it touches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from upheld.problems import Refused
from upheld.server.accounts.models import Account
from upheld.server.contracts.binding import Bound, binding
from upheld.server.incidents.models import Component, Incident


@dataclass(frozen=True, slots=True)
class Affected:
    """An account, and what binds it on the day, of each agreement that is concerned."""

    account: Account
    bound: tuple[Bound, ...]


def affected_accounts(incident: Incident, at: datetime) -> Iterator[Affected]:
    """The accounts that an incident or maintenance concerns, as they are bound at an instant, in order of their making.

    Where destinations are named, those that use one of them. Where components are named that come from agreements,
    those that are bound by one of these agreements.
    """
    agreements = agreements_of(incident.components)
    rows = Account.objects.order_by("pk").prefetch_related("subscriptions")
    using = (row for row in rows if uses(row.destinations, incident.destinations))
    found = (Affected(row, _bound(row, at, agreements)) for row in using)
    return (each for each in found if each.bound)


def agreements_of(codes: Iterable[str]) -> frozenset[str]:
    """The agreements from which components come; none where none of them does."""
    rows = Component.objects.filter(code__in=list(codes)).exclude(agreement="")
    return frozenset(rows.values_list("agreement", flat=True))


def uses(used: Iterable[object], named: Collection[object]) -> bool:
    """Whether one of the destinations that are named is used, capitals aside; everybody is meant where none is."""
    wanted = {str(each).strip().casefold() for each in named}
    return not wanted or any(str(each).strip().casefold() in wanted for each in used)


def _bound(account: Account, at: datetime, agreements: frozenset[str]) -> tuple[Bound, ...]:
    names = sorted({each.agreement for each in account.subscriptions.all()})
    wanted = [name for name in names if not agreements or name in agreements]
    found = (_binding(account, at, name) for name in wanted)
    return tuple(each for each in found if each is not None)


def _binding(account: Account, at: datetime, agreement: str) -> Bound | None:
    """What binds an account; None where the subscription is not running or no version is in force on the day."""
    try:
        bound = binding(account, at, agreement)
    except Refused:
        return None
    return None if bound.lapsed else bound
