"""The rows of the queue as HTML: drawn here, since templates take eight times as long for forty of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from upheld.server.console.clocks import ClockShown
from upheld.server.console.queue_rows import Entry
from upheld.server.desk.models import Ticket
from upheld.server.look.moments import length_text
from upheld.server.look.templatetags.look import bar, icon, moment_drawn, state

_NONE = "\u2013"
_SUBJECT = 140
"""Of a longer subject the rest stands on the ticket's own page."""


@dataclass(frozen=True, slots=True)
class Row:
    """How rows are drawn: by the clock of which zone, and whether whoever reads them may work on tickets."""

    zone: str
    works: bool


def rows_drawn(entries: Iterable[Entry], row: Row) -> SafeString:
    """The tickets as rows of the table; whatever a customer wrote is escaped."""
    cells = (
        f'<td class="priority-cell" data-label="{_("Priority")}">',
        f'<td class="state-cell" data-label="{_("State")}">',
        f'<td class="promise-cell" data-label="{_("Next promise")}">',
        f'<td class="number due-cell" data-label="{_("Due")}">',
    )
    return SafeString("".join(_row(each, row, cells) for each in entries))


def _row(entry: Entry, row: Row, cells: tuple[str, str, str, str]) -> str:
    ticket, clock = entry.ticket, entry.clock
    whose = f"/desk/accounts/{escape(ticket.account.slug)}"
    priority = f'<span title="{escape(ticket.priority)}">{escape(entry.priority)}</span>' if ticket.priority else ""
    said = (priority, state(ticket.state), _promise(clock) if clock else "", _due(entry, row.zone))
    return (
        f'<tr data-row class="entry {entry.tone}">{_pick(ticket) if row.works else ""}{_lead(entry, row)}'
        f'<td class="wide-cell"><a class="quiet" id="c-{ticket.pk}" href="{whose}">{_named(ticket.account.name)}</a>'
        "</td>\n"
        f"{''.join(f'{cell}{each}</td>' for cell, each in zip(cells, said, strict=True))}</tr>\n"
    )


def _pick(ticket: Ticket) -> str:
    return (
        f'<td class="pick"><label><span class="unseen">{_("Choose")} {ticket.pk}</span><input type="checkbox" '
        f'id="pick-{ticket.pk}" name="ticket" value="{ticket.pk}@{ticket.last_sequence}" data-key="x"></label></td>\n'
    )


def _lead(entry: Entry, row: Row) -> str:
    """Its number and subject, and below them whose it is, how it came in, and who works on it."""
    ticket = entry.ticket
    subject, answer, assignee = ticket.subject, "", ""
    if len(subject) > _SUBJECT:
        subject = Truncator(subject).chars(_SUBJECT)
    if ticket.assignee:
        who = _named(ticket.assignee.name or ticket.assignee.email)
        assignee = f' · <span class="nowrap">{icon("person")} {who}</span>'
    if row.works and entry.waits_for_response:
        answer = _answer(ticket)
    return (
        f'<td class="lead"><a id="t-{ticket.pk}" class="subject" data-row-link href="/desk/tickets/{ticket.pk}">'
        f'<span class="soft number">{ticket.pk}</span> <bdi>{escape(subject)}</bdi></a> '
        f'<span class="small soft under"><span class="narrow-only">{_named(ticket.account.name)} · </span>'
        f"{escape(entry.channel)}{assignee}</span>{answer}</td>\n"
    )


def _answer(ticket: Ticket) -> str:
    return (
        f' <button class="little answer" id="ack-{ticket.pk}" name="one" value="{ticket.pk}@{ticket.last_sequence}" '
        f'formaction="/desk/tickets/{ticket.pk}/acknowledge" formnovalidate data-key="a">'
        f"{icon('check')}{_('Acknowledge')}</button>"
    )


def _promise(clock: ClockShown) -> str:
    """What is owed next, how long there is for it, and how much of that is spent."""
    more = ""
    if clock.state == "paused":
        more = f" · {_('paused')}"
    elif clock.due and clock.state != "late":
        more = f' <span class="soft">{_left(clock.left)}</span>'
    drawn = bar(clock.bar, "thin") if clock.spent or clock.paused else ""
    return (
        f'<span class="promise"><span class="small"><span class="strong">{escape(clock.name)}</span>{more}</span> '
        f"{drawn}</span>"
    )


def _due(entry: Entry, zone: str) -> str:
    """When it falls due; where no instant is known, what is left, or why nothing is due."""
    clock = entry.clock
    if clock is not None and clock.due:
        late = f"{icon('warning', _('Late'))} " if clock.state == "late" else ""
        return (
            f'<span class="due tone-{clock.tone}">{late}{moment_drawn(clock.due, zone, "away")}</span> '
            f'<span class="small soft under">{moment_drawn(clock.due, zone, "short")}</span>'
        )
    if clock is not None and clock.left is not None:
        return f'<span class="small soft">{_left(clock.left)}</span>'
    return f'<span class="small soft no-due">{escape(entry.why or _NONE)}</span>'


def _left(seconds: int | None) -> str:
    return f"{length_text(seconds)} {_('left')}" if seconds is not None else ""


def _named(name: str) -> str:
    return f'<bdi class="name">{escape(name)}</bdi>'
