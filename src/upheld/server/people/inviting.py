"""Invitations: a role that is offered by mail, and taken by whoever reads the mail of that address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from upheld.problems import Problem, Refused
from upheld.server.access.actor import MAY, Actor, Role
from upheld.server.access.scope import EVERYTHING, within
from upheld.server.accounts.models import Account, Grant, Person
from upheld.server.accounts.registering import ASKED, email_faults, password_faults, role_faults
from upheld.server.accounts.telling import provider_facts
from upheld.server.audit.trail import Act, note
from upheld.server.people.links import Mailed, address, digest_of, mail_link, new_secret
from upheld.server.people.models import Invitation
from upheld.server.people.tries import Rate, take
from upheld.wording import say

OPEN_FOR = timedelta(days=7)
_BY_CUSTOMERS = Rate("invitations of an account", 50, 60)
"""A customer has us write to whomever they name: as many as a team is at once, then one a minute."""


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """Who is invited to which role; `account` is None on the provider's side.

    `language` (`en`, `de`) is that of the mail and of the person; empty: the account's, or the provider's.
    """

    email: str
    role: Role
    account: Account | None = None
    name: str = ""
    language: str = ""


def invite(new: NewInvitation, actor: Actor, now: datetime) -> tuple[Invitation, str]:
    """Invite somebody by mail: the invitation, and the address of its page.

    An open invitation of the same address to the same side ends. Raises `upheld.Refused` with every fault; whether the
    address is known already is none, and is not told.
    """
    problems = tuple(_faults(new, actor))
    if problems:
        raise Refused(problems)
    if not actor.of_provider and take(_BY_CUSTOMERS, str(actor.account), now):
        raise Refused([Problem(ASKED, "email", say("too many invitations in a short time"), say("wait some minutes"))])
    secret, email = new_secret(), new.email.lower()
    with transaction.atomic():
        Invitation.objects.open_at(now).filter(email=email, account=new.account).update(revoked_at=now)
        language = new.language or (new.account.language if new.account else provider_facts().language)
        made = Invitation.objects.create(
            email=email, name=new.name.strip(), language=language, role=new.role, account=new.account,
            secret_sha256=digest_of(secret), invited_by=actor.id, created_at=now, expires_at=now + OPEN_FOR,
        )  # fmt: skip
        link = address(f"/invitation/{secret}")
        told = {"name": made.name or email, "account": new.account.name if new.account else ""}
        about = "invitation" if new.account else "invitation_of_provider"
        mail_link(Mailed(f"invitation/{made.pk}", about, email, language, made.expires_at), link, told, now)
        _note("invitation.send", made, actor.id, now)
    return made, link


def open_invitation(digest: str, now: datetime) -> Invitation | None:
    """The invitation of a link, by its secret's digest; None for one that was used, ended, ran out, or never was."""
    found = Invitation.objects.open_at(now).filter(secret_sha256=digest)
    return found.select_related("account").first()


def open_invitations_to(email: str, now: datetime) -> tuple[Invitation, ...]:
    """Everything that an address is invited to."""
    return tuple(Invitation.objects.open_at(now).filter(email=email.lower()).order_by("pk"))


def accept_as_new(invitation: Invitation, name: str, password: str | None, now: datetime) -> Person:
    """Make the invited person, with a password (None: they come in by another sign-in server alone).

    Raises `upheld.Refused` for a weak password, and where the invitation ended meanwhile.
    """
    problems = () if password is None else tuple(password_faults(password, invitation.email, name))
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        made = Person(
            email=invitation.email, name=name.strip()[:200], language=invitation.language[:16], created_at=now
        )
        if password is None:
            made.set_unusable_password()
        else:
            made.set_password(password)
        made.save()
        if not accept(invitation, made, now):
            raise Refused([Problem(ASKED, "invitation", say("it was used already, or has ended"))])
    return made


def accept(invitation: Invitation, person: Person, now: datetime) -> bool:
    """Give an invited person the role; False where somebody was quicker to use up the invitation."""
    with transaction.atomic():
        if not Invitation.objects.open_at(now).filter(pk=invitation.pk).update(accepted_at=now):
            return False
        Grant.objects.get_or_create(person=person, role=invitation.role, account=invitation.account)
        _note("invitation.accept", invitation, f"person:{person.pk}", now)
    return True


def revoke(invitation: Invitation, actor: Actor, now: datetime) -> bool:
    """End an invitation; whether it was open still."""
    with transaction.atomic():
        ended = Invitation.objects.open_at(now).filter(pk=invitation.pk).update(revoked_at=now)
        if ended:
            _note("invitation.revoke", invitation, actor.id, now)
    return bool(ended)


def _faults(new: NewInvitation, actor: Actor) -> Iterator[Problem]:
    yield from email_faults(new.email)
    wrong = tuple(role_faults(new.role, new.account))
    yield from wrong
    beyond = frozenset() if wrong else MAY[new.role] - actor.may
    if beyond:
        named = ", ".join(sorted(beyond))
        what = say("whoever invites may not do all that {name} may: {named}", name=new.role, named=named)
        yield Problem(ASKED, "role", what)
    if not actor.of_provider and (new.account is None or new.account.pk != actor.account):
        yield Problem(ASKED, "account", say("a customer invites to its own account"))


@within(EVERYTHING)  # who accepts acts for nobody yet, and on the provider's side a row belongs to no account
def _note(action: str, invitation: Invitation, by: str, now: datetime) -> None:
    told = {"email": invitation.email, "role": invitation.role}
    note(Act(action, "invitation", str(invitation.pk), invitation.account_id, after=told), by, now)
