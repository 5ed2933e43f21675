"""Operations on access details: handed over, read by those who work on the ticket, changed afterwards."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from pydantic import BaseModel, ConfigDict, Field

from upheld.server.access.actor import Actor
from upheld.server.api.bodies import Number
from upheld.server.api.calling import actor_in
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.replies import Reply
from upheld.server.credentials.ending import record_done
from upheld.server.credentials.keeping import hand_over, revealed
from upheld.server.credentials.models import AccessChange, Credential
from upheld.server.desk.models import Ticket
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds, instant_text

credentials = Operations("credentials")


class CredentialBody(BaseModel):
    """Access details to be handed over; they are sealed at once and never part of the ticket's messages."""

    model_config = ConfigDict(extra="forbid")

    label: Annotated[str, Field(min_length=1, max_length=200)]
    secret: Annotated[str, Field(min_length=1, max_length=5_000)]


class CredentialRecord(BaseModel):
    """Access details without what they are."""

    number: int
    label: str
    handed_over: str
    destroyed: str | None


class AccessChangeRecord(BaseModel):
    """The recommendation to change them: `due` is its last day, `done` when it was followed."""

    due: dt.date | None
    clause: str | None
    solved: str
    done: str | None


class CredentialList(BaseModel):
    """Everything that was handed over for a ticket, and what is to be changed."""

    items: list[CredentialRecord]
    changes: list[AccessChangeRecord]


class SecretRecord(BaseModel):
    """The access details themselves."""

    secret: str


@credentials.post("/tickets/{number}/credentials", Operation("ticket.message", CredentialRecord, HTTPStatus.CREATED))
def hand_over_credentials(request: HttpRequest, number: Number, body: CredentialBody) -> Reply:
    """Hand over access details for a ticket."""
    actor = actor_in(request)
    made = hand_over(_ticket(number, actor).pk, body.label, body.secret, actor, present())
    return Reply(_record(made), HTTPStatus.CREATED)


@credentials.get("/tickets/{number}/credentials", Operation("ticket.read", CredentialList))
def list_credentials(request: HttpRequest, number: Number) -> Reply:
    """What was handed over for a ticket, without what it is."""
    return Reply(_list(_ticket(number, actor_in(request))))


# Read by GET: the answer to anything else may be kept, for whoever sends the same request again.
@credentials.get("/tickets/{number}/credentials/{credential}", Operation("ticket.work", SecretRecord))
def read_credential(request: HttpRequest, number: Number, credential: Number) -> Reply:
    """The access details themselves; that they were read is on record."""
    actor = actor_in(request)
    found = get_object_or_404(_ticket(number, actor).credentials.select_related("ticket"), pk=credential)
    return Reply(SecretRecord(secret=revealed(found, actor, present())))


@credentials.post("/tickets/{number}/access-changed", Operation("ticket.message", CredentialList))
def record_access_changed(request: HttpRequest, number: Number) -> Reply:
    """Record that the access details of a ticket were changed."""
    actor = actor_in(request)
    ticket = _ticket(number, actor)
    record_done(ticket, actor, present())
    return Reply(_list(ticket))


def _ticket(number: int, actor: Actor) -> Ticket:
    return get_object_or_404(Ticket.objects.visible_to(actor), pk=number)


def _list(ticket: Ticket) -> CredentialList:
    return CredentialList(
        items=[_record(each) for each in ticket.credentials.order_by("pk")],
        changes=[_change(each) for each in ticket.access_changes.order_by("pk")],
    )


def _record(row: Credential) -> CredentialRecord:
    return CredentialRecord(
        number=row.pk, label=row.label, handed_over=instant_text(epoch_seconds(row.handed_over_at)),
        destroyed=_text(row.destroyed_at),
    )  # fmt: skip


def _change(row: AccessChange) -> AccessChangeRecord:
    return AccessChangeRecord(
        due=row.due, clause=row.clause or None, solved=instant_text(row.solved_at), done=_text(row.done_at)
    )


def _text(at: dt.datetime | None) -> str | None:
    return None if at is None else instant_text(epoch_seconds(at))
