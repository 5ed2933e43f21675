"""Operations on exclusions: claimed, listed, corrected and taken back."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from pydantic import BaseModel, Field

from upheld.problems import Place, Problem, Refused
from upheld.server.api.accounts import Cursor, Limit, account_named
from upheld.server.api.bodies import Body, Number
from upheld.server.api.calling import actor_in
from upheld.server.api.figures import AccountQuery, AgreementName, AgreementQuery
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.paging import DEFAULT, latest_first
from upheld.server.api.replies import Reply
from upheld.server.api.times import Day, Instant
from upheld.server.figures.exclusions import NewExclusion, record_exclusion, withdraw_exclusion
from upheld.server.figures.models import ExclusionRecord
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds, instant_text
from upheld.timeline.spans import Span

exclusions = Operations("exclusions")
Words = Annotated[str, Field(min_length=1, max_length=2_000)]


class ExclusionBody(Body):
    """Time that is not to count, for a cause that the agreement names; `account` is left out where it concerns all.

    `corrects` is the number of the record in whose place this one stands. `evidence` is text, or `name: text` where the
    agreement asks for it by name.
    """

    agreement: AgreementName
    cause: Annotated[str, Field(min_length=1, max_length=100)]
    start: Instant
    end: Instant
    author: Annotated[str, Field(min_length=1, max_length=200)]
    account: Annotated[str, Field(max_length=64)] = ""
    measures: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=50)] = Field(default_factory=list)
    announced: Instant | None = None
    evidence: Annotated[list[Words], Field(max_length=50)] = Field(default_factory=list)
    advice: Annotated[str, Field(max_length=5_000)] = ""
    advised: Instant | None = None
    reason: Annotated[str, Field(max_length=5_000)] = ""
    unpaid_since: Day | None = None
    corrects: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None


class WithdrawalBody(Body):
    """Why a record is taken back."""

    why: Words


class ExclusionEntry(BaseModel):
    """An exclusion on record. `state` says whether it stands, or was `corrected` or `withdrawn`.

    Whether the claim holds is ruled with each figure, and told with its reasons in the statement.
    """

    number: int
    state: Literal["standing", "corrected", "withdrawn"]
    agreement: str
    cause: str
    account: str | None
    measures: list[str]
    start: str
    end: str
    announced: str | None
    evidence: list[str]
    advice: str
    advised: str | None
    reason: str
    unpaid_since: dt.date | None
    author: str
    recorded_at: str
    corrects: int | None
    withdrawn: str | None


class ExclusionPage(BaseModel):
    """A page of exclusions; `next` is the cursor of the one after it."""

    items: list[ExclusionEntry]
    next: str | None


@exclusions.get("/exclusions", Operation("figure.read", ExclusionPage))
def list_exclusions(
    request: HttpRequest, limit: Limit = DEFAULT, cursor: Cursor = "", account: AccountQuery = "",
    agreement: AgreementQuery = "",
) -> Reply:  # fmt: skip
    """Exclusions on record, the latest first; customers see those of their own account."""
    actor = actor_in(request)
    rows = ExclusionRecord.objects.visible_to(actor).select_related("account", "withdrawal", "correction")
    rows = rows.filter(account=account_named(account, actor)) if account else rows
    rows = rows.filter(agreement=agreement) if agreement else rows
    found, more = latest_first(rows, limit, cursor)
    return Reply(ExclusionPage(items=[exclusion_entry(row) for row in found], next=more))


@exclusions.post("/exclusions", Operation("figure.write", ExclusionEntry, HTTPStatus.CREATED))
def claim_exclusion(request: HttpRequest, body: ExclusionBody) -> Reply:
    """Record that time is not to count, or correct such a record."""
    actor = actor_in(request)
    start, end = epoch_seconds(body.start), epoch_seconds(body.end)
    if end <= start:
        raise Refused([Problem(Place("request"), "end", "the time must end after it starts", code="ends before")])
    made = record_exclusion(
        NewExclusion(
            body.agreement, body.cause, Span(start, end), body.author,
            account=account_named(body.account, actor) if body.account else None,
            measures=tuple(body.measures), announced=_second(body.announced), evidence=tuple(body.evidence),
            advice=body.advice, advised=_second(body.advised), reason=body.reason, unpaid_since=body.unpaid_since,
            corrects=body.corrects,
        ),
        actor, present(),
    )  # fmt: skip
    return Reply(exclusion_entry(made), HTTPStatus.CREATED)


@exclusions.post("/exclusions/{number}/withdrawal", Operation("figure.write", ExclusionEntry, HTTPStatus.CREATED))
def take_exclusion_back(request: HttpRequest, number: Number, body: WithdrawalBody) -> Reply:
    """Take a record back; it stays on record, with the reason."""
    actor = actor_in(request)
    row = get_object_or_404(ExclusionRecord.objects.visible_to(actor), pk=number)
    withdraw_exclusion(row, body.why, actor, present())
    return Reply(exclusion_entry(ExclusionRecord.objects.get(pk=row.pk)), HTTPStatus.CREATED)


def exclusion_entry(row: ExclusionRecord) -> ExclusionEntry:
    """An exclusion as it is told."""
    withdrawal = getattr(row, "withdrawal", None)
    state = "withdrawn" if withdrawal else "corrected" if getattr(row, "correction", None) else "standing"
    return ExclusionEntry.model_validate(
        {
            "number": row.pk, "state": state, "agreement": row.agreement, "cause": row.cause,
            "account": row.account.slug if row.account else None, "measures": row.measures,
            "start": instant_text(row.begins), "end": instant_text(row.ends), "announced": _text(row.announced),
            "evidence": row.evidence, "advice": row.advice, "advised": _text(row.advised), "reason": row.reason,
            "unpaid_since": row.unpaid_since, "author": row.author,
            "recorded_at": instant_text(epoch_seconds(row.recorded_at)), "corrects": row.corrects_id,
            "withdrawn": withdrawal.why if withdrawal else None,
        }
    )  # fmt: skip


def _second(at: dt.datetime | None) -> int | None:
    return None if at is None else epoch_seconds(at)


def _text(at: int | None) -> str | None:
    return None if at is None else instant_text(at)
