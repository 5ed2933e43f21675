"""Operations on statements: those of an account, and each in its three forms."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import BaseModel

from upheld.server.access.actor import Actor
from upheld.server.api.accounts import Slug, account_named
from upheld.server.api.bodies import Number
from upheld.server.api.calling import actor_in
from upheld.server.api.figures import AgreementQuery
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.replies import Reply
from upheld.server.figures.documents import document
from upheld.server.figures.models import IssuedStatement
from upheld.server.figures.reading import statements_of
from upheld.server.installed import installation
from upheld.server.keeping import kept
from upheld.timeline.instants import epoch_seconds, instant_text

statements = Operations("statements")
Language = Annotated[
    Literal["en", "de"], Query(description="The language of the document; the JSON is English in every one.")
]
JSON, HTML, PDF = "application/vnd.upheld.statement+json", "text/html", "application/pdf"


class StatementRecord(BaseModel):
    """A statement: what it says in one sentence, and the fingerprint of all that it says."""

    number: int
    account: str | None
    agreement: str
    period: str
    verdict: Literal["kept", "missed", "unknown"]
    sentence: str
    fingerprint: str
    issued_at: str
    supersedes: int | None


class StatementList(BaseModel):
    """The latest statement of each period, the latest period first."""

    items: list[StatementRecord]


@statements.get("/accounts/{slug}/statements", Operation("figure.read", StatementList))
def list_statements(request: HttpRequest, slug: Slug, agreement: AgreementQuery = "") -> Reply:
    """The statements of an account."""
    found = statements_of(account_named(slug, actor_in(request)), agreement)
    return Reply(StatementList(items=[statement_record(row) for row in found]))


@statements.get("/statements/{number}", Operation("figure.read", StatementRecord))
def get_statement(request: HttpRequest, number: Number) -> Reply:
    """One statement; a later one for the same period does not take its place."""
    return Reply(statement_record(_statement(number, actor_in(request))))


@statements.get("/statements/{number}/statement.json", Operation("figure.read", JSON))
def get_statement_json(request: HttpRequest, number: Number) -> HttpResponse:
    """The statement as JSON, as its published schema says."""
    row = _statement(number, actor_in(request))
    return _file(row, kept(installation().data_dir, row.json), JSON, "json")


@statements.get("/statements/{number}/statement.html", Operation("figure.read", HTML))
def get_statement_html(request: HttpRequest, number: Number, language: Language = "en") -> HttpResponse:
    """The statement as one page of HTML."""
    row = _statement(number, actor_in(request))
    return _file(row, document(row, "html", language), HTML, "html")


@statements.get("/statements/{number}/statement.pdf", Operation("figure.read", PDF))
def get_statement_pdf(request: HttpRequest, number: Number, language: Language = "en") -> HttpResponse:
    """The statement as PDF."""
    row = _statement(number, actor_in(request))
    return _file(row, document(row, "pdf", language), PDF, "pdf")


def statement_record(row: IssuedStatement) -> StatementRecord:
    """A statement as it is told."""
    return StatementRecord.model_validate(
        {
            "number": row.pk, "account": row.account.slug if row.account else None, "agreement": row.agreement,
            "period": row.label, "verdict": row.verdict, "sentence": row.sentence, "fingerprint": row.fingerprint,
            "issued_at": instant_text(epoch_seconds(row.issued_at)), "supersedes": row.supersedes_id,
        }
    )  # fmt: skip


def _statement(number: int, actor: Actor) -> IssuedStatement:
    return get_object_or_404(IssuedStatement.objects.visible_to(actor).select_related("account"), pk=number)


def _file(row: IssuedStatement, content: bytes, kind: str, ending: str) -> HttpResponse:
    """A form, to be saved under a name that says what it is."""
    name = f"{row.account.slug if row.account else 'all'}-{row.agreement}-{row.label.replace(':', '')}.{ending}"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["ETag"] = f'"{hashlib.sha256(content).hexdigest()}"'
    return answer
