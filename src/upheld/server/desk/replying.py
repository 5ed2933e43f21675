"""What a customer writes to a ticket: it goes on, is reopened, or another ticket follows, as the plan says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from upheld.server.access.actor import Actor
from upheld.server.desk.facts import NOTHING, Fact, opening_of
from upheld.server.desk.models import Ticket
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.recording import Recorded, append, locked
from upheld.server.desk.standing import Standing, opening_said, standing_of
from upheld.support.replies import Effect, effect_of_reply
from upheld.timeline.instants import epoch_seconds


@dataclass(frozen=True, slots=True)
class CustomerMessage:
    """What somebody at the customer wrote.

    `channel` as in `Report`; `came` is when it reached us; `mail` where the message and its attachments are kept.
    """

    text: str
    came: datetime
    channel: str = "api"
    mail: Mapping[str, object] = field(default_factory=lambda: NOTHING)

    @property
    def fact(self) -> Fact:
        """The message as an event of the ticket that it belongs to."""
        return Fact(epoch_seconds(self.came), "customer_message", data={"text": self.text, **self.mail})


def reply(ticket: int, message: CustomerMessage, actor: Actor, now: datetime, expected: int | None = None) -> Recorded:
    """Add what a customer wrote to a ticket, by number; the ticket that it has become part of.

    It ends the waiting on the customer, and reopens a ticket that was solved within the plan's `reopen_within`, each at
    the instant at which it came. To a ticket that was solved before that, or is closed, it begins another one; both say
    so. Raises Stale as `record` does; `upheld.Refused` where the agreement refuses the new ticket, or this one was
    merged. A message that a program sent is not to be given here.
    """
    with transaction.atomic():
        row = locked(ticket, expected)
        stands = standing_of(row, message.fact.at)
        effect = effect_at(row, stands, message.fact.at)
        if effect.does == "follows up":
            return _follow_up(row, stands, message, actor, now)
        return append(row, [message.fact, *_facts(effect, message.fact.at)], actor, now)


def effect_at(row: Ticket, stands: Standing, at: int) -> Effect:
    """What a customer's message does to a ticket at an instant (UTC epoch seconds)."""
    # A merged ticket takes nothing more, and says so; one that is not entitled has nothing to go on.
    if stands.folded is None or row.state == "merged":
        return Effect("adds")
    return effect_of_reply(stands.folded, stands.agreement.text.plan(row.plan), at)


def _facts(effect: Effect, at: int) -> Iterator[Fact]:
    if effect.does == "reopens":
        yield Fact(at, "reopened")
    yield from (Fact(at, "resumed", state) for state in effect.states)


def _follow_up(row: Ticket, stands: Standing, message: CustomerMessage, actor: Actor, now: datetime) -> Recorded:
    """Another ticket on the same matter, under the terms of today; each names the other."""
    told = opening_said(row.events.filter(kind="opened"))
    opening, intake = opening_of(told), told.get("intake")
    asked = {str(name): str(value) for name, value in intake.items()} if isinstance(intake, Mapping) else {}
    report = Report(
        row.subject, message.text, message.channel, stands.priority, environment=opening.environment,
        agreement=stands.agreement.text.agreement, intake=asked, queue=row.queue, mail=message.mail, kind=row.kind,
    )  # fmt: skip
    made = open_ticket(row.account, report, actor, now, came=message.came)
    append(row, [Fact(message.fact.at, "linked", f"ticket/{made.ticket.pk}")], actor, now)
    return append(made.ticket, [Fact(message.fact.at, "linked", f"ticket/{row.pk}")], actor, now)
