"""Who at the account is told things: adding somebody, changing in which role and language, and removing them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from upheld.problems import Place, Problem, Refused
from upheld.server.access.routes import asks_for
from upheld.server.accounts.changing import change_contact, contact_told, remove_contact
from upheld.server.accounts.models import Contact
from upheld.server.accounts.telling import NewContact, add_contact
from upheld.server.look.fields import Field
from upheld.server.look.language import LANGUAGES
from upheld.server.portal.reader import Reader, for_customers
from upheld.server.present import present

PLACE = "/portal/notices/contacts"
_LONGEST: Mapping[str, int] = {"name": 200, "address": 254}
_EMAIL = "e-mail"


@dataclass(frozen=True, slots=True)
class Shown:
    """A contact with the form that changes it; `open` where something was wrong with what was written in it."""

    contact: Contact
    role: str
    language: str
    fields: tuple[Field, ...]
    prefix: str
    open: bool


@dataclass(frozen=True, slots=True)
class Faulty:
    """What was written that could not be taken, and what is wrong with it; `number` is 0 for a new contact."""

    number: int
    told: Mapping[str, str]
    wrong: Mapping[str, str]


@asks_for("contact.write")
@require_http_methods(["GET", "POST"])
@for_customers
def contacts(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show whom the account has us tell things; add somebody."""
    if request.method == "GET":
        return _page(request, reader)
    try:
        add_contact(reader.account, _asked(request), reader.actor, present())
    except Refused as refused:
        return _page(request, reader, _faulty(request, 0, refused.problems))
    return _done("added")


@asks_for("contact.write")
@require_POST
@for_customers
def change(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:
    """Change a contact into what was written. Raises Http404 for another account's."""
    held = _held(reader, number)
    try:
        change_contact(held, _asked(request), reader.actor, present())
    except Refused as refused:
        return _page(request, reader, _faulty(request, number, refused.problems))
    return _done("changed")


@asks_for("contact.write")
@require_POST
@for_customers
def remove(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:  # noqa: ARG001 - every page has it
    """Tell somebody nothing more. Raises Http404 for another account's."""
    remove_contact(_held(reader, number), reader.actor, present())
    return _done("removed")


def _done(what: str) -> HttpResponse:
    return HttpResponseRedirect(f"{PLACE}?done={what}", status=HTTPStatus.SEE_OTHER)


def _held(reader: Reader, number: int) -> Contact:
    return get_object_or_404(reader.account.contacts, pk=number, channel=_EMAIL)


def _told(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").strip() for name in ("name", "address", "role", "language")}


def _asked(request: HttpRequest) -> NewContact:
    """What was written. Raises `upheld.Refused` with every fault that the form has by itself."""
    told = _told(request)
    new = NewContact(told["name"], told["role"], _EMAIL, told["address"], told["language"])
    problems = [
        *([] if new.name else [Problem(Place("request"), "name", _("Say who it is."))]),
        *(
            Problem(Place("request"), name, _("At most %d characters.") % most)
            for name, most in _LONGEST.items()
            if len(told[name]) > most
        ),
        *([] if new.role in _roles() else [Problem(Place("request"), "role", _("Choose one of them."))]),
        *([] if new.language in _languages() else [Problem(Place("request"), "language", _("Choose one of them."))]),
    ]
    if problems:
        raise Refused(problems)
    return new


def _faulty(request: HttpRequest, number: int, problems: Iterable[Problem]) -> Faulty:
    return Faulty(number, _told(request), {each.field: each.what for each in problems})


def _roles() -> dict[str, str]:
    return {
        "technical": _("Technical"), "business": _("Business"), "billing": _("Billing"), "security": _("Security"),
    }  # fmt: skip


def _languages() -> dict[str, str]:
    return {"": _("As set for the account"), **dict(LANGUAGES)}


def _fields(told: Mapping[str, str], wrong: Mapping[str, str]) -> tuple[Field, ...]:
    roles = tuple((name, title, "") for name, title in _roles().items())
    languages = tuple((code, name, "") for code, name in _languages().items())
    fields = (
        Field("name", _("Name"), required=True, longest=_LONGEST["name"]),
        Field("address", _("E-mail address"), "email", required=True, longest=_LONGEST["address"]),
        Field("role", _("Role"), "select", required=True, choices=roles),
        Field("language", _("Language"), "select", choices=languages),
    )
    return tuple(replace(each, value=told.get(each.name, ""), error=wrong.get(each.name, "")) for each in fields)


def _shown(contact: Contact, faulty: Faulty | None) -> Shown:
    own = faulty if faulty is not None and faulty.number == contact.pk else None
    known = {name: str(value) for name, value in contact_told(contact).items()}
    fields = _fields(own.told if own else known, own.wrong if own else {})
    role = _roles().get(contact.role, contact.role)
    language = _languages().get(contact.language, contact.language) if contact.language else ""
    return Shown(contact, role, language, fields, f"c{contact.pk}-", own is not None)


def _page(request: HttpRequest, reader: Reader, faulty: Faulty | None = None) -> HttpResponse:
    rows = reader.account.contacts.filter(channel=_EMAIL).order_by("pk")
    new = faulty if faulty is not None and not faulty.number else None
    said = {
        "added": _("They are told from now on."), "changed": _("It is changed."),
        "removed": _("They are told nothing more."),
    }  # fmt: skip
    page = {
        "contacts": [_shown(each, faulty) for each in rows], "tab": "contacts",
        "fields": _fields(new.told if new else {"role": "technical"}, new.wrong if new else {}),
        "done": said.get(request.GET.get("done", ""), ""), "faulty": faulty is not None,
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faulty else HTTPStatus.OK
    return render(request, "portal/contacts.html", page, status=status)
