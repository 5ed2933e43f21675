"""What plans and priorities are called in the agreements that they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.agreement import AgreementText
from upheld.problems import Refused
from upheld.server.contracts.models import PublishedVersion
from upheld.server.contracts.stored import Known, stored
from upheld.server.desk.models import Ticket
from upheld.support.opening import priority_named


def published_last(names: Iterable[str]) -> Mapping[str, Agreement]:
    """The version that was published last of each agreement; without those whose text the reader no longer takes.

    With one query for all of them.
    """
    rows = PublishedVersion.objects.filter(agreement__in=set(names)).order_by("pk")
    known = {name: Known(pk, digest) for name, pk, digest in rows.values_list("agreement", "pk", "digest")}
    found = {name: _read(each) for name, each in known.items()}
    return {name: agreement for name, agreement in found.items() if agreement}


def plan_title(agreement: Agreement | None, plan: str) -> str:
    """A plan by its title; by its name where it has none any more."""
    terms = agreement.text.plan(plan) if agreement else None
    return terms.title if terms else plan


def priority_title(agreement: Agreement | None, priority: str) -> str:
    """A priority by its title; by its name where it has none any more."""
    terms = agreement.text.priority(_own_name(agreement.text, priority)) if agreement else None
    return terms.title if terms else priority


def priority_in_full(text: AgreementText, priority: str) -> str:
    """A priority by its name and its title: `P1 · Critical`; by its name where it has no title any more."""
    name = _own_name(text, priority)
    terms = text.priority(name)
    return f"{name} · {terms.title}" if terms else priority


def _own_name(text: AgreementText, priority: str) -> str:
    """The agreement's own name of a priority: people also say `2` or `severity 2` for its `p2`."""
    return (priority_named(text.support, priority) if text.support else None) or priority


def priority_of(ticket: Ticket) -> str:
    """What a ticket's priority is called in the version that binds it."""
    return priority_title(_read(Known(ticket.version_id, ticket.version.digest)), ticket.priority)


def _read(known: Known) -> Agreement | None:
    try:
        return stored(known)
    except Refused:
        return None
