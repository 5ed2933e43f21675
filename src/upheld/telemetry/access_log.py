r"""Common and combined log lines of nginx and Apache, taken apart with string functions of DuckDB.

A line is split at its double quotes: what stands before the first is client, user and time; then come the
request, the status and size, the referer and the agent. An escaped quote (`\\"`) inside a quoted part does
not split. What follows the agent ($request_time and the like) is named by `columns` of the mapping.
"""

from __future__ import annotations

from collections.abc import Sequence

from upheld.telemetry.fields import raw_name

NAMES = ("client", "ident", "user", "time", "request", "status", "bytes", "referer", "agent")
BROKEN = "not a log line"

# While a line is split, chr(1) and chr(2) stand for an escaped quote and an escaped backslash.
_HIDDEN = r"""replace(replace(line, '\\', chr(2)), '\"', chr(1))"""
_RESTORED = r"""replace(replace({part}, chr(1), '\"'), chr(2), '\\')"""
_PARTS = {
    "client": "split_part(s[1], ' ', 1)",
    "ident": "split_part(s[1], ' ', 2)",
    "user": r"regexp_extract(s[1], '^\S+ \S+ (.*) \[', 1)",
    "time": "substr(s[1], -28, 26)",
    "request": "s[2]",
    "status": "split_part(s[3], ' ', 2)",
    "bytes": "split_part(s[3], ' ', 3)",
    "referer": "s[4]",
    "agent": "s[6]",
}
_QUOTED = frozenset({"request", "referer", "agent"})


def pieces(lines: str, used: Sequence[str], columns: Sequence[str]) -> str:
    """One row per line: `line`, `broken`, and a column for each part in use."""
    split = f"string_split(CASE WHEN escaped THEN {_HIDDEN} ELSE line END, '\"') AS s"
    marked = f"SELECT line, escaped, {split} FROM (SELECT line, contains(line, '\\') AS escaped FROM ({lines}))"
    extra = _extra_parts() if set(used) & set(columns) else ""
    parts = [f"{_part(field, columns)} AS {raw_name(field)}" for field in used]
    broken = "line IS NULL OR len(s) < 3 OR NOT contains(s[1], '[') AS broken"
    return f"SELECT {', '.join(['line', broken, *parts])} FROM (SELECT *{extra} FROM ({marked}))"


def _part(field: str, columns: Sequence[str]) -> str:
    if field in _QUOTED:
        restored = _RESTORED.format(part=_PARTS[field])
        return f"CASE WHEN escaped THEN {restored} ELSE {_PARTS[field]} END"
    if field in _PARTS:
        return _PARTS[field]
    return f"trim(extra[{list(columns).index(field) + 1}], '\"')"


def _extra_parts() -> str:
    """What follows the agent: words, or parts in quotes."""
    return ", regexp_extract_all(array_to_string(s[7:], '\"'), '\"[^\"]*\"|[^ ]+') AS extra"
