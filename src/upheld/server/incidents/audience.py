"""Who looks at components and incidents, and what of it an account sees now: what is not well, and what is coming."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from upheld.server.accounts.models import Account
from upheld.server.incidents.affected import uses
from upheld.server.incidents.components import statuses
from upheld.server.incidents.models import Component, Incident
from upheld.server.incidents.vocabulary import OVER, ComponentStatus, worst


@dataclass(frozen=True, slots=True)
class Audience:
    """Who looks: everybody (None), or an account, with the agreements that it has subscribed to."""

    account: Account | None
    agreements: frozenset[str]

    def sees(self, row: Component) -> bool:
        """Whether a component is shown to them."""
        if self.account is None:
            return row.visibility == "public"
        return row.visibility != "hidden" and (not row.agreement or row.agreement in self.agreements)

    def is_told(self, row: Incident) -> bool:
        """Whether what names destinations concerns them; everybody is told of everything."""
        return self.account is None or uses(self.account.destinations, row.destinations)


@dataclass(frozen=True, slots=True)
class Unwell:
    """A component that does not work as it should, by what is posted of it."""

    name: str
    status: ComponentStatus


@dataclass(frozen=True, slots=True)
class UnderWay:
    """An incident that is not over, or a maintenance that is under way or coming (with its window).

    `public` says that the page of all has it, too.
    """

    code: str
    title: str
    status: str
    since: datetime
    begins: datetime | None
    ends: datetime | None
    public: bool


@dataclass(frozen=True, slots=True)
class Situation:
    """What is posted for an account now: its `worst` component, those that are not well, and what is under way."""

    worst: ComponentStatus
    unwell: tuple[Unwell, ...]
    incidents: tuple[UnderWay, ...]
    maintenances: tuple[UnderWay, ...]


def audience_of(account: Account | None) -> Audience:
    """An account as who looks; None for everybody."""
    names = account.subscriptions.values_list("agreement", flat=True) if account else ()
    return Audience(account, frozenset(names))


def situation_of(account: Account) -> Situation:
    """What its own page of the status would show of now, in four queries."""
    audience = audience_of(account)
    seen = {row.code: row for row in Component.objects.filter(retired_at=None).order_by("position")}
    seen = {code: row for code, row in seen.items() if audience.sees(row)}
    given = statuses(audience.is_told)
    unwell = tuple(
        Unwell(row.name, given[code])
        for code, row in seen.items()
        if not row.is_group and given.get(code, "operational") != "operational"
    )
    rows = Incident.objects.exclude(status__in=OVER).select_related("maintenance").order_by("-started_at", "-pk")
    told = [row for row in rows if audience.is_told(row) and (not row.components or seen.keys() & set(row.components))]
    incidents = tuple(_under_way(row, seen) for row in told if row.kind == "incident")
    # What comes first stands first.
    coming = tuple(_under_way(row, seen) for row in reversed(told) if row.kind == "maintenance")
    return Situation(worst(each.status for each in unwell), unwell, incidents, coming)


def _under_way(row: Incident, seen: dict[str, Component]) -> UnderWay:
    public = not row.components or any(seen[code].visibility == "public" for code in row.components if code in seen)
    window = row.maintenance if row.kind == "maintenance" else None
    return UnderWay(
        row.code, row.title, row.status, row.started_at, window.begins if window else None,
        window.ends if window else None, public,
    )  # fmt: skip
