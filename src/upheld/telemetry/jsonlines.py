"""JSON lines: one object per line, each field found by its key or by a JSON pointer, all in one reading of the line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from upheld.telemetry import sql
from upheld.telemetry.fields import raw_name

BROKEN = "not a JSON object"
_OBJECT = 512 * 1024  # above the longest line; the buffers of each thread are a few times as large


def pieces(lines: str, used: Sequence[str]) -> str:
    """One row per line: `line`, `broken`, and a column for each field in use.

    TRY is fast but slow on each failure, so a line that is cut short is found by its last sign first.
    """
    taken, parts = _by_key(used) if _are_keys(used) else _by_pointer(used)
    whole = "starts_with(line, '{') AND ends_with(line, '}')"
    object_ = f"CASE WHEN {whole} THEN TRY({taken}) WHEN {_padded()} THEN {taken} END"
    columns = [f"{part} AS {raw_name(field)}" for part, field in zip(parts, used, strict=True)]
    return (
        f"SELECT {', '.join(['line', 'j IS NULL AS broken', *columns])} "
        f"FROM (SELECT line, {object_} AS j FROM ({lines}))"
    )


def direct(path: Path, used: Sequence[str]) -> str | None:
    """The same pieces by DuckDB's own reader of JSON, without the lines; None where a field is not a plain key.

    Every line that is not blank gives a row; of one that is no object all fields are missing, as of an empty object.
    """
    if not _are_keys(used):
        return None
    columns = ", ".join(f"{sql.value(field)}: 'VARCHAR'" for field in used)
    parts = [f"{sql.name(field)} AS {raw_name(field)}" for field in used]
    return (
        f"SELECT {', '.join(['CAST(NULL AS VARCHAR) AS line', 'FALSE AS broken', *parts])} "
        f"FROM read_json({sql.value(str(path))}, format = 'newline_delimited', auto_detect = false, "
        f"ignore_errors = true, compression = 'none', maximum_object_size = {_OBJECT}, columns = {{{columns}}})"
    )


def _are_keys(used: Sequence[str]) -> bool:
    """Whether all fields are keys that DuckDB takes as names of columns, which differ by more than case."""
    plain = all(field and field.isprintable() and not field.startswith("/") for field in used)
    return plain and len({field.casefold() for field in used}) == len(used)


def _by_key(used: Sequence[str]) -> tuple[str, list[str]]:
    """The object as a structure of text, just as DuckDB's own reader makes it, and its parts."""
    structure = json.dumps(dict.fromkeys(used, "VARCHAR"), ensure_ascii=False)
    return f"from_json(line, {sql.value(structure)})", [f"j.{sql.name(field)}" for field in used]


def _by_pointer(used: Sequence[str]) -> tuple[str, list[str]]:
    pointers = ", ".join(sql.value(_pointer(field)) for field in used)
    return f"json_extract_string(line, [{pointers}])", [f"j[{index}]" for index in range(1, len(used) + 1)]


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
