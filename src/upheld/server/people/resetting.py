"""New passwords: by a link in a mail for those who forgot theirs, and by those who know it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from upheld.problems import Refused
from upheld.server.accounts.models import Person
from upheld.server.accounts.registering import password_faults
from upheld.server.audit.trail import Act, note
from upheld.server.people.links import Mailed, address, digest_of, mail_link, new_secret
from upheld.server.people.models import Reset
from upheld.server.people.sessions import end_sessions

OPEN_FOR = timedelta(hours=1)


def send_reset(person: Person, now: datetime) -> str:
    """Send a person a link to choose a new password; its address. Links that were sent before end."""
    secret = new_secret()
    with transaction.atomic():
        Reset.objects.filter(person=person, used_at=None, expires_at__gt=now).update(expires_at=now)
        made = Reset.objects.create(
            person=person, secret_sha256=digest_of(secret), created_at=now, expires_at=now + OPEN_FOR
        )
        link = address(f"/reset/{secret}")
        mailed = Mailed(f"reset/{made.pk}", "reset", person.email, person.language or "en", made.expires_at)
        mail_link(mailed, link, {"name": person.name or person.email}, now)
        note(Act("reset.send", "person", str(person.pk)), f"person:{person.pk}", now)
    return link


def open_reset(digest: str, now: datetime) -> Reset | None:
    """The reset of a link, by its secret's digest; None for one that was used, ran out, or never was."""
    found = Reset.objects.filter(secret_sha256=digest, used_at=None, expires_at__gt=now)
    return found.filter(person__is_active=True).select_related("person").first()


def reset_password(reset: Reset, password: str, now: datetime) -> bool:
    """Give a person the password that they chose, and sign them out everywhere; False where the link was used up.

    Raises `upheld.Refused` for a weak password.
    """
    with transaction.atomic():
        if not Reset.objects.filter(pk=reset.pk, used_at=None, expires_at__gt=now).update(used_at=now):
            return False
        change_password(reset.person, password, None, now)
    return True


def change_password(person: Person, password: str, session: str | None, now: datetime) -> None:
    """Change a password; every session ends but the one of the key. Raises `upheld.Refused` for a weak one."""
    problems = tuple(password_faults(password, person.email, person.name))
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=("password",))
        end_sessions(person, but=session)
        note(Act("password.change", "person", str(person.pk)), f"person:{person.pk}", now)
