"""Routes that an OpenAPI file documents, as a condition over rows: the field `documented`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, cast

from upheld.agreements.text import Plain, parse, plain
from upheld.problems import Place, Problem

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True, slots=True)
class DocumentedRoutes:
    """Documented operations: upper-case method and a regular expression over the whole path, by method."""

    patterns: tuple[tuple[str, str], ...]

    def matches(self, rows: Table) -> BooleanValue:
        """Whether a row's method and route are documented."""
        from ibis import literal  # noqa: PLC0415 - ibis costs 0.2 s, which other commands need not pay

        found = [(rows.method == method) & rows.route.re_search(pattern) for method, pattern in self.patterns]
        return cast("BooleanValue", reduce(or_, found) if found else literal(False))  # noqa: FBT003 - the value itself


def documented_routes(text: str, file: str) -> tuple[DocumentedRoutes | None, tuple[Problem, ...]]:
    """Read the `paths` of an OpenAPI 3 file (YAML or JSON), with the path of its first server before each."""
    tree, problems = _read(text, file)
    if problems:
        return None, problems
    paths = tree.get("paths") if isinstance(tree, dict) else None
    if not isinstance(paths, dict) or not paths:
        return None, (Problem(Place(file), "paths", "this is no OpenAPI file with paths", "name an OpenAPI 3 file"),)
    prefix = _prefix(tree)
    return DocumentedRoutes(tuple(_patterns(paths, prefix))), ()


def _read(text: str, file: str) -> tuple[Plain, tuple[Problem, ...]]:
    if not text.lstrip().startswith("{"):
        tree, problems = parse(text, file)
        return (None if tree is None else plain(tree)), problems
    try:
        return json.loads(text), ()
    except (ValueError, RecursionError) as error:
        return None, (Problem(Place(file), "", f"this is not JSON: {error}"),)


def _prefix(tree: Plain) -> str:
    servers = tree.get("servers") if isinstance(tree, dict) else None
    first = servers[0] if isinstance(servers, list) and servers else None
    url = first.get("url") if isinstance(first, dict) else None
    path = re.sub(r"^[a-z]+://[^/]*", "", url) if isinstance(url, str) else ""
    return path.rstrip("/")


def _patterns(paths: dict[str, Plain], prefix: str) -> list[tuple[str, str]]:
    by_method: dict[str, list[str]] = {}
    for path, operations in paths.items():
        for method in operations if isinstance(operations, dict) else ():
            if method in _METHODS:
                by_method.setdefault(method.upper(), []).append(_pattern(prefix + path))
    return [(method, f"^(?:{'|'.join(found)})$") for method, found in sorted(by_method.items())]


def _pattern(path: str) -> str:
    """`/users/{id}` as an expression: a parameter is one segment."""
    return "".join("[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}/]*\})", path))
