"""The verdicts of all accounts as a table in a terminal."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from upheld.library.overview import Line, Overview
from upheld.statements.words import count, visible

_MARKS = {"kept": "[green]✓ kept[/]", "missed": "[red]✕ missed[/]", "unknown": "[yellow]? not known[/]"}
MOST_LINES = 200


def print_overview(found: Overview) -> None:
    """Missed promises first; beyond 200 lines the rest is counted, `--json` has them all."""
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
    for name in ("Account", *(["Promise"] if several else []), "Verdict"):
        table.add_column(name)
    for name in ("Uptime", "Promised", "Down", "Owed"):
        table.add_column(name, justify="right")
    ordered = sorted(found.lines, key=lambda line: line.verdict != "missed")
    for line in ordered[:MOST_LINES]:
        table.add_row(*_cells(line, several=several))
    console.print(table)
    if len(ordered) > MOST_LINES:
        console.print(f"{count(len(ordered) - MOST_LINES, 'more line')}; --json has them all.")
    rows = f"{count(found.rows, 'request')}, {count(found.bad_lines, 'unreadable line')}"
    console.print(f"{count(found.accounts, 'account')}, {found.missed} missed; from {rows}.", markup=False)
    for note in found.notes:
        console.print(note, markup=False)
    console.print("The whole working of one: add --account NAME.", style="dim")


def _cells(line: Line, *, several: bool) -> list[str]:
    owed = line.credit.words if line.credit else line.service_time.words if line.service_time else "-"
    uptime = line.uptime.words if line.uptime else "?"
    name = visible(line.account).replace("[", r"\[")
    middle = [line.commitment] if several else []
    return [name, *middle, _MARKS[line.verdict], uptime, line.target.words, line.down.words, owed]
