"""How the provider shows itself, and whom of a customer is told things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from upheld.problems import Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account, Contact, Provider
from upheld.server.accounts.registering import ASKED
from upheld.server.audit.trail import Act, note
from upheld.timeline.zones import ZoneError, zone

MOST_CONTACTS = 200
"""Each of them gets a mail of its own for all that an account is told."""


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """The provider's name, the telephone number of its support, and its own zone and language."""

    name: str
    support_phone: str
    zone: str = "UTC"
    language: str = "en"


@dataclass(frozen=True, slots=True)
class NewContact:
    """Somebody at a customer: in which role, over which channel."""

    name: str
    role: str
    channel: str = "e-mail"
    address: str = ""
    language: str = ""


def provider_facts() -> ProviderFacts:
    """The provider as it is set up; empty where it is not."""
    row = Provider.objects.order_by("pk").first()
    return ProviderFacts(row.name, row.support_phone, row.zone, row.language) if row else ProviderFacts("", "")


def set_provider(facts: ProviderFacts, actor: Actor, now: datetime) -> ProviderFacts:
    """Say how the provider shows itself. Raises `upheld.Refused` for a zone that is none."""
    try:
        zone(facts.zone)
    except ZoneError as error:
        mend = "write an IANA zone such as Europe/Berlin"
        raise Refused([Problem(ASKED, "zone", str(error), mend)]) from None
    with transaction.atomic():
        row = Provider.objects.select_for_update().order_by("pk").first()
        before = asdict(provider_facts()) if row else None
        made = row or Provider()
        for name, value in asdict(facts).items():
            setattr(made, name, value)
        made.save()
        note(Act("provider.write", "provider", "1", before=before, after=asdict(facts)), actor.id, now)
    return facts


def add_contact(account: Account, new: NewContact, actor: Actor, now: datetime) -> Contact:
    """Add a contact. Raises `upheld.Refused` for an address that cannot be written to."""
    problems = tuple(contact_faults(new))
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        if account.contacts.count() >= MOST_CONTACTS:
            raise Refused([Problem(ASKED, "name", f"an account has at most {MOST_CONTACTS} contacts")])
        made = Contact.objects.create(account=account, **asdict(new))
        note(Act("account.contact", "contact", str(made.pk), account.pk, after=asdict(new)), actor.id, now)
    return made


def contact_faults(new: NewContact) -> Iterator[Problem]:
    """What is wrong with a contact."""
    if new.channel != "e-mail":
        return
    try:
        validate_email(new.address)
    except ValidationError:
        yield Problem(ASKED, "address", f"`{new.address[:100]}` is no e-mail address")
