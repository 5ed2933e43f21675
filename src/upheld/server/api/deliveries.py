"""Deliveries as the API tells them: to whom, how each try ended; and sending one again."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.db import transaction
from pydantic import BaseModel

from upheld.server.access.actor import Actor
from upheld.server.api.paging import latest_first
from upheld.server.api.replies import ApiProblem
from upheld.server.audit.trail import Act, note
from upheld.server.delivery.models import PORTAL, Attempt, Delivery, DeliveryRows
from upheld.server.delivery.recording import send_again
from upheld.timeline.instants import epoch_seconds, instant_text


class AttemptRecord(BaseModel):
    """One try."""

    number: int
    at: str
    outcome: str
    says: str


class DeliveryRecord(BaseModel):
    """A letter to one recipient: its id for the receiver, how it stands, and every try. Instants are in UTC."""

    id: int
    message: str
    kind: str
    ticket: int | None
    channel: str
    recipient: str
    status: str
    created: str
    next_try: str | None
    delivered: str | None
    read: str | None
    attempts: list[AttemptRecord]


class DeliveryPage(BaseModel):
    """A page of deliveries; `next` is the cursor of the one after it."""

    items: list[DeliveryRecord]
    next: str | None


def page_of(rows: DeliveryRows, limit: int, cursor: str) -> DeliveryPage:
    """A page of these deliveries, the newest first."""
    rows = rows.select_related("letter").prefetch_related("attempts")
    found, more = latest_first(rows, limit, cursor)
    return DeliveryPage(items=[record_of(each) for each in found], next=more)


def record_of(row: Delivery) -> DeliveryRecord:
    """A delivery with its tries."""
    return DeliveryRecord(
        id=row.pk, message=row.message_id, kind=row.letter.kind, ticket=row.letter.ticket_id, channel=row.channel,
        recipient=row.recipient, status=row.status, created=_text(row.created_at) or "", next_try=_text(row.next_at),
        delivered=_text(row.delivered_at), read=_text(row.read_at),
        attempts=[_attempt(each) for each in sorted(row.attempts.all(), key=lambda each: each.number)],
    )  # fmt: skip


def resent(row: Delivery, actor: Actor, now: datetime) -> Delivery:
    """Have a delivery tried again, under the same id. Raises ApiProblem 409 for one of the portal, which is there."""
    if row.channel == PORTAL:
        raise ApiProblem(HTTPStatus.CONFLICT, "what is in the portal is there; there is nothing to send")
    with transaction.atomic():
        locked = Delivery.objects.select_for_update(of=("self",)).select_related("letter").get(pk=row.pk)
        before: dict[str, object] = {"status": locked.status}
        send_again(locked, now)
        act = Act("delivery.resend", "delivery", str(locked.pk), locked.account_id, before, {"status": locked.status})
        note(act, actor.id, now)
    return locked


def _attempt(row: Attempt) -> AttemptRecord:
    return AttemptRecord(number=row.number, at=_text(row.at) or "", outcome=row.outcome, says=row.says)


def _text(at: datetime | None) -> str | None:
    return None if at is None else instant_text(epoch_seconds(at))
