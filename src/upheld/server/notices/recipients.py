"""Who is told what, and over which channel: contacts by role, endpoints, the portal, and the desk's own addresses."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from upheld.server.accounts.models import Account, Contact, Grant, Person, Provider
from upheld.server.delivery.models import EMAIL, PORTAL, WEBHOOK
from upheld.server.desk.models import Ticket, TicketEvent
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


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody who may have to be told of some tickets, read together: no query for each letter.

    `contacts` and `endpoints` are by account, `openings` the events that opened the tickets. Who is on the provider's
    side is read when it is first asked for.
    """

    contacts: Mapping[int, Collection[Contact]]
    endpoints: Mapping[int, Collection[Endpoint]]
    openings: Mapping[int, TicketEvent]
    reporters: Mapping[tuple[str, int], str]
    _named: dict[str, list[EscalationAddress]] = field(default_factory=dict)
    _by_role: dict[str, tuple[Recipient, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, tickets: Collection[Ticket]) -> Directory:
        """What concerns these tickets."""
        accounts = {ticket.account_id for ticket in tickets}
        contacts, endpoints = defaultdict[int, list[Contact]](list), defaultdict[int, list[Endpoint]](list)
        for contact in Contact.objects.filter(account__in=accounts, channel=EMAIL).exclude(address="").order_by("pk"):
            contacts[contact.account_id].append(contact)
        for endpoint in Endpoint.objects.filter(account__in=accounts, disabled_at=None).order_by("pk"):
            endpoints[endpoint.account_id].append(endpoint)
        numbers = [ticket.pk for ticket in tickets]
        rows = TicketEvent.objects.filter(ticket__in=numbers, kind="opened").order_by("-sequence")
        openings = {row.ticket_id: row for row in rows}
        return cls(contacts, endpoints, openings, _reporters(openings.values()))

    def named(self, name: str) -> list[EscalationAddress]:
        """The addresses behind a name that agreements escalate to."""
        if name not in self._named:
            self._named[name] = list(EscalationAddress.objects.filter(name__iexact=name).order_by("pk"))
        return self._named[name]

    def of_role(self, role: str) -> tuple[Recipient, ...]:
        """The provider's people with a role, by e-mail."""
        if role not in self._by_role:
            self._by_role[role] = _once(_people(role))
        return self._by_role[role]


def of_customer(ticket: Ticket, known: Directory | None = None) -> tuple[Recipient, ...]:
    """Everybody at the customer who is told of a ticket, once for each channel and address."""
    found = known or Directory.of([ticket])
    account, own = ticket.account, Reader(ticket.account.language, ticket.account.zone)
    return _once(
        (
            *_mail_of_customer(ticket, own, found),
            *(Recipient(WEBHOOK, str(each.pk), own, account.pk) for each in found.endpoints.get(account.pk, ())),
            Recipient(PORTAL, account.slug, own, account.pk),
        )
    )


def of_contacts(account: Account) -> tuple[Recipient, ...]:
    """The contacts of an account that are told what concerns its service, by e-mail."""
    own = Reader(account.language, account.zone)
    contacts = list(account.contacts.filter(channel=EMAIL).exclude(address="").order_by("pk"))
    return _once(_to_contact(each, own) for each in _told(contacts))


def of_desk(name: str, account: int, known: Directory) -> tuple[Recipient, ...]:
    """Who is behind a name that the agreement escalates to, for tickets of an account.

    Where nobody is registered under it, the provider's leads are told, and where there are none, its owners.
    """
    rows = known.named(name)
    own = [row for row in rows if row.account_id == account]
    common = [row for row in rows if row.account_id is None]
    found = [Recipient(EMAIL, row.address, Reader(row.language, row.zone)) for row in own or common]
    return _once(found) or known.of_role("lead") or known.of_role("owner")


def of_owners() -> tuple[Recipient, ...]:
    """The provider's owners, by e-mail."""
    return _once(_people("owner"))


def of_admins(account: Account) -> tuple[Recipient, ...]:
    """Who looks after an account's side of things: its administrators, its technical contacts, else our owners."""
    reader = Reader(account.language, account.zone)
    people = Person.objects.filter(grants__account=account, grants__role="admin", is_active=True).order_by("pk")
    found = [Recipient(EMAIL, each.email, Reader(each.language or reader.language, reader.zone), account.pk)
             for each in people]  # fmt: skip
    contacts = account.contacts.filter(channel=EMAIL, role="technical").exclude(address="").order_by("pk")
    return _once(found or [_to_contact(each, reader) for each in contacts] or of_owners())


def _mail_of_customer(ticket: Ticket, own: Reader, known: Directory) -> Iterator[Recipient]:
    reporter = _reporter(ticket, known)
    if reporter:
        yield Recipient(EMAIL, reporter, own, ticket.account_id)
    yield from (_to_contact(each, own) for each in _told(known.contacts.get(ticket.account_id, ())))


def _told(contacts: Collection[Contact]) -> Collection[Contact]:
    """Those whose role it is to be told, and where there are none, all."""
    return [each for each in contacts if each.role in _ROLES_TOLD] or contacts


def _reporter(ticket: Ticket, known: Directory) -> str:
    """The address of the customer's person who opened the ticket, where it is known."""
    opening = known.openings.get(ticket.pk)
    if opening is None:
        return ""
    wrote = opening_said([opening]).get("sender")
    if isinstance(wrote, str) and wrote:
        return wrote
    return known.reporters.get((opening.actor, ticket.account_id), "")


def _reporters(openings: Iterable[TicketEvent]) -> dict[tuple[str, int], str]:
    """The addresses of people who opened tickets, by how events name them and the account for which they may act."""
    numbers = {int(each.actor.removeprefix(_PERSON)) for each in openings if each.actor.startswith(_PERSON)}
    if not numbers:
        return {}
    grants = Grant.objects.filter(person__in=numbers, account__isnull=False, person__is_active=True)
    return {
        (f"{_PERSON}{person}", account): address
        for person, account, address in grants.values_list("person_id", "account_id", "person__email")
    }


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
