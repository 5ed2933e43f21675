"""The tickets of the example's last weeks: each story is told again and again, up to what is happening right now."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from upheld.server.access.actor import Actor
from upheld.server.delivery.models import EMAIL, WAITING, Delivery
from upheld.server.delivery.outcomes import Outcome
from upheld.server.delivery.recording import conclude
from upheld.server.desk.acts import Said, fact_of
from upheld.server.desk.models import Ticket
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.recording import record
from upheld.server.desk.replying import CustomerMessage, reply
from upheld.server.desk.steps import post_next_steps
from upheld.server.example.provider import TEAM, Cast
from upheld.server.example.stories import Deed, Story, stories
from upheld.server.notices.dispatching import dispatch_waiting
from upheld.server.notices.reaching import reached
from upheld.timeline.instants import epoch_seconds, instant_text, utc_from_seconds

WEEKS = 5
_SEED = 20261122
_CHANNELS = ("web form", "web form", "api", "e-mail", "telephone")
_ONLY = {"plivo": ("web form", "api"), "api2task": ("e-mail",)}


@dataclass(frozen=True, slots=True)
class Telling:
    """A story as it happens once: when it begins, by which channel it comes, and whose desk it lands on."""

    story: Story
    begins: datetime
    channel: str
    agent: int


def tellings(now: datetime) -> tuple[Telling, ...]:
    """When which story happens, the earliest first: about twelve a week, and each once in the last day."""
    chance = random.Random(_SEED)  # noqa: S311 - the same example each time
    found: list[Telling] = []
    for story in stories():
        channels = _ONLY.get(story.agreement, _CHANNELS)
        for week in range(WEEKS):
            if week and chance.random() < 0.25:
                continue
            days = week * 7 + chance.uniform(0.3, 6.5)
            found.append(Telling(story, now - timedelta(days=days), chance.choice(channels), chance.randrange(2)))
        # What is being worked on now: reported minutes or hours ago, so that some of it is still to be done.
        ago = timedelta(minutes=chance.choice((9, 26, 55, 110, 190, 340)))
        found.append(Telling(story, now - ago, chance.choice(channels), chance.randrange(2)))
    return tuple(sorted(found, key=lambda each: each.begins))


def tell(cast: Cast, now: datetime) -> int:
    """Have everything happen that happened before `now`, in its order; how many tickets there are then."""
    waiting: list[tuple[datetime, int, Telling, Deed | None, int]] = []
    told = tellings(now)
    waiting.extend((each.begins, place, each, None, 0) for place, each in enumerate(told))
    numbers: dict[int, int] = {}
    for at, place, telling, deed, _ in sorted((*waiting, *_deeds(told, now)), key=lambda each: each[:2]):
        _settle_until(at)
        if deed is None:
            numbers[place] = _opened(cast, telling, at)
        else:
            _done(cast, telling, deed, (numbers[place], at))
    _settle_until(now)
    return len(numbers)


def _deeds(told: tuple[Telling, ...], now: datetime) -> Iterator[tuple[datetime, int, Telling, Deed | None, int]]:
    for place, telling in enumerate(told):
        for step, deed in enumerate(telling.story.deeds, 1):
            at = telling.begins + timedelta(minutes=deed.minutes)
            if at < now:
                yield at, place, telling, deed, step


def _opened(cast: Cast, telling: Telling, at: datetime) -> int:
    story = telling.story
    intake = dict(story.intake)
    if intake:
        intake["began_at"] = instant_text(epoch_seconds(at - timedelta(minutes=6)))
    report = Report(
        story.subject, story.description, telling.channel, story.priority, dict(story.answers),
        story.environment, agreement=story.agreement, intake=intake,
    )  # fmt: skip
    by = cast.agents[telling.agent] if telling.channel == "telephone" else cast.customers[story.account]
    return open_ticket(cast.accounts[story.account], report, by, at).ticket.pk


def _done(cast: Cast, telling: Telling, deed: Deed, where: tuple[int, datetime]) -> None:
    number, at = where
    if deed == next(each for each in telling.story.deeds if each.by == "agent"):
        _assigned(cast, telling, number, at)
    actor: Actor = cast.customers[telling.story.account] if deed.by == "customer" else cast.agents[telling.agent]
    if deed.by == "customer" and deed.act == "message":
        reply(number, CustomerMessage(deed.fields["text"], at, telling.channel), actor, at)
        return
    record(number, [fact_of(Said(deed.act, deed.fields), actor, epoch_seconds(at))], actor, at)


def _assigned(cast: Cast, telling: Telling, number: int, at: datetime) -> None:
    to = Said("assign", {"to": TEAM[1 + telling.agent][0]})
    record(number, [fact_of(to, cast.lead, epoch_seconds(at))], cast.lead, at)


def _settle_until(at: datetime) -> None:
    """What the service itself did up to an instant: steps that fell due, and who was told of what."""
    until = epoch_seconds(at)
    while (due := Ticket.objects.aggregate(first=Min("next_step"))["first"]) is not None and due <= until:
        post_next_steps(utc_from_seconds(due))
    while dispatch_waiting(at):
        # The mail of the past has gone out: whoever starts the example is not to be sent five weeks of it.
        with transaction.atomic():
            for row in Delivery.objects.filter(channel=EMAIL, status=WAITING).select_related("letter"):
                conclude(row, Outcome("delivered", "250 taken"), None, at)
                reached(row, "e-mail accepted", at)
