"""What plans and priorities are called: from the agreements published last, with one query for a whole page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from upheld.agreements.agreement import Agreement
from upheld.problems import Refused
from upheld.server.contracts.models import PublishedVersion
from upheld.server.contracts.stored import Known, stored
from upheld.server.desk.models import Ticket


def published_last(names: Iterable[str]) -> Mapping[str, Agreement]:
    """The version that was published last of each agreement; without those whose text the reader no longer takes."""
    rows = PublishedVersion.objects.filter(agreement__in=set(names)).order_by("pk")
    known = {name: Known(pk, digest) for name, pk, digest in rows.values_list("agreement", "pk", "digest")}
    found = {name: _read(each) for name, each in known.items()}
    return {name: agreement for name, agreement in found.items() if agreement}


def plan_title(agreement: Agreement | None, plan: str) -> str:
    """A plan by its title; by its name where it has none any more."""
    support = agreement.text.support if agreement else None
    terms = support.plans.get(plan) if support else None
    return terms.title if terms else plan


def priority_title(agreement: Agreement | None, priority: str) -> str:
    """A priority by its title; by its name where it has none any more."""
    support = agreement.text.support if agreement else None
    terms = support.priorities.get(priority) if support else None
    return terms.title if terms else priority


def priority_of(ticket: Ticket) -> str:
    """What a ticket's priority is called in the version that binds it."""
    return priority_title(_read(Known(ticket.version_id, ticket.version.digest)), ticket.priority)


def _read(known: Known) -> Agreement | None:
    try:
        return stored(known)
    except Refused:
        return None
