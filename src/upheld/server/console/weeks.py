"""Weeks as columns and strips of an SVG: how promised times were kept, and how much came in and was solved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.dateformat import format as date_text
from django.utils.translation import gettext as _

from upheld.server.console.kept_counts import Counts
from upheld.server.console.load import Load

TALL = 100
"""The height of a column in the units of its drawing."""
STEP = 10
_SILENT = 10
"""How tall a week stands of which nothing was judged."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle of a column: where, how large, and what it means."""

    x: int
    y: int
    width: int
    height: int
    kind: str


@dataclass(frozen=True, slots=True)
class Column:
    """A week: the day on which it begins, what stands above it, its pieces, and what it says."""

    day: str
    words: str
    pieces: tuple[Piece, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The weeks of one line beside each other: (pieces, what the week says), the width, and all in words."""

    weeks: tuple[tuple[tuple[Piece, ...], str], ...]
    width: int
    says: str


def kept_columns(mondays: Sequence[date], weeks: Sequence[Counts]) -> tuple[Column, ...]:
    """A column for each week, as tall as there was to judge: what was missed stands on what was kept."""
    tallest = max((week.judged for week in weeks), default=0) or 1
    return tuple(
        Column(_day(day), week.percent, _stacked(0, STEP, week, TALL * week.judged // tallest), _kept_words(day, week))
        for day, week in zip(mondays, weeks, strict=False)
    )


def kept_strip(mondays: Sequence[date], weeks: Sequence[Counts]) -> Strip:
    """The share that was kept, week by week: what was missed hangs from above; grey and low is a week without any."""
    drawn = tuple(
        (_stacked(number * STEP, STEP - 2, week, TALL), _kept_words(day, week))
        for number, (day, week) in enumerate(zip(mondays, weeks, strict=False))
    )
    told = (words for (_pieces, words), week in zip(drawn, weeks, strict=False) if week.judged)
    return Strip(drawn, len(drawn) * STEP - 2, "; ".join(told) or _("nothing was judged"))


def load_columns(load: Load) -> tuple[Column, ...]:
    """What was opened and what was solved in each week, beside each other."""
    tallest = max((*load.opened, *load.solved), default=0) or 1
    return tuple(_load_column(*each, tallest) for each in zip(load.mondays, load.opened, load.solved, strict=True))


def _load_column(day: date, opened: int, solved: int, tallest: int) -> Column:
    says = _("Week of {day}: {opened} opened, {solved} solved")
    tall = [max(TALL * number // tallest, 1) if number else 0 for number in (opened, solved)]
    pieces = tuple(
        Piece(x, TALL - height, 4, height, kind)
        for x, height, kind in zip((0, 5), tall, ("opened", "solved"), strict=True)
        if height
    )
    return Column(_day(day), f"{opened} / {solved}", pieces, says.format(day=_day(day), opened=opened, solved=solved))


def _stacked(x: int, width: int, week: Counts, tall: int) -> tuple[Piece, ...]:
    if not week.judged:
        return (Piece(x, TALL - _SILENT, width, _SILENT, "unknown"),)
    return tuple(_pieces(x, width, week, max(tall, 4)))


def _pieces(x: int, width: int, week: Counts, tall: int) -> Iterator[Piece]:
    # What was missed is seen, however little it is.
    missed = max(tall * week.missed // week.judged, 3) if week.missed else 0
    if week.kept:
        yield Piece(x, TALL - tall + missed, width, tall - missed, "kept")
    if missed:
        yield Piece(x, TALL - tall, width, missed if week.kept else tall, "missed")


def _kept_words(day: date, week: Counts) -> str:
    if not week.judged:
        return _("Week of {day}: nothing was judged").format(day=_day(day))
    return _("Week of {day}: {kept} kept, {missed} missed").format(day=_day(day), kept=week.kept, missed=week.missed)


def _day(day: date) -> str:
    return date_text(day, "j M")
