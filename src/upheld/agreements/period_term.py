"""Over what a commitment is judged: the words of a contract for months, quarters, years and fixed lengths."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal

from upheld.agreements.words import Length, Word
from upheld.wording import Said, say, say_word

if TYPE_CHECKING:
    from typing import Self

PeriodKind = Literal[
    "calendar month", "quarter", "year", "week", "day", "billing month", "contract year", "fixed", "rolling"
]
_CALENDAR_PERIODS: Mapping[str, PeriodKind] = MappingProxyType(
    {
        "calendar month": "calendar month", "month": "calendar month", "quarter": "quarter",
        "calendar quarter": "quarter", "year": "year", "calendar year": "year", "week": "week", "day": "day",
    }
)  # fmt: skip


_BILLING = re.compile(r"billing month from day (\d{1,2})", re.ASCII)
_CONTRACT_YEAR = re.compile(r"contract year from (\d{4}-\d{2}-\d{2})", re.ASCII)
_ROLLING = re.compile(r"rolling (\d+ \w+)", re.ASCII)
_FIXED = re.compile(r"(\d+ \w+)(?: from (\d{4}-\d{2}-\d{2}))?", re.ASCII)
_MONTHS = re.compile(r"([1-9]\d?|1[01]\d|120) months?", re.ASCII)
_LONGEST_PERIOD = 3660 * 86_400


@dataclass(frozen=True, slots=True)
class PeriodTerm:
    """Over what a commitment is judged: a calendar period, a billing month or contract year, a fixed or rolling length.

    `length` is set for fixed and rolling periods, `day` for billing months, `anchor` (YYYY-MM-DD) where one is named:
    for contract years, and fixed lengths in months, always.
    """

    kind: PeriodKind
    length: Length | None = None
    day: int | None = None
    anchor: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `calendar month`, `billing month from day 15`, `contract year from 2026-07-15`, `rolling 30 days`."""
        lowered = " ".join(text.lower().split())
        if lowered in _CALENDAR_PERIODS:
            return cls(_CALENDAR_PERIODS[lowered])
        if match := _BILLING.fullmatch(lowered):
            if 1 <= (day := int(match[1])) <= 31:
                return cls("billing month", day=day)
        elif match := _CONTRACT_YEAR.fullmatch(lowered):
            return cls("contract year", anchor=_anchor(match[1]))
        elif match := _ROLLING.fullmatch(lowered):
            return cls("rolling", _measured(match[1], text))
        elif match := _FIXED.fullmatch(lowered):
            months = match[2] is not None and _MONTHS.fullmatch(match[1])
            length = Length.parse(match[1]) if months else _measured(match[1], text)
            return cls("fixed", length, anchor=_anchor(match[2]))
        raise ValueError(
            f"`{text[:40]}` is not a period; write `calendar month`, `quarter`, `year`, `week`, `day`, "
            "`billing month from day 15`, `contract year from 2026-07-15`, `6 months from 2026-01-15`, "
            "`30 days from 2026-01-01`, `720 hours from 2026-01-01` or `rolling 30 days`"
        )

    def said(self) -> Said:
        """As it is written in an agreement."""
        anchor = None if self.anchor is None else dt.date.fromisoformat(self.anchor)
        if self.kind == "billing month":
            return say("billing month from day {day}", day=self.day)
        if self.kind == "contract year":
            return say("contract year from {date}", date=anchor)
        if self.kind == "rolling":
            return say("rolling {length}", length=self.length)
        if self.length is None:
            return say_word(self.kind)
        return say("{length} from {date}", length=self.length, date=anchor) if anchor else self.length.said()

    def __str__(self) -> str:
        """As it is written in an agreement."""
        return str(self.said())


def _measured(length_text: str, text: str) -> Length:
    length = Length.parse(length_text)
    if length.unit not in {"hour", "day", "week"} or not 0 < (length.seconds or 0) <= _LONGEST_PERIOD:
        raise ValueError(
            f"`{text[:40]}` is no period; one is counted in hours, days or weeks, or in months from a date, "
            "up to ten years"
        )
    return length


def _anchor(text: str | None) -> str | None:
    if text is not None:
        try:
            dt.date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"`{text}` is not a date") from None
    return text


PeriodWord = Annotated[
    PeriodTerm,
    Word(
        PeriodTerm.parse,
        (
            "calendar month",
            "quarter",
            "billing month from day 15",
            "contract year from 2026-07-15",
            "30 days from 2026-01-01",
            "rolling 30 days",
        ),
    ),
]
