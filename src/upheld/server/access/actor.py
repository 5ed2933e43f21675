"""Who acts, and what each role may do: values, and one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

Action = Literal[
    "account.read", "account.write", "contact.write",
    "person.read", "person.write", "key.read", "key.write",
    "agreement.read", "agreement.publish",
    "ticket.read", "ticket.open", "ticket.message", "ticket.reopen",
    "ticket.work", "ticket.notes",
    "webhook.read", "webhook.write",
    "provider.read", "provider.write",
    "audit.read", "operations.read",
    "incident.read", "incident.write",
    "figure.read", "figure.write",
]  # fmt: skip
"""What can be done. `ticket.work` is the agents' part: acknowledge, wait, resume, change the priority, resolve;
`contact.write` says who at a customer is told things;
`ticket.notes` is to read and write what customers do not see; `incident.write` is what is told on the status page, and
the announcing of maintenance; `provider.write` is how the provider shows itself, and
whom the desk's messages reach; `figure.write` is to record exclusions, and to say what is measured from where."""

Role = Literal["owner", "lead", "agent", "billing", "auditor", "admin", "reporter"]

ACTIONS: tuple[Action, ...] = get_args(Action)
_READS: frozenset[Action] = frozenset(
    {
        "account.read", "person.read", "key.read", "agreement.read", "ticket.read", "ticket.notes", "webhook.read",
        "provider.read", "audit.read", "operations.read", "incident.read",
        "figure.read",
    }
)  # fmt: skip
_DESK: frozenset[Action] = frozenset(
    {
        "account.read", "agreement.read", "ticket.read", "ticket.open", "ticket.message", "ticket.reopen",
        "ticket.work", "ticket.notes", "webhook.read", "provider.read", "incident.read", "incident.write",
        "figure.read",
    }
)  # fmt: skip
_CUSTOMER: frozenset[Action] = frozenset(
    {"account.read", "agreement.read", "ticket.read", "ticket.open", "ticket.message", "ticket.reopen", "figure.read"}
)
MAY: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        "owner": frozenset(ACTIONS),
        "lead": _DESK
        | {
            "account.write",
            "contact.write",
            "person.read",
            "webhook.write",
            "provider.write",
            "audit.read",
            "operations.read",
            "figure.write",
        },
        "agent": _DESK,
        "billing": frozenset({"account.read", "agreement.read", "ticket.read", "figure.read"}),
        # Reads all, changes nothing: notes are read by the same action as written, so writing asks for more.
        "auditor": _READS,
        # On the customer's side, for one account alone.
        "admin": _CUSTOMER
        | {"contact.write", "person.read", "person.write", "key.read", "key.write", "webhook.read", "webhook.write"},
        "reporter": _CUSTOMER,
    }
)
PROVIDER_ROLES: frozenset[Role] = frozenset({"owner", "lead", "agent", "billing", "auditor"})
CUSTOMER_ROLES: frozenset[Role] = frozenset({"admin", "reporter"})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `id` is how the audit trail names it (`person:12`, `key:3`, `system:worker`).

    `account` is the account whose rows alone it sees, None on the provider's side, which sees all.
    """

    id: str
    may: frozenset[Action]
    account: int | None = None

    @property
    def of_provider(self) -> bool:
        """Whether it acts for the provider."""
        return self.account is None


def system(name: str) -> Actor:
    """The service itself at work: `system("escalation")`."""
    return Actor(f"system:{name}", frozenset(ACTIONS))


def allowed(roles: Iterable[Role]) -> frozenset[Action]:
    """Everything that any of the roles may do."""
    return frozenset(action for role in roles for action in MAY[role])
