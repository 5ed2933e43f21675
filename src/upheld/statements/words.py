"""Words for text, counts, lengths of time and shares, the same in every form of a statement."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Literal

from upheld.agreements.words import Money, decimal_text
from upheld.rules.wording import money_words
from upheld.statements.quantities import Amount, Duration, Ratio
from upheld.wording import Said, changed, messages, say_count, say_number, say_percent

Noun = Literal[
    "account",
    "day",
    "line",
    "more line",
    "more slice",
    "outage",
    "promise",
    "request",
    "row",
    "slice",
    "unreadable line",
]

_COUNTED: Mapping[Noun, tuple[str, str]] = MappingProxyType(
    {
        "account": messages("{number:,} account", "{number:,} accounts"),
        "more line": messages("{number:,} more line", "{number:,} more lines"),
        "unreadable line": messages("{number:,} unreadable line", "{number:,} unreadable lines"),
        "day": messages("{number:,} day", "{number:,} days"),
        "line": messages("{number:,} line", "{number:,} lines"),
        "more slice": messages("{number:,} more slice", "{number:,} more slices"),
        "outage": messages("{number:,} outage", "{number:,} outages"),
        "promise": messages("{number:,} promise", "{number:,} promises"),
        "request": messages("{number:,} request", "{number:,} requests"),
        "row": messages("{number:,} row", "{number:,} rows"),
        "slice": messages("{number:,} slice", "{number:,} slices"),
    }
)
_PLAIN_SPACE = frozenset("\t\n\r\v\f\u0085\u2028\u2029")
_JOINERS = frozenset("\u200c\u200d")  # they shape letters in some scripts and hide nothing
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Cn"})
_TOO_LONG = 10**100  # for a numerator or denominator that a reader of JSON can be expected to take
_MOST_PLACES = 12
_TEN = 10


def visible(text: str) -> str:
    """Text that shows what it holds: signs that hide or turn text around are written as `<U+202E>`.

    Names come from telemetry and may hold anything; a statement must neither be bent by them nor deceive.
    """
    if text.isascii() and text.isprintable():
        return text
    if isinstance(text, Said):
        return changed(text, visible)
    return "".join(_shown(sign) for sign in text)


def _shown(sign: str) -> str:
    if sign in _PLAIN_SPACE:
        return " "
    if sign not in _JOINERS and unicodedata.category(sign) in _HIDDEN:
        return f"<U+{ord(sign):04X}>"
    return sign


def clipped(text: str, length: int = 200) -> str:
    """Visible text of at most so many signs; what was cut off is shown by an ellipsis."""
    shown = visible(text)
    if len(shown) <= length:
        return shown
    if isinstance(shown, Said):
        return changed(shown, partial(clipped, length=length))
    return f"{shown[: length - 1]}…"


def first_named(*names: str) -> str:
    """The first name that says anything, visible; headings and titles must not be empty."""
    shown = (said if isinstance(said := visible(name), Said) else said.strip() for name in names)
    return next(name for name in shown if name)


def count(number: int, noun: Noun) -> str:
    """`1 slice`, `1,208 slices`."""
    return say_count(number, *_COUNTED[noun])


def duration(seconds: int) -> Duration:
    """A length of time in hours, minutes and seconds: `2 h 5 min`, `51 min`, `0 min`."""
    sign, size = ("-", -seconds) if seconds < 0 else ("", seconds)
    parts = zip((size // 3600, size // 60 % 60, size % 60), ("h", "min", "s"), strict=True)
    text = " ".join(f"{number:,} {unit}" for number, unit in parts if number)
    return Duration(seconds, say_number(f"{sign}{text or '0 min'}"))


def money(value: Money) -> Amount:
    """An amount as the agreement rounds it: no digit added or taken away."""
    amount = format(value.amount, "f")
    return Amount(amount, value.currency, money_words(value))


def ratio(value: Fraction, *, apart_from: Fraction | None = None, places: int = 3) -> Ratio:
    """A ratio in per cent, cut off after `places` decimals, so that words never flatter.

    A figure that ends within six decimals is written whole. More decimals are shown where fewer would put the
    figure on the wrong side of `apart_from` (the target).
    """
    percent = value * 100
    exact = next((p for p in range(7) if (percent * _TEN**p).denominator == 1), None)
    if exact is not None:
        return _ratio(value, decimal_text(percent), exact, exact=True)
    shown = places if apart_from is None else _places_apart(percent, apart_from * 100, places)
    if _too_long(value):
        return Ratio(None, None, _cut(percent, 30), 30, exact=False, words=say_percent(_cut(percent, shown)))
    return _ratio(value, _cut(percent, shown), shown, exact=False)


def _ratio(value: Fraction, percent: str, places: int, *, exact: bool) -> Ratio:
    return Ratio(value.numerator, value.denominator, percent, places, exact=exact, words=say_percent(percent))


def _places_apart(percent: Fraction, mark: Fraction, least: int) -> int:
    """The decimals needed so that the figure, cut off, lies on the same side of the mark as it does whole."""
    for places in range(least, _MOST_PLACES):
        shown = Fraction(percent * _TEN**places // 1, _TEN**places)
        if (shown > mark, shown < mark) == (percent > mark, percent < mark):
            return places
    return _MOST_PLACES


def _cut(value: Fraction, places: int) -> str:
    """The number rounded down to so many decimals, all of them written."""
    scaled = (value * _TEN**places) // 1
    digits = str(abs(scaled)).rjust(places + 1, "0")
    body = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{body}" if scaled < 0 else body


def _too_long(value: Fraction) -> bool:
    return max(abs(value.numerator), value.denominator) >= _TOO_LONG
