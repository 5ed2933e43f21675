"""What a person does with a message that was put aside: it is led to where it belongs, or left alone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.audit.trail import Act, note
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.mailin.addresses import bound_at
from upheld.server.mailin.leading import CHANNEL, add_to, mail_data, told_by
from upheld.server.mailin.models import DISCARDED, OPENED, QUARANTINED, InboundMessage
from upheld.server.mailin.senders import Sender
from upheld.support.intake import intake_of, priority_unasked, requests_at
from upheld.wording import say


def release(message: InboundMessage, account: Account, priority: str, actor: Actor, now: datetime) -> InboundMessage:
    """Take a message as one of an account: into the ticket that it answers, or as a new one from when it came.

    Raises `upheld.Refused` where it does not wait any more, answers another account's ticket, or is no case.
    """
    with transaction.atomic():
        row = _waiting(message)
        if row.ticket is not None:
            if row.ticket.account_id != account.pk:
                what = say("ticket {number} is not of {account}", number=row.ticket_id, account=account.slug)
                raise Refused([_problem("account", what)])
            add_to(row, row.ticket, Sender(account, actor), now)
        else:
            _open(row, account, priority, actor, now)
        return _settled(row, "inbox.release", actor, now)


def discard(message: InboundMessage, why: str, actor: Actor, now: datetime) -> InboundMessage:
    """Leave a message alone; it stays kept. Raises `upheld.Refused` where it does not wait any more."""
    with transaction.atomic():
        row = _waiting(message)
        row.verdict, row.reason = DISCARDED, why
        return _settled(row, "inbox.discard", actor, now)


def _open(row: InboundMessage, account: Account, priority: str, actor: Actor, now: datetime) -> None:
    address = row.recipients[0]
    agreement = bound_at(account, address, row.received_at).agreement
    requests = requests_at(agreement, address) or ""
    terms = intake_of(agreement)
    report = Report(
        row.subject or "(no subject)", row.text, CHANNEL, priority or priority_unasked(agreement, requests) or "",
        agreement=agreement.text.agreement, intake=told_by(row, (*terms.required, *terms.optional)), queue=requests,
        mail=mail_data(row),
    )  # fmt: skip
    made = open_ticket(account, report, actor, now, came=row.received_at)
    row.verdict, row.reason, row.ticket, row.account = OPENED, "", made.ticket, account
    row.requests = requests[:200]


def _waiting(message: InboundMessage) -> InboundMessage:
    row = InboundMessage.objects.select_for_update().get(pk=message.pk)
    if row.verdict != QUARANTINED:
        raise Refused([_problem("message", f"message {row.pk} does not wait for anybody: it is {row.verdict}")])
    return row


def _settled(row: InboundMessage, action: str, actor: Actor, now: datetime) -> InboundMessage:
    row.save()
    told = {"verdict": row.verdict, "reason": row.reason, "ticket": row.ticket_id}
    note(Act(action, "inbound message", str(row.pk), row.account_id, after=told), actor.id, now)
    return row


def _problem(field: str, what: str) -> Problem:
    return Problem(Place("request"), field, what, code="not waiting")
