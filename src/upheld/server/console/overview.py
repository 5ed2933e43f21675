"""The first look after signing in: what is late, what falls due next, which promises are at risk, who has how much."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account, Person
from upheld.server.api.calling import actor_in
from upheld.server.console.drawing import weeks_drawn
from upheld.server.console.pages import desk_page
from upheld.server.console.queue_rows import dated_in_work, entries_of
from upheld.server.console.reckoning import latest
from upheld.server.desk.models import Ticket
from upheld.server.figures.reading import current_promises
from upheld.server.figures.values import Promise
from upheld.server.look.bars import Bar, Tone, bar_of
from upheld.server.look.moments import length_text
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds

_SOON = 3600
_NEXT, _PROMISES, _PEOPLE = 6, 8, 12


@dataclass(frozen=True, slots=True)
class PromiseShown:
    """A commitment that runs: what was measured, and how much of what it allows is gone."""

    promise: Promise
    account: str
    bar: Bar | None
    tone: Tone
    state: str


@dataclass(frozen=True, slots=True)
class Load:
    """Who has how many tickets in work; the address of the view that shows them."""

    name: str
    tickets: int
    bar: Bar


@desk_page("ticket.notes")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the overview."""
    actor, now = actor_in(request), present()
    at = epoch_seconds(now)
    due = dated_in_work(Ticket.objects.visible_to(actor))
    kept = latest(now)
    words = _("Week of {day}: {kept} kept, {missed} missed")
    page = {
        **_figures(actor, at), "entries": entries_of(list(due.with_terms().order_by("next_due")[:_NEXT]), at),
        "promises": promises_shown(current_promises())[:_PROMISES], "kept": kept,
        "chart": weeks_drawn(kept.weeks, words) if kept and any(week.percent for week in kept.weeks) else None,
    }  # fmt: skip
    return render(request, "console/overview.html", page)


def promises_shown(promises: tuple[Promise, ...]) -> list[PromiseShown]:
    """Running commitments as pages draw them; those to look at first."""
    names = dict(Account.objects.values_list("slug", "name")) if promises else {}
    return [_shown(each, names.get(each.figure.account or "", each.figure.account or "")) for each in promises]


def _shown(each: Promise, account: str) -> PromiseShown:
    tone: Tone = "bad" if each.missed or each.down_since is not None else "warn" if each.at_risk else "good"
    if each.figure.uptime is None:
        return PromiseShown(each, account, None, "none", "unknown")
    state = "missed" if each.missed else "running"
    if each.allowed_seconds is None or each.left_seconds is None:
        return PromiseShown(each, account, None, tone, state)
    gone, left = each.allowed_seconds - each.left_seconds, max(each.left_seconds, 0)
    said = _("%(gone)s of %(allowed)s gone") % {
        "gone": length_text(gone), "allowed": length_text(each.allowed_seconds),
    }  # fmt: skip
    return PromiseShown(each, account, bar_of(((gone, tone),), said, gone + left), tone, state)


def _figures(actor: Actor, now: int) -> dict[str, object]:
    """What is in work, by state and by person: counted at once."""
    rows = Ticket.objects.visible_to(actor).filter(state__in=("open", "waiting"))
    counts: Counter[str] = Counter()
    people: Counter[int | None] = Counter()
    for state, assignee, number in rows.order_by().values_list("state", "assignee").annotate(Count("pk")):
        counts[state] += number
        people[assignee] += number
    due = rows.filter(next_due__lt=now + _SOON)
    late = due.filter(next_due__lt=now).count()
    return {
        "figures": {
            "work": sum(counts.values()), "waiting": counts["waiting"], "late": late, "soon": due.count() - late,
            "nobodys": people[None],
        },
        "loads": _loads(people),
    }  # fmt: skip


def _loads(people: Counter[int | None]) -> list[Load]:
    most = people.most_common(_PEOPLE)
    rows = Person.objects.filter(pk__in=[person for person, _number in most if person])
    names = {row.pk: row.name or row.email for row in rows}
    found = [(names.get(person or 0, _("Nobody")), number) for person, number in most]
    longest = max((number for _name, number in found), default=0)
    return [Load(name, number, bar_of(((number, "wait"),), f"{name}: {number}", longest)) for name, number in found]
