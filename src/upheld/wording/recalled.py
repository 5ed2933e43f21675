"""Texts that were kept in English, read back into the messages that they were said with, so that they can be told.

A record holds English text alone. Our messages are few and known, so a text is the message with the most words of its
own that gives it; its values are read back in the same way. What names things (titles, accounts) stays as it is, and so
does what no message gives. A text that was just said needs none of this: it remembers its message.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from upheld.wording.catalogue import LANGUAGES, message_in, messages_of
from upheld.wording.dates import MONTHS, WEEKDAYS
from upheld.wording.lists import joined
from upheld.wording.said import Said, filled, say, say_number, say_percent, say_word, told

_KEPT = 4096
_LONGEST = 2000  # what is longer was written by people
_HOLE = re.compile(r"{(\w+)[^{}]*}")
_NAMES = frozenset(
    {"account", "advice", "author", "calendar", "channel", "during", "evidence", "label", "lines", "measure"}
    | {"measures", "member", "members", "missing", "name", "named", "needs", "reason", "record", "states", "titles"}
    | {"document", "worst"}
)
"""Values that hold what somebody called something."""

_LISTS = frozenset({"by", "hours", "parts", "tiers", "total"})
"""Values that hold several things with semicolons between them."""

_FIGURE = re.compile(r"-?[\d.,]+(\.\.\.)?( ?%| [A-Z]{3}| h| min| s|:\d\d|/\d+)*( [\d,]+ (min|s))*", re.ASCII)
_AMOUNT = re.compile(r"^\d{4,}(?=(?:\.\d+)? [A-Z]{3}$)", re.ASCII)
_MONTH = re.compile(rf"(?P<month>{'|'.join(MONTHS)})(?: (?P<year>\d{{4}}))?", re.ASCII)
_DATE = re.compile(
    rf"(?:(?P<weekday>{'|'.join(WEEKDAYS)}) )?(?P<date>\d{{1,2}} [A-Z][a-z]{{2}} \d{{4}}|\d{{4}}-\d\d-\d\d)"
    r"(?P<clock>,? \d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?P<zone>(?: \([+-][\d:]+\)| [+-]\d\d:?\d\d| UTC| \w+/[\w/+-]+)*)",
    re.ASCII,
)
_BEGINNING = re.compile(rf"(?:\d|{'|'.join((*MONTHS, *WEEKDAYS))}).*", re.ASCII | re.DOTALL)
_SHAPES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        **dict.fromkeys(("end", "instant", "moment"), _DATE),
        **dict.fromkeys(("missed", "percent", "share", "short"), _FIGURE),
        **dict.fromkeys(("date", "start", "until"), _BEGINNING),
        **dict.fromkeys(
            ("amount", "at_least", "at_most", "count", "length", "number", "seconds", "within", "worth"),
            re.compile(r"\d.*", re.ASCII | re.DOTALL),
        ),
        "first": re.compile("[A-Z][a-z]+day"),
        "id": re.compile(r"\S+"),
    }
)
"""Values of which we know what they look like."""

_IN_BRACKETS = r" \([^()]*\)"
_FEW = 4
"""A message with fewer letters of its own could be anybody's; it is known by its values."""

_SEPARATORS = ("; ", ": ", ", ", " / ", " and ")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A message, the text that it must hold, and the expression that finds its values."""

    messages: tuple[str, ...]
    form: int
    least: str
    expression: re.Pattern[str]


def recalled(text: str) -> str:
    """A text that was kept in English as it was said; as it is where no message of ours gives it."""
    return text if isinstance(text, Said) or not 0 < len(text) <= _LONGEST else _recalled(text)


@lru_cache(_KEPT)
def _recalled(text: str) -> str:
    ways: tuple[Callable[[str], str | None], ...] = (
        _figure,
        _by_messages,
        _dated,
        _month,
        _in_parts,
        _behind_a_space,
        _before_a_stop,
    )
    return next((said for way in ways if (said := way(text)) is not None), text)


def _by_messages(text: str) -> str | None:
    """By the message with the most words of its own; where a stop was put behind one, without it."""
    bare = text[:-1] if text[-1] == "." else ""
    for pattern in _patterns():
        if pattern.least not in text:
            continue
        if said := _by(pattern, text):
            return said
        if bare and (said := _by(pattern, bare)):
            return joined("", (said, "."))
    return None


def _by(pattern: _Pattern, text: str) -> Said | None:
    found = pattern.expression.fullmatch(text)
    values = {name: value or "" for name, value in found.groupdict().items()} if found else {}
    if found is None or not all(_fits(name, value) for name, value in values.items()):
        return None
    told = {name: _value(name, value) for name, value in values.items()}
    return Said(text, _tell, pattern.messages, pattern.form, told)


def _fits(name: str, value: str) -> bool:
    """Whether a value can be one of this name; a further clause may be missing, or stand in brackets."""
    if not value or value.startswith(" ("):
        return True
    if shape := _SHAPES.get(name):
        return shape.fullmatch(value) is not None
    return name in _LISTS or "; " not in value[1:] or value[:1] == ";"


def _value(name: str, text: str) -> str:
    # A clause of its own begins with a space or a sign; what stands in it is looked at there.
    return text if name in _NAMES and text[:1] not in {" ", ",", ";"} else recalled(text)


def _figure(text: str) -> str | None:
    if not _FIGURE.fullmatch(text):
        return None
    # What was kept before the sign stood at its number keeps its space.
    if text.endswith("%") and not text.endswith(" %"):
        return say_percent(text[:-1])
    # Amounts were once kept ungrouped: they stay so in English, as they were signed, and are told as any other.
    told = say_number(_AMOUNT.sub(lambda digits: f"{int(digits[0]):,}", text))
    return Said(text, told.teller, *told.parts)


def _in_parts(text: str) -> str | None:
    """Several texts with a sign between them, each of which was said."""
    for separator in (each for each in _SEPARATORS if each in text):
        parts = [recalled(part) for part in text.split(separator, 1 if separator == ": " else -1)]
        if all(isinstance(part, Said) for part in parts):
            return joined(say(separator), parts)
    return None


def _behind_a_space(text: str) -> str | None:
    return joined(" ", ("", recalled(text[1:]))) if text[:1] == " " else None


def _before_a_stop(text: str) -> str | None:
    said = recalled(text[:-1]) if text[-1] == "." else ""
    return joined("", (said, ".")) if isinstance(said, Said) else None


def _month(text: str) -> str | None:
    found = _MONTH.fullmatch(text)
    if found is None:
        return None
    month = say_word(found["month"])
    return say("{month} {year}", month=month, year=found["year"]) if found["year"] else month


def _dated(text: str) -> str | None:
    """A date, with its weekday before it, and its time of day and zone behind it, where these are told."""
    found = _DATE.fullmatch(text)
    if found is None or (day := _day(found["date"])) is None:
        return None
    weekday = (say_word(found["weekday"]), " ") if found["weekday"] else ()
    clock = f", {found['clock'].lstrip(', ')}" if found["clock"] else ""
    return Said(text, _tell_row, (*weekday, day, clock, found["zone"]))


def _day(text: str) -> dt.date | None:
    try:
        if "-" in text:
            return dt.date.fromisoformat(text)
        day, month, year = text.split()
        return dt.date(int(year), [each[:3] for each in MONTHS].index(month) + 1, int(day))
    except ValueError:
        return None


def _tell_row(parts: tuple[object, ...], language: str, _case: str) -> str:
    return "".join(told(part, language) for part in parts)


def _tell(messages: tuple[str, ...], form: int, values: Mapping[str, str], language: str, case: str) -> str:
    return filled(message_in(language, case, messages, form), values, language)


@cache
def _patterns() -> tuple[_Pattern, ...]:
    """Every message with words of its own, those with the most first."""
    known = {messages for language in LANGUAGES for messages in messages_of(language)}
    clauses = "|".join(_expression(each, _anything) for (each, *_) in known if each[:1] in " ,;" and _words(each))

    def inner(name: str) -> str:
        return f"(?P<{name}>(?:{clauses}|{_IN_BRACKETS})?)"

    made = [
        _Pattern(
            messages, form, max(_HOLE.split(message)[::2], key=len), re.compile(_expression(message, inner), re.DOTALL)
        )
        for messages in known
        for form, message in enumerate(messages)
        if _tells(message)
    ]
    return tuple(
        sorted(
            made,
            key=lambda each: (
                -len(_HOLE.sub("", each.messages[each.form])),
                each.messages,
            ),
        )
    )


def _tells(message: str) -> bool:
    """Whether a message can be known by its own words, by its values, or as a clause of another one."""
    words = _words(message)
    if not _HOLE.search(message):
        return words > 0
    return words >= _FEW or (
        words > 0 and (message[:1] in " ,;" or bool((_LISTS | set(_SHAPES)) & set(_HOLE.findall(message))))
    )


def _words(message: str) -> int:
    return sum(sign.isalpha() for sign in _HOLE.sub("", message))


def _anything(_name: str) -> str:
    return "(?:.+?)??"


def _expression(message: str, inner: Callable[[str], str]) -> str:
    """The expression of a message; a value right behind a word or another value is a further clause, or nothing."""
    pieces, behind, seen = [], "", set[str]()
    for place, piece in enumerate(_HOLE.split(message)):
        if place % 2 == 0:
            pieces.append(re.escape(piece))
            behind = piece[-1:] or ("{" if place else "")
            continue
        named = "(?:.+?)" if inner is _anything else f"(?P<{piece}>.+?)"
        further = behind in {"{", ".", ")"} or behind.isalnum()
        pieces.append(f"(?P={piece})" if piece in seen else inner(piece) if further else named)
        seen.add(piece) if inner is not _anything else None
        behind = "{"
    return "".join(pieces)
