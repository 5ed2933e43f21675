"""The API as one application: every operation, and none that names no action."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.operation import Operation

from upheld.server.access.routes import UndeclaredRoute, open_to_all, views
from upheld.server.api.accounts import accounts
from upheld.server.api.calling import Permits
from upheld.server.api.credentials import credentials
from upheld.server.api.describing import DescribedApi
from upheld.server.api.escalations import escalations
from upheld.server.api.faults import answer_faults
from upheld.server.api.inbox import inbox
from upheld.server.api.notices import notices
from upheld.server.api.provider import provider
from upheld.server.api.tickets import tickets
from upheld.server.api.webhooks import webhooks

VERSION = "1"


def api_routes() -> list[URLPattern | URLResolver]:
    """The routes of the API. Raises UndeclaredRoute where an operation asks for no action."""
    api = DescribedApi(
        title="Upheld", version=VERSION, docs_url=None, urls_namespace="api",
        description="Accounts, tickets and their clocks. Every refusal is a problem (RFC 9457).",
    )  # fmt: skip
    for group in (accounts, tickets, notices, escalations, webhooks, provider, credentials, inbox):
        api.add_router("", group.router)
    answer_faults(api)
    for operation in operations(api):
        if not any(isinstance(each, Permits) for each in operation.auth_callbacks):
            raise UndeclaredRoute(f"the operation {operation.path} names no action")
    routes = list(api.urls[0])
    for view in views(routes):
        open_to_all("each operation of the API asks for its own action")(view)
    return routes


def operations(api: NinjaAPI) -> Iterator[Operation]:
    """Every operation of an API."""
    for _, router in api._routers:  # noqa: SLF001 - django-ninja has no public way to list them
        for path in router.path_operations.values():
            yield from path.operations
