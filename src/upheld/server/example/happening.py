"""What happens in the example, in the order of time; between two happenings the service does what it owes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from upheld.server.delivery.models import EMAIL, WAITING, WEBHOOK, Delivery
from upheld.server.delivery.outcomes import Outcome, webhook_wait
from upheld.server.delivery.recording import conclude
from upheld.server.desk.models import Ticket
from upheld.server.desk.steps import post_next_steps
from upheld.server.jobs.lease import Lease
from upheld.server.notices.dispatching import dispatch_waiting
from upheld.server.notices.reaching import reached
from upheld.server.statuspage.telling import tell_waiting
from upheld.timeline.instants import epoch_seconds, utc_from_seconds


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that somebody did, at an instant (aware)."""

    at: datetime
    do: Callable[[datetime], object]


class Alone(Lease):
    """The hold on work that nobody else can take over: nobody works here yet."""

    def hold(self) -> None:
        """It is held."""


def happen(happenings: Iterable[Happening], now: datetime) -> None:
    """Have everything happen that happened before `now`, and what the service did of itself until then."""
    away = now - _AWAY, now - _BACK
    for each in sorted((each for each in happenings if each.at < now), key=lambda each: each.at):
        _steps_until(each.at, away)
        each.do(each.at)
        _told(each.at, away)
    _steps_until(now, away)
    _told(now, away)


_AWAY, _BACK = timedelta(days=11), timedelta(days=7)
"""How long ago the customers' receivers of webhooks took nothing, long enough that messages were given up."""


def _steps_until(at: datetime, away: tuple[datetime, datetime]) -> None:
    """The steps that fell due up to an instant, each told at its time."""
    while (due := Ticket.objects.aggregate(first=Min("next_step"))["first"]) is not None and due <= epoch_seconds(at):
        post_next_steps(utc_from_seconds(due))
        _told(utc_from_seconds(due), away)


def _told(at: datetime, away: tuple[datetime, datetime]) -> None:
    """What is to be told by an instant has gone out: whoever starts the example is not to be sent five weeks of it."""
    tell_waiting(Alone(0, 0, 1, at), at)
    while dispatch_waiting(at):
        pass
    waiting = Delivery.objects.filter(channel__in=(EMAIL, WEBHOOK), status=WAITING, next_at__lte=at)
    for row in waiting.select_related("letter"):
        with transaction.atomic():
            _brought(row, at, away if row.channel == WEBHOOK else (at, at))


def _brought(row: Delivery, at: datetime, away: tuple[datetime, datetime]) -> None:
    """Have a delivery tried until it is taken, or given up."""
    first, tried = at, 1
    while away[0] <= at < away[1]:
        outcome = Outcome("later", "answered 503")
        wait = webhook_wait(tried, outcome, lambda: 0.5)
        conclude(row, outcome, wait, at)
        if wait is None:
            return
        at, tried = at + wait, tried + 1
    mail = row.channel == EMAIL
    conclude(row, Outcome("delivered", "250 taken" if mail else "answered 204"), None, at)
    if at == first:
        reached(row, "e-mail accepted" if mail else "webhook delivered", at)
