"""What a customer sees first: does it work, where are my cases, what am I owed; then the cases themselves."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from upheld.server.access.routes import asks_for
from upheld.server.desk.models import Ticket
from upheld.server.figures.reading import current_promises, months_of
from upheld.server.figures.values import Promise
from upheld.server.incidents.audience import situation_of
from upheld.server.look.bars import Bar, Tone, bar_of
from upheld.server.look.moments import length_text
from upheld.server.portal.listing import AT_WORK, Listed, listed
from upheld.server.portal.notices_page import unread
from upheld.server.portal.period import period_key
from upheld.server.portal.reader import Reader, for_customers
from upheld.server.portal.uptime import credits_owed
from upheld.server.present import present_second

_SHOWN, _SOLVED = 8, 4


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise of the period that runs now, with the key of its page and what of its allowance is gone as a bar."""

    promise: Promise
    key: str
    bar: Bar | None
    left: str


@asks_for("ticket.read")
@require_GET
@for_customers
def home(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the overview of the reader's account."""
    now = present_second()
    rows = Ticket.objects.visible_to(reader.actor).with_terms()
    at_work = rows.filter(state__in=AT_WORK)
    # What falls due first stands first; what nothing is promised for any more, behind it.
    open_ones = listed(at_work.order_by(F("next_due").asc(nulls_last=True), "-pk")[:_SHOWN], now)
    solved = rows.filter(state="solved").order_by("-pk")
    promises = [_kept(each) for each in current_promises(reader.account)]
    page = {
        "open": open_ones, "open_count": at_work.count(), "shown": _SHOWN, "next": _first(open_ones),
        "solved": listed(solved[:_SOLVED], now), "solved_count": solved.count(), "shown_solved": _SOLVED,
        "promises": promises, "down": [each for each in promises if each.promise.down_since],
        "situation": situation_of(reader.account), "owed": credits_owed(months_of(reader.account)),
        "unread": unread(reader.actor),
    }  # fmt: skip
    return render(request, "portal/home.html", page)


def _first(cases: list[Listed]) -> Listed | None:
    """The case of which something is due first."""
    return next((each for each in cases if each.next and each.next.at is not None), None)


def _kept(promise: Promise) -> Kept:
    key = period_key(promise.figure)
    allowed, left = promise.allowed_seconds, promise.left_seconds
    if allowed is None or left is None:
        return Kept(promise, key, None, "")
    spent = min(max(allowed - left, 0), allowed)
    told = {"left": length_text(max(left, 0)), "all": length_text(allowed)}
    says = _("%(left)s of %(all)s of downtime are left in this period") % told
    if left < 0:
        says = _("%(over)s more downtime than the promise allows") % {"over": length_text(-left)}
    tone: Tone = "bad" if promise.state == "missed" else "warn" if promise.at_risk else "wait"
    return Kept(promise, key, bar_of(((spent, tone),), says, allowed), says)
