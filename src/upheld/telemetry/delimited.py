"""CSV and TSV by lines: quoted fields with delimiters and doubled quotes are understood.

A quoted field may not hold a line break: such a line is counted as bad, with its number, like any other
fault. In return every row has a line number and nothing is lost where a quote is never closed.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence

from upheld.telemetry import sql
from upheld.telemetry.fields import raw_name

SIGNS = "\t;,|"
_SEPARATOR = "chr(31)"  # the unit separator of ASCII: what it was made for


def broken_reason(columns: int) -> str:
    """What is wrong with a line that has another number of fields."""
    return f"not {columns} fields"


def header(line: str, delimiter: str) -> tuple[str, ...]:
    """The names in a header line."""
    return tuple(next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), ()))


def likely_delimiter(line: str) -> str:
    """The delimiter of a header line: the most frequent of tab, semicolon, comma and bar."""
    return max(SIGNS, key=line.count)


def pieces(lines: str, used: Sequence[str], columns: Sequence[str], delimiter: str) -> str:
    """One row per line: `line`, `broken`, and a column for each field in use."""
    cut = sql.value(delimiter)
    quoted = (
        "string_split(array_to_string(list_transform(string_split(line, '\"'), "
        f"lambda piece, place: CASE WHEN place % 2 = 1 THEN replace(piece, {cut}, {_SEPARATOR}) ELSE piece END"
        f"), '\"'), {_SEPARATOR})"
    )
    fields = f"CASE WHEN contains(line, '\"') THEN {quoted} ELSE string_split(line, {cut}) END AS f"
    parts = [f"{_unquoted(columns.index(field) + 1)} AS {raw_name(field)}" for field in used]
    open_quote = "(contains(line, '\"') AND len(string_split(line, '\"')) % 2 = 0)"
    broken = f"line IS NULL OR len(f) <> {len(columns)} OR {open_quote} AS broken"
    return f"SELECT {', '.join(['line', broken, *parts])} FROM (SELECT line, {fields} FROM ({lines}))"


def _unquoted(index: int) -> str:
    field = f"f[{index}]"
    inside = f"replace(substr({field}, 2, length({field}) - 2), '\"\"', '\"')"
    return f"CASE WHEN starts_with({field}, '\"') THEN {inside} ELSE {field} END"
