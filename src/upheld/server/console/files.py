"""Files of what an agent writes: taken in with the form, and carried over from what was previewed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.core import signing
from django.http import HttpRequest

from upheld.problems import Place, Problem, Refused
from upheld.server.portal.files import taken_in

CARRIED = "carried"
"""The field of a previewed form that names the files which were taken in with it."""

_FORMS = frozenset({"reply", "note", "call", "wait", "solve"})
_SALT = "upheld.console.files"
_LASTS = timedelta(days=1)


def files_of(request: HttpRequest, form: str, ticket: int) -> Mapping[str, object]:
    """What the files of a form add to its event; nothing for a form that takes none.

    Raises `upheld.Refused` for too many, too much, and for files that were carried over for too long.
    """
    if form not in _FORMS:
        return {}
    return taken_in(request) or _carried(request.POST.get(CARRIED, ""), ticket)


def carrying(files: Mapping[str, object], ticket: int) -> Mapping[str, str]:
    """The field by which a preview carries files on: signed, so that nobody names a file that was never sent."""
    return {CARRIED: signing.dumps([ticket, dict(files)], salt=_SALT)} if files else {}


def _carried(sealed: str, ticket: int) -> Mapping[str, object]:
    if not sealed:
        return {}
    try:
        for_ticket, files = signing.loads(sealed, salt=_SALT, max_age=_LASTS)
    except signing.BadSignature:
        for_ticket, files = None, {}
    if for_ticket != ticket:
        what = "the files did not come along"
        raise Refused([Problem(Place("request"), "files", what, "choose them again", code="files")])
    return dict(files)
