"""Files of a case: which came with an event, and handing each out to who may read the case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from upheld.server.access.routes import asks_for
from upheld.server.api.calling import actor_in
from upheld.server.desk.facts import HIDDEN_KINDS
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.installed import installation
from upheld.server.keeping import kept
from upheld.support.events import INTERNAL

_SEQUENCE = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with an event: its name, its size in bytes, and where it is had."""

    name: str
    size: int
    address: str


def attached_to(row: TicketEvent) -> tuple[Attached, ...]:
    """The files that came with an event, by mail or by a form."""
    return tuple(
        Attached(
            str(each.get("name") or _("File %d") % (index + 1)), _size(each),
            f"/portal/tickets/{row.ticket_id}/files/{row.sequence}-{each.get('sha256', '')}",
        )
        for index, each in enumerate(_told(row.data))
    )  # fmt: skip


@asks_for("ticket.read")
@require_GET
def attachment(request: HttpRequest, number: int, file: str) -> HttpResponse:
    """A file of a case, to be saved: for its customer and for the desk. Raises Http404 where it is not theirs.

    `file` is the number of the event that it came with, and its SHA-256: `3-9f86d0...`.
    """
    actor = actor_in(request)
    sequence, _dash, digest = file.partition("-")
    ticket = Ticket.objects.visible_to(actor).filter(pk=number).first()
    rows = ticket.events.filter(sequence=int(sequence)) if ticket and _SEQUENCE.fullmatch(sequence) else ()
    row = next((each for each in rows if actor.account is None or not _hidden(each)), None)
    told = next((each for each in _told(row.data) if each.get("sha256") == digest), None) if row else None
    if told is None:
        raise Http404
    try:
        content = kept(installation().data_dir, digest)
    except (FileNotFoundError, ValueError):
        raise Http404 from None
    # Whatever it is, it is saved and never shown: nothing in it can act as a page of ours.
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = content_disposition(str(told.get("name", "")))
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def content_disposition(name: str) -> str:
    """The header by which a file is saved under its own name; control characters and quotes are left out."""
    safe = "".join(each for each in name if each.isprintable() and each not in '"\\/')[:150]
    return content_disposition_header(as_attachment=True, filename=safe or "file") or "attachment"


def _hidden(row: TicketEvent) -> bool:
    return row.kind in HIDDEN_KINDS or row.detail == INTERNAL


def _told(data: Mapping[str, object]) -> tuple[Mapping[str, object], ...]:
    found = data.get("attachments")
    return tuple(each for each in found if isinstance(each, Mapping)) if isinstance(found, list) else ()


def _size(told: Mapping[str, object]) -> int:
    size = told.get("size")
    return size if isinstance(size, int) else 0
