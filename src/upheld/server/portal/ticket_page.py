"""The page of one ticket: its number, its priority as defined, by when what is due, and what was said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from upheld.problems import Problem
from upheld.server.access.routes import asks_for
from upheld.server.api.forms_once import ONCE, form_token
from upheld.server.desk.facts import HIDDEN_KINDS, REACHED
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.desk.standing import Standing, opening_said, standing_of
from upheld.server.incidents.linked import LinkedIncident, incidents_of
from upheld.server.look.bars import Bar, Tone, bar_of
from upheld.server.look.fields import Field
from upheld.server.look.numbers import number_in
from upheld.server.look.plans import TARGETS
from upheld.server.look.words import Words
from upheld.server.portal.files import Attached, attached_to
from upheld.server.portal.listing import waits_for_them
from upheld.server.portal.notices_page import mark_seen
from upheld.server.portal.reader import Reader, for_customers
from upheld.server.portal.reported import answers_shown, intake_shown
from upheld.server.portal.told import CHANGES, CHANNELS, standing_words
from upheld.server.portal.uploads import carrying, file_field
from upheld.server.portal.why import Reason, why
from upheld.server.present import present_second
from upheld.support.clock import Clock
from upheld.support.events import INTERNAL
from upheld.support.replies import waits_on_customer

LONGEST_REPLY = 50_000
PAGE = 100
_ENDED = frozenset({"closed", "merged"})
_DIGITS = 9  # of an event's place in its ticket
_SHOWN_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Due:
    """One target: how it stands, drawn and in words, and the working behind it."""

    clock: Clock
    title: Words
    says: str
    bar: Bar | None
    working: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, as a customer reads it; `ours` where the provider's side did it."""

    at: int
    title: Words
    text: str
    ours: bool
    icon: str
    message: bool
    files: tuple[Attached, ...]


@asks_for("ticket.read")
@require_GET
@for_customers
def ticket_page(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:
    """Show a ticket of one's own. Raises Http404: what is not yours is not there."""
    mark_seen(number, reader.actor)
    return shown(request, reader, reader.ticket(number))


def shown(
    request: HttpRequest, reader: Reader, ticket: Ticket, text: str = "", problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    """The page; after a fault with what was written and what is wrong with it."""
    stands = standing_of(ticket, present_second())
    entries, older = _entries(ticket, request.GET.get("before", ""))
    terms, opened = stands.agreement.text, opening_said(ticket.events.filter(kind="opened"))
    wrong = "; ".join(each.what for each in problems if each.field != "files")
    dues, before = _told(stands)
    page = {
        "ticket": ticket, "stands": stands, "dues": dues, "before": before,
        "entries": entries, "older": older, "came": CHANNELS.get(ticket.channel, ticket.channel),
        "priority": terms.priority(stands.priority), "plan": terms.plan(ticket.plan),
        "reply": Field("text", _reply_label(stands.state), "text", required=True, value=text,
                       error=wrong, rows=5, longest=LONGEST_REPLY),
        "files": file_field(problems, carrying(request, place_of_files(ticket.pk))),
        "once": request.POST.get(ONCE) or form_token(),
        "writable": "ticket.message" in reader.actor.may and stands.state != "merged",
        "reported": (*answers_shown(stands.agreement, opened), *intake_shown(opened)),
        "for_you": waits_for_them(stands), "ended": stands.state in _ENDED, "incidents": list(_incidents(ticket)),
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return render(request, "portal/ticket.html", page, status=status)


def place_of_files(number: int) -> str:
    """Where the files of a message are carried: in the form of its own case alone."""
    return f"case {number}"


def _incidents(ticket: Ticket) -> Iterator[tuple[LinkedIncident, str]]:
    """The incidents that it is linked with, and where the customer reads of each; those of the desk alone left out."""
    for each in incidents_of(ticket.pk):
        if each.shown != "hidden":
            yield each, f"/status/incidents/{each.code}" if each.shown == "public" else "/status/own"


def _reply_label(state: str) -> str:
    if state == "solved":
        return _("Not solved? Say what still fails, and it is taken up again")
    return _("Write to the desk")


def _owed(clocks: Iterable[Clock]) -> Iterator[Clock]:
    """What a customer asks after: what is owed, was kept or was missed; not what a change of priority put aside.

    That no time is promised for something is said of it once, however often it comes again, as updates do.
    """
    unpromised: set[str] = set()
    for clock in clocks:
        if clock.verdict not in {"replaced", "merged", "not started"} and clock.kind not in unpromised:
            yield clock
        if clock.verdict == "no target":
            unpromised.add(clock.kind)


def _told(stands: Standing) -> tuple[list[Due], list[Due]]:
    """What is shown at once, and what was kept before it: folded, where that is so much that it hides what is open."""
    dues = [_due(stands, clock) for clock in _owed(stands.clocks)]
    kept = [each for each in dues if each.clock.verdict == "kept"]
    if len(kept) <= _SHOWN_AT_ONCE:
        return dues, []
    return [each for each in dues if each.clock.verdict != "kept"], kept


def _due(stands: Standing, clock: Clock) -> Due:
    working = why(stands.agreement, clock)
    return Due(clock, TARGETS.get(clock.kind, clock.kind), standing_words(clock), _bar(clock), working)


def _bar(clock: Clock) -> Bar | None:
    if clock.left is None:
        return None
    whole = clock.spent + max(clock.left, 0)
    tone: Tone = "bad" if clock.verdict == "missed" or clock.left < 0 else "good" if clock.verdict == "kept" else "wait"
    return bar_of(((clock.spent, tone),), standing_words(clock), whole)


def _entries(ticket: Ticket, before: str) -> tuple[list[Entry], int | None]:
    """What happened, the newest first and a page at a time; and where the older part begins, if there is one.

    That a message has reached its readers is no news to them.
    """
    rows = ticket.events.exclude(Q(kind__in=HIDDEN_KINDS) | Q(detail=INTERNAL)).order_by("-sequence")
    last = number_in(before, _DIGITS)
    if last is not None:
        rows = rows.filter(sequence__lt=last)
    found = list(rows[: PAGE + 1])
    return [_entry(row) for row in found[:PAGE] if REACHED not in row.data], found[PAGE - 1].sequence if len(
        found
    ) > PAGE else None


def _entry(row: TicketEvent) -> Entry:
    text = str(row.data.get("text") or row.data.get("description") or "")
    ours = row.kind != "customer_message" and not (row.kind == "opened" and row.data.get("channel") != "monitoring")
    title, icon = CHANGES.get(row.kind, (row.kind.replace("_", " "), "dot"))
    if row.kind == "paused" and waits_on_customer(row.detail):
        title = _("We wait for you")
    files = attached_to(row)
    return Entry(row.at, title, text, ours, icon, bool(text or files), files)
