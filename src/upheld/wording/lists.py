"""Lists in words, whose parts are told in the language too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, cast

from upheld.wording.said import Said, say, told, valued


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


Values = Mapping[str, object]
"""What was put into a message, by name."""


def renamed(text: str, by: Callable[[Values], Values]) -> str:
    """A text with other values: `by` tells those of its message anew, and then of what was said within it."""
    if not isinstance(text, Said):
        return text
    if text.teller is _joined:
        separator, row = cast("tuple[str, tuple[object, ...]]", text.parts)
        return joined(separator, (_within(part, by) for part in row))
    found = valued(text)
    return say(found[0], **{name: _within(value, by) for name, value in by(found[1]).items()}) if found else text


def _within(value: object, by: Callable[[Values], Values]) -> object:
    return renamed(value, by) if isinstance(value, Said) else value


def _joined(separator: str, parts: tuple[object, ...], language: str, _case: str) -> str:
    return told(separator, language).join(told(part, language) for part in parts)
