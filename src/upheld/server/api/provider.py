"""Operations on the provider, and on whom of a customer is told things."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from django.http import HttpRequest
from pydantic import BaseModel, ConfigDict, Field

from upheld.server.accounts.models import Contact
from upheld.server.accounts.telling import NewContact, ProviderFacts, add_contact, provider_facts, set_provider
from upheld.server.api.accounts import Slug, account_named
from upheld.server.api.calling import actor_in
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.replies import Reply
from upheld.server.present import present

provider = Operations("provider")
Role = Literal["technical", "business", "billing", "security"]
Channel = Literal["e-mail", "webhook", "portal", "telephone"]


class ProviderBody(BaseModel):
    """How the provider shows itself: no notice goes out without the telephone number of support."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Annotated[str, Field(min_length=1, max_length=200)]
    support_phone: Annotated[str, Field(min_length=1, max_length=40)]
    zone: Annotated[str, Field(max_length=64)] = "UTC"
    language: Annotated[str, Field(max_length=16)] = "en"


class ProviderRecord(BaseModel):
    """The provider; empty where nobody has said so yet."""

    name: str
    support_phone: str
    zone: str
    language: str


class ContactBody(BaseModel):
    """Somebody at a customer: in which role, over which channel."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Annotated[str, Field(min_length=1, max_length=200)]
    role: Role
    channel: Channel = "e-mail"
    address: Annotated[str, Field(max_length=500)] = ""
    language: Annotated[str, Field(max_length=16)] = ""


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


@provider.get("/provider", Operation("account.read", ProviderRecord))
def get_provider(request: HttpRequest) -> Reply:  # noqa: ARG001 - every operation is handed its request
    """The provider: its name and the telephone number of its support."""
    return Reply(_record(provider_facts()))


@provider.post("/provider", Operation("provider.write", ProviderRecord))
def update_provider(request: HttpRequest, body: ProviderBody) -> Reply:
    """Say how the provider shows itself."""
    return Reply(_record(set_provider(ProviderFacts(**body.model_dump()), actor_in(request), present())))


@provider.get("/accounts/{slug}/contacts", Operation("account.read", ContactList))
def list_contacts(request: HttpRequest, slug: Slug) -> Reply:
    """The contacts of an account."""
    rows = account_named(slug, actor_in(request)).contacts.order_by("pk")
    return Reply(ContactList(items=[_contact(each) for each in rows]))


@provider.post("/accounts/{slug}/contacts", Operation("account.write", ContactRecord, HTTPStatus.CREATED))
def create_contact(request: HttpRequest, slug: Slug, body: ContactBody) -> Reply:
    """Add a contact to an account."""
    actor = actor_in(request)
    made = add_contact(account_named(slug, actor), NewContact(**body.model_dump()), actor, present())
    return Reply(_contact(made), HTTPStatus.CREATED)


def _record(facts: ProviderFacts) -> ProviderRecord:
    return ProviderRecord(name=facts.name, support_phone=facts.support_phone, zone=facts.zone, language=facts.language)


def _contact(row: Contact) -> ContactRecord:
    return ContactRecord(
        id=row.pk, name=row.name, role=row.role, channel=row.channel, address=row.address, language=row.language
    )
