"""Operations on escalations: asking for one, and who is behind the names that agreements escalate to."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from pydantic import BaseModel, ConfigDict, Field

from upheld.server.api.accounts import account_named
from upheld.server.api.bodies import Body, Number
from upheld.server.api.calling import actor_in
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.replies import Reply
from upheld.server.desk.escalating import escalate
from upheld.server.desk.models import Ticket
from upheld.server.notices.addresses import NewAddress, add_address, remove_address
from upheld.server.notices.models import EscalationAddress
from upheld.server.present import present

escalations = Operations("escalations")


class EscalationBody(BaseModel):
    """Why a ticket is to be escalated."""

    model_config = ConfigDict(extra="forbid")

    why: Annotated[str, Field(max_length=5_000)] = ""


class EscalationRecord(BaseModel):
    """An escalation that was asked for: which level of the plan is told, by the agreement's name for it."""

    ticket: int
    level: int
    to: str


class AddressBody(Body):
    """Somebody who is told under a name of the agreement, such as `escalation list`; under `desk`, of warnings.

    With an account, for tickets of that account alone, and then instead of those for all.
    """

    name: Annotated[str, Field(min_length=1, max_length=100)]
    address: Annotated[str, Field(min_length=3, max_length=254)]
    account: Annotated[str, Field(max_length=64)] = ""
    language: Annotated[str, Field(max_length=16)] = "en"
    zone: Annotated[str, Field(max_length=64)] = "UTC"


class AddressRecord(AddressBody):
    """An address that is in use."""

    id: int


class AddressList(BaseModel):
    """Every address that is in use."""

    items: list[AddressRecord]


@escalations.post("/tickets/{number}/escalations", Operation("ticket.message", EscalationRecord, HTTPStatus.CREATED))
def escalate_ticket(request: HttpRequest, number: Number, body: EscalationBody) -> Reply:
    """Ask for a ticket to be escalated; refused with the clause where the agreement does not allow it."""
    actor = actor_in(request)
    if not Ticket.objects.visible_to(actor).filter(pk=number).exists():
        raise Http404
    made = escalate(number, body.why.strip(), actor, present())
    data = made.events[-1].data
    return Reply(EscalationRecord(ticket=number, level=data["level"], to=data["to"]), HTTPStatus.CREATED)


@escalations.get("/escalation-addresses", Operation("provider.read", AddressList))
def list_escalation_addresses(request: HttpRequest) -> Reply:  # noqa: ARG001 - every operation is handed its request
    """Who is told under which name."""
    rows = EscalationAddress.objects.select_related("account").order_by("name", "pk")
    return Reply(AddressList(items=[_record(each) for each in rows]))


@escalations.post("/escalation-addresses", Operation("provider.write", AddressRecord, HTTPStatus.CREATED))
def create_escalation_address(request: HttpRequest, body: AddressBody) -> Reply:
    """Have somebody told under a name."""
    actor = actor_in(request)
    account = account_named(body.account, actor) if body.account else None
    new = NewAddress(body.name, body.address, account, body.language, body.zone)
    return Reply(_record(add_address(new, actor, present())), HTTPStatus.CREATED)


@escalations.post("/escalation-addresses/{number}/remove", Operation("provider.write", AddressRecord))
def remove_escalation_address(request: HttpRequest, number: Number) -> Reply:
    """Tell somebody no more."""
    row = get_object_or_404(EscalationAddress.objects.select_related("account"), pk=number)
    told = _record(row)
    remove_address(row, actor_in(request), present())
    return Reply(told)


def _record(row: EscalationAddress) -> AddressRecord:
    return AddressRecord(
        id=row.pk, name=row.name, address=row.address, account=row.account.slug if row.account else "",
        language=row.language, zone=row.zone,
    )  # fmt: skip
