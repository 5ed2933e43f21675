"""E-mail going out: each message claimed, looked at again, sent under its stable id, and recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from upheld.server.delivery.mail import Mail, MailLine
from upheld.server.delivery.models import FAILED, Delivery
from upheld.server.delivery.outcomes import Outcome, mail_wait
from upheld.server.delivery.recording import conclude, postpone, release, supersede
from upheld.server.jobs.lease import Lease
from upheld.server.notices.bundling import lead_of, next_bundle
from upheld.server.notices.dispatching import is_for_desk, tell_owners
from upheld.server.notices.message import Message, combined, html_of
from upheld.server.notices.reaching import reached
from upheld.server.notices.words import words_in
from upheld.server.notices.writing import Held, Outdated, Written, written
from upheld.server.present import present
from upheld.server.threads import domain, reply_address, thread_id

HELD = timedelta(minutes=1)
_LINE_IN_DOUBT = frozenset({"unreachable", "unknown"})


def send_waiting_mail(lease: Lease, number: int) -> None:
    """Send what is due on a line, until nothing is, or the mail server cannot be reached."""
    with MailLine() as line:
        while bundle := next_bundle(lease, number, present()):
            outcome = _send_bundle(line, bundle, lease)
            if outcome is not None and outcome.ending in _LINE_IN_DOUBT:
                # One message tells; the others wait for the next round, without a try of their own.
                return


def _send_bundle(line: MailLine, bundle: tuple[Delivery, ...], lease: Lease) -> Outcome | None:
    now = present()
    told = {each.pk: written(each, now) for each in bundle}
    messages = [message for message in told.values() if isinstance(message, Message)]
    if not messages:
        _record(bundle, told, None, lease)
        return None
    outcome = _sent(line, lead_of(bundle), combined(messages, words_in(messages[-1].language)), bundle)
    _record(bundle, told, outcome, lease)
    return outcome


def _sent(line: MailLine, lead: Delivery, message: Message, bundle: tuple[Delivery, ...]) -> Outcome:
    try:
        mail = Mail(lead.recipient, message.subject, message.text, html_of(message), _headers(lead, bundle))
        return line.send(mail)
    except ValueError as error:
        # An address or a header that no mail can have: it never will.
        return Outcome("refused", f"no mail can be made of it: {error}", address_refused=True)


def _headers(lead: Delivery, bundle: tuple[Delivery, ...]) -> dict[str, str]:
    """Stable over all tries. `X-Upheld-Notice` names every notice in the message."""
    ids = " ".join(each.message_id for each in bundle)
    headers = {
        "Message-ID": f"<{lead.message_id}@{domain()}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Upheld-Notice": ids,
    }
    ticket = lead.letter.ticket_id
    if ticket is None:
        return headers | _leaving(lead)
    thread, reply = thread_id(ticket), reply_address(ticket)
    return {**headers, "References": thread, "In-Reply-To": thread, **({"Reply-To": reply} if reply else {})}


def _leaving(lead: Delivery) -> dict[str, str]:
    """How to get no more of it, for programs that read mail (RFC 2369, and RFC 8058 for one click)."""
    link = lead.letter.payload.get("unsubscribe")
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if link else {}


def _record(bundle: tuple[Delivery, ...], told: Mapping[int, Written], outcome: Outcome | None, lease: Lease) -> None:
    """What became of each: in one transaction, and only while the job is ours."""
    now = present()
    with transaction.atomic():
        lease.hold()
        for each in bundle:
            said = told[each.pk]
            if isinstance(said, Outdated):
                supersede(each, said.why, now)
            elif isinstance(said, Held):
                postpone(each, now + HELD)
            elif outcome is not None:
                _conclude(each, outcome, now)
        if not isinstance(told[lead_of(bundle).pk], Message):
            # Whoever was bound to it goes out by itself.
            release(bundle)


def _conclude(delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    wait = None
    if outcome.ending not in {"delivered", "refused"}:
        wait = mail_wait(delivery.tries + 1, now - delivery.created_at, outcome)
    conclude(delivery, outcome, wait, now)
    if outcome.ending == "delivered" and delivery.account_id is not None:
        reached(delivery, "e-mail accepted", now)
    elif delivery.status == FAILED and is_for_desk(delivery.letter):
        tell_owners(delivery.letter, now)
