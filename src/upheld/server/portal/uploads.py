"""Files of a form: taken in within bounds, and carried on, under a seal, by a form that is shown again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from upheld.problems import Place, Problem, Refused
from upheld.server.installed import installation
from upheld.server.keeping import keep

CARRIED = "carried"
"""The field of a form that names the files which came with it before."""
MOST = 5
_STEP = 100_000
_BESIDES = 128 * 1024
"""Of the bytes that a request may have, what is left to the words of its form."""
_SALT = "upheld.portal.uploads"
_LASTS = timedelta(days=1)

Told = dict[str, object]
"""A file as an event tells of it: `name`, `type`, `size`, `sha256`."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The files that came with a form before: their names, and what names them in the form when it is sent again."""

    names: tuple[str, ...]
    sealed: str


@dataclass(frozen=True, slots=True)
class FileField:
    """The field of a form that takes files: how many, how many bytes together, in words, and what was wrong.

    `carried` are those that came with the form before, None where there are none.
    """

    most: int
    largest: int
    hint: str
    error: str
    carried: Carried | None


def file_field(problems: Iterable[Problem] = (), carried: Carried | None = None) -> FileField:
    """The field, after a fault with what is wrong, and with the files that came before."""
    error = " ".join(each.what for each in problems if each.field == "files")
    hint = _("At most %(most)d files, together at most %(size)d kB.") % {"most": MOST, "size": largest() // 1000}
    return FileField(MOST, largest(), hint, error, carried)


def largest() -> int:
    """How many bytes the files of one form may have together: a whole request is bounded by the configuration."""
    return max(installation().largest_request - _BESIDES, 0) // _STEP * _STEP


def taken_in(request: HttpRequest, place: str) -> dict[str, object]:
    """Keep the files of a form, as an event tells of them, behind those that it carries.

    `place` is the form's own: what was sent with another is not carried here. Raises `upheld.Refused` for too many or
    too much, and for files that were carried for too long.
    """
    before = _unsealed(request.POST.get(CARRIED, ""), place)
    chosen = request.FILES.getlist("files")
    problems = tuple(_faults(before, chosen))
    if problems:
        raise Refused(problems)
    # Who is asked anew may choose the same once more: it is one file.
    told = {(each["name"], each["sha256"]): each for each in (*before, *(_kept(file) for file in chosen))}
    return {"attachments": list(told.values())} if told else {}


def carrying(request: HttpRequest, place: str) -> Carried | None:
    """What a form that was sent carries when it is shown again, so that nobody has to choose a file twice.

    What cannot be taken is not carried; what came before it is.
    """
    if request.method != "POST":
        return None
    try:
        return sealed(taken_in(request, place), place)
    except Refused:
        return _carried_before(request, place)


def sealed(files: dict[str, object], place: str) -> Carried | None:
    """Files that were taken in, under a seal, so that nobody names a file that was never sent; None for none."""
    told = files.get("attachments")
    if not isinstance(told, list):
        return None
    return Carried(tuple(str(each["name"]) for each in told), signing.dumps([place, told], salt=_SALT))


def _carried_before(request: HttpRequest, place: str) -> Carried | None:
    try:
        before = _unsealed(request.POST.get(CARRIED, ""), place)
    except Refused:
        return None
    return sealed({"attachments": before}, place) if before else None


def _unsealed(seal: str, place: str) -> list[Told]:
    if not seal:
        return []
    try:
        meant_for, files = signing.loads(seal, salt=_SALT, max_age=_LASTS)
    except signing.BadSignature:
        meant_for, files = None, []
    if meant_for != place:
        what, mend = _("the files did not come along"), _("choose them again")
        raise Refused([Problem(Place("request"), "files", what, mend, code="files")])
    return list(files)


def _faults(before: Sequence[Told], chosen: Sequence[UploadedFile[bytes]]) -> Iterator[Problem]:
    sizes = [*(int(str(each["size"])) for each in before), *(file.size or 0 for file in chosen)]
    if len(sizes) > MOST:
        yield Problem(Place("request"), "files", _("At most %d files.") % MOST)
    if sum(sizes) > largest():
        yield Problem(Place("request"), "files", _("Together at most %d kB.") % (largest() // 1000))


def _kept(file: UploadedFile[bytes]) -> Told:
    # A form that is refused is read twice: for what it asks, and for what it carries on.
    file.seek(0)
    digest = keep(installation().data_dir, file.read())
    return {
        "name": (file.name or "")[:200], "type": (file.content_type or "")[:100], "size": file.size, "sha256": digest,
    }  # fmt: skip
