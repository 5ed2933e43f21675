"""Who is told what, and over which channel: contacts by role, endpoints, the portal, and the desk's own addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from upheld.server.accounts.models import Account, Contact, Grant, Person, Provider
from upheld.server.delivery.models import EMAIL, PORTAL, WEBHOOK
from upheld.server.desk.models import Ticket
from upheld.server.desk.standing import opening_said
from upheld.server.notices.message import Reader
from upheld.server.notices.models import EscalationAddress
from upheld.server.webhooks.models import Endpoint

DESK = "desk"
_ROLES_TOLD = ("technical", "business")
_PERSON = "person:"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where one message goes: `address` is one of e-mail, the number of an endpoint, or the account of a portal."""

    channel: str
    address: str
    reader: Reader
    account: int | None = None

    def message_id(self, letter: str) -> str:
        """The id of a letter to this recipient: the same however often it is worked out."""
        told = f"{letter}\n{self.channel}\n{self.address}"
        return f"msg_{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def of_customer(ticket: Ticket) -> tuple[Recipient, ...]:
    """Everybody at the customer who is told of a ticket, once for each channel and address."""
    account, own = ticket.account, Reader(ticket.account.language, ticket.account.zone)
    endpoints = Endpoint.objects.filter(account=account, disabled_at=None).order_by("pk")
    return _once(
        (
            *_mail_of_customer(ticket, own),
            *(Recipient(WEBHOOK, str(each.pk), own, account.pk) for each in endpoints),
            Recipient(PORTAL, account.slug, own, account.pk),
        )
    )


def of_desk(name: str, ticket: Ticket) -> tuple[Recipient, ...]:
    """Who is behind a name that the agreement escalates to, for a ticket's account.

    Where nobody is registered under it, the provider's leads are told, and where there are none, its owners.
    """
    rows = list(EscalationAddress.objects.filter(name__iexact=name).order_by("pk"))
    own = [row for row in rows if row.account_id == ticket.account_id]
    common = [row for row in rows if row.account_id is None]
    found = [Recipient(EMAIL, row.address, Reader(row.language, row.zone)) for row in own or common]
    return _once(found or _people("lead") or of_owners())


def of_owners() -> tuple[Recipient, ...]:
    """The provider's owners, by e-mail."""
    return _once(_people("owner"))


def of_admins(account: Account) -> tuple[Recipient, ...]:
    """Who looks after an account's side of things: its administrators, its technical contacts, else our owners."""
    reader = Reader(account.language, account.zone)
    people = Person.objects.filter(grants__account=account, grants__role="admin", is_active=True).order_by("pk")
    found = [Recipient(EMAIL, each.email, Reader(each.language or reader.language, reader.zone), account.pk)
             for each in people]  # fmt: skip
    contacts = (each for each in _contacts(account) if each.role == "technical")
    return _once(found or [_to_contact(each, reader) for each in contacts] or of_owners())


def _mail_of_customer(ticket: Ticket, own: Reader) -> Iterator[Recipient]:
    reporter = _reporter(ticket)
    if reporter:
        yield Recipient(EMAIL, reporter, own, ticket.account_id)
    contacts = _contacts(ticket.account)
    told = [each for each in contacts if each.role in _ROLES_TOLD] or contacts
    yield from (_to_contact(each, own) for each in told)


def _reporter(ticket: Ticket) -> str:
    """The address of the customer's person who opened the ticket, where it is known."""
    opening = ticket.events.filter(kind="opened").first()
    if opening is None:
        return ""
    wrote = opening_said([opening]).get("sender")
    if isinstance(wrote, str) and wrote:
        return wrote
    number = opening.actor.removeprefix(_PERSON)
    if number == opening.actor:
        return ""
    person = Person.objects.filter(pk=number, grants__account=ticket.account_id, is_active=True).first()
    return person.email if person else ""


def _contacts(account: Account) -> list[Contact]:
    return list(account.contacts.filter(channel=EMAIL).exclude(address="").order_by("pk"))


def _to_contact(contact: Contact, own: Reader) -> Recipient:
    return Recipient(EMAIL, contact.address, Reader(contact.language or own.language, own.zone), contact.account_id)


def _people(role: str) -> list[Recipient]:
    provider = Provider.objects.order_by("pk").first() or Provider()
    grants = Grant.objects.filter(role=role, account=None, person__is_active=True).select_related("person")
    return [
        Recipient(EMAIL, each.person.email, Reader(each.person.language or provider.language, provider.zone))
        for each in grants.order_by("pk")
    ]


def _once(recipients: Iterable[Recipient]) -> tuple[Recipient, ...]:
    """Each channel and address once; of e-mail addresses, capitals are no difference."""
    found: dict[tuple[str, str], Recipient] = {}
    for each in recipients:
        found.setdefault((each.channel, each.address.casefold()), each)
    return tuple(found.values())
