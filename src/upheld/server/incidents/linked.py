"""The incidents that a ticket is linked with, or may be, as its page names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from upheld.server.incidents.models import Component, Incident
from upheld.server.incidents.vocabulary import OVER, Visibility

_OFFERED = 3


@dataclass(frozen=True, slots=True)
class LinkedIncident:
    """An incident or maintenance; `shown` is where: on the public page, on that of accounts, or at the desk alone."""

    code: str
    title: str
    status: str
    shown: Visibility

    @property
    def over(self) -> bool:
        """Whether nothing is wrong, or under way, any more."""
        return self.status in OVER


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """An incident that is not over, with which a ticket may be linked."""

    code: str
    title: str
    status: str


def open_besides(ticket: int) -> tuple[OpenIncident, ...]:
    """The newest open incidents with which a ticket, by number, is not linked."""
    rows = Incident.objects.filter(kind="incident").exclude(status__in=OVER).exclude(linked_tickets__ticket=ticket)
    newest = rows.order_by("-created_at", "-pk").values_list("code", "title", "status")[:_OFFERED]
    return tuple(OpenIncident(*row) for row in newest)


def incidents_of(ticket: int) -> tuple[LinkedIncident, ...]:
    """The incidents that a ticket, by number, is linked with; the newest first.

    What is about no component is shown to everybody; what is about hidden ones alone, at the desk.
    """
    rows = list(Incident.objects.filter(linked_tickets__ticket=ticket).order_by("-created_at", "-pk"))
    seen = _visibilities({code for row in rows for code in row.components})
    return tuple(LinkedIncident(row.code, row.title, row.status, _shown(row, seen)) for row in rows)


def _visibilities(codes: Iterable[str]) -> Mapping[str, Visibility]:
    found = Component.objects.filter(code__in=list(codes)).values_list("code", "visibility")
    return {code: cast("Visibility", visibility) for code, visibility in found}


def _shown(row: Incident, seen: Mapping[str, Visibility]) -> Visibility:
    held = {seen.get(code, "hidden") for code in row.components}
    if not held or "public" in held:
        return "public"
    return "customers" if "customers" in held else "hidden"
