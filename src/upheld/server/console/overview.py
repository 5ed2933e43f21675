"""The first look after signing in: what is late and falls due, promises at risk, promised times kept, workload."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from upheld.server.api.calling import actor_in
from upheld.server.console.kept_shown import grouping_choices, grouping_of, kept_shown
from upheld.server.console.pages import desk_page
from upheld.server.console.queue_rows import dated_in_work, entries_of
from upheld.server.console.reckoning import load_by_week
from upheld.server.console.uptime_shown import promises_shown
from upheld.server.console.weeks import load_columns
from upheld.server.console.workload import in_work
from upheld.server.desk.models import Ticket
from upheld.server.figures.pressing import pressing
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds

_NEXT, _PROMISES = 7, 6


@desk_page("ticket.notes")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the overview; `by` says by what promised times are told."""
    actor, now = actor_in(request), present()
    at, grouping = epoch_seconds(now), grouping_of(request.GET.get("by", ""))
    due = dated_in_work(Ticket.objects.visible_to(actor)).with_terms().order_by("next_due", "pk")
    running = pressing(2 * _PROMISES)
    calling = running.at_risk.total()
    figures, shares = in_work(actor, at)
    load = load_by_week(now)
    page = {
        "figures": figures, "calling": calling, "entries": entries_of(list(due[:_NEXT]), at),
        "promises": promises_shown(running.first[: max(_PROMISES, calling)]), "running": running.running.total(),
        "by": grouping, "groupings": grouping_choices(grouping), "kept": kept_shown(grouping, now),
        "shares": shares, "load": load_columns(load) if load else (),
    }  # fmt: skip
    return render(request, "console/overview.html", page)
