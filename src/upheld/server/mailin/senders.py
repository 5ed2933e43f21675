"""Who wrote: the accounts that an e-mail address belongs to, by their contacts and their people."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.server.access.actor import Action, Actor
from upheld.server.accounts.models import Account, Contact, Grant

_MAY: frozenset[Action] = frozenset({"ticket.open", "ticket.message", "ticket.read"})


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody at a customer, as the audit trail names them."""

    account: Account
    actor: Actor


def senders(address: str) -> tuple[Sender, ...]:
    """Whom an address belongs to: one entry for each account, people before contacts; none for a stranger."""
    grants = Grant.objects.filter(person__email__iexact=address, person__is_active=True, account__isnull=False)
    people = [(grant.account, f"person:{grant.person_id}") for grant in grants.select_related("account").order_by("pk")]
    rows = Contact.objects.filter(channel="e-mail", address__iexact=address)
    contacts = [(row.account, f"contact:{row.pk}") for row in rows.select_related("account").order_by("pk")]
    found: dict[int, Sender] = {}
    for account, name in (*people, *contacts):
        if account is not None:
            found.setdefault(account.pk, Sender(account, Actor(name, _MAY, account.pk)))
    return tuple(found.values())
