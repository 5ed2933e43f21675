"""What becomes of a message: a new ticket, a part of one, an answer, or put aside for a person to look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from upheld.problems import Problem, Refused
from upheld.server.contracts.binding import Bound
from upheld.server.desk.models import Ticket
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.replying import CustomerMessage, reply
from upheld.server.installed import installation
from upheld.server.mailin.addresses import bound_at
from upheld.server.mailin.answering import answer
from upheld.server.mailin.authenticity import why_doubtful
from upheld.server.mailin.automatic import is_report, why_automatic
from upheld.server.mailin.bounces import take_report
from upheld.server.mailin.envelope import Envelope
from upheld.server.mailin.models import ADDED, ANSWERED, AUTOMATIC, BOUNCE, OPENED, QUARANTINED, InboundMessage
from upheld.server.mailin.reading.message import Message
from upheld.server.mailin.senders import Sender, senders
from upheld.server.mailin.threads import ticket_meant
from upheld.support.intake import field_problems, intake_of, priority_unasked, refused_channel, requests_at
from upheld.wording import say

CHANNEL = "e-mail"


def lead(row: InboundMessage, message: Message, envelope: Envelope, now: datetime) -> None:
    """Decide what becomes of a message, and do it, in the caller's transaction; the row says what and why."""
    if is_report(message):
        row.verdict, row.ticket_id = BOUNCE, take_report(message, now)
        return
    meant = ticket_meant(message, envelope.recipients)
    automatic = why_automatic(message, envelope)
    settings = installation().inbound
    doubtful = why_doubtful(message.headers, settings.authserv_id if settings else "")
    if automatic:
        row.verdict, row.reason = AUTOMATIC, automatic
    elif doubtful:
        put_aside(row, doubtful)
    elif meant is not None:
        _answer_to(row, meant, now)
    else:
        _new(row, envelope, now)


def put_aside(row: InboundMessage, why: str) -> None:
    """Leave a message for a person to look at."""
    row.verdict, row.reason = QUARANTINED, why[:300]


def add_to(row: InboundMessage, ticket: Ticket, sender: Sender, now: datetime) -> None:
    """Add what somebody wrote to a ticket of theirs; to one that ended it begins another, where the plan has it so.

    Raises `upheld.Refused` where the ticket takes nothing more.
    """
    message = CustomerMessage(row.text, row.received_at, CHANNEL, mail_data(row))
    with transaction.atomic():
        made = reply(ticket.pk, message, sender.actor, now).ticket
    row.verdict, row.reason, row.ticket, row.account = ADDED if made.pk == ticket.pk else OPENED, "", made, made.account


def mail_data(row: InboundMessage) -> dict[str, object]:
    """Where a message is kept, and who wrote it, as an event tells it."""
    return {"sender": row.sender, "message": row.pk, "attachments": row.attachments}


def told_by(row: InboundMessage, asked: tuple[str, ...]) -> Mapping[str, str]:
    """What an e-mail tells of the fields that an agreement asks for: who reports, and the failure."""
    said = {"reporter": row.sender_name or row.sender, "failure": row.text[:5000]}
    return {name: said[name] for name in asked if name in said}


def _answer_to(row: InboundMessage, ticket: Ticket, now: datetime) -> None:
    sender = next((each for each in senders(row.sender) if each.account.pk == ticket.account_id), None)
    row.ticket, row.account = ticket, ticket.account
    if sender is None:
        put_aside(row, say("its sender is not of the account whose ticket it answers"))
        return
    try:
        add_to(row, ticket, sender, now)
    except Refused as refused:
        if any(problem.code == "channel" for problem in refused.problems):
            row.verdict, row.reason = ANSWERED, refused.problems[0].what[:300]
            answer(row, refused.problems, ticket.account.language, now)
        else:
            put_aside(row, refused.problems[0].what)


def _new(row: InboundMessage, envelope: Envelope, now: datetime) -> None:
    found = senders(row.sender)
    if len(found) != 1:
        put_aside(row, say("its sender belongs to several accounts") if found else say("its sender is unknown"))
        return
    row.account = found[0].account
    try:
        problems = _open(row, found[0], envelope, now)
    except Refused as refused:
        put_aside(row, refused.problems[0].what)
        return
    if problems:
        row.verdict, row.reason = ANSWERED, problems[0].what[:300]
        answer(row, problems, found[0].account.language, now)


def _open(row: InboundMessage, sender: Sender, envelope: Envelope, now: datetime) -> tuple[Problem, ...]:
    """Open a ticket; the problems where the message is no case. Raises `upheld.Refused` where a person must look."""
    address, bound = _addressed(sender, envelope.recipients, now)
    requests = requests_at(bound.agreement, address) or ""
    row.requests = requests[:200]
    refused = refused_channel(bound.agreement, CHANNEL)
    if refused:
        return (refused,)
    terms = intake_of(bound.agreement)
    told = told_by(row, (*terms.required, *terms.optional))
    problems = field_problems(terms, told)
    if problems:
        return problems
    priority = priority_unasked(bound.agreement, requests)
    if priority is None and bound.plan and not bound.lapsed:
        put_aside(row, say("its priority cannot be told from an e-mail"))
        return ()
    report = Report(
        row.subject or "(no subject)", row.text, CHANNEL, priority or "", agreement=bound.agreement.text.agreement,
        intake=told, queue=requests, mail=mail_data(row),
    )  # fmt: skip
    with transaction.atomic():
        made = open_ticket(sender.account, report, sender.actor, now)
    row.verdict, row.ticket = OPENED, made.ticket
    return ()


def _addressed(sender: Sender, recipients: tuple[str, ...], now: datetime) -> tuple[str, Bound]:
    """The address that is meant: the first that the sender's agreement names, else the first."""
    pairs = [(each, bound_at(sender.account, each, now)) for each in recipients]
    return next((pair for pair in pairs if requests_at(pair[1].agreement, pair[0]) is not None), pairs[0])
