"""Operations on what goes out: deliveries of every ticket, and addresses that take no mail."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import BaseModel

from upheld.server.api.accounts import Cursor, Limit
from upheld.server.api.bodies import Number
from upheld.server.api.calling import actor_in
from upheld.server.api.deliveries import DeliveryPage, page_of
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.paging import DEFAULT, latest_first
from upheld.server.api.replies import Reply
from upheld.server.delivery.freeing import free_address
from upheld.server.delivery.models import Delivery, SuppressedAddress
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds, instant_text

sending = Operations("deliveries")
Status = Literal["waiting", "delivered", "failed", "suppressed", "superseded"]
Channel = Literal["e-mail", "webhook", "portal"]


class SuppressedRecord(BaseModel):
    """An e-mail address that nothing is sent to: since when, and why."""

    id: int
    address: str
    why: str
    since: str


class SuppressedPage(BaseModel):
    """A page of addresses, the newest first; `next` is the cursor of the one after it."""

    items: list[SuppressedRecord]
    next: str | None


@sending.get("/deliveries", Operation("ticket.notes", DeliveryPage))
def list_deliveries(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
    request: HttpRequest,
    limit: Limit = DEFAULT,
    cursor: Cursor = "",
    status: Status | None = None,
    channel: Channel | None = None,
    recipient: Annotated[str, Query(max_length=500)] = "",
    account: Annotated[str, Query(max_length=64)] = "",
) -> Reply:
    """What was sent to whom, the newest first, with every try."""
    asked = {"status": status, "channel": channel, "recipient": recipient, "account__slug": account}
    rows = Delivery.objects.visible_to(actor_in(request))
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    return Reply(page_of(rows, limit, cursor))


@sending.get("/suppressed-addresses", Operation("ticket.notes", SuppressedPage))
def list_suppressed_addresses(
    request: HttpRequest,  # noqa: ARG001 - every operation has it
    limit: Limit = DEFAULT,
    cursor: Cursor = "",
    address: Annotated[str, Query(max_length=500)] = "",
) -> Reply:
    """E-mail addresses that nothing is sent to, since mail to them came back for good."""
    rows = SuppressedAddress.objects.all()
    rows = rows.filter(address=address.lower()) if address else rows
    found, more = latest_first(rows, limit, cursor)
    return Reply(SuppressedPage(items=[_record(each) for each in found], next=more))


@sending.delete("/suppressed-addresses/{number}", Operation("provider.write", SuppressedRecord))
def free_suppressed_address(request: HttpRequest, number: Number) -> Reply:
    """Send to an address again; the answer is what it was kept from."""
    row = get_object_or_404(SuppressedAddress, pk=number)
    told = _record(row)
    free_address(row, actor_in(request), present())
    return Reply(told)


def _record(row: SuppressedAddress) -> SuppressedRecord:
    since = instant_text(epoch_seconds(row.since))
    return SuppressedRecord(id=row.pk, address=row.address, why=row.why, since=since)
