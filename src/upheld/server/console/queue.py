"""The queue: what falls due next, found by filters and words, worked on with the keyboard and in bulk."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account, Person
from upheld.server.api.calling import actor_in
from upheld.server.console.choices import (
    Choice,
    agents,
    channel_choices,
    due_choices,
    priority_choices,
    state_choices,
    whose_choices,
)
from upheld.server.console.filters import SOON, Asked, asked_rows
from upheld.server.console.models import SavedView
from upheld.server.console.pages import desk_page, person_in
from upheld.server.console.queue_drawn import Row, rows_drawn
from upheld.server.console.queue_rows import entries_of, slice_of
from upheld.server.console.views import view_fault
from upheld.server.desk.models import Ticket
from upheld.server.look.frame import frame_of
from upheld.server.look.numbers import number_in
from upheld.server.present import present_second

_DIGITS = 6
_ACCOUNTS = 500


@desk_page("ticket.notes")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show the queue as its address asks for it."""
    actor, person, now = actor_in(request), person_in(request), present_second()
    asked = Asked.of(request.GET)
    rows = asked_rows(Ticket.objects.visible_to(actor), asked, actor, person, now)
    part = slice_of(rows, request.GET.get("after", ""), by_due=asked.by_due)
    done, passed = (number_in(request.GET.get(name, ""), _DIGITS) or 0 for name in ("done", "passed"))
    works = "ticket.work" in actor.may
    page = {
        "asked": asked, "after": part.after, "first": not request.GET.get("after"), "works": works,
        "rows": rows_drawn(entries_of(part.tickets, now), Row(frame_of(request).zone, works)),
        "done": done, "passed": passed, "fault": view_fault(request.GET.get("view", "")),
        **_counts(actor, now), **_choices(asked, actor, person),
    }  # fmt: skip
    return render(request, "console/queue.html", page)


def _counts(actor: Actor, now: int) -> dict[str, int]:
    due = Ticket.objects.visible_to(actor).filter(state__in=("open", "waiting"), next_due__lt=now + SOON)
    late = Q(next_due__lt=now)
    return due.aggregate(late=Count("pk", filter=late), soon=Count("pk", filter=~late))


def _choices(asked: Asked, actor: Actor, person: Person | None) -> dict[str, object]:
    accounts = Account.objects.visible_to(actor).order_by("name").values_list("slug", "name")[:_ACCOUNTS]
    people = agents()
    return {
        "views": _views(asked, person), "states": state_choices(asked), "whose": whose_choices(asked, people),
        "dues": due_choices(asked),
        "accounts": tuple(Choice(slug, name, slug == asked.account) for slug, name in accounts),
        "priorities": priority_choices(asked),
        "channels": channel_choices(asked), "agents": people if "ticket.work" in actor.may else (),
    }  # fmt: skip


def _views(asked: Asked, person: Person | None) -> tuple[tuple[SavedView, bool], ...]:
    rows = SavedView.objects.filter(person=person).order_by("name") if person else ()
    return tuple((row, row.query == asked.query) for row in rows)
