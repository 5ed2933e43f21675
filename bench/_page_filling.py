"""Fills an installation for `bench pages`, and tells what each page asks the database: a process beside the service.

fill T A           T tickets of A accounts, half of them in work and half of all those of one account, with what was
                   said, one ticket with 10,000 messages, a year of measured months and 90 measured days of each
                   account, and incidents; prints as JSON who may sign in, and the tickets and accounts to look at
queries            reads [path, cookie] as JSON, a line each; prints the status and the number of questions of each
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from upheld.server.configuration import Configuration
from upheld.server.starting import migrate_database, prepare, start_django

prepare(Configuration.of(os.environ))
start_django(Configuration.of(os.environ))

from django.db import connection, transaction  # noqa: E402 - Django first
from django.test import Client  # noqa: E402 - likewise
from django.test.utils import CaptureQueriesContext  # noqa: E402 - likewise

from bench._desk_filling import ACTOR, numbers_go_on, session_of  # noqa: E402 - likewise
from tests.server.measured_scene import MEASURES  # noqa: E402 - likewise
from tests.server.scene import AGREEMENT, text_source  # noqa: E402 - likewise
from upheld.server.access.actor import Role  # noqa: E402 - likewise
from upheld.server.accounts.models import Account, Person  # noqa: E402 - likewise
from upheld.server.accounts.registering import (  # noqa: E402 - likewise
    NewAccount,
    NewPerson,
    NewSubscription,
    register_account,
    register_person,
    subscribe,
)
from upheld.server.accounts.telling import ProviderFacts, set_provider  # noqa: E402 - likewise
from upheld.server.audit.trail import Act, note_all  # noqa: E402 - likewise
from upheld.server.contracts.binding import binding  # noqa: E402 - likewise
from upheld.server.contracts.publishing import publish  # noqa: E402 - likewise
from upheld.server.contracts.stored import row_of  # noqa: E402 - likewise
from upheld.server.delivery.models import Delivery  # noqa: E402 - likewise
from upheld.server.desk.facts import Fact, opening_data  # noqa: E402 - likewise
from upheld.server.desk.models import Ticket, TicketEvent, TicketWords  # noqa: E402 - likewise
from upheld.server.desk.recording import index_of  # noqa: E402 - likewise
from upheld.server.desk.standing import standing  # noqa: E402 - likewise
from upheld.server.desk.words import words_of  # noqa: E402 - likewise
from upheld.server.figures.models import MeasuredDay, MeasuredPeriod, RunningDay, RunningPeriod  # noqa: E402 - likewise
from upheld.server.incidents.models import Incident  # noqa: E402 - likewise
from upheld.server.incidents.posting import NewIncident, Post, open_incident, post_update  # noqa: E402 - likewise
from upheld.server.outbox.models import Outbox  # noqa: E402 - likewise
from upheld.server.present import present  # noqa: E402 - likewise
from upheld.support.events import Opening  # noqa: E402 - likewise
from upheld.timeline.instants import epoch_seconds  # noqa: E402 - likewise

TOGETHER = 2000
MESSAGES = 10_000
AGENTS = 30
DAYS, MONTHS = 90, 12
SIGNS = ("route {0} answers 503", "no audio in calls to {0}", "code 4711 since {0} o'clock", "slow at {0}")


@dataclass(frozen=True)
class Said:
    """A ticket as it is put there: whose it is, when it was opened, and what happened then."""

    account: Account
    opened: int
    priority: str
    facts: tuple[Fact, ...]


def fill(tickets: int, many: int) -> None:
    """Everything; prints where to look."""
    migrate_database()
    now = present()
    with transaction.atomic():
        set_provider(ProviderFacts("Northlight", "+49 30 5557 0199", "Europe/Berlin"), ACTOR, now)
        publish("desk.yaml", text_source(AGREEMENT + MEASURES), ACTOR, now)
        accounts = [_account(number, now) for number in range(many)]
        agents = [_person(f"agent-{number}@bench.example", "agent", None, now) for number in range(AGENTS)]
        owner = _person("owner@bench.example", "owner", None, now)
        readers = [_person(f"admin@{each.slug}.example", "admin", each, now) for each in (accounts[0], accounts[1])]
    _put(tickets, accounts, agents, now)
    longest = _put_longest(accounts[0], now)
    _figures(accounts, now)
    codes = _incidents(now)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # which it does by itself before long
    looked_at = Ticket.objects.filter(state="open").exclude(pk=longest).order_by("-pk")
    print(json.dumps({
        "owner": session_of(owner), "most": session_of(readers[0]), "few": session_of(readers[1]), "longest": longest,
        "ticket": looked_at.filter(account=accounts[0])[0].pk, "person": agents[0].pk, "incident": codes[0],
        "few_ticket": looked_at.filter(account=accounts[1])[0].pk,
        "figure": f"desk:uptime:{next(_months(now.date())):%Y-%m}",
    }))  # fmt: skip


def _account(number: int, now: datetime) -> Account:
    made = register_account(NewAccount(f"customer-{number}", f"Customer {number}", "Europe/Berlin"), ACTOR, now)
    subscribe(made, NewSubscription("desk", "gold", date(2025, 1, 1)), ACTOR, now)
    return made


def _person(address: str, role: Role, account: Account | None, now: datetime) -> Person:
    name = address.partition("@")[0].replace("-", " ").title()
    return register_person(NewPerson(address, "a password for this run", role, account, name=name), ACTOR, now)


# ------------------------------------------------------------------------------------------------ tickets


def _put(tickets: int, accounts: Sequence[Account], agents: Sequence[Person], now: datetime) -> None:
    bound = binding(accounts[0], now)
    version, plan = row_of(bound.version), bound.plan
    rows = (_ticket(number, accounts, epoch_seconds(now)) for number in range(tickets))
    first = 1
    while some := list(islice(rows, TOGETHER)):
        made, events = [], []
        for number, said in enumerate(some, first):
            row = Ticket(
                number=number, account=said.account, version=version, plan=plan, opened_at=said.opened,
                subject=f"Calls to destination {number % 97} fail", last_sequence=len(said.facts),
                assignee=agents[number % AGENTS] if number % 3 else None,
                channel=("web form", "api", "e-mail", "telephone")[number % 4],
            )  # fmt: skip
            told = [_event(row, place, fact) for place, fact in enumerate(said.facts, 1)]
            stands = standing(row, told, epoch_seconds(now))
            # No step is owed: what is measured are pages, and not how warnings go out.
            row.state, row.priority, row.next_due = stands.state, stands.priority, stands.next_due
            made.append(row)
            events += told
        _write(made, events)
        first += len(some)
    numbers_go_on()


def _ticket(number: int, accounts: Sequence[Account], now: int) -> Said:
    """The older half is over; the other half was opened within the last three days."""
    account = accounts[0] if number % 2 else accounts[(number // 2) % len(accounts)]
    over = number % 4 < 2
    opened = now - (4 * 86400 + number % 300 * 86400 if over else number * 37 % (3 * 86400)) - 60
    sign = SIGNS[number % len(SIGNS)].format(number % 24)
    data = {
        "opening": opening_data(Opening("123"[number % 3], None, "", "gold", account.slug)), "channel": "web form",
        "subject": f"Calls to destination {number % 97} fail",
        "description": f"Since this morning: {sign}. It concerns everybody in the office, and there is no way around.",
        "intake": {"transaction_ids": f"uuid-{number:08x}"},
    }  # fmt: skip
    facts = [Fact(opened, "opened", data=data)]
    if over or number % 5:
        facts.append(Fact(opened + 40, "acknowledged", "portal", {"text": "Thank you. We have it and look at it."}))
    if number % 3 == 0:
        text = f"It happens again with {number % 1013}, and the trace is attached. Please call us."
        facts.append(Fact(opened + 50, "customer_message", data={"text": text}))
    if over:
        facts.append(Fact(opened + 5000, "resolved", data={"text": "The route was changed; calls go through again."}))
    return Said(account, opened, "123"[number % 3], tuple(facts))


def _event(row: Ticket, place: int, fact: Fact) -> TicketEvent:
    return TicketEvent(
        ticket=row, sequence=place, at=fact.at, recorded_at=datetime.fromtimestamp(fact.at, UTC), kind=fact.kind,
        detail=fact.detail, data=dict(fact.data), actor=ACTOR.id,
    )  # fmt: skip


def _write(rows: Sequence[Ticket], events: Sequence[TicketEvent]) -> None:
    now = present()
    with transaction.atomic():
        Ticket.objects.bulk_create(rows)
        TicketEvent.objects.bulk_create(events)
        TicketWords.objects.bulk_create(words for each in events for words in words_of(each.ticket, [each]))
        letters = Outbox.objects.bulk_create(
            Outbox(key=f"{row.pk}/1", kind="ticket.opened", ticket=row, payload={"sequence": 1}, created_at=now,
                   dispatched_at=now) for row in rows
        )  # fmt: skip
        Delivery.objects.bulk_create(
            Delivery(letter=each, account=row.account, channel="e-mail", recipient=f"desk@{row.account.slug}.example",
                     message_id=f"<{row.pk}@bench.example>", status="delivered", created_at=now)
            for each, row in zip(letters, rows, strict=True)
        )  # fmt: skip
        acts = (Act("ticket.opened", "ticket", str(row.pk), row.account_id, None, index_of(row)) for row in rows)
        note_all(acts, ACTOR.id, now)


def _put_longest(account: Account, now: datetime) -> int:
    """A ticket in which 10,000 messages were written; its number."""
    bound, at = binding(account, now), epoch_seconds(now) - 80_000
    row = Ticket(
        account=account, version=row_of(bound.version), plan=bound.plan, opened_at=at, subject="The long story",
        last_sequence=MESSAGES + 1, state="open", priority="3",
    )  # fmt: skip
    data = {"opening": opening_data(Opening("3", None, "", bound.plan, account.slug)), "subject": row.subject}
    texts = (f"Message {number}: still the same, see trace {number * 7}." for number in range(MESSAGES))
    facts = [Fact(at, "opened", data=data), *(Fact(at + 5, "customer_message", data={"text": text}) for text in texts)]
    with transaction.atomic():
        row.save()
    _write([], [_event(row, place, fact) for place, fact in enumerate(facts, 1)])
    return row.pk


# ------------------------------------------------------------------------------------- figures, incidents


def _figures(accounts: Sequence[Account], now: datetime) -> None:
    today, of = now.date(), (None, *accounts)
    with transaction.atomic():
        for measure in ("platform", "messages", "calls"):
            mine = of if measure == "platform" else (None,)
            MeasuredDay.objects.bulk_create(
                (MeasuredDay(**_day(today - timedelta(days=ago), measure, account))
                 for account in mine for ago in range(1, DAYS)), batch_size=TOGETHER,
            )  # fmt: skip
            RunningDay.objects.bulk_create(RunningDay(**_day(today, measure, account)) for account in mine)
        MeasuredPeriod.objects.bulk_create(
            (MeasuredPeriod(**_period(month, account, now)) for account in of for month in _months(today)),
            batch_size=TOGETHER,
        )  # fmt: skip
        RunningPeriod.objects.bulk_create(
            RunningPeriod(**_period(today.replace(day=1), account, now), whole_seconds=2_592_000,
                          lost_seconds=(account.pk if account else 1) * 7 % 3000) for account in of
        )  # fmt: skip


def _months(today: date) -> Iterator[date]:
    month = today.replace(day=1)
    for _ in range(MONTHS):
        month = (month - timedelta(days=1)).replace(day=1)
        yield month


def _day(day: date, measure: str, account: Account | None) -> dict[str, object]:
    begins = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    down = 60 * (day.toordinal() % 11 == 0)
    return {
        "agreement": "desk", "measure": measure, "account": account, "date": day, "zone": "Europe/Berlin",
        "begins": begins, "ends": begins + 86400, "up": 86400 - down, "down": down, "excluded": 0, "unknown": 0,
        "down_spans": [[begins, begins + down]] if down else [], "measured_at": present(),
    }  # fmt: skip


def _period(month: date, account: Account | None, now: datetime) -> dict[str, object]:
    begins = int(datetime(month.year, month.month, 1, tzinfo=UTC).timestamp())
    return {
        "agreement": "desk", "version": "1", "account": account, "commitment": "uptime", "title": "Uptime",
        "measure": "platform", "label": f"{month:%Y-%m}", "zone": "Europe/Berlin", "begins": begins,
        "ends": begins + 2_592_000, "until": begins + 2_592_000, "uptime": "43199/43200", "words": "99.9976 %",
        "without_exclusions": "99.9976 %", "target": "999/1000", "promise": "at least 99.9 %", "verdict": "kept",
        "sentence": "Uptime was 99.9976 %, and at least 99.9 % are promised: kept.", "down_seconds": 60,
        "excluded_seconds": 0, "unknown_seconds": 0, "allowed_seconds": 2592, "measured_at": now,
    }  # fmt: skip


def _incidents(now: datetime) -> list[str]:
    """Sixty that are over, and one that is not; their codes, the latest first."""
    for number in range(61):
        at = now - timedelta(days=(60 - number) * 2, hours=1)
        row = open_incident(NewIncident(f"Calls fail at route {number}", "We look at it."), ACTOR, at)
        if number < 60:
            post_update(row.code, Post("It is over.", "resolved"), ACTOR, at + timedelta(minutes=40))
    return list(Incident.objects.order_by("-created_at").values_list("code", flat=True))


# ---------------------------------------------------------------------------------------------- questions


def queries(asked: Iterator[str]) -> None:
    """How many questions each page asks, once what is kept in memory is there."""
    for line in asked:
        path, cookie = json.loads(line)
        client = Client(raise_request_exception=False)
        sent = {"cookie": cookie} if cookie else {}
        client.get(path, headers=sent)
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(path, headers=sent)
        print(json.dumps([answer.status_code, len(caught)]))


def main(told: Sequence[str]) -> None:
    """Do what is asked for."""
    if told[0] == "fill":
        fill(int(told[1]), int(told[2]))
    else:
        queries(iter(sys.stdin))


if __name__ == "__main__":
    main(sys.argv[1:])
