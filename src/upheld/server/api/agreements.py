"""Operations on agreements: published versions, their texts, whom they bind, and publishing another."""

from __future__ import annotations

import datetime as dt
import posixpath
from http import HTTPStatus
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from upheld.server.api.accounts import Cursor, Limit
from upheld.server.api.calling import actor_in
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.paging import DEFAULT, latest_first
from upheld.server.api.replies import Reply
from upheld.server.contracts.models import PublishedVersion
from upheld.server.contracts.publishing import publish
from upheld.server.contracts.reading import bound_by, published_to, texts_for
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds, instant_text

agreements = Operations("agreements")
Agreement = Annotated[str, Path(max_length=64)]
Version = Annotated[str, Path(max_length=40)]
FileName = Annotated[str, Field(min_length=1, max_length=200)]


class FileRecord(BaseModel):
    """A text of an agreement, under its name."""

    model_config = ConfigDict(extra="forbid")

    name: FileName
    text: Annotated[str, Field(min_length=1)]


class AgreementBody(BaseModel):
    """The text of an agreement (YAML), under the name that problems are to give it.

    `others` are the texts that it includes, by the names under which it does.
    """

    model_config = ConfigDict(extra="forbid")

    file: FileName
    text: Annotated[str, Field(min_length=1)]
    others: Annotated[list[FileRecord], Field(max_length=50)] = Field(default_factory=list)


class AgreementRecord(BaseModel):
    """A published version of an agreement."""

    agreement: str
    version: str
    digest: str
    effective: dt.date | None
    announced: dt.date | None
    published: str


class AgreementPage(BaseModel):
    """A page of published versions, the latest published first; `next` is the cursor of the one after it."""

    items: list[AgreementRecord]
    next: str | None


class BoundRecord(BaseModel):
    """An account that a version binds now; `until` is the first day on which its subscription no longer holds."""

    account: str
    plan: str
    begins: dt.date
    until: dt.date | None


class AgreementDetail(AgreementRecord):
    """A published version with its texts, its own first, and whom it binds now.

    `withheld`: the texts are not shown, since they hold terms of other accounts.
    """

    files: list[FileRecord]
    withheld: bool
    bound: list[BoundRecord]


@agreements.get("/agreements", Operation("agreement.read", AgreementPage))
def list_agreements(
    request: HttpRequest,
    limit: Limit = DEFAULT,
    cursor: Cursor = "",
    agreement: Annotated[str, Query(max_length=64)] = "",
) -> Reply:
    """Published versions of agreements, the latest published first."""
    rows = published_to(actor_in(request)).defer("files", "holidays")
    rows = rows.filter(agreement=agreement) if agreement else rows
    found, more = latest_first(rows, limit, cursor)
    return Reply(AgreementPage(items=[_record(each) for each in found], next=more))


@agreements.get("/agreements/{agreement}/versions/{version}", Operation("agreement.read", AgreementDetail))
def get_agreement_version(request: HttpRequest, agreement: Agreement, version: Version) -> Reply:
    """One published version: its texts, and whom it binds now."""
    actor = actor_in(request)
    row = published_to(actor).filter(agreement=agreement, version=version).first()
    if row is None:
        raise Http404
    texts = texts_for(row, actor)
    bound = [
        BoundRecord(account=each.account, plan=each.plan, begins=each.begins, until=each.until)
        for each in bound_by(row, actor, present())
    ]
    files = [FileRecord(name=name, text=text) for name, text in texts or ()]
    return Reply(AgreementDetail(**_record(row).model_dump(), files=files, withheld=texts is None, bound=bound))


@agreements.post("/agreements", Operation("agreement.publish", AgreementRecord, HTTPStatus.CREATED))
def publish_agreement(request: HttpRequest, body: AgreementBody) -> Reply:
    """Publish a version of an agreement; everything that is wrong with its text is a fault, with its line."""
    others = {posixpath.normpath(each.name): each.text for each in body.others}

    def opener(file: str, by: str | None) -> tuple[str, str]:
        if by is None:
            return file, body.text
        name = posixpath.normpath(posixpath.join(posixpath.dirname(by), file))
        if name not in others:
            raise ValueError("its text was not sent: give it among `others`")
        return name, others[name]

    return Reply(_record(publish(body.file, opener, actor_in(request), present())), HTTPStatus.CREATED)


def _record(row: PublishedVersion) -> AgreementRecord:
    return AgreementRecord(
        agreement=row.agreement, version=row.version, digest=row.digest, effective=row.effective,
        announced=row.announced, published=instant_text(epoch_seconds(row.published_at)),
    )  # fmt: skip
