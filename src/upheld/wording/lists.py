"""Lists in words, whose parts are told in the language too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from upheld.wording.said import Said, say, told


def joined(separator: str, parts: Iterable[object]) -> Said:
    """Parts with a sign between them, such as `, ` or `; `, or with a word that was said."""
    row = tuple(parts)
    return Said(separator.join(map(str, row)), _joined, separator, row)


def listed(parts: Iterable[object], last: Literal["and", "or"] = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    row = tuple(part if isinstance(part, Said) else say("{part}", part=part) for part in parts)
    if len(row) < 2:
        return row[0] if row else ""
    most = joined(", ", row[:-1])
    both = "{most} or {last}" if last == "or" else "{most} and {last}"
    return say(both, most=most, last=row[-1])


def _joined(separator: str, parts: tuple[object, ...], language: str, _case: str) -> str:
    return told(separator, language).join(told(part, language) for part in parts)
