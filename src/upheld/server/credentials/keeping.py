"""Handing access details over, reading them, destroying them: each with its row in the audit trail."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.audit.trail import Act, note
from upheld.server.credentials.models import Credential
from upheld.server.desk.models import Ticket
from upheld.server.sealing import seal, unseal
from upheld.wording import say

ENDED = frozenset({"solved", "closed", "merged"})
"""States in which a ticket has ended: access details are neither taken nor kept any more."""


def hand_over(ticket: int, label: str, secret: str, actor: Actor, now: datetime) -> Credential:
    """Keep access details for a ticket, by number. Raises `upheld.Refused` where it has ended."""
    with transaction.atomic():
        row = Ticket.objects.select_for_update().get(pk=ticket)
        if row.state in ENDED:
            what = say(
                "ticket {number} is {status}: access details are not kept after its end",
                number=ticket,
                status=row.state,
            )
            raise Refused(
                [Problem(Place("request"), "ticket", what, say("reopen it first"), code=f"ticket {row.state}")]
            )
        made = Credential.objects.create(ticket=row, label=label, handed_over_at=now, handed_over_by=actor.id)
        made.sealed = seal(secret, _place(made))
        made.save(update_fields=("sealed",))
        _noted("credential.hand_over", made, actor, now)
    return made


def revealed(credential: Credential, actor: Actor, now: datetime) -> str:
    """The access details themselves; that they were read is written down. Raises `upheld.Refused` once destroyed."""
    if credential.destroyed_at is not None:
        what = say("these access details were destroyed when ticket {number} ended", number=credential.ticket_id)
        raise Refused([Problem(Place("request"), "credential", what, code="destroyed")])
    with transaction.atomic():
        _noted("credential.read", credential, actor, now)
    return unseal(credential.sealed, _place(credential))


def destroy(credential: Credential, actor: Actor, now: datetime) -> None:
    """Destroy access details, in the caller's transaction; that they were there stays on record."""
    credential.sealed, credential.destroyed_at = "", now
    credential.save(update_fields=("sealed", "destroyed_at"))
    _noted("credential.destroy", credential, actor, now)


def _noted(action: str, credential: Credential, actor: Actor, now: datetime) -> None:
    told = {"ticket": credential.ticket_id, "label": credential.label, "destroyed": credential.destroyed_at}
    account = credential.ticket.account_id
    note(Act(action, "credential", str(credential.pk), account, after=told), actor.id, now)


def _place(credential: Credential) -> str:
    return f"credential {credential.pk}"
