"""A whole value told in a language: every text in it that was said, however deep it lies."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from upheld.wording.said import Said, told

T = TypeVar("T")


def told_values(value: T, language: str) -> T:
    """The same value of dataclasses and tuples, its texts told in the language; in English the value itself."""
    return value if language == "en" else _told(value, language)


def _told(value: Any, language: str) -> Any:  # Any: what comes out is of the class of what went in
    if isinstance(value, Said):
        return told(value, language)
    if isinstance(value, tuple):
        return tuple(_told(part, language) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _told(getattr(value, field.name), language) for field in fields(value)})
    return value
