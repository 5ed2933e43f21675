"""Files of a case: taking in those of a form, within bounds, and handing each out to who may read the case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from upheld.problems import Place, Problem, Refused
from upheld.server.access.routes import asks_for
from upheld.server.api.calling import actor_in
from upheld.server.desk.facts import HIDDEN_KINDS
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.installed import installation
from upheld.server.keeping import keep, kept
from upheld.support.events import INTERNAL

MOST = 5
_STEP = 100_000
_SEQUENCE = re.compile(r"[0-9]{1,9}", re.ASCII)
_BESIDES = 128 * 1024
"""Of the bytes that a request may have, what is left to the words of its form."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with an event: its name, its size in bytes, and where it is had."""

    name: str
    size: int
    address: str


@dataclass(frozen=True, slots=True)
class FileField:
    """The field of a form that takes files: how many, how many bytes together, in words, and what was wrong."""

    most: int
    largest: int
    hint: str
    error: str


def file_field(problems: Iterable[Problem] = ()) -> FileField:
    """The field, after a fault with what is wrong."""
    error = " ".join(each.what for each in problems if each.field == "files")
    hint = _("At most %(most)d files, together at most %(size)d kB.") % {"most": MOST, "size": largest() // 1000}
    return FileField(MOST, largest(), hint, error)


def largest() -> int:
    """How many bytes the files of one form may have together: a whole request is bounded by the configuration."""
    return max(installation().largest_request - _BESIDES, 0) // _STEP * _STEP


def taken_in(request: HttpRequest) -> dict[str, object]:
    """Keep the files of a form, as an event tells of them. Raises `upheld.Refused` for too many or too much."""
    files = request.FILES.getlist("files")
    problems = tuple(_faults(files))
    if problems:
        raise Refused(problems)
    told = [_kept(each) for each in files]
    return {"attachments": told} if told else {}


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


def _faults(files: Sequence[UploadedFile[bytes]]) -> Iterator[Problem]:
    if len(files) > MOST:
        yield Problem(Place("request"), "files", _("At most %d files.") % MOST)
    if sum(each.size or 0 for each in files) > largest():
        yield Problem(Place("request"), "files", _("Together at most %d kB.") % (largest() // 1000))


def _kept(file: UploadedFile[bytes]) -> dict[str, object]:
    digest = keep(installation().data_dir, file.read())
    return {
        "name": (file.name or "")[:200],
        "type": (file.content_type or "")[:100],
        "size": file.size,
        "sha256": digest,
    }


def _told(data: Mapping[str, object]) -> tuple[Mapping[str, object], ...]:
    found = data.get("attachments")
    return tuple(each for each in found if isinstance(each, Mapping)) if isinstance(found, list) else ()


def _size(told: Mapping[str, object]) -> int:
    size = told.get("size")
    return size if isinstance(size, int) else 0
