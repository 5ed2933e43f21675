"""Who is behind the names that agreements escalate to: added and removed, each with its row in the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.audit.trail import Act, note
from upheld.server.notices.models import EscalationAddress
from upheld.timeline.zones import ZoneError, zone
from upheld.wording import say


@dataclass(frozen=True, slots=True)
class NewAddress:
    """Somebody who is told under a name; of one account's tickets alone where an account is given."""

    name: str
    address: str
    account: Account | None = None
    language: str = "en"
    zone: str = "UTC"


def add_address(new: NewAddress, actor: Actor, now: datetime) -> EscalationAddress:
    """Have somebody told. Raises `upheld.Refused` with every fault; one who is told already stays."""
    problems = tuple(_faults(new))
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        made, _ = EscalationAddress.objects.update_or_create(
            name=new.name, account=new.account, address=new.address,
            defaults={"language": new.language, "zone": new.zone},
        )  # fmt: skip
        account = new.account.pk if new.account else None
        told = {"name": new.name, "address": new.address}
        note(Act("escalation.address", "escalation address", str(made.pk), account, after=told), actor.id, now)
    return made


def remove_address(row: EscalationAddress, actor: Actor, now: datetime) -> None:
    """Tell somebody no more."""
    with transaction.atomic():
        told = {"name": row.name, "address": row.address}
        act = Act("escalation.address removed", "escalation address", str(row.pk), row.account_id, before=told)
        note(act, actor.id, now)
        row.delete()


def _faults(new: NewAddress) -> Iterator[Problem]:
    try:
        validate_email(new.address)
    except ValidationError:
        yield Problem(Place("request"), "address", say("`{name}` is no e-mail address", name=new.address[:100]))
    try:
        zone(new.zone)
    except ZoneError as error:
        yield Problem(Place("request"), "zone", error.what, error.mend)
