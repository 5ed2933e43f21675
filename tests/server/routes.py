"""Every route of the service with its methods, read from the router and the description that it gives of itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from upheld.server.access.routes import action_of

DESCRIPTION = "/api/v1/openapi.json"
SECOND = "/tmf-api/troubleTicket/v5/openapi.json"
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One method of one path: `/api/v1/tickets/{number}`, and the action that it asks for (empty: open to all).

    `body` is what its request must at least hold; `names` are the fields of the body and of the query, by name.
    """

    method: str
    path: str
    action: str
    body: Mapping[str, Any] | None = None
    fields: tuple[str, ...] = ()
    query: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """What its path holds places for, by the segment before each: `tickets` of `/tickets/{number}`."""
        return tuple(re.findall(r"([\w-]+)/{\w+}", self.path))

    def filled(self, things: Mapping[str, str]) -> str:
        """Its path, for the thing of each kind."""
        return re.sub(r"([\w-]+)/{\w+}", lambda found: f"{found[1]}/{things[found[1]]}", self.path)

    def __str__(self) -> str:
        """As tests are named."""
        return f"{self.method} {self.path}"


@cache
def description() -> Mapping[str, Any]:
    """The service's own description of its API, with its second face beside it."""
    told, second = (Client().get(path).json() for path in (DESCRIPTION, SECOND))
    schemas = {**second["components"]["schemas"], **told["components"]["schemas"]}
    return {**told, "paths": {**told["paths"], **second["paths"]}, "components": {"schemas": schemas}}


def routes() -> tuple[Route, ...]:
    """Every route; what is not an operation of the API is a page, and is read where it can be."""
    operations = tuple(_operations())
    described = {each.path for each in operations} | {DESCRIPTION, SECOND}
    pages = (
        Route(_method(pattern.callback), path, action_of(pattern.callback) or "")
        for path, pattern in _patterns(get_resolver().url_patterns, "/")
        if path not in described
    )
    return (*operations, *pages)


def _method(view: Callable[..., object]) -> str:
    """How a page is asked for: it is read, unless Django's decorator says that it only takes what is sent to it."""
    inner: Any = view
    while inner is not None:
        for cell in getattr(inner, "__closure__", None) or ():
            if isinstance(cell.cell_contents, list) and set(cell.cell_contents) <= {"GET", "HEAD", "POST"}:
                return "GET" if "GET" in cell.cell_contents else "POST"
        inner = getattr(inner, "__wrapped__", None)
    return "GET"


def _operations() -> Iterator[Route]:
    for path, methods in description()["paths"].items():
        for method, told in methods.items():
            schema = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            query = tuple(each["name"] for each in told.get("parameters", ()) if each["in"] == "query")
            body = sample(schema) if schema else None
            fields = tuple(_resolved(schema).get("properties", ())) if schema else ()
            yield Route(method.upper(), path, told["x-upheld-action"], body, fields, query)


def _patterns(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        path = before + _PARAMETER.sub(r"{\1}", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, path)
        else:
            yield path, pattern


def sample(schema: Mapping[str, Any]) -> Any:
    """The least that a schema takes."""
    told = _resolved(schema)
    if "const" in told or "enum" in told:
        return told["const"] if "const" in told else told["enum"][0]
    if told["type"] == "object":
        return {name: sample(told["properties"][name]) for name in told.get("required", ())}
    if told["type"] == "array":
        return [sample(told["items"])] * told.get("minItems", 0)
    if told["type"] == "string":
        formats = {"date": "2026-01-01", "date-time": "2026-01-01T00:00:00Z"}
        return formats.get(told.get("format", ""), "x" * max(1, told.get("minLength", 1)))
    return {"integer": told.get("minimum", 1), "number": told.get("minimum", 1), "boolean": True}[told["type"]]


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in schema:
        return _resolved(description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    return _resolved(schema["anyOf"][0]) if "anyOf" in schema else schema
