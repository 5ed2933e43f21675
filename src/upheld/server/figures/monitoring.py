"""Tickets that monitoring opens: which priority they get, and whether the customer is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from upheld.agreements.agreement import Agreement
from upheld.server.access.actor import system
from upheld.server.accounts.models import Account
from upheld.server.contracts.binding import binding
from upheld.server.desk.models import Ticket
from upheld.server.desk.opening import Report, open_ticket
from upheld.support.intake import priority_unasked
from upheld.support.opening import priority_named, refused_environment

MONITORING = "monitoring"
"""The channel of what the provider found itself, in the agreements' words."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What monitoring found for an account; `actor` names what found it.

    `priority` is empty where the agreement is to say; then `grave` says that the service does not work at this moment.
    """

    account: Account
    agreement: str
    subject: str
    description: str
    priority: str = ""
    environment: str = ""
    grave: bool = False
    actor: str = "figures"


def open_found(finding: Finding, now: datetime) -> Ticket:
    """Open a ticket for what monitoring found. Raises `upheld.Refused` with what the agreement refuses.

    The customer is told of its opening where the agreement promises a first notification at all. What monitoring grades
    higher than the agreement lets it be (an environment whose issues get no such priority) is graded as what nobody
    graded: it must not be lost.
    """
    bound = binding(finding.account, now, finding.agreement)
    support = bound.agreement.text.support
    named = priority_named(support, finding.priority) if support and finding.priority else None
    priority = named or _priority(bound.agreement, grave=finding.grave)
    if refused_environment(bound.agreement, priority, finding.environment):
        priority = _priority(bound.agreement, grave=False)
    report = Report(
        finding.subject[:300], finding.description, MONITORING,
        priority=priority, environment=finding.environment, agreement=finding.agreement,
        untold=not _tells(bound.agreement),
    )  # fmt: skip
    return open_ticket(finding.account, report, system(finding.actor), now).ticket


def _priority(agreement: Agreement, *, grave: bool) -> str:
    """The gravest priority, which agreements name first, for what does not work; else that of what nobody graded."""
    support = agreement.text.support
    if support is None or not support.priorities:
        return ""
    named = list(support.priorities)
    return named[0] if grave else priority_unasked(agreement) or named[-1]


def _tells(agreement: Agreement) -> bool:
    """Whether the agreement has customers told of a ticket when it is opened: a notice of the kind `Initial`."""
    return any("Initial" in notice.kinds for notice in agreement.text.notices.values())
