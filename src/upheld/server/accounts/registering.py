"""Making accounts, people and keys: each with its row in the audit trail, in one transaction."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import CUSTOMER_ROLES, PROVIDER_ROLES, Action, Actor, Role
from upheld.server.accounts.authentication import KEY_BEGINS, may_at_most
from upheld.server.accounts.models import Account, ApiKey, Grant, Person, Subscription
from upheld.server.audit.trail import Act, note
from upheld.timeline.zones import ZoneError, zone
from upheld.wording import say

ASKED = Place("request")
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made of."""

    slug: str
    name: str
    zone: str = "UTC"
    language: str = "en"
    agreed_rate: str = ""
    destinations: tuple[str, ...] = ()
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewSubscription:
    """What an account subscribes to, from a day until another (the first without it)."""

    agreement: str
    plan: str
    begins: date
    until: date | None = None
    licence: str = ""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody with one role; `account` is None on the provider's side. The password is never shown again."""

    email: str
    password: str = field(repr=False)
    role: Role = "agent"
    account: Account | None = None
    name: str = ""


def register_account(new: NewAccount, actor: Actor, now: datetime) -> Account:
    """Make an account. Raises `upheld.Refused` with every fault."""
    problems = [*_slug_faults(new.slug), *zone_faults(new.zone)]
    if not new.name.strip():
        problems.append(Problem(ASKED, "name", say("an account has a name")))
    with transaction.atomic():
        if Account.objects.filter(slug=new.slug).exists():
            what = say("there is an account `{name}` already", name=new.slug)
            problems.append(Problem(ASKED, "slug", what, code="taken"))
        if problems:
            raise Refused(problems)
        made = Account.objects.create(
            slug=new.slug, name=new.name.strip(), zone=new.zone, language=new.language, agreed_rate=new.agreed_rate,
            destinations=in_use(new.destinations), features=in_use(new.features), created_at=now,
        )  # fmt: skip
        note(Act("account.register", "account", made.slug, made.pk, after=account_record(made)), actor.id, now)
    return made


def subscribe(account: Account, new: NewSubscription, actor: Actor, now: datetime) -> Subscription:
    """Give an account a subscription. Raises `upheld.Refused` where it ends before it begins.

    Whether the agreement has the plan is asked of the room `contracts` before.
    """
    if new.until is not None and new.until <= new.begins:
        raise Refused([Problem(ASKED, "until", say("it ends before it begins"))])
    with transaction.atomic():
        made = Subscription.objects.create(
            account=account, agreement=new.agreement, plan=new.plan, licence=new.licence, begins=new.begins,
            until=new.until,
        )  # fmt: skip
        told = {"agreement": made.agreement, "plan": made.plan, "begins": made.begins, "until": made.until}
        note(Act("account.subscribe", "subscription", str(made.pk), account.pk, after=told), actor.id, now)
    return made


def register_person(new: NewPerson, actor: Actor, now: datetime) -> Person:
    """Make a person with a role. Raises `upheld.Refused` with every fault, that of a weak password included."""
    problems = [
        *email_faults(new.email), *role_faults(new.role, new.account),
        *password_faults(new.password, new.email, new.name),
    ]  # fmt: skip
    with transaction.atomic():
        email = new.email.lower()
        if Person.objects.filter(email=email).exists():
            problems.append(Problem(ASKED, "email", say("{name} is known already", name=email), code="taken"))
        if problems:
            raise Refused(problems)
        made = Person(email=email, name=new.name, created_at=now)
        made.set_password(new.password)
        made.save()
        Grant.objects.create(person=made, role=new.role, account=new.account)
        told = {"email": made.email, "role": new.role}
        account = new.account.pk if new.account else None
        note(Act("person.register", "person", str(made.pk), account, after=told), actor.id, now)
    return made


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key for programs: what it may do, for which account (None: the provider's side), and until when."""

    name: str
    scopes: frozenset[Action]
    account: Account | None = None
    expires_at: datetime | None = None


def issue_key(new: NewKey, actor: Actor, now: datetime) -> tuple[ApiKey, str]:
    """Make a key: its row, and the key itself, which nobody can be shown again.

    Raises `upheld.Refused` where it would allow more than who makes it may do.
    """
    problems = tuple(_key_faults(new, actor))
    if problems:
        raise Refused(problems)
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    with transaction.atomic():
        made = ApiKey.objects.create(
            name=new.name, prefix=prefix, secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
            scopes=sorted(new.scopes), account=new.account, created_at=now, expires_at=new.expires_at,
        )  # fmt: skip
        told = {"name": made.name, "prefix": prefix, "scopes": made.scopes}
        note(Act("key.issue", "key", str(made.pk), made.account_id, after=told), actor.id, now)
    return made, f"{KEY_BEGINS}_{prefix}_{secret}"


def account_record(account: Account) -> dict[str, object]:
    """What the audit trail's digest of an account is taken of."""
    return {
        name: getattr(account, name)
        for name in (
            "slug", "name", "zone", "language", "agreed_rate", "destinations", "features", "suspended_since",
            "suspended_why",
        )
    }  # fmt: skip


def in_use(names: Iterable[str]) -> list[str]:
    """Names of what an account uses as they are kept: each once, in order, none empty."""
    return sorted({name.strip() for name in names} - {""})


def _key_faults(new: NewKey, actor: Actor) -> Iterable[Problem]:
    beyond = sorted(new.scopes - actor.may)
    if beyond:
        yield Problem(ASKED, "scopes", say("whoever makes it may not {named}", named=", ".join(beyond)))
    foreign = sorted(new.scopes - may_at_most(new.account.pk if new.account else None))
    if foreign:
        mend = say("make a key without an account for it")
        what = say("no key of a customer's account may {named}", named=", ".join(foreign))
        yield Problem(ASKED, "scopes", what, mend)
    if not new.scopes:
        yield Problem(ASKED, "scopes", say("a key needs a scope"))
    if not actor.of_provider and (new.account is None or new.account.pk != actor.account):
        yield Problem(ASKED, "account", say("a customer makes keys for its own account"))


def _slug_faults(slug: str) -> Iterable[Problem]:
    if not _SLUG.fullmatch(slug):
        what = say("`{name}` is no short name", name=slug[:64])
        yield Problem(ASKED, "slug", what, say("small letters, digits, - and _, up to 64"))


def zone_faults(name: str) -> Iterable[Problem]:
    """What is wrong with the name of a time zone."""
    try:
        zone(name)
    except ZoneError as error:
        yield Problem(ASKED, "zone", error.what, error.mend)


def email_faults(email: str) -> Iterable[Problem]:
    """What is wrong with an e-mail address."""
    try:
        validate_email(email)
    except ValidationError:
        yield Problem(ASKED, "email", say("`{name}` is no e-mail address", name=email[:100]))


def role_faults(role: str, account: Account | None) -> Iterable[Problem]:
    """What is wrong with a role on a side; `account` is None for the provider's."""
    fitting = PROVIDER_ROLES if account is None else CUSTOMER_ROLES
    if role not in fitting:
        side = say("the provider's side") if account is None else say("a customer's side")
        what = say("{name} is no role on {side}", name=role[:16], side=side)
        yield Problem(ASKED, "role", what, say("one of: {known}", known=", ".join(sorted(fitting))))


def password_faults(password: str, email: str, name: str) -> Iterable[Problem]:
    """What is wrong with a password of a person with this address and name."""
    try:
        validate_password(password, Person(email=email, name=name))
    except ValidationError as error:
        yield from (Problem(ASKED, "password", message) for message in error.messages)
