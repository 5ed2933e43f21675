"""Operations on notices: the customer's inbox, what was delivered to whom, and the provider's own wordings."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import BaseModel, ConfigDict, Field

from upheld.server.access.actor import Actor
from upheld.server.api.accounts import Cursor, Limit
from upheld.server.api.bodies import Number
from upheld.server.api.calling import actor_in
from upheld.server.api.deliveries import DeliveryPage, DeliveryRecord, page_of, record_of, resent
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.paging import DEFAULT, latest_first
from upheld.server.api.replies import ApiProblem, Reply
from upheld.server.delivery.models import PORTAL, Delivery
from upheld.server.desk.models import Ticket
from upheld.server.notices.inbox import inbox_entries, mark_read
from upheld.server.notices.models import NoticeTemplate
from upheld.server.notices.notice import STATUSES, Notice, Status
from upheld.server.notices.wordings import Wording, word_notices
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds, instant_text

notices = Operations("notices")


class NoticeRecord(BaseModel):
    """A notice in the portal, in the account's language; `read` is when it was first read."""

    id: int
    status: Status
    ticket: int
    support_phone: str
    description: str
    subject: str
    at: str
    read: str | None


class NoticePage(BaseModel):
    """A page of notices; `next` is the cursor of the one after it."""

    items: list[NoticeRecord]
    next: str | None


class WordingBody(BaseModel):
    """How notices of one status are worded, with fields in braces: `[Ticket {ticket}] {status}: {subject}`.

    Together they name status, ticket, phone and description. An empty agreement means every one without its own.
    """

    model_config = ConfigDict(extra="forbid")

    agreement: Annotated[str, Field(max_length=64)] = ""
    language: Annotated[str, Field(max_length=16)] = "en"
    status: Status
    subject: Annotated[str, Field(min_length=1, max_length=300)]
    text: Annotated[str, Field(min_length=1, max_length=20_000)]


class WordingRecord(WordingBody):
    """A wording that is in use."""

    id: int


class WordingList(BaseModel):
    """Every wording of the provider's own."""

    items: list[WordingRecord]


@notices.get("/notices", Operation("ticket.read", NoticePage))
def list_notices(
    request: HttpRequest,
    limit: Limit = DEFAULT,
    cursor: Cursor = "",
    ticket: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> Reply:
    """The inbox: what customers were told, the newest first."""
    rows = Delivery.objects.visible_to(actor_in(request)).filter(channel=PORTAL)
    rows = rows.filter(letter__ticket=ticket) if ticket else rows
    found, more = latest_first(rows.select_related("letter"), limit, cursor)
    return Reply(NoticePage(items=[_record(*each) for each in inbox_entries(found)], next=more))


@notices.post("/notices/{number}/read", Operation("ticket.read", NoticeRecord))
def read_notice(request: HttpRequest, number: Number) -> Reply:
    """Say that somebody at the customer has read a notice: then what it says has reached them."""
    actor = actor_in(request)
    row = _notice(number, actor)
    if actor.of_provider:
        raise ApiProblem(HTTPStatus.FORBIDDEN, "only a customer can have read what customers are told")
    if next(inbox_entries([row]), None) is None:
        raise Http404  # it lacks what a notice must hold, so nobody was shown it
    return Reply(_record(*next(inbox_entries([mark_read(row, present())]))))


@notices.get("/tickets/{number}/deliveries", Operation("ticket.notes", DeliveryPage))
def list_ticket_deliveries(request: HttpRequest, number: Number, limit: Limit = DEFAULT, cursor: Cursor = "") -> Reply:
    """Everything that was sent about a ticket: to whom, over which channel, and how each try ended."""
    actor = actor_in(request)
    if not Ticket.objects.visible_to(actor).filter(pk=number).exists():
        raise Http404
    return Reply(page_of(Delivery.objects.visible_to(actor).filter(letter__ticket=number), limit, cursor))


@notices.post("/deliveries/{number}/resend", Operation("ticket.work", DeliveryRecord))
def resend_delivery(request: HttpRequest, number: Number) -> Reply:
    """Send a message once more, under the same id."""
    actor = actor_in(request)
    row = get_object_or_404(Delivery.objects.visible_to(actor), pk=number)
    return Reply(record_of(resent(row, actor, present())))


@notices.get("/notice-wordings", Operation("provider.read", WordingList))
def list_notice_wordings(request: HttpRequest) -> Reply:  # noqa: ARG001 - every operation is handed its request
    """The provider's own wordings of notices."""
    return Reply(WordingList(items=[_wording(each) for each in NoticeTemplate.objects.order_by("pk")]))


@notices.post("/notice-wordings", Operation("provider.write", WordingRecord, HTTPStatus.CREATED))
def create_notice_wording(request: HttpRequest, body: WordingBody) -> Reply:
    """Word notices of one status in one's own way; it takes the place of an earlier wording of the same."""
    made = word_notices(Wording(**body.model_dump()), actor_in(request), present())
    return Reply(_wording(made), HTTPStatus.CREATED)


def _notice(number: int, actor: Actor) -> Delivery:
    rows = Delivery.objects.visible_to(actor).filter(channel=PORTAL, pk=number).select_related("letter")
    found = rows.first()
    if found is None:
        raise Http404
    return found


def _record(row: Delivery, notice: Notice) -> NoticeRecord:
    return NoticeRecord(
        id=row.pk, status=notice.status, ticket=notice.ticket, support_phone=notice.phone,
        description=notice.description, subject=notice.subject, at=instant_text(notice.at),
        read=instant_text(epoch_seconds(row.read_at)) if row.read_at else None,
    )  # fmt: skip


def _wording(row: NoticeTemplate) -> WordingRecord:
    status = next(each for each in STATUSES if each == row.status)
    return WordingRecord(
        id=row.pk, agreement=row.agreement, language=row.language, status=status, subject=row.subject, text=row.text
    )
