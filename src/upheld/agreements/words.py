"""The small words of a contract: lengths of time, shares, money, rates and periods, read exactly from their text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, get_args

from pydantic import AfterValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, PlainSerializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from upheld.wording import Said, messages, say, say_count, say_number, say_percent

if TYPE_CHECKING:
    from typing import Self

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")

MAX_DIGITS = 18  # a number with more digits than this is a slip of the hand or an attack

_NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{1,18})?", re.ASCII)


def number(text: str) -> Fraction:
    """An exact number from decimal text; ValueError where it is none (NaN, infinity and exponents are none)."""
    compact = text.strip().replace("_", "").replace(" ", "")
    if not _NUMBER.fullmatch(compact):
        raise ValueError(f"`{text[:40]}` is not a number; write digits such as 99.95 (at most {MAX_DIGITS} a side)")
    return Fraction(compact)


# --- what the text leaves open -------------------------------------------------------------------------------------


class Unstated:
    """A term that the contract leaves open; nothing is computed from it until someone decides."""

    _only: Unstated | None = None

    def __new__(cls) -> Unstated:  # noqa: PYI034 - there is one such value, of this class
        """There is one such value, so that `is UNSTATED` tells it."""
        cls._only = cls._only or super().__new__(cls)
        return cls._only

    def __repr__(self) -> str:
        """As it is written in an agreement."""
        return "unstated"

    def __bool__(self) -> bool:
        """A term that is left open is never taken for a value."""
        return False


UNSTATED = Unstated()


class _MayBeOpen:
    """Lets a field hold the word `unstated` beside its own type."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        stated = tuple(kind for kind in get_args(source) if kind is not Unstated)
        inner = handler.generate_schema(Union[stated])  # noqa: UP007 - the members are known at run time only

        def read(value: object, proceed: Callable[[object], object]) -> object:
            return UNSTATED if value is UNSTATED or value == "unstated" else proceed(value)

        return core_schema.no_info_wrap_validator_function(read, inner)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"const": "unstated"}, handler(schema)]}


Open = Annotated[T | Unstated, _MayBeOpen()]


# --- how a word becomes a field of a term --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """Reads one class of words from text, and describes it to editors."""

    read: Callable[[str], object]
    examples: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Take the text through `read`; a value of the class itself passes."""

        def take(value: object) -> object:
            if isinstance(value, source):
                return value
            if not isinstance(value, str):
                raise PydanticCustomError("word", "{what}", {"what": f"write it as text, like `{self.examples[0]}`"})
            try:
                return self.read(value.strip())
            except (ValueError, InvalidOperation) as error:
                raise PydanticCustomError("word", "{what}", {"what": str(error)}) from None

        return core_schema.no_info_plain_validator_function(
            take, serialization=core_schema.to_string_ser_schema(when_used="always")
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Editors see a string with examples; bare numbers are allowed where the word is one."""
        return {"type": ["string", "number"], "examples": list(self.examples)}


FrozenMap = Annotated[Mapping[K, V], AfterValidator(lambda value: MappingProxyType(dict(value)))]


def _frozen(value: object) -> object:
    if isinstance(value, list | tuple):
        return tuple(_frozen(part) for part in value)
    if isinstance(value, Mapping):
        return MappingProxyType({str(key): _frozen(part) for key, part in value.items()})
    return value


def _thawed(value: object) -> object:
    if isinstance(value, tuple):
        return [_thawed(part) for part in value]
    return {key: _thawed(part) for key, part in value.items()} if isinstance(value, Mapping) else value


def plain_words(value: object) -> str:
    """A free value in one line: `mon 09:00-18:00, tue 09:00-18:00`."""
    if isinstance(value, Mapping):
        return ", ".join(f"{str(key).replace('_', ' ')} {plain_words(part)}".strip() for key, part in value.items())
    if isinstance(value, tuple):
        return ", ".join(plain_words(part) for part in value)
    return str(value)


# A value that is checked where it is put, not where it is written: text, a list or a mapping of such.
FreeValue = Annotated[object, AfterValidator(_frozen), PlainSerializer(_thawed)]

Unit = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year", "business day"]

_UNITS: Mapping[str, Unit] = MappingProxyType(
    {
        "s": "second", "sec": "second", "second": "second",
        "m": "minute", "min": "minute", "minute": "minute",
        "h": "hour", "hour": "hour",
        "d": "day", "day": "day", "calendar day": "day",
        "week": "week", "month": "month", "calendar month": "month", "quarter": "quarter", "year": "year",
        "business day": "business day", "working day": "business day", "bd": "business day",
    }
)  # fmt: skip
_SECONDS: Mapping[str, int] = MappingProxyType({"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800})
_SAID: Mapping[Unit, tuple[str, str]] = MappingProxyType(
    {
        "second": messages("{count} second", "{count} seconds"),
        "minute": messages("{count} minute", "{count} minutes"),
        "hour": messages("{count} hour", "{count} hours"), "day": messages("{count} day", "{count} days"),
        "week": messages("{count} week", "{count} weeks"), "month": messages("{count} month", "{count} months"),
        "quarter": messages("{count} quarter", "{count} quarters"), "year": messages("{count} year", "{count} years"),
        "business day": messages("{count} business day", "{count} business days"),
    }
)  # fmt: skip
_LENGTH = re.compile(r"(?P<count>[\d._]+)\s*(?P<unit>[a-z][a-z ]*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time as a contract says it: a count of one unit. Days, weeks and less have fixed seconds."""

    count: Fraction
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `5 minutes`, `30 s`, `2 months`, `3 business days`. ValueError says what is accepted."""
        match = _LENGTH.fullmatch(text.lower())
        name = match["unit"].strip() if match else ""
        unit = _UNITS.get(name) or _UNITS.get(name.removesuffix("s"))
        if match is None or unit is None:
            raise ValueError(f"`{text[:40]}` is not a length of time; write `5 minutes`, `24 hours`, `3 business days`")
        count = number(match["count"])
        if unit not in _SECONDS and count.denominator != 1:
            raise ValueError(f"`{text[:40]}`: only whole {unit}s are counted")
        if unit in _SECONDS and (count * _SECONDS[unit]).denominator != 1:
            raise ValueError(f"`{text[:40]}` is not a whole number of seconds")
        if count > 1_000_000_000:
            raise ValueError(f"`{text[:40]}` is longer than any contract")
        return cls(count, unit)

    @property
    def seconds(self) -> int | None:
        """Its seconds where the unit has a fixed length (a day is 86,400 s); None for months, business days, years."""
        size = _SECONDS.get(self.unit)
        return None if size is None else int(self.count * size)

    def said(self) -> Said:
        """As it is read aloud: `1 minute`, `1.5 hours`."""
        one, many = _SAID[self.unit]
        return say_count(self.count, one, many, count=say_number(decimal_text(self.count)))

    def __str__(self) -> str:
        """As it is read aloud."""
        return f"{decimal_text(self.count)} {self.unit}{'' if self.count == 1 else 's'}"


_FRACTION = re.compile(r"(\d{1,9}) ?/ ?([1-9]\d{0,8})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage, exact: `99.95%` is 9995/10000; or a fraction that no decimal is, such as `1/30`."""

    value: Fraction

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `99.95%`, `99.95 %` or `1/30`; without either sign 0.05 might be taken for 5 per cent."""
        if match := _FRACTION.fullmatch(text):
            return cls(Fraction(int(match[1]), int(match[2])))
        if not text.endswith("%"):
            raise ValueError(_no_share(text[:40]))
        return cls(number(text.removesuffix("%")) / 100)

    def __str__(self) -> str:
        """With the sign, no zero more than needed; as a fraction where no decimal is exact."""
        percent = decimal_text(self.value * 100)
        return decimal_text(self.value) if "/" in percent else f"{percent}%"

    def said(self) -> Said:
        """The same."""
        percent = decimal_text(self.value * 100)
        return say_number(decimal_text(self.value)) if "/" in percent else say_percent(percent)


def _no_share(text: str) -> str:
    try:
        value = number(text)
    except ValueError:
        return f"`{text}` is not a share; write `99.95%`"
    meant = f", `{Share(value)}` if a share of one is meant" if 0 < value < 1 else ""
    return f"`{text}` lacks the sign %; write `{text}%` if per cent are meant{meant}"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency (ISO 4217 code)."""

    amount: Decimal
    currency: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `100.00 EUR` or `EUR 100.00`."""
        parts = text.split()
        if len(parts) == 2 and re.fullmatch(r"[A-Z]{3}", parts[0]):
            parts.reverse()
        if len(parts) != 2 or not re.fullmatch(r"[A-Z]{3}", parts[1]):
            raise ValueError(f"`{text[:40]}` is not an amount of money; write `100.00 EUR`")
        number(parts[0])
        return cls(Decimal(parts[0].replace("_", "")), parts[1])

    def __str__(self) -> str:
        """Amount and code."""
        return f"{self.amount} {self.currency}"

    def said(self) -> Said:
        """The same."""
        return say_number(str(self))


@dataclass(frozen=True, slots=True)
class Rate:
    """A count per length of time, as `100 per second`."""

    count: Fraction
    seconds: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `100 per second`, `6000/minute`, `50 per 10 seconds`."""
        head, mark, tail = (
            (text.lower().replace("requests", "").replace("messages", "")).replace("/", " per ").partition(" per ")
        )
        length = Length.parse(tail.strip() if tail.strip()[:1].isdigit() else f"1 {tail.strip()}") if mark else None
        if length is None or not length.seconds:
            raise ValueError(f"`{text[:40]}` is not a rate; write `100 per second`")
        if (count := number(head)) <= 0:
            raise ValueError(f"`{text[:40]}` is a rate that everybody exceeds; write one above zero")
        return cls(count, length.seconds)

    def __str__(self) -> str:
        """As it is read aloud."""
        return str(self.said())

    def said(self) -> Said:
        """The same."""
        count = say_number(decimal_text(self.count))
        if self.seconds == 1:
            return say("{count} per second", count=count)
        return say("{count} per {seconds} s", count=count, seconds=self.seconds)


def decimal_text(value: Fraction) -> str:
    """A terminating decimal without needless zeros; a fraction such as 1/3 where no decimal is exact."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    body = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{body}" if value < 0 else body


LengthWord = Annotated[Length, Word(Length.parse, ("5 minutes", "24 hours", "3 business days", "2 months"))]
ShareWord = Annotated[Share, Word(Share.parse, ("99.95%", "5%", "1/30"))]
MoneyWord = Annotated[Money, Word(Money.parse, ("100.00 EUR",))]
RateWord = Annotated[Rate, Word(Rate.parse, ("100 per second", "6000 per minute"))]
NumberWord = Annotated[Fraction, Word(number, ("2", "1.5"))]
