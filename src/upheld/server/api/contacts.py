"""Operations on contacts: whom of a customer is told things."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from pydantic import BaseModel, Field

from upheld.server.access.actor import Actor
from upheld.server.accounts.changing import change_contact, contact_told, remove_contact
from upheld.server.accounts.models import Contact
from upheld.server.accounts.telling import NewContact, add_contact
from upheld.server.api.accounts import Slug, account_named
from upheld.server.api.bodies import Body, Number
from upheld.server.api.calling import actor_in
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.replies import Reply
from upheld.server.present import present

contacts = Operations("accounts")
Role = Literal["technical", "business", "billing", "security"]
Channel = Literal["e-mail", "webhook", "portal", "telephone"]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Address = Annotated[str, Field(max_length=500)]
Language = Annotated[str, Field(max_length=16)]
PATH = "/accounts/{slug}/contacts"


class ContactBody(Body):
    """Somebody at a customer: in which role, over which channel."""

    name: Name
    role: Role
    channel: Channel = "e-mail"
    address: Address = ""
    language: Language = ""


class ContactChangeBody(Body):
    """What is to be another way about a contact; what is left out stays as it is."""

    name: Name | None = None
    role: Role | None = None
    channel: Channel | None = None
    address: Address | None = None
    language: Language | None = None


class ContactRecord(BaseModel):
    """A contact of an account."""

    id: int
    name: str
    role: str
    channel: str
    address: str
    language: str


class ContactList(BaseModel):
    """The contacts of an account."""

    items: list[ContactRecord]


@contacts.get(PATH, Operation("account.read", ContactList))
def list_contacts(request: HttpRequest, slug: Slug) -> Reply:
    """The contacts of an account."""
    rows = account_named(slug, actor_in(request)).contacts.order_by("pk")
    return Reply(ContactList(items=[_record(each) for each in rows]))


@contacts.post(PATH, Operation("contact.write", ContactRecord, HTTPStatus.CREATED))
def create_contact(request: HttpRequest, slug: Slug, body: ContactBody) -> Reply:
    """Add a contact to an account."""
    actor = actor_in(request)
    made = add_contact(account_named(slug, actor), NewContact(**body.model_dump()), actor, present())
    return Reply(_record(made), HTTPStatus.CREATED)


@contacts.patch(PATH + "/{number}", Operation("contact.write", ContactRecord))
def update_contact(request: HttpRequest, slug: Slug, number: Number, body: ContactChangeBody) -> Reply:
    """Change a contact."""
    actor = actor_in(request)
    held = _held(slug, number, actor)
    told = {**contact_told(held), **body.model_dump(exclude_none=True)}
    change = NewContact(**{name: str(value) for name, value in told.items()})
    return Reply(_record(change_contact(held, change, actor, present())))


@contacts.delete(PATH + "/{number}", Operation("contact.write", ContactRecord))
def delete_contact(request: HttpRequest, slug: Slug, number: Number) -> Reply:
    """Tell somebody nothing more; the answer is the contact as it was."""
    actor = actor_in(request)
    held = _held(slug, number, actor)
    told = _record(held)
    remove_contact(held, actor, present())
    return Reply(told)


def _held(slug: str, number: int, actor: Actor) -> Contact:
    return get_object_or_404(account_named(slug, actor).contacts.select_for_update(), pk=number)


def _record(row: Contact) -> ContactRecord:
    return ContactRecord(
        id=row.pk, name=row.name, role=row.role, channel=row.channel, address=row.address, language=row.language
    )
