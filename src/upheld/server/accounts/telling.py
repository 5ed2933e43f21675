"""How the provider shows itself, and whom of a customer is told things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
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
from upheld.wording import say

MOST_CONTACTS = 200
"""Each of them gets a mail of its own for all that an account is told."""
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """The provider's name, the telephone number of its support, its own zone and language, its colour and its logo.

    `accent` is a colour `#rrggbb`; `logo` is the name of the file, which `accounts.logo` alone changes. Empty: ours.
    """

    name: str
    support_phone: str
    zone: str = "UTC"
    language: str = "en"
    accent: str = ""
    logo: str = ""


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
    if row is None:
        return ProviderFacts("", "")
    return ProviderFacts(row.name, row.support_phone, row.zone, row.language, row.accent, row.logo)


def set_provider(facts: ProviderFacts, actor: Actor, now: datetime) -> ProviderFacts:
    """Say how the provider shows itself; its logo stays. Raises `upheld.Refused` with every fault."""
    facts = replace(facts, accent=facts.accent.strip().lower())
    problems = tuple(_provider_faults(facts))
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        row = Provider.objects.select_for_update().order_by("pk").first()
        before = asdict(provider_facts()) if row else None
        made = row or Provider()
        facts = replace(facts, logo=made.logo)
        for name, value in asdict(facts).items():
            setattr(made, name, value)
        made.save()
        note(Act("provider.write", "provider", "1", before=before, after=asdict(facts)), actor.id, now)
    return facts


def _provider_faults(facts: ProviderFacts) -> Iterator[Problem]:
    if not facts.name.strip():
        yield Problem(
            ASKED, "name", say("the provider needs a name"), say("it stands on every page and in every notice")
        )
    try:
        zone(facts.zone)
    except ZoneError as error:
        yield Problem(ASKED, "zone", error.what, error.mend)
    if facts.accent and not _COLOUR.fullmatch(facts.accent):
        mend = say("write # and six digits from 0 to f, such as #1d56b8, or nothing")
        yield Problem(ASKED, "accent", say("`{name}` is no colour", name=facts.accent[:20]), mend)


def add_contact(account: Account, new: NewContact, actor: Actor, now: datetime) -> Contact:
    """Add a contact. Raises `upheld.Refused` for an address that cannot be written to."""
    problems = tuple(contact_faults(new))
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        if account.contacts.count() >= MOST_CONTACTS:
            what = say("an account has at most {count} contacts", count=MOST_CONTACTS)
            raise Refused([Problem(ASKED, "name", what)])
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
        yield Problem(ASKED, "address", say("`{name}` is no e-mail address", name=new.address[:100]))
