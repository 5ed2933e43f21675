"""Files of what an agent writes: taken in with the form, and carried over from what was previewed or refused."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest

from upheld.server.portal.uploads import CARRIED, Carried, carrying, sealed, taken_in

_FORMS = frozenset({"reply", "note", "call", "wait", "solve"})


def files_of(request: HttpRequest, form: str, ticket: int) -> dict[str, object]:
    """What the files of a form add to its event; nothing for a form that takes none.

    Raises `upheld.Refused` for too many, too much, and for files that were carried over for too long.
    """
    return taken_in(request, _place(ticket)) if form in _FORMS else {}


def seal_of(files: dict[str, object], ticket: int) -> Mapping[str, str]:
    """The field by which a preview carries files on."""
    carried = sealed(files, _place(ticket))
    return {CARRIED: carried.sealed} if carried else {}


def carried_of(request: HttpRequest, ticket: int) -> Carried | None:
    """The files that a refused form carries when the page shows it again."""
    return carrying(request, _place(ticket)) if request.POST.get("form", "") in _FORMS else None


def _place(ticket: int) -> str:
    return f"desk {ticket}"
