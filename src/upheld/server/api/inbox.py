"""Operations on mail that came in: what was put aside waits here for a person."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from pydantic import BaseModel, ConfigDict, Field

from upheld.server.api.accounts import Cursor, Limit, account_named
from upheld.server.api.bodies import Number
from upheld.server.api.calling import actor_in
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.paging import DEFAULT, latest_first
from upheld.server.api.replies import Reply
from upheld.server.mailin.models import InboundMessage
from upheld.server.mailin.releasing import discard, release
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds, instant_text

inbox = Operations("inbox")
Verdict = Literal["opened", "added", "answered", "quarantined", "automatic", "bounce", "refused", "discarded"]


class ReleaseBody(BaseModel):
    """Whose message it is, and with which priority it opens a ticket; none where the address or a rule says so."""

    model_config = ConfigDict(extra="forbid")

    account: Annotated[str, Field(max_length=64)]
    priority: Annotated[str, Field(max_length=64)] = ""


class DiscardBody(BaseModel):
    """Why a message is left alone."""

    model_config = ConfigDict(extra="forbid")

    why: Annotated[str, Field(min_length=1, max_length=300)]


class MessageRecord(BaseModel):
    """A message that came in, and what became of it; `raw` is the SHA-256 under which it is kept whole."""

    number: int
    received: str
    sender: str
    recipients: list[str]
    subject: str
    text: str
    verdict: str
    reason: str
    account: str | None
    ticket: int | None
    attachments: list[dict[str, str | int]]
    raw: str


class MessagePage(BaseModel):
    """A page of messages, the newest first; `next` is the cursor of the one after it."""

    items: list[MessageRecord]
    next: str | None


@inbox.get("/inbox", Operation("ticket.notes", MessagePage))
def list_messages(
    request: HttpRequest,  # noqa: ARG001 - every operation has it
    limit: Limit = DEFAULT,
    cursor: Cursor = "",
    verdict: Verdict | None = None,
) -> Reply:
    """Messages that came in, the newest first."""
    rows = InboundMessage.objects.select_related("account")
    rows = rows.filter(verdict=verdict) if verdict else rows
    found, more = latest_first(rows, limit, cursor)
    return Reply(MessagePage(items=[_record(each) for each in found], next=more))


@inbox.post("/inbox/{number}/release", Operation("ticket.work", MessageRecord))
def release_message(request: HttpRequest, number: Number, body: ReleaseBody) -> Reply:
    """Lead a message that was put aside to where it belongs; its clocks begin when it came."""
    actor = actor_in(request)
    account = account_named(body.account, actor)
    return Reply(_record(release(_message(number), account, body.priority, actor, present())))


@inbox.post("/inbox/{number}/discard", Operation("ticket.work", MessageRecord, HTTPStatus.OK))
def discard_message(request: HttpRequest, number: Number, body: DiscardBody) -> Reply:
    """Leave a message alone that was put aside; it stays kept."""
    return Reply(_record(discard(_message(number), body.why, actor_in(request), present())))


def _message(number: int) -> InboundMessage:
    return get_object_or_404(InboundMessage, pk=number)


def _record(row: InboundMessage) -> MessageRecord:
    return MessageRecord(
        number=row.pk, received=instant_text(epoch_seconds(row.received_at)), sender=row.sender,
        recipients=row.recipients, subject=row.subject, text=row.text, verdict=row.verdict, reason=row.reason,
        account=row.account.slug if row.account else None, ticket=row.ticket_id, attachments=row.attachments,
        raw=row.raw,
    )  # fmt: skip
