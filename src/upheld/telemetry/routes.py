"""SQL that finds the method and the route of a request, without query string, and folds paths into patterns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from upheld.telemetry import sql

_ABSOLUTE = "^[a-zA-Z][a-zA-Z0-9+.-]*://[^/]*(/.*)?$"


def method_of(request: str) -> str:
    """The method of a request line; NULL for `-` and for junk without a target."""
    return f"CASE WHEN split_part({request}, ' ', 2) <> '' THEN split_part({request}, ' ', 1) END"


def target_of(request: str) -> str:
    """The target of a request line; NULL for `-` and for junk without one."""
    return f"NULLIF(split_part({request}, ' ', 2), '')"


def route_of(target: str, patterns: Sequence[str]) -> str:
    """The path of a target: no query string, no scheme and host; folded into the first pattern that fits."""
    path = f"split_part({target}, '?', 1)"
    inside = f"COALESCE(NULLIF(regexp_extract({path}, '{_ABSOLUTE}', 1), ''), '/')"
    route = f"CASE WHEN contains({path}, '://') AND NOT starts_with({path}, '/') THEN {inside} ELSE {path} END"
    if not patterns:
        return route
    cases = " ".join(
        f"WHEN regexp_full_match({route}, {sql.value(_as_expression(pattern))}) THEN {sql.value(pattern)}"
        for pattern in patterns
    )
    return f"CASE {cases} ELSE {route} END"


def _as_expression(pattern: str) -> str:
    """`/users/{id}` as a regular expression: a name in braces is one segment of the path."""
    pieces = re.split(r"\{[^{}/]*\}", pattern)
    return "[^/]+".join(re.escape(piece) for piece in pieces)
