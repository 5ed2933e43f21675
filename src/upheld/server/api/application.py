"""The API as one application: every operation, and none that names no action."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.operation import Operation

from upheld.server.access.routes import UndeclaredRoute, open_to_all, views
from upheld.server.api.accounts import accounts
from upheld.server.api.agreements import agreements
from upheld.server.api.alerts import alerts
from upheld.server.api.calling import Permits
from upheld.server.api.contacts import contacts
from upheld.server.api.credentials import credentials
from upheld.server.api.describing import DescribedApi
from upheld.server.api.escalations import escalations
from upheld.server.api.exclusions import exclusions
from upheld.server.api.faults import answer_faults
from upheld.server.api.fees import fees
from upheld.server.api.figures import figures
from upheld.server.api.inbox import inbox
from upheld.server.api.incidents import incidents
from upheld.server.api.keys import keys
from upheld.server.api.maintenances import maintenances
from upheld.server.api.notices import notices
from upheld.server.api.operations import Operations
from upheld.server.api.people import people
from upheld.server.api.provider import provider
from upheld.server.api.reports import reports
from upheld.server.api.sending import sending
from upheld.server.api.statements import statements
from upheld.server.api.subscriptions import subscriptions
from upheld.server.api.tickets import tickets
from upheld.server.api.tmf import tmf
from upheld.server.api.trail import trail
from upheld.server.api.webhooks import webhooks

VERSION = "1"
GROUPS = (
    accounts, people, keys, subscriptions, fees, contacts, agreements, tickets, notices, escalations, webhooks,
    provider, credentials, inbox, sending, trail, incidents, maintenances, reports,
    figures, statements, exclusions, alerts,
)  # fmt: skip
"""Every kind of thing that there are operations on."""


def api_routes() -> list[URLPattern | URLResolver]:
    """The routes of the API. Raises UndeclaredRoute where an operation asks for no action."""
    api = DescribedApi(
        title="Upheld", version=VERSION, docs_url=None, urls_namespace="api",
        description="Accounts, tickets and their clocks. Every refusal is a problem (RFC 9457).",
    )  # fmt: skip
    return _routes_of(api, GROUPS)


def tmf_routes() -> list[URLPattern | URLResolver]:
    """The routes of the second face of tickets. Raises UndeclaredRoute likewise."""
    api = DescribedApi(
        title="Upheld, trouble tickets", version="5", docs_url=None, urls_namespace="tmf",
        description="Trouble tickets as TMF621 has them. Every refusal is a problem (RFC 9457).",
    )  # fmt: skip
    return _routes_of(api, (tmf,))


def _routes_of(api: NinjaAPI, groups: Iterable[Operations]) -> list[URLPattern | URLResolver]:
    for group in groups:
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
