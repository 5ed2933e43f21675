"""Numbers that stand in an address or a form as text."""

from __future__ import annotations

LONGEST = 18
"""Digits of a number that every database takes for a whole number of 64 bits."""


def number_in(text: str, digits: int = LONGEST) -> int | None:
    """The number that a text is, in ASCII digits and at most so many; None for any other text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None
