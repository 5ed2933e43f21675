"""Every page of the desk and of the portal asks the database as often for thirty of everything as for three.

The pages come from the router, so that a new one is among them by itself; what its path names is made in `things.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.server.routes import Route, routes
from tests.server.scene import NOBODY, NOW, Scene, key_for
from tests.server.things import things_of
from upheld.server.access.actor import MAY
from upheld.server.accounts.models import Account
from upheld.server.accounts.registering import (
    NewAccount,
    NewKey,
    NewPerson,
    NewSubscription,
    issue_key,
    register_account,
    register_person,
    subscribe,
)
from upheld.server.accounts.telling import NewContact, add_contact
from upheld.server.console.reckoning import reckon
from upheld.server.delivery.models import DELIVERED, PORTAL, Delivery
from upheld.server.desk.facts import Fact
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.recording import record
from upheld.server.figures.models import MeasuredDay, MeasuredPeriod, RunningPeriod
from upheld.server.outbox.models import Outbox
from upheld.server.people.inviting import NewInvitation, invite
from upheld.server.present import present
from upheld.server.webhooks.models import Endpoint
from upheld.timeline.instants import epoch_seconds

FEW, MANY = 3, 30
# The highest count of all pages: who looks at an account sees eight rooms' records at once.
MOST = 45


def pages() -> Iterator[Route]:
    """Every page that is read, of either side."""
    for route in routes():
        if route.method == "GET" and route.path.startswith(("/desk/", "/portal/", "/status/own")):
            yield route
    yield Route("GET", "/desk/queue?q=again+calls", "ticket.notes")
    yield Route("GET", "/desk/accounts?by=late", "account.read")
    yield Route("GET", "/portal/tickets/?q=again", "ticket.read")


def counts(things: dict[str, str], keys: tuple[str, str]) -> dict[str, int]:
    """The queries of each page by the first key that sees it, once everything that is read once is read."""
    found = {}
    for route in pages():
        path, key = route.filled(things), keys[route.path.startswith(("/portal/", "/status/own"))]
        reader = Client(headers={"authorization": f"Bearer {key}"})
        reader.get(path)
        with CaptureQueriesContext(connection) as caught:
            answer = reader.get(path)
        assert answer.status_code in {200, 302, 303}, f"{path}: {answer.status_code}"
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            found[route.path] = len(caught)
    return found


def accounts(numbers: range) -> None:
    """Accounts with one of everything each."""
    for number in numbers:
        made = register_account(NewAccount(f"customer-{number}", f"Customer {number}"), NOBODY, NOW)
        subscribe(made, NewSubscription("desk", "gold", date(2026, 1, 1)), NOBODY, NOW)
        things_of(made)


def more_of(account: Account, numbers: range, ticket: int) -> None:
    """More tickets, messages in one of them, people, keys, notices and figures of one account."""
    now = present()
    for number in numbers:
        opened = open_ticket(account, Report(f"Calls fail {number}", "again", priority="1"), NOBODY, now).ticket
        record(ticket, [Fact(epoch_seconds(now), "customer_message", data={"text": f"Again {number}"})], NOBODY, now)
        record(opened.pk, [Fact(epoch_seconds(now), "linked", f"ticket/{ticket}")], NOBODY, now)
        Delivery.objects.create(
            letter=Outbox.objects.get(ticket=opened, kind="ticket.opened"), account=account, channel=PORTAL,
            recipient=account.slug, message_id=uuid4().hex, status=DELIVERED, created_at=now,
        )  # fmt: skip
        register_person(NewPerson(f"p{number}@acme.example", "correct horse battery", "reporter", account), NOBODY, now)
        register_person(NewPerson(f"a{number}@desk.example", "correct horse battery", "agent"), NOBODY, now)
        invite(NewInvitation(f"i{number}@acme.example", "reporter", account), NOBODY, now)
        issue_key(NewKey(f"key {number}", MAY["reporter"], account), NOBODY, now)
        Endpoint.objects.create(account=account, url=f"https://acme.example.com/{number}", created_at=now)
        add_contact(account, NewContact(f"C{number}", "technical", address=f"c{number}@acme.example"), NOBODY, now)
        figures(account, number)


def figures(account: Account, number: int) -> None:
    """A period that is over, one that runs, and a day."""
    first = MeasuredPeriod.objects.filter(account=account).values().earliest("pk")
    told: dict[str, Any] = {name: value for name, value in first.items() if name != "id"}
    told["commitment"] = f"of-{number}"
    MeasuredPeriod.objects.create(**told)
    running = {name: value for name, value in told.items() if name not in {"statement_id", "supersedes_id"}}
    RunningPeriod.objects.create(**running, whole_seconds=2_678_400, lost_seconds=number)
    day = NOW.date() - timedelta(days=number)
    MeasuredDay.objects.create(
        agreement="desk", measure="api", account=account, date=day, zone="UTC", begins=number * 86400,
        ends=(number + 1) * 86400, up=86400, down=0, excluded=0, unknown=0, measured_at=NOW,
    )  # fmt: skip


def test_no_page_asks_more_of_the_database_for_more_that_it_shows(scene: Scene) -> None:
    reckon(present())  # as the worker does before anybody looks
    things = dict(things_of(scene.acme))
    keys = key_for("owner"), key_for("admin", scene.acme)
    accounts(range(FEW))
    more_of(scene.acme, range(FEW), int(things["tickets"]))
    few = counts(things, keys)
    accounts(range(FEW, MANY))
    more_of(scene.acme, range(FEW, MANY), int(things["tickets"]))
    many = counts(things, keys)
    assert len(few) > 40
    assert {path: (few[path], number) for path, number in many.items() if few[path] < number} == {}
    assert {path: number for path, number in many.items() if number > MOST} == {}
