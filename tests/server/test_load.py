"""What keeps the desk quick: how many statements the often repeated work takes, whatever there is to do at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.server.scene import Caller, Scene, set_up
from tests.server.telling import add_desk, furnish, opened
from upheld.server.api.models import AnsweredRequest
from upheld.server.api.repeating import forget_answers
from upheld.server.api.work import KEPT
from upheld.server.copying.rows import clear, lines, put, tables
from upheld.server.delivery.models import Delivery
from upheld.server.desk.models import Ticket
from upheld.server.desk.steps import post_next_steps
from upheld.server.notices.dispatching import dispatch_waiting
from upheld.server.outbox.models import Outbox
from upheld.server.present import present

REPORT = {"subject": "It is down", "account": "acme", "priority": "1"}
TWO_HOURS = timedelta(hours=2)


def statements(act: Callable[[], object]) -> list[str]:
    """What the database is asked while something is done, without the marks of transactions in transactions."""
    with CaptureQueriesContext(connection) as asked:
        act()
    marks = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return [each["sql"] for each in asked.captured_queries if not each["sql"].startswith(marks)]


def test_opening_a_ticket_takes_twelve_statements(scene: Scene) -> None:
    """Who calls; whether the key was used; account, subscription, versions; seven rows written."""
    agent = Caller(scene.agent)

    def call() -> None:
        assert agent.post("/tickets", REPORT, Idempotency_Key=uuid4().hex).status_code == 201

    call()  # the agreement is read once, and the use of the key of the API is noted once a minute
    found = statements(call)
    assert (len(found), sum(each.startswith(("INSERT", "UPDATE")) for each in found)) == (12, 7), "\n".join(found)


def test_steps_are_decided_together(scene: Scene) -> None:
    """One of them or ten: the same statements; each ticket has its four steps, once."""
    counts = []
    for many in (1, 10):
        for _ in range(many):
            opened(scene.acme, TWO_HOURS)
        counts.append(len(statements(lambda: post_next_steps(present()))))
    assert counts[0] == counts[1]
    assert Outbox.objects.filter(kind__startswith="step.").count() == 4 * 11
    assert not Ticket.objects.filter(next_step__lte=present().timestamp()).exists()
    assert post_next_steps(present()).tickets == 0


def test_recipients_are_worked_out_together(scene: Scene) -> None:
    furnish(scene)
    add_desk()
    counts = []
    for many in (1, 10):
        for _ in range(many):
            opened(scene.acme, TWO_HOURS)
        post_next_steps(present())
        counts.append(len(statements(lambda: dispatch_waiting(present()))))
    assert counts[0] == counts[1]
    assert not Outbox.objects.filter(dispatched_at=None).exists()
    # The customer by mail and in the portal; of the steps two to the desk, one to the list, one to the executive.
    assert Delivery.objects.count() == (2 + 4) * 11


def test_a_request_that_comes_twice_at_once_is_done_once(transactional_db: None) -> None:  # noqa: ARG001 - each has its connection
    agent = Caller(set_up().agent)
    answers: list[Any] = []
    together = threading.Barrier(4)

    def call() -> None:
        together.wait()
        answers.append(agent.post("/tickets", REPORT, Idempotency_Key="the same"))
        connection.close()

    callers = [threading.Thread(target=call) for _ in range(4)]
    for each in callers:
        each.start()
    for each in callers:
        each.join()
    assert [each.status_code for each in answers] == [201] * 4
    assert len({each.content for each in answers}) == 1
    assert (Ticket.objects.count(), Outbox.objects.count()) == (1, 1)


def test_answers_are_forgotten_after_a_time(scene: Scene) -> None:
    agent, now = Caller(scene.agent), present()
    for key in ("old", "new"):
        agent.post("/tickets", REPORT, Idempotency_Key=key)
    AnsweredRequest.objects.filter(key="old").update(created_at=now - KEPT - timedelta(seconds=1))
    assert forget_answers(now - KEPT) == 1
    assert list(AnsweredRequest.objects.values_list("key", flat=True)) == ["new"]


def test_rows_that_stand_where_a_copy_is_put_give_way_to_it(scene: Scene) -> None:
    """As those that migrations may make: afterwards every table holds what it held when the copy was made."""
    opened(scene.acme)
    copy = {model: list(lines(model, "default")) for model in tables()}
    furnish(scene)
    opened(scene.other)
    clear(tables(), "default")
    for model, rows in copy.items():
        put(model, rows, "default")
    assert {model: list(lines(model, "default")) for model in tables()} == copy


@pytest.mark.parametrize("narrowed", [{}, {"state": "open"}, {"account": 1}])
def test_a_page_of_the_queue_is_read_in_its_order(db: None, narrowed: dict[str, Any]) -> None:  # noqa: ARG001 - it asks the database
    """No sorting of all open tickets to show the first fifty."""
    rows = Ticket.objects.filter(next_due__isnull=False, **narrowed).order_by("next_due", "number")[:50]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # An empty table it would read and sort all the same.
            for way in ("sort", "seqscan", "bitmapscan"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    plan = rows.explain()
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
    assert "ticket_" in plan


@pytest.mark.parametrize("order", ["due", "newest"])
def test_a_page_of_the_queue_takes_as_many_statements_however_long_it_is(scene: Scene, order: str) -> None:
    agent, counts = Caller(scene.agent), []
    agent.get("/tickets")
    for many in (1, 9):
        for _ in range(many):
            opened(scene.acme)
        counts.append(len(statements(lambda: agent.get(f"/tickets?order={order}&state=open"))))
    assert counts[0] == counts[1]
