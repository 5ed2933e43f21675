"""Colours `#rrggbb` and how well one is read on another: WCAG 2's relative luminance and contrast ratio, in decimals.

Source: Web Content Accessibility Guidelines 2.2, definitions of "relative luminance" and "contrast ratio".
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cache

READABLE = Decimal("4.5")
"""The least contrast of text with its ground: success criterion 1.4.3."""

WHOLE = 100
_WEIGHTS = (Decimal("0.2126"), Decimal("0.7152"), Decimal("0.0722"))
_FLARE = Decimal("0.05")


def contrast(one: str, other: str) -> Decimal:
    """The contrast ratio of two colours, from 1 (the same) to 21 (black and white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + _FLARE) / (darker + _FLARE)


def luminance(colour: str) -> Decimal:
    """The relative luminance of a colour, from 0 (black) to 1 (white)."""
    return sum((weight * _linear(part) for weight, part in zip(_WEIGHTS, _parts(colour), strict=True)), Decimal(0))


def mixed(colour: str, other: str, share: int) -> str:
    """A colour with so many hundredths of another in it, each part rounded down."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{(one * (WHOLE - share) + into * share) // WHOLE:02x}" for one, into in pairs)


def is_readable(colour: str, grounds: Iterable[str]) -> bool:
    """Whether text of a colour is read on every one of some grounds."""
    return all(contrast(colour, ground) >= READABLE for ground in grounds)


@cache
def _linear(part: int) -> Decimal:
    """The light of a part of a colour, 0 to 255, as the definition undoes the curve of sRGB."""
    value = Decimal(part) / 255
    if value <= Decimal("0.04045"):
        return value / Decimal("12.92")
    return ((value + Decimal("0.055")) / Decimal("1.055")) ** Decimal("2.4")


def _parts(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
