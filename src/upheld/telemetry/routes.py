"""SQL that finds the method and the route of a request, without query string, and folds paths into patterns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from upheld.telemetry import sql
from upheld.telemetry.casts import Cast, Step

_ABSOLUTE = "^[a-zA-Z][a-zA-Z0-9+.-]*://[^/]*(/.*)?$"
_WORDS, _TARGET = sql.name("step.words"), sql.name("step.target")
_PATH, _ROUTE = sql.name("step.path"), sql.name("step.route")


def method_in(request: str) -> Cast:
    """The method of a request line; NULL for `-` and for junk without a target."""
    return Cast("method", f"CASE WHEN {_WORDS}[2] <> '' THEN {_WORDS}[1] END", steps=(_words(request),))


def route_in(request: str, patterns: Sequence[str]) -> Cast:
    """The route of a request line; NULL for `-` and for junk without a target."""
    return _route((_words(request), (_TARGET, f"NULLIF({_WORDS}[2], '')")), patterns)


def route_of(target: str, patterns: Sequence[str]) -> Cast:
    """The route of a URL or path: no query string, no scheme and host; folded into the first pattern that fits."""
    return _route(((_TARGET, f"CAST({target} AS VARCHAR)"),), patterns)


def _words(request: str) -> Step:
    return _WORDS, f"string_split(CAST({request} AS VARCHAR), ' ')"


def _route(steps: tuple[Step, ...], patterns: Sequence[str]) -> Cast:
    inside = f"COALESCE(NULLIF(regexp_extract({_PATH}, '{_ABSOLUTE}', 1), ''), '/')"
    absolute = f"NOT starts_with({_PATH}, '/') AND contains({_PATH}, '://')"
    steps = (
        *steps,
        (_PATH, f"CASE WHEN contains({_TARGET}, '?') THEN split_part({_TARGET}, '?', 1) ELSE {_TARGET} END"),
        (_ROUTE, f"CASE WHEN {absolute} THEN {inside} ELSE {_PATH} END"),
    )
    return Cast("route", _folded(patterns), steps=steps)


def _folded(patterns: Sequence[str]) -> str:
    if not patterns:
        return _ROUTE
    fits = (
        f"WHEN regexp_full_match({_ROUTE}, {sql.value(_as_expression(pattern))}) THEN {sql.value(pattern)}"
        for pattern in patterns
    )
    return f"CASE {' '.join(fits)} ELSE {_ROUTE} END"


def _as_expression(pattern: str) -> str:
    """`/users/{id}` as a regular expression: a name in braces is one segment of the path."""
    pieces = re.split(r"\{[^{}/]*\}", pattern)
    return "[^/]+".join(re.escape(piece) for piece in pieces)
