"""Tickets of a running service as people read them: a table, or one with its clocks."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from upheld.statements.words import visible
from upheld.support.wording import duration_text
from upheld.timeline.instants import instant_from_text

if TYPE_CHECKING:
    from upheld.client.tickets import ClockRecord, EventRecord, TicketBrief, TicketDetail


def print_tickets(tickets: Iterable[TicketBrief], now: int) -> None:
    """A row for each ticket, with the time that its first open clock has left at `now` (UTC epoch seconds)."""
    table = _table("No.", "Account", "Priority", "State", "Left", "Subject")
    for each in tickets:
        left = _left(None if each.next_due is None else instant_from_text(each.next_due) - now)
        cells = (str(each.number), each.account, each.priority or "-", each.state, left, each.subject)
        table.add_row(*(Text(visible(cell)) for cell in cells))
    _print(table)
    if not table.row_count:
        sys.stdout.write("There is no such ticket.\n")


def print_ticket(ticket: TicketDetail) -> None:
    """One ticket: what it is, then its clocks with what is left of each."""
    priority = " ".join(filter(None, (ticket.priority, f"({ticket.priority_title})" if ticket.priority_title else "")))
    lines = [
        f"ticket {ticket.number}: {ticket.subject}",
        f"{ticket.account}, {ticket.state}, priority {priority or 'not set'}, by {ticket.channel}",
        f"{ticket.agreement} {ticket.version}" + (f", plan {ticket.plan}" if ticket.plan else ""),
        f"opened {ticket.opened}, as of {ticket.as_of}",
    ]
    if ticket.not_entitled:
        clause = f" (clause {ticket.not_entitled.clause})" if ticket.not_entitled.clause else ""
        lines.append(f"support is not owed: {ticket.not_entitled.what}{clause}")
    sys.stdout.write("".join(f"{visible(line)}\n" for line in lines))
    if ticket.clocks:
        table = _table("Target", "Verdict", "Due", "Left", "Clause")
        for clock in ticket.clocks:
            table.add_row(*(Text(visible(cell)) for cell in _clock(clock)))
        _print(table)


def print_events(events: Iterable[EventRecord]) -> None:
    """What happened to a ticket, in order."""
    for each in events:
        detail = f" ({each.detail})" if each.detail else ""
        sys.stdout.write(f"{each.at}  {visible(each.event.replace('_', ' ') + detail)}  by {visible(each.by)}\n")
        if each.text:
            sys.stdout.write("".join(f"    {visible(line)}\n" for line in each.text.splitlines()))


def _clock(clock: ClockRecord) -> tuple[str, ...]:
    target = clock.target if clock.number == 1 else f"{clock.target} {clock.number}"
    left = _left(clock.left_seconds) if clock.verdict == "running" else "-"
    if clock.late_seconds:
        left = f"late by {duration_text(clock.late_seconds)}"
    clause = clock.source.clause if clock.source and clock.source.clause else "-"
    return target, clock.verdict, clock.due_local or clock.due or "-", left, clause


def _left(seconds: int | None) -> str:
    if seconds is None:
        return "-"
    return duration_text(seconds) if seconds >= 0 else f"late by {duration_text(-seconds)}"


def _table(*names: str) -> Table:
    table = Table(box=SIMPLE_HEAD, collapse_padding=True, pad_edge=False)
    for name in names:
        table.add_column(name, justify="right" if name in {"No.", "Left"} else "left", overflow="fold")
    return table


def _print(table: Table) -> None:
    if table.row_count:
        Console(highlight=False).print(table)
