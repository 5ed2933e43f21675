"""JSON lines: one object per line, each field found by its key or by a JSON pointer, all in one reading of the line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from upheld.telemetry import sql
from upheld.telemetry.fields import raw_name

BROKEN = "not a JSON object"


def pieces(lines: str, used: Sequence[str]) -> str:
    """One row per line: `line`, `broken`, and a column for each field in use.

    TRY is fast but slow on each failure, so a line that is cut short is found by its last sign first.
    """
    pointers = ", ".join(sql.value(_pointer(field)) for field in used)
    taken = f"json_extract_string(line, [{pointers}])"
    whole = "starts_with(line, '{') AND ends_with(line, '}')"
    object_ = f"CASE WHEN {whole} THEN TRY({taken}) WHEN {_padded()} THEN {taken} END"
    parts = [f"j[{index}] AS {raw_name(field)}" for index, field in enumerate(used, 1)]
    return (
        f"SELECT {', '.join(['line', 'j IS NULL AS broken', *parts])} FROM (SELECT line, {object_} AS j FROM ({lines}))"
    )


def keys(lines: Iterable[str]) -> tuple[str, ...]:
    """The keys of the first objects, as they first appear; lines that are no objects are passed by."""
    seen: dict[str, None] = {}
    for line in lines:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            seen.update(dict.fromkeys(found))
    return tuple(seen)


def reaches(field: str, seen: Sequence[str]) -> bool:
    """True where a field's key, or the first step of its pointer, is among the keys seen."""
    return field.split("/")[1].replace("~1", "/").replace("~0", "~") in seen if field.startswith("/") else field in seen


def _pointer(field: str) -> str:
    return field if field.startswith("/") else "/" + field.replace("~", "~0").replace("/", "~1")


def _padded() -> str:
    """An object with blanks around it."""
    return r"regexp_matches(line, '^\s*\{.*\}\s*$') AND json_valid(line)"
