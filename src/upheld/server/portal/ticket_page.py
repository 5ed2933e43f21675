"""The page of one ticket: its number, its priority as defined, by when what is due, and what was said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from upheld.problems import Problem
from upheld.server.access.routes import asks_for
from upheld.server.api.forms_once import ONCE, form_token
from upheld.server.desk.models import Ticket
from upheld.server.desk.replying import effect_at
from upheld.server.desk.standing import Standing, opening_said, standing_of
from upheld.server.incidents.linked import LinkedIncident, incidents_of
from upheld.server.look.bars import Bar, Tone, bar_of
from upheld.server.look.fields import Field
from upheld.server.look.plans import TARGETS
from upheld.server.look.words import Words
from upheld.server.portal.listing import waits_for_them
from upheld.server.portal.notices_page import mark_seen
from upheld.server.portal.reader import Reader, for_customers
from upheld.server.portal.reported import answers_shown, intake_shown
from upheld.server.portal.story import story_of
from upheld.server.portal.told import CHANNELS, standing_words
from upheld.server.portal.uploads import carrying, file_field
from upheld.server.portal.why import Reason, why
from upheld.server.present import present_second
from upheld.support.clock import Clock

LONGEST_REPLY = 50_000
_SHOWN_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Due:
    """One target: how it stands, drawn and in words, and the working behind it."""

    clock: Clock
    title: Words
    says: str
    bar: Bar | None
    working: tuple[Reason, ...]


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
    now = present_second()
    stands = standing_of(ticket, now)
    entries, older = story_of(ticket, request.GET.get("before", ""))
    terms, opened = stands.agreement.text, opening_said(ticket.events.filter(kind="opened"))
    wrong = "; ".join(each.what for each in problems if each.field != "files")
    dues, before = _told(stands)
    page = {
        "ticket": ticket, "stands": stands, "dues": dues, "before": before,
        "entries": entries, "older": older, "came": CHANNELS.get(ticket.channel, ticket.channel),
        "priority": terms.priority(stands.priority), "plan": terms.plan(ticket.plan),
        "reply": replace(_reply(ticket, stands, now), value=text, error=wrong),
        "files": file_field(problems, carrying(request, place_of_files(ticket.pk))),
        "once": request.POST.get(ONCE) or form_token(),
        "writable": "ticket.message" in reader.actor.may and stands.state != "merged",
        "reported": (*answers_shown(stands.agreement, opened), *intake_shown(opened)),
        "for_you": waits_for_them(stands), "incidents": list(_incidents(ticket)),
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


def _reply(ticket: Ticket, stands: Standing, now: int) -> Field:
    """Where the customer writes, saying what comes of it as the plan has it at `now` (UTC epoch seconds)."""
    does = effect_at(ticket, stands, now).does
    label, hint = _("Write to the desk"), ""
    if does == "reopens":
        label = _("Not solved? Say what still fails, and it is taken up again")
    elif does == "follows up":
        hint = _("This case is over: what you write begins a new one on the same matter, and each names the other.")
    return Field("text", label, "text", required=True, rows=5, longest=LONGEST_REPLY, hint=hint)


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
