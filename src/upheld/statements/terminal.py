"""A statement in a terminal: as wide as the window, calm, and readable without colour."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import singledispatch
from types import MappingProxyType

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from upheld.statements.sections import blocks
from upheld.statements.sheet import (
    Banner,
    Bars,
    Block,
    Cards,
    Cell,
    Code,
    Facts,
    Heading,
    Paragraph,
    Strips,
    Table,
    Title,
)
from upheld.statements.statement import DayBar, HeatStrip, Statement
from upheld.wording import say, told

_STYLES = MappingProxyType({"plain": "", "good": "green", "bad": "red", "warn": "yellow", "quiet": "dim"})
_VERDICTS = MappingProxyType({"kept": ("✓", "green"), "missed": ("✕", "red"), "unknown": ("?", "yellow")})
_DAYS = MappingProxyType(
    {
        "clear": ("▁", "green"), "short": ("▃", "yellow"), "long": ("▅", "dark_orange"),
        "severe": ("█", "red"), "excluded": ("▒", "blue"), "unknown": ("?", "dim"), "unjudged": (" ", ""),
    }
)  # fmt: skip
_DAY_WORDS = say("▁ no downtime  ▃ under 15 min  ▅ under 1 h  █ 1 h or more  ▒ excluded  ? nothing known")
_MINUTES = MappingProxyType({"down": ("█", "red"), "excluded": ("▒", "blue"), "unknown": ("?", "dim")})
_MINUTE_WORDS = say("· up  █ down  ▒ excluded  ? nothing known; hours with none of these are left out")
_INDENT = (0, 0, 0, 2)


def to_table(statement: Statement, console: Console, language: str = "en") -> None:
    """Print the statement in a language to a console of rich; without a terminal behind it, rich writes no colour."""
    for block in blocks(statement, language):
        console.print(_drawn(block, language))


def to_text(statement: Statement, width: int = 100, language: str = "en") -> str:
    """The same as plain text, in lines of at most so many columns."""
    out = io.StringIO()
    to_table(statement, Console(file=out, width=width, color_system=None, legacy_windows=False), language)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


@singledispatch
def _drawn(block: Block, _language: str) -> RenderableType:
    raise TypeError(f"no terminal form for {type(block).__name__}")


@_drawn.register
def _title(block: Title, _language: str) -> RenderableType:
    facts = Text(" · ").join(Text(f"{name} {value}") for name, value in block.facts)
    return Text("\n").join([Text(block.kicker, "dim"), Text(block.heading, "bold"), facts])


@_drawn.register
def _banner(block: Banner, _language: str) -> RenderableType:
    sign, style = _VERDICTS[block.verdict]
    return Text.assemble("\n", (f"{sign} ", f"bold {style}"), (block.sentence, f"bold {style}"))


@_drawn.register
def _heading(block: Heading, _language: str) -> RenderableType:
    style = "bold underline" if block.level == 2 else "bold"
    return Text.assemble("\n", (block.text, style), (f"  {block.aside}" if block.aside else "", "dim"))


@_drawn.register
def _paragraph(block: Paragraph, _language: str) -> RenderableType:
    return Text(block.text, _STYLES[block.tone])


@_drawn.register
def _cards(block: Cards, _language: str) -> RenderableType:
    grid = Grid.grid(padding=(0, 3, 0, 0))
    for card in block.cards:
        value = Text(card.value, f"bold {_STYLES[card.tone]}")
        grid.add_row(Text(card.label), value, Text(card.detail, "dim"))
    return Padding(grid, (1, 0, 0, 0))


@_drawn.register
def _bars(block: Bars, language: str) -> RenderableType:
    rows = [Text.assemble(f"{label:<9}" if label else "", *map(_day, days)) for label, days in block.rows]
    ends = say(
        "{start} to {until}: {words}",
        start=block.rows[0][1][0].label, until=block.rows[-1][1][-1].label, words=block.words,
    )  # fmt: skip
    below = (Text(told(words, language), "dim") for words in (ends, _DAY_WORDS))
    return Padding(Text("\n").join([*rows, *below]), _INDENT)


def _day(day: DayBar) -> tuple[str, str]:
    excluded = day.level == "clear" and day.excluded.seconds > 0
    return _DAYS["excluded" if excluded else day.level]


@_drawn.register
def _strips(block: Strips, language: str) -> RenderableType:
    parts = [line for strip in block.strips for line in _strip(strip)]
    return Padding(Text("\n").join([*parts, Text(told(_MINUTE_WORDS, language), "dim")]), _INDENT)


def _strip(strip: HeatStrip) -> Iterator[Text]:
    """The hours in which something was not simply up, sixty signs each."""
    yield Text(strip.words)
    signs = [("·", "green")] * strip.minutes
    for mark in strip.marks:
        signs[mark.first : mark.first + mark.minutes] = [_MINUTES[mark.kind]] * mark.minutes
    for row, hour in enumerate(strip.hours):
        minutes = signs[row * 60 : row * 60 + 60]
        if any(sign != "·" for sign, _ in minutes):
            yield Text.assemble(f"{hour:<15} ", *minutes)


@_drawn.register
def _table(block: Table, _language: str) -> RenderableType:
    grid = Grid(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for place, header in enumerate(block.headers):
        grid.add_column(header, overflow="fold", ratio=3 if place == block.wide else None)
    for row in block.rows:
        grid.add_row(*map(_cell, row))
    return Group(Text(block.caption, "dim"), grid)


def _cell(piece: Cell) -> Text:
    first, *others = piece.lines or ("",)
    lines: Sequence[Text] = [Text(first, _STYLES[piece.tone]), *(Text(line, "dim") for line in others)]
    return Text("\n").join(lines)


@_drawn.register
def _facts(block: Facts, _language: str) -> RenderableType:
    grid = Grid.grid(padding=(0, 3, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in block.pairs:
        grid.add_row(Text(name), Text(value))
    return grid


@_drawn.register
def _code(block: Code, _language: str) -> RenderableType:
    return Padding(Text(block.text, overflow="fold"), _INDENT)
