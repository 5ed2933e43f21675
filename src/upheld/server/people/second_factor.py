"""A person's second factor: the codes of a telephone, and codes on paper for the day on which it is lost."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime
from typing import Literal

from django.db import transaction

from upheld.server.accounts.models import Person
from upheld.server.audit.trail import Act, note
from upheld.server.people.models import RecoveryCode, SecondFactor
from upheld.server.people.totp import counter_of
from upheld.server.sealing import seal, unseal
from upheld.timeline.instants import epoch_seconds

RECOVERY_CODES = 10
_CODE_BYTES = 10
Shown = Literal["telephone", "recovery code"]
"""By what a person showed that it is them."""


def has_second_factor(person: Person) -> bool:
    """Whether a code is asked of a person who signs in."""
    return SecondFactor.objects.filter(person=person).exists()


def set_up(person: Person, secret: str, code: str, now: datetime) -> tuple[str, ...] | None:
    """Ask codes of a secret from now on, once a first one has come; the recovery codes, None where the code is wrong.

    They are shown this once. A second factor that was there before is replaced.
    """
    counter = counter_of(secret, _plain(code), epoch_seconds(now), used=0)
    if counter is None:
        return None
    with transaction.atomic():
        sealed = seal(secret, _place(person))
        SecondFactor.objects.update_or_create(
            person=person, defaults={"secret": sealed, "used": counter, "since": now}
        )  # fmt: skip
        note(Act("second-factor.set-up", "person", str(person.pk)), f"person:{person.pk}", now)
        return _new_codes(person)


def show(person: Person, code: str, now: datetime) -> Shown | None:
    """Take a code of the telephone or a recovery code, once; None where it is neither."""
    plain = _plain(code)
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(person=person).first()
        if factor is None:
            return None
        counter = counter_of(unseal(factor.secret, _place(person)), plain, epoch_seconds(now), factor.used)
        if counter is not None:
            factor.used = counter
            factor.save(update_fields=("used",))
            return "telephone"
        left = RecoveryCode.objects.filter(person=person, secret_sha256=_digest(plain), used_at=None)
        return "recovery code" if left.update(used_at=now) else None


def renew_recovery_codes(person: Person, now: datetime) -> tuple[str, ...]:
    """New recovery codes; the former ones are good for nothing from now on."""
    with transaction.atomic():
        note(Act("second-factor.recovery-codes", "person", str(person.pk)), f"person:{person.pk}", now)
        return _new_codes(person)


def recovery_codes_left(person: Person) -> int:
    """How many recovery codes have not been used."""
    return RecoveryCode.objects.filter(person=person, used_at=None).count()


def take_away(person: Person, by: str, now: datetime) -> bool:
    """Ask no code of a person any more; whether one was asked. `by` is the id of the actor who does it."""
    with transaction.atomic():
        removed, _ = SecondFactor.objects.filter(person=person).delete()
        RecoveryCode.objects.filter(person=person).delete()
        if removed:
            note(Act("second-factor.take-away", "person", str(person.pk)), by, now)
    return bool(removed)


def _new_codes(person: Person) -> tuple[str, ...]:
    """80 bits each, which nobody guesses, and of which a plain hash is enough."""
    RecoveryCode.objects.filter(person=person).delete()
    plain = [base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode().lower() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(person=person, secret_sha256=_digest(each)) for each in plain)
    return tuple("-".join(each[at : at + 4] for at in range(0, len(each), 4)) for each in plain)


def _plain(code: str) -> str:
    """A code without the spaces and dashes that make it easy to read."""
    return "".join(each for each in code.lower() if each.isalnum())[:64]


def _digest(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()


def _place(person: Person) -> str:
    return f"second factor of person {person.pk}"
