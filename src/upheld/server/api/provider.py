"""Operations on the provider: how it shows itself."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from django.http import HttpRequest
from pydantic import BaseModel, Field

from upheld.server.accounts.telling import ProviderFacts, provider_facts, set_provider
from upheld.server.api.bodies import Body
from upheld.server.api.calling import actor_in
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.replies import Reply
from upheld.server.present import present

provider = Operations("provider")


class ProviderBody(Body):
    """How the provider shows itself: no notice goes out without the telephone number of support."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    support_phone: Annotated[str, Field(min_length=1, max_length=40)]
    zone: Annotated[str, Field(max_length=64)] = "UTC"
    language: Annotated[str, Field(max_length=16)] = "en"
    accent: Annotated[str, Field(max_length=7, pattern=r"^(#[0-9A-Fa-f]{6})?$")] = ""


class ProviderRecord(BaseModel):
    """The provider; empty where nobody has said so yet."""

    name: str
    support_phone: str
    zone: str
    language: str
    accent: str


@provider.get("/provider", Operation("account.read", ProviderRecord))
def get_provider(request: HttpRequest) -> Reply:  # noqa: ARG001 - every operation is handed its request
    """The provider: its name and the telephone number of its support."""
    return Reply(_record(provider_facts()))


@provider.post("/provider", Operation("provider.write", ProviderRecord))
def update_provider(request: HttpRequest, body: ProviderBody) -> Reply:
    """Say how the provider shows itself."""
    return Reply(_record(set_provider(ProviderFacts(**body.model_dump()), actor_in(request), present())))


def _record(facts: ProviderFacts) -> ProviderRecord:
    told = asdict(facts)
    return ProviderRecord(**{name: told[name] for name in ProviderRecord.model_fields})
