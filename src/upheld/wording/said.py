"""English text that remembers how it came about: its message and what was put into it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from string import Formatter
from types import MappingProxyType
from typing import Protocol, cast, runtime_checkable

from upheld.wording.catalogue import message_in
from upheld.wording.dates import MONTHS

Teller = Callable[..., str]
"""(parts, language, grammatical case or nothing) -> the text; it is asked for other languages than English only."""

_MARK = re.compile(r"(?<=\d)[.,](?=\d)", re.ASCII)
_SWAPPED = MappingProxyType({",": ".", ".": ","})
_COMMA = frozenset({"de"})


class Said(str):
    """English text, and how it is told in another language. Equal to its text, and written as its text."""

    __slots__ = ("parts", "teller")
    teller: Teller
    parts: tuple[object, ...]

    def __new__(cls, english: str, teller: Teller, *parts: object) -> Said:  # noqa: PYI034 - it is always of this class
        """The text, what tells it in another language, and out of which parts."""
        made = str.__new__(cls, english)
        made.teller, made.parts = teller, parts
        return made

    def __getnewargs__(self) -> tuple[object, ...]:  # type: ignore[override]  # what __new__ takes, for copies
        """What a copy is made of."""
        return str(self), self.teller, *self.parts

    def tell(self, language: str, case: str = "") -> str:
        """The text in a language that is not English."""
        return self.teller(*self.parts, language, case)

    def __add__(self, behind: str) -> Said:
        """Both, one behind the other."""
        return Said(str(self) + str(behind), _row, self, behind)

    def __radd__(self, before: str) -> Said:
        """Both, one behind the other."""
        return Said(str(before) + str(self), _row, before, self)


@runtime_checkable
class Speaks(Protocol):
    """A value that has words of its own, such as a length of time."""

    def said(self) -> Said:
        """Its words, the same as its text."""


def message(text: str) -> str:
    """A message that is put together elsewhere, marked for those who translate: `say(message("..."), ...)`."""
    return text


def messages(one: str, many: str) -> tuple[str, str]:
    """A message in its singular and plural that is put together elsewhere, marked for those who translate."""
    return one, many


def say(message: str, /, **values: object) -> Said:
    """A message with its values put in: `say("due within {within}", within=length)`.

    Values are told in the language too: what was said itself, numbers, dates, and what can say itself.
    """
    text = message.format_map(values) if values else message
    return Said(text, _message, message, values)


def say_count(number: int | Fraction, one: str, many: str, /, **values: object) -> Said:
    """A message about a number, which it may name: `say_count(3, "{number} slice", "{number} slices")`."""
    put = {"number": number, **values}
    return Said((one if number == 1 else many).format_map(put), _count, (one, many), put)


def say_word(word: str) -> Said:
    """A word of the language of agreements, such as `working time`; names that people gave are told as they are."""
    return Said(word, _message, word, {})


def say_number(text: str) -> Said:
    """A number or figure that was written in English: `1,208.5`, `4 h 10 min`."""
    return Said(text, _number, text)


def say_percent(number: str) -> Said:
    """A number of per cent that was written in English, with its sign: `99.95%`."""
    return say("{percent}%", percent=say_number(number))


def changed(said: Said, by: Callable[[str], str]) -> Said:
    """The same, with its text changed in the same way in every language, such as cut off."""
    return Said(by(str(said)), _changed, said, by)


def valued(text: Said) -> tuple[str, Mapping[str, object]] | None:
    """The message of a text and what was put into it; None where it did not come about by one."""
    return cast("tuple[str, Mapping[str, object]]", text.parts) if text.teller is _message else None


def told(text: object, language: str, case: str = "") -> str:
    """A text in a language (`de`, `de-at`); as it is where it was not said in messages, or has no translation."""
    spoken = language.partition("-")[0]
    return str(text) if spoken == "en" else _put(text, spoken, case)


def _message(message: str, values: Mapping[str, object], language: str, case: str) -> str:
    found = message_in(language, case, (message,))
    return filled(found, values, language) if values else found


def _count(messages: tuple[str, str], values: Mapping[str, object], language: str, case: str) -> str:
    form = 0 if values["number"] == 1 else 1
    return filled(message_in(language, case, messages, form), values, language)


def _number(text: str, language: str, _case: str) -> str:
    return _MARK.sub(lambda mark: _SWAPPED[mark[0]], text) if language in _COMMA else text


def _changed(said: Said, by: Callable[[str], str], language: str, case: str) -> str:
    return by(said.tell(language, case))


def _row(before: str, behind: str, language: str, _case: str) -> str:
    return _put(before, language, "") + _put(behind, language, "")


def filled(message: str, values: Mapping[str, object], language: str) -> str:
    """The message with its values; `{within:dative}` of a translation asks for a value in that case."""
    filled = []
    for before, name, wish in _holes(message):
        filled.append(before)
        if name is not None:
            filled.append(_put(values[name], language, wish))
    return "".join(filled)


@cache
def _holes(message: str) -> tuple[tuple[str, str | None, str], ...]:
    """What stands before each value, the value's name, and how it is wished for."""
    return tuple((before, name, wish or "") for before, name, wish, _ in Formatter().parse(message))


def _put(value: object, language: str, wish: str) -> str:
    if isinstance(value, Said):
        return _capital(value.tell(language, wish.removesuffix("^")), wish)
    if isinstance(value, str):
        return _capital(value, wish)
    if isinstance(value, dt.date):
        return _date(value, language)
    if isinstance(value, int | Decimal | Fraction):
        return _number(format(value, wish if wish in {",", "02"} else ""), language, "")
    return _put(value.said(), language, wish) if isinstance(value, Speaks) else str(value)


def _capital(text: str, wish: str) -> str:
    """With a capital letter, where `{what:^}` wishes for one at the beginning of a sentence."""
    return text[:1].upper() + text[1:] if wish.endswith("^") else text


def _date(day: dt.date, language: str) -> str:
    month = say(MONTHS[day.month - 1][:3])
    return _put(say("{day} {month} {year}", day=day.day, month=month, year=day.year), language, "")
