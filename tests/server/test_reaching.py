"""When a customer has been reached: by what the mail server took, the receiver answered, or somebody read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django.fixtures import Settings

from tests.desk import AGREEMENTS
from tests.server.scene import NOBODY, Caller, Scene, key_for, text_source
from tests.server.sinks import HookSink, MailSink, free_port, hook_server, mail_server, status
from tests.server.telling import deliver, furnish, opened, time_passes, with_mail
from upheld.server.accounts.registering import NewSubscription, subscribe
from upheld.server.contracts.publishing import publish
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.outbox.models import Outbox
from upheld.server.present import present
from upheld.server.webhooks.registering import register_endpoint

ACKNOWLEDGE = {"event": "acknowledge", "how": "notice", "text": "We have logged it and look into it."}


@pytest.fixture
def apifonica(scene: Scene) -> Caller:
    """An agent of a desk under Apifonica's agreement, by which only e-mail and calls answer a customer."""
    furnish(scene)
    file = AGREEMENTS / "apifonica.yaml"
    publish(str(file), text_source(file.read_text(encoding="utf-8")), NOBODY, present())
    scene.acme.subscriptions.all().delete()
    subscribe(scene.acme, NewSubscription("apifonica", "standard", date(2026, 1, 1)), NOBODY, present())
    return Caller(scene.agent)


@pytest.fixture
def hooks() -> Iterator[HookSink]:
    """A receiver of webhooks."""
    with hook_server() as sink:
        yield sink


def response(agent: Caller, number: int) -> Any:
    """The response clock of a ticket."""
    (clock,) = [each for each in agent.get(f"/tickets/{number}").json()["clocks"] if each["target"] == "response"]
    return clock


def a_ticket(agent: Caller) -> int:
    """A ticket of acme, of the gravest kind."""
    report = {"subject": "Calls fail", "account": "acme", "priority": "p1", "channel": "telephone"}
    answer = agent.post("/tickets", report)
    assert answer.status_code == 201, answer.content
    number: int = answer.json()["number"]
    return number


@pytest.mark.clause("AP-10")
def test_the_response_clock_stops_when_the_mail_server_takes_the_acknowledgement(
    apifonica: Caller, settings: Settings
) -> None:
    with_mail(settings, free_port())
    number = a_ticket(apifonica)
    assert apifonica.post(f"/tickets/{number}/events", ACKNOWLEDGE).status_code == 201
    # An acknowledgement that is on its way has reached nobody; nor has the notice that the service made by itself.
    assert response(apifonica, number)["stopped"] is None
    deliver()
    assert response(apifonica, number)["stopped"] is None
    with mail_server(MailSink()) as sink:
        with_mail(settings, sink.port)
        before = present().replace(microsecond=0)
        time_passes()
        deliver()
        after = present()
    clock = response(apifonica, number)
    assert clock["how"] == "e-mail accepted"
    assert f"{before:%Y-%m-%dT%H:%M:%SZ}" <= clock["stopped"] <= f"{after:%Y-%m-%dT%H:%M:%SZ}"
    # The record of it is told to nobody again.
    deliver()
    assert TicketEvent.objects.filter(kind="acknowledged").count() == 1


@pytest.mark.clause("AP-10")
def test_a_refused_mail_a_note_and_the_first_notice_stop_nothing_and_a_call_does(
    apifonica: Caller, settings: Settings
) -> None:
    sink = MailSink(answer_data=["250 taken", "554 never"])
    with mail_server(sink):
        with_mail(settings, sink.port)
        number = a_ticket(apifonica)
        deliver()
        assert len(sink.taken) == 1
        apifonica.post(f"/tickets/{number}/events", ACKNOWLEDGE)
        deliver()
    for body in (
        {"event": "acknowledge", "how": "internal"}, {"event": "note", "text": "On it."}, {"event": "take"},
        {"event": "message", "how": "portal", "text": "We are on it."},
    ):  # fmt: skip
        assert apifonica.post(f"/tickets/{number}/events", body).status_code == 201
        assert response(apifonica, number)["stopped"] is None
    apifonica.post(f"/tickets/{number}/events", {"event": "acknowledge", "how": "call logged"})
    assert response(apifonica, number)["how"] == "call logged"


def test_webhook_and_portal_reach_the_customer_where_the_agreement_takes_them(
    scene: Scene, settings: Settings, hooks: HookSink
) -> None:
    furnish(scene)
    with_mail(settings, free_port())
    agent, customer = Caller(scene.agent), Caller(key_for("reporter", scene.acme))
    register_endpoint(scene.acme, hooks.url("/hook"), NOBODY, present())
    hooks.answers["/hook"] = status(503)
    first, second = opened(scene.acme), opened(scene.acme, subject="Another")
    for ticket in (first, second):
        agent.post(f"/tickets/{ticket.pk}/events", ACKNOWLEDGE)
    deliver()
    assert [response(agent, each.pk)["stopped"] for each in (first, second)] == [None, None]
    newest = customer.get(f"/notices?ticket={second.pk}").json()["items"][0]
    assert agent.post(f"/notices/{newest['id']}/read", {}).status_code == 403
    for _ in range(2):
        assert customer.post(f"/notices/{newest['id']}/read", {}).json()["read"] is not None
    assert response(agent, second.pk)["how"] == "portal"
    hooks.answers["/hook"] = status(200)
    time_passes()
    deliver()
    assert response(agent, first.pk)["how"] == "webhook delivered"
    # Each way is on record once.
    rows = second.events.filter(kind="acknowledged").order_by("sequence").values_list("detail", flat=True)
    assert list(rows) == ["portal", "webhook delivered"]


def test_what_an_agent_writes_when_solving_answers_too(scene: Scene, settings: Settings) -> None:
    furnish(scene)
    ticket, agent = opened(scene.acme), Caller(scene.agent)
    with mail_server(MailSink()) as sink:
        with_mail(settings, sink.port)
        agent.post(f"/tickets/{ticket.pk}/events", {"event": "resolve", "how": "notice", "text": "It was the cable."})
        deliver()
    assert response(agent, ticket.pk)["how"] == "e-mail accepted"


@pytest.mark.clause("PL-06")
@pytest.mark.parametrize("table", ["outbox_outbox", "audit_auditentry", "desk_ticketevent"])
def test_a_ticket_and_its_first_notification_are_written_together_or_not_at_all(scene: Scene, table: str) -> None:
    """The database itself breaks off the write of each part in turn."""
    with connection.cursor() as cursor:
        cursor.execute(_trigger(table))
    before = Ticket.objects.count()
    with pytest.raises(DatabaseError, match="broken off"), transaction.atomic():
        opened(scene.acme)
    assert (Ticket.objects.count(), Outbox.objects.count(), TicketEvent.objects.count()) == (before, 0, 0)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER broken" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    ticket = opened(scene.acme)
    assert Outbox.objects.values_list("key", "kind").get() == (f"{ticket.pk}/1", "ticket.opened")


def _trigger(table: str) -> str:
    if connection.vendor == "sqlite":
        return f"CREATE TRIGGER broken BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'broken off'); END"
    return (
        "CREATE OR REPLACE FUNCTION break_off() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'broken off'; END $$ "
        f"LANGUAGE plpgsql; CREATE TRIGGER broken BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION break_off()"
    )
