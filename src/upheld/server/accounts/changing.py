"""Changing accounts: what they are called and use, their contacts, and whether their service is suspended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from upheld.problems import Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account, Contact, Suspension
from upheld.server.accounts.registering import ASKED, account_record, in_use, zone_faults
from upheld.server.accounts.telling import NewContact, contact_faults
from upheld.server.audit.trail import Act, note
from upheld.wording import say


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What is to be another way; None leaves it as it is."""

    name: str | None = None
    zone: str | None = None
    language: str | None = None
    agreed_rate: str | None = None
    destinations: tuple[str, ...] | None = None
    features: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class NewSuspension:
    """Since when a service is suspended, why, and since which day the account had not paid (None: another reason)."""

    began_at: datetime
    why: str
    unpaid_since: date | None = None


def change_account(account: Account, change: AccountChange, actor: Actor, now: datetime) -> Account:
    """Change an account. Raises `upheld.Refused` with every fault."""
    problems = tuple(_faults(change))
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        row = Account.objects.select_for_update().get(pk=account.pk)
        before = account_record(row)
        for name, value in asdict(change).items():
            if value is not None:
                setattr(row, name, in_use(value) if isinstance(value, tuple) else value.strip())
        row.save(update_fields=tuple(asdict(change)))
        _note("account.change", row, before, (actor, now))
    return row


def suspend(account: Account, new: NewSuspension, actor: Actor, now: datetime) -> Account:
    """Record that an account's service is suspended. Raises `upheld.Refused` where it is already, or is yet to be.

    Its tickets go on: an agreement's suspension clause takes time out of what is measured, and support stays owed.
    """
    if new.began_at > now:
        raise Refused([Problem(ASKED, "since", say("a suspension is recorded once it has begun"))])
    with transaction.atomic():
        row = Account.objects.select_for_update().get(pk=account.pk)
        if row.suspended_since is not None:
            what = say("{account} is suspended already", account=row.slug)
            raise Refused([Problem(ASKED, "since", what, code="suspended")])
        before = account_record(row)
        Suspension.objects.create(account=row, **asdict(new))
        row.suspended_since, row.suspended_why = new.began_at, new.why
        row.save(update_fields=("suspended_since", "suspended_why"))
        _note("account.suspend", row, before, (actor, now))
    return row


def end_suspension(account: Account, ended: datetime, why: str, actor: Actor, now: datetime) -> Account:
    """Record that an account's service is there again. Raises `upheld.Refused` where it was not suspended by then."""
    with transaction.atomic():
        row = Account.objects.select_for_update().get(pk=account.pk)
        open_one = Suspension.objects.filter(account=row, ended_at=None).first()
        if row.suspended_since is None or ended < row.suspended_since or ended > now:
            what = say("{account} was not suspended then", account=row.slug)
            raise Refused([Problem(ASKED, "until", what, code="not suspended")])
        before = account_record(row)
        if open_one is not None:
            open_one.ended_at, open_one.ended_why = ended, why
            open_one.save(update_fields=("ended_at", "ended_why"))
        row.suspended_since, row.suspended_why = None, ""
        row.save(update_fields=("suspended_since", "suspended_why"))
        _note("account.resume", row, before, (actor, now))
    return row


def change_contact(contact: Contact, change: NewContact, actor: Actor, now: datetime) -> Contact:
    """Change a contact into what it is to be. Raises `upheld.Refused` for an address that cannot be written to."""
    problems = tuple(contact_faults(change))
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        before = contact_told(contact)
        for name, value in asdict(change).items():
            setattr(contact, name, value)
        contact.save()
        act = Act("account.contact", "contact", str(contact.pk), contact.account_id, before, asdict(change))
        note(act, actor.id, now)
    return contact


def remove_contact(contact: Contact, actor: Actor, now: datetime) -> None:
    """Tell a contact nothing more; what it was sent stays on record."""
    with transaction.atomic():
        note(
            Act("account.contact", "contact", str(contact.pk), contact.account_id, contact_told(contact)), actor.id, now
        )
        contact.delete()


def contact_told(contact: Contact) -> Mapping[str, object]:
    """A contact as the audit trail's digest is taken of it."""
    return {name: getattr(contact, name) for name in ("name", "role", "channel", "address", "language")}


def _faults(change: AccountChange) -> Iterator[Problem]:
    if change.name is not None and not change.name.strip():
        yield Problem(ASKED, "name", say("an account has a name"))
    if change.zone is not None:
        yield from zone_faults(change.zone)


def _note(action: str, row: Account, before: Mapping[str, object], who: tuple[Actor, datetime]) -> None:
    actor, now = who
    note(Act(action, "account", row.slug, row.pk, before, account_record(row)), actor.id, now)
