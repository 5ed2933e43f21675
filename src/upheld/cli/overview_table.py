"""The verdicts of all accounts as a table in a terminal."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from upheld.library.overview import Line, Overview
from upheld.statements.words import count, visible
from upheld.wording import say, say_word, told

_MARKS = {
    "kept": ("green", "✓", say_word("kept")),
    "missed": ("red", "✕", say_word("missed")),
    "unknown": ("yellow", "?", say("not known")),
}
MOST_LINES = 200


def print_overview(found: Overview, language: str) -> None:
    """In a language. Missed promises first; beyond 200 lines the rest is counted, `--json` has them all."""
    console = Console(highlight=False)
    several = len({line.commitment for line in found.lines}) > 1
    table = Table(
        box=SIMPLE_HEAD,
        collapse_padding=True,
        pad_edge=False,
        title=visible(found.title),
        title_justify="left",
        title_style="bold",
    )
    for name in (say("Account"), *([say("Promise")] if several else []), say("Verdict")):
        table.add_column(told(name, language))
    for name in (say("Uptime"), say("Promised"), say("Down"), say("Owed")):
        table.add_column(told(name, language), justify="right")
    ordered = sorted(found.lines, key=lambda line: line.verdict != "missed")
    for line in ordered[:MOST_LINES]:
        table.add_row(*(told(cell, language) for cell in _cells(line, several=several)))
    console.print(table)
    if len(ordered) > MOST_LINES:
        more = say("{lines}; --json has them all.", lines=count(len(ordered) - MOST_LINES, "more line"))
        console.print(told(more, language))
    total = say(
        "{accounts}, {missed} missed; from {requests}, {lines}.",
        accounts=count(found.accounts, "account"), missed=found.missed, requests=count(found.rows, "request"),
        lines=count(found.bad_lines, "unreadable line"),
    )  # fmt: skip
    for note in (total, *found.notes):
        console.print(told(note, language), markup=False)
    console.print(told(say("The whole working of one: add --account NAME."), language), style="dim")


def _cells(line: Line, *, several: bool) -> list[str]:
    owed = line.credit.words if line.credit else line.service_time.words if line.service_time else "-"
    uptime = line.uptime.words if line.uptime else "?"
    name = visible(line.account).replace("[", r"\[")
    middle = [line.commitment] if several else []
    colour, sign, word = _MARKS[line.verdict]
    mark = say("[{colour}]{sign} {word}[/]", colour=colour, sign=sign, word=word)
    return [name, *middle, mark, uptime, line.target.words, line.down.words, owed]
