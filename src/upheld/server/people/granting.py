"""What people may do: their roles on one side at a time, whether they may come in at all, and their own profile."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from upheld.problems import Problem, Refused
from upheld.server.access.actor import MAY, Actor, Role
from upheld.server.accounts.models import Account, Grant, Person
from upheld.server.accounts.registering import ASKED, role_faults
from upheld.server.audit.trail import Act, note
from upheld.server.notices.words import languages
from upheld.server.people.sessions import end_sessions
from upheld.wording import say

_NAME = 200


def people_visible_to(actor: Actor) -> QuerySet[Person]:
    """Everybody to the provider's side; to a customer's those who have a role on its account."""
    if actor.of_provider:
        return Person.objects.all()
    return Person.objects.filter(grants__account=actor.account).distinct()


def grants_visible_to(actor: Actor, people: Iterable[Person]) -> QuerySet[Grant]:
    """The roles of people, as far as they are an actor's to see."""
    rows = Grant.objects.filter(person__in=people).select_related("account").order_by("pk")
    return rows if actor.of_provider else rows.filter(account=actor.account)


def set_roles(person: Person, account: Account | None, roles: Collection[Role], actor: Actor, now: datetime) -> None:
    """Give a person exactly these roles on one side (None: the provider's); none of them ends what they do there.

    Raises `upheld.Refused` for a role of the other side, for more than the actor may do itself, and where nobody would
    be owner any more.
    """
    with transaction.atomic():
        held = {grant.role: grant for grant in Grant.objects.filter(person=person, account=account)}
        changed = set(roles) ^ set(held)
        problems = [*_faults(roles, account), *_beyond(changed, actor)]
        if account is None and "owner" in held and "owner" not in roles:
            problems.extend(_without_owner(person))
        if problems:
            raise Refused(problems)
        Grant.objects.filter(pk__in=[grant.pk for role, grant in held.items() if role not in roles]).delete()
        new = sorted(set(roles) - set(held))
        Grant.objects.bulk_create(Grant(person=person, account=account, role=role) for role in new)
        before, after = {"roles": sorted(held)}, {"roles": sorted(set(roles))}
        of = account.pk if account else None
        note(Act("person.roles", "person", str(person.pk), of, before, after), actor.id, now)


def deactivate(person: Person, actor: Actor, now: datetime) -> None:
    """Let a person in no more, and end their sessions. Raises `upheld.Refused` for the last owner."""
    with transaction.atomic():
        problems = tuple(_without_owner(person)) if _is_owner(person) else ()
        if problems:
            raise Refused(problems)
        _set_active(person, actor, now, active=False)
        end_sessions(person)


def activate(person: Person, actor: Actor, now: datetime) -> None:
    """Let a person in again."""
    with transaction.atomic():
        _set_active(person, actor, now, active=True)


def change_profile(person: Person, name: str, language: str, now: datetime) -> None:
    """Change what a person is called and spoken to in. Raises `upheld.Refused` for a language without words."""
    if language and language not in languages():
        known = ", ".join(languages())
        what = say("there are no words in `{name}`", name=language[:16])
        raise Refused([Problem(ASKED, "language", what, say("known: {known}", known=known))])
    before = {"name": person.name, "language": person.language}
    with transaction.atomic():
        person.name, person.language = name.strip()[:_NAME], language
        person.save(update_fields=("name", "language"))
        after = {"name": person.name, "language": person.language}
        note(Act("person.profile", "person", str(person.pk), None, before, after), f"person:{person.pk}", now)


def _set_active(person: Person, actor: Actor, now: datetime, *, active: bool) -> None:
    if person.is_active == active:
        return
    person.is_active = active
    person.save(update_fields=("is_active",))
    note(Act("person.activate" if active else "person.deactivate", "person", str(person.pk)), actor.id, now)


def _faults(roles: Iterable[Role], account: Account | None) -> Iterator[Problem]:
    for role in roles:
        yield from role_faults(role, account)


def _beyond(changed: Iterable[str], actor: Actor) -> Iterator[Problem]:
    """Nobody gives, or takes away, a role that may more than they do."""
    for role, may in MAY.items():
        if role in changed and may - actor.may:
            yield Problem(ASKED, "roles", say("{name} may more than whoever changes it", name=role))


def _is_owner(person: Person) -> bool:
    return Grant.objects.filter(person=person, account=None, role="owner").exists()


def _without_owner(person: Person) -> Iterator[Problem]:
    others = Grant.objects.filter(account=None, role="owner", person__is_active=True).exclude(person=person)
    # Locked, so that two owners cannot take each other away at once.
    if not others.select_for_update().exists():
        yield Problem(ASKED, "roles", say("somebody has to be owner"), say("make another person owner before"))
