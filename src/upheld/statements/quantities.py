"""The small values of a statement: each holds the exact figure and the words that every form prints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio, exact as numerator and denominator, and in per cent, cut off after `places` decimals.

    `exact` says that `percent` is the whole figure and nothing was cut off. Where a mean of many ratios would
    need numbers of more than 100 digits, numerator and denominator are null and `percent` has 30 decimals.
    """

    numerator: int | None
    denominator: int | None
    percent: str
    places: int
    exact: bool
    words: str


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in whole seconds."""

    seconds: int
    words: str


@dataclass(frozen=True, slots=True)
class Instant:
    """An instant: in UTC, and by the clock of the zone that its words are in (ISO 8601, both)."""

    utc: str
    local: str
    words: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time from one instant up to, and not including, another."""

    start: Instant
    end: Instant
    length: Duration
    words: str


@dataclass(frozen=True, slots=True)
class Amount:
    """Money: a decimal number as text, and its currency (ISO 4217)."""

    amount: str
    currency: str
    words: str
