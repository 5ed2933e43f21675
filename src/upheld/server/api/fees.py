"""Operations on fees: what an account pays in a month, of which credits are shares."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from pydantic import BaseModel, Field

from upheld.server.accounts.fees import NewFee, agree_fee, end_fee
from upheld.server.accounts.models import Fee
from upheld.server.api.accounts import Slug, account_named
from upheld.server.api.bodies import Body, Number
from upheld.server.api.calling import actor_in
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.replies import Reply
from upheld.server.api.times import Day
from upheld.server.present import present

fees = Operations("accounts")
PATH = "/accounts/{slug}/fees"


class FeeBody(Body):
    """A fee of every month: `amount` as `100.00 EUR`; `begins` and `until` (the first month without) are first days."""

    agreement: Annotated[str, Field(max_length=64)]
    amount: Annotated[str, Field(max_length=40)]
    begins: Day
    until: Day | None = None
    line: Annotated[str, Field(max_length=100)] = ""


class FeeEndBody(Body):
    """The first day of the first month without the fee."""

    until: Day


class FeeRecord(BaseModel):
    """A fee; `until` is the first day of the first month without it."""

    id: int
    agreement: str
    line: str
    amount: str
    currency: str
    begins: dt.date
    until: dt.date | None


class FeeList(BaseModel):
    """Every fee that an account pays or paid, in the order in which they were recorded."""

    items: list[FeeRecord]


@fees.get(PATH, Operation("account.read", FeeList))
def list_fees(request: HttpRequest, slug: Slug) -> Reply:
    """The fees of an account."""
    rows = account_named(slug, actor_in(request)).fees.order_by("pk")
    return Reply(FeeList(items=[_record(each) for each in rows]))


@fees.post(PATH, Operation("account.write", FeeRecord, HTTPStatus.CREATED))
def create_fee(request: HttpRequest, slug: Slug, body: FeeBody) -> Reply:
    """Record what an account pays in a month; statements that are issued from then on go by it."""
    actor = actor_in(request)
    made = agree_fee(account_named(slug, actor), NewFee(**body.model_dump()), actor, present())
    return Reply(_record(made), HTTPStatus.CREATED)


@fees.post(PATH + "/{number}/end", Operation("account.write", FeeRecord))
def end_a_fee(request: HttpRequest, slug: Slug, number: Number, body: FeeEndBody) -> Reply:
    """Let a fee end."""
    actor = actor_in(request)
    found = get_object_or_404(account_named(slug, actor).fees.select_for_update(), pk=number)
    return Reply(_record(end_fee(found, body.until, actor, present())))


def _record(row: Fee) -> FeeRecord:
    return FeeRecord(
        id=row.pk, agreement=row.agreement, line=row.line, amount=row.amount, currency=row.currency,
        begins=row.begins, until=row.until,
    )  # fmt: skip
