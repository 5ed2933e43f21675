"""Operations on the audit trail: who did what, when."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel

from upheld.server.accounts.models import Account
from upheld.server.api.accounts import Cursor, Limit
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.paging import DEFAULT, latest_first
from upheld.server.api.replies import Reply
from upheld.server.api.times import Instant
from upheld.server.audit.models import AuditEntry
from upheld.timeline.instants import epoch_seconds, instant_text

trail = Operations("audit")
Text = Annotated[str, Query(max_length=80)]


class AuditRecord(BaseModel):
    """One act: by whom, to what. The digests are SHA-256 of what the object was before and after; none where absent."""

    id: int
    at: str
    actor: str
    action: str
    object_kind: str
    object_id: str
    account: int | None
    before: str | None
    after: str | None


class AuditPage(BaseModel):
    """A page of acts, the newest first; `next` is the cursor of the one after it."""

    items: list[AuditRecord]
    next: str | None


@trail.get("/audit", Operation("audit.read", AuditPage))
def list_audit(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
    request: HttpRequest,  # noqa: ARG001 - every operation has it
    limit: Limit = DEFAULT,
    cursor: Cursor = "",
    actor: Text = "",
    action: Text = "",
    object_kind: Text = "",
    object_id: Text = "",
    account: Annotated[str, Query(max_length=64)] = "",
    since: Instant | None = None,
    before: Instant | None = None,
) -> Reply:
    """Who did what, the newest first."""
    asked = {
        "actor": actor, "action": action, "object_kind": object_kind, "object_id": object_id, "at__gte": since,
        "at__lt": before,
    }  # fmt: skip
    rows = AuditEntry.objects.filter(**{name: value for name, value in asked.items() if value})
    if account:
        rows = rows.filter(account__in=Account.objects.filter(slug=account).values("pk"))
    found, more = latest_first(rows, limit, cursor)
    return Reply(AuditPage(items=[_record(each) for each in found], next=more))


def _record(row: AuditEntry) -> AuditRecord:
    return AuditRecord(
        id=row.pk, at=instant_text(epoch_seconds(row.at)), actor=row.actor, action=row.action,
        object_kind=row.object_kind, object_id=row.object_id, account=row.account, before=row.before or None,
        after=row.after or None,
    )  # fmt: skip
