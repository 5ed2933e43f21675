"""Opening a ticket: who is bound by what, then the ticket and its first event in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from django.db import transaction

from upheld.problems import Refused
from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.contracts.binding import Bound, binding
from upheld.server.contracts.stored import row_of
from upheld.server.desk.facts import NOTHING, Fact, opening_data
from upheld.server.desk.models import CASE, CHANGE_REQUEST, Ticket
from upheld.server.desk.recording import Recorded, append
from upheld.support.events import Opening
from upheld.support.intake import intake_problems, refused_channel
from upheld.timeline.instants import epoch_seconds

_NO_ANSWERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports.

    `channel` is how it came in, in the agreement's words (`web form`, `api`, `telephone`); `priority` or `answers`
    say how grave it is; `intake` holds the further fields that the agreement asks for; `queue` the requests that the
    address takes to which it was sent, and `mail` where the message and its attachments are kept (plain JSON). A
    `change request` needs no priority and starts no clock. `untold`: the customer is not told that it was opened.
    """

    subject: str
    description: str = ""
    channel: str = "api"
    priority: str = ""
    answers: Mapping[str, str] = field(default_factory=lambda: _NO_ANSWERS)
    environment: str = ""
    agreement: str = ""
    intake: Mapping[str, str] = field(default_factory=lambda: _NO_ANSWERS)
    queue: str = ""
    kind: str = CASE
    mail: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    untold: bool = False


def open_ticket(
    account: Account, report: Report, actor: Actor, now: datetime, came: datetime | None = None
) -> Recorded:
    """Open a ticket for an account. Raises `upheld.Refused` with what the agreement refuses.

    Refused is a report over a channel that does not count, or without a field that the agreement asks for. A ticket
    for which support is not owed (the term is over) is kept, says why, and has no clock. The clocks begin when the
    report `came`, where that was before `now` (a message that somebody had to look at first).
    """
    opened = came or now
    bound = binding(account, opened, report.agreement)
    _refuse_unfit(bound, report)
    at = epoch_seconds(opened)
    with transaction.atomic():
        row = Ticket.objects.create(
            account=account, version=row_of(bound.version), plan=bound.plan, subject=report.subject,
            channel=report.channel, queue=report.queue[:200], opened_at=at, kind=report.kind,
        )  # fmt: skip
        return append(row, [Fact(at, "opened", data=_data(account, report, bound))], actor, now)


def _refuse_unfit(bound: Bound, report: Report) -> None:
    """A case holds what the agreement asks of one; a change may be asked for over any channel that counts."""
    if report.kind == CHANGE_REQUEST:
        refused = refused_channel(bound.agreement, report.channel)
        if refused:
            raise Refused([refused])
    elif problems := intake_problems(bound.agreement, report.channel, report.intake):
        raise Refused(problems)


def _data(account: Account, report: Report, bound: Bound) -> dict[str, object]:
    answers = MappingProxyType(dict(report.answers)) if report.answers else None
    opening = Opening(report.priority, answers, report.environment, bound.plan, account.slug)
    data: dict[str, object] = {
        "opening": opening_data(opening), "channel": report.channel, "subject": report.subject,
        "description": report.description, "intake": dict(report.intake), "queue": report.queue,
        **report.mail, **({"untold": True} if report.untold else {}),
    }  # fmt: skip
    lapsed = {"not_entitled": bound.lapsed, "clause": bound.clause} if bound.lapsed else {}
    return {**data, **lapsed}
