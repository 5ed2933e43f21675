"""The tickets of the example's last weeks: each story is told again and again, up to what is happening right now."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from upheld.server.access.actor import Actor
from upheld.server.desk.acts import Said, fact_of
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.recording import record
from upheld.server.desk.replying import CustomerMessage, reply
from upheld.server.example.happening import Happening
from upheld.server.example.provider import TEAM, Cast
from upheld.server.example.stories import Deed, Story, stories
from upheld.timeline.instants import epoch_seconds, instant_text

WEEKS = 5
_SEED = 20261122
_CHANNELS = ("web form", "web form", "api", "e-mail", "telephone")
_ONLY = {"plivo": ("web form", "api"), "api2task": ("e-mail",)}
_TOLD_SHARE = 0.7
"""How many of its weeks a story is told in."""


@dataclass(slots=True)
class Telling:
    """A story as it happens once: when it begins, by which channel it comes, and whose desk it lands on.

    `number` is the ticket's, once there is one.
    """

    story: Story
    begins: datetime
    channel: str
    agent: int
    number: int = 0


def tellings(now: datetime, weeks: int = WEEKS) -> tuple[Telling, ...]:
    """When which story happens, the earliest first."""
    chance = random.Random(_SEED)  # noqa: S311 - the same example each time
    found: list[Telling] = []
    for story in stories():
        channels = _ONLY.get(story.agreement, _CHANNELS)
        begins = [now - timedelta(minutes=story.ago)] if story.ago else []
        for week in range(0 if story.once else weeks):
            days = week * 7 + chance.uniform(2, 6.5)
            begins += [now - timedelta(days=days)] if chance.random() < _TOLD_SHARE else []
        found += [Telling(story, at, chance.choice(channels), chance.randrange(2)) for at in begins]
    return tuple(sorted(found, key=lambda each: each.begins))


def tickets(cast: Cast, told: tuple[Telling, ...]) -> Iterator[Happening]:
    """Every ticket that is opened, and everything that is done to it."""
    for telling in told:
        yield Happening(telling.begins, partial(_opened, cast, telling))
        for deed in telling.story.deeds:
            yield Happening(telling.begins + timedelta(minutes=deed.minutes), partial(_done, cast, telling, deed))


def act(number: int, said: Said, actor: Actor, at: datetime) -> None:
    """Have somebody do something to a ticket."""
    record(number, [fact_of(said, actor, epoch_seconds(at))], actor, at)


def _opened(cast: Cast, telling: Telling, at: datetime) -> None:
    story = telling.story
    intake = dict(story.intake)
    if intake:
        intake["began_at"] = instant_text(epoch_seconds(at - timedelta(minutes=6)))
    report = Report(
        story.subject, story.description, telling.channel, story.priority, dict(story.answers),
        story.environment or story.answers.get("environment", ""), agreement=story.agreement, intake=intake,
    )  # fmt: skip
    by = cast.agents[telling.agent] if telling.channel == "telephone" else cast.customers[story.account]
    telling.number = open_ticket(cast.accounts[story.account], report, by, at).ticket.pk


def _done(cast: Cast, telling: Telling, deed: Deed, at: datetime) -> None:
    if deed.by == "agent" and deed == next(each for each in telling.story.deeds if each.by == "agent"):
        act(telling.number, Said("assign", {"to": TEAM[1 + telling.agent][0]}), cast.lead, at)
    actor: Actor = cast.customers[telling.story.account] if deed.by == "customer" else cast.agents[telling.agent]
    if deed.by == "customer" and deed.act == "message":
        reply(telling.number, CustomerMessage(deed.fields["text"], at, telling.channel), actor, at)
    else:
        act(telling.number, Said(deed.act, deed.fields), actor, at)
