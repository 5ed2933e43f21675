"""Fills a desk with many tickets, and waits until what is due was decided and told: part of `bench desk`.

open N      N open tickets of many accounts, no clock of which runs out soon
due N       N tickets whose clocks have run out, all put there at once; then wait for the service to escalate them
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from upheld.server.configuration import Configuration
from upheld.server.starting import start_django

start_django(Configuration.of(os.environ))

from django.conf import settings  # noqa: E402 - Django first
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402 - likewise
from django.db import connection, transaction  # noqa: E402 - likewise
from django.db.models import Max  # noqa: E402 - likewise

from upheld.server.access.actor import system  # noqa: E402 - likewise
from upheld.server.accounts.models import Account, Person  # noqa: E402 - likewise
from upheld.server.accounts.registering import (  # noqa: E402 - likewise
    NewAccount,
    NewSubscription,
    register_account,
    subscribe,
)
from upheld.server.audit.trail import Act, note_all  # noqa: E402 - likewise
from upheld.server.contracts.binding import binding  # noqa: E402 - likewise
from upheld.server.contracts.stored import row_of  # noqa: E402 - likewise
from upheld.server.desk.facts import opening_data  # noqa: E402 - likewise
from upheld.server.desk.models import Ticket, TicketEvent, TicketWords  # noqa: E402 - likewise
from upheld.server.desk.recording import index_of  # noqa: E402 - likewise
from upheld.server.desk.standing import standing  # noqa: E402 - likewise
from upheld.server.desk.words import words_of  # noqa: E402 - likewise
from upheld.server.outbox.models import Outbox  # noqa: E402 - likewise
from upheld.server.people.sessions import SessionStore  # noqa: E402 - likewise
from upheld.server.present import present, present_second  # noqa: E402 - likewise
from upheld.support.events import Opening  # noqa: E402 - likewise
from upheld.timeline.instants import epoch_seconds  # noqa: E402 - likewise

ACCOUNTS = 200
TOGETHER = 2000
ACTOR = system("bench")
PATIENCE = 600


def accounts() -> list[Account]:
    """The accounts that tickets are opened for, made where they are not there yet."""
    there = set(Account.objects.values_list("slug", flat=True))
    for number in range(ACCOUNTS):
        slug = f"customer-{number}"
        if slug not in there:
            with transaction.atomic():
                made = register_account(NewAccount(slug, f"Customer {number}", "Europe/Berlin"), ACTOR, present())
                subscribe(made, NewSubscription("desk", "gold", date(2026, 1, 1)), ACTOR, present())
    return list(Account.objects.filter(slug__startswith="customer-").order_by("pk"))


def put(tickets: int, opened: Callable[[int], tuple[datetime, str]], *, told: bool) -> None:
    """Put tickets there as opening them would, thousands with one statement: `opened` says when, with which priority.

    With `told`, everybody has been told already that they were opened.
    """
    here, now = accounts(), present()
    bounds = [binding(account, now) for account in here]
    first = (Ticket.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    for begin in range(0, tickets, TOGETHER):
        rows, events = [], []
        for number in range(begin, min(begin + TOGETHER, tickets)):
            account, bound = here[number % ACCOUNTS], bounds[number % ACCOUNTS]
            at, priority = opened(number)
            row = Ticket(
                number=first + number, account=account, version=row_of(bound.version), plan=bound.plan,
                subject=f"Calls to destination {number % 97} fail", opened_at=epoch_seconds(at), last_sequence=1,
            )  # fmt: skip
            data = {
                "opening": opening_data(Opening(priority, None, "", bound.plan, account.slug)),
                "subject": row.subject,
            }
            event = TicketEvent(
                ticket=row, sequence=1, at=row.opened_at, recorded_at=at, kind="opened", data=data, actor=ACTOR.id
            )
            stands = standing(row, [event], row.opened_at)
            row.state, row.priority = stands.state, stands.priority
            row.next_due, row.next_step = stands.next_due, stands.next_step(())
            rows.append(row)
            events.append(event)
        _write(rows, events, now if told else None)
    numbers_go_on()


def _write(rows: Sequence[Ticket], events: Sequence[TicketEvent], told: datetime | None) -> None:
    with transaction.atomic():
        Ticket.objects.bulk_create(rows)
        TicketEvent.objects.bulk_create(events)
        TicketWords.objects.bulk_create(words for each in events for words in words_of(each.ticket, [each]))
        Outbox.objects.bulk_create(
            Outbox(key=f"{row.pk}/1", kind="ticket.opened", ticket=row, payload={"sequence": 1},
                   created_at=present(), dispatched_at=told) for row in rows
        )  # fmt: skip
        acts = (Act("ticket.opened", "ticket", str(row.pk), row.account_id, None, index_of(row)) for row in rows)
        note_all(acts, ACTOR.id, present())


def numbers_go_on() -> None:
    """The next ticket that is opened gets the next number."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('desk_ticket', 'number'), max(number)) FROM desk_ticket"
            )


def fill(tickets: int) -> None:
    """Open tickets whose clocks have time left, and say how long that took."""
    now, began = present(), time.perf_counter()
    put(tickets, lambda number: (now - timedelta(seconds=number % 600), "123"[number % 3]), told=True)
    took = time.perf_counter() - began
    print(f"{tickets} open tickets put there, {tickets / took:.0f} a second")


def storm(tickets: int) -> None:
    """Let many tickets be overdue at once, and say how long the service takes to escalate each of them."""
    now = present()
    with transaction.atomic():
        put(tickets, lambda number: (now - timedelta(hours=1, seconds=10 + number % 600), "1"), told=True)
    began = time.perf_counter()
    for what, left in (("the outbox", _undecided), ("deliveries", _untold)):
        while left():
            if time.perf_counter() - began > PATIENCE:
                raise SystemExit(f"not in {what} after {PATIENCE} s: does a worker run?")
            time.sleep(0.2)
        print(f"{tickets} tickets overdue at once: all in {what} after {time.perf_counter() - began:.1f} s")
    steps = Outbox.objects.filter(kind="step.escalation", created_at__gte=now).values("key").distinct().count()
    print(f"{steps} escalations, each once")


def _undecided() -> bool:
    return Ticket.objects.filter(next_step__lte=present_second()).exists()


def _untold() -> bool:
    return Outbox.objects.filter(dispatched_at=None).exists()


def session_of(person: Person) -> str:
    """The cookie of somebody who has signed in."""
    made = SessionStore()
    made[SESSION_KEY] = str(person.pk)
    made[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    made[HASH_SESSION_KEY] = person.get_session_auth_hash()
    made.create()
    return f"{settings.SESSION_COOKIE_NAME}={made.session_key}"


def main(told: Sequence[str]) -> None:
    """Do what is asked for."""
    if told[0] == "open":
        fill(int(told[1]))
    else:
        storm(int(told[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
