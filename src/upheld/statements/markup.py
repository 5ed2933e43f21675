"""Builds HTML and SVG text from elements; whatever is not already markup is escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable

_VOID = frozenset({"meta", "br", "rect", "path"})


class Markup(str):
    """Text that is markup already, made by `element` or `joined`; any other text is escaped."""

    __slots__ = ()


def element(name: str, /, *content: str, **attributes: str) -> Markup:
    """An element; attributes are named as in Python (`class_`, `aria_label`), and every text is escaped."""
    named = "".join(f' {_name(key)}="{html.escape(value)}"' for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{named}/>")
    return Markup(f"<{name}{named}>{joined(content)}</{name}>")


def joined(parts: Iterable[str]) -> Markup:
    """Parts one after the other, escaped where they are not markup."""
    return Markup("".join(part if isinstance(part, Markup) else html.escape(part) for part in parts))


def _name(key: str) -> str:
    # `class_` and `aria_label` are how Python can say `class` and `aria-label`.
    return key.removesuffix("_").replace("_", "-")
