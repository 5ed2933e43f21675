"""Writing the audit trail."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from upheld.server.audit.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Act:
    """What was done: the action (`ticket.open`), the object, and what the object was before and after.

    `before` is None where it was not there; `after` None where it is gone.
    """

    action: str
    kind: str
    id: str
    account: int | None = None
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None


def note(act: Act, actor: str, at: datetime) -> None:
    """Write one act down. It must be in the transaction of the change itself; RuntimeError outside of one."""
    note_all((act,), actor, at)


def note_all(acts: Iterable[Act], actor: str, at: datetime) -> None:
    """`note` for several acts of one change, with one statement."""
    AuditEntry.objects.bulk_create([_entry(act, actor, at) for act in acts])


def _entry(act: Act, actor: str, at: datetime) -> AuditEntry:
    if not connection.in_atomic_block:
        raise RuntimeError(f"{act.action} is noted outside the transaction of its change")
    return AuditEntry(
        at=at, actor=actor, action=act.action, object_kind=act.kind, object_id=act.id, account=act.account,
        before=digest(act.before), after=digest(act.after),
    )  # fmt: skip


def digest(value: Mapping[str, object] | None) -> str:
    """The SHA-256 of a value's canonical JSON; empty for none."""
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
