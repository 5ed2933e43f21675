"""Tickets found through the API: by how they stand, by time, and by words; nobody finds what they may not read."""

from __future__ import annotations

import pytest

from tests.server.founding import customer
from tests.server.scene import Caller, Scene, key_for
from upheld.timeline.instants import instant_from_text, instant_text


@pytest.fixture
def agent(scene: Scene) -> Caller:
    """Somebody at the desk."""
    return Caller(scene.agent)


def opened(caller: Caller, subject: str, **said: str) -> int:
    """A ticket of acme's that was just opened."""
    told = caller.post("/tickets", {"subject": subject, "account": "acme", "priority": "1", **said})
    assert told.status_code == 201, told.content
    number: int = told.json()["number"]
    return number


def found(caller: Caller, query: str) -> list[int]:
    """The numbers that a query finds, the newest first."""
    told = caller.get(f"/tickets?{query}")
    assert told.status_code == 200, told.content
    return [each["number"] for each in told.json()["items"]]


def test_by_how_they_stand(agent: Caller) -> None:
    high = opened(agent, "one", channel="telephone")
    low = opened(agent, "two", priority="3", environment="staging")
    assert found(agent, "priority=3") == [low]
    assert found(agent, "channel=telephone") == [high]
    assert found(agent, "environment=staging") == [low]
    assert found(agent, "environment=staging&priority=1") == []


def test_by_time(agent: Caller) -> None:
    number = opened(agent, "one")
    told = agent.get(f"/tickets/{number}").json()
    moment = told["opened"]
    later = instant_text(instant_from_text(moment) + 1)
    assert found(agent, f"opened_after={moment}&opened_before={later}") == [number]
    assert found(agent, f"opened_before={moment}") == found(agent, f"opened_after={later}") == []
    due = told["next_due"]
    assert found(agent, f"due_after={due}") == [number]
    assert found(agent, f"due_before={due}") == []


def test_by_words_in_the_subject_in_messages_and_by_number(agent: Caller) -> None:
    first, second = opened(agent, "Größe falsch"), opened(agent, "x", description="Calls to BERLIN fail")
    agent.post(f"/tickets/{first}/events", {"event": "message", "text": "See invoice 4711/b", "how": "call logged"})
    assert found(agent, "q=falsch") == [first]
    assert found(agent, "q=berlin") == [second]
    assert found(agent, "q=4711/B") == [first]
    assert second in found(agent, f"q={second}")
    assert found(agent, "q=%25") == []  # a sign of the database's own means itself
    assert found(agent, "q=" + "9" * 30) == []


def test_by_the_identifier_of_a_transaction(scene: Scene) -> None:  # noqa: ARG001 - the agent's key
    customer("plivo", "callers")
    owner = Caller(key_for("owner"))
    intake = {"failure": "no audio", "transaction_ids": "uuid-77, uuid-78", "began_at": "2026-11-02T08:00Z"}
    needed = {"reporter": "Ann", "service": "voice", "ongoing": "yes"}
    told = owner.post("/tickets", {"subject": "x", "account": "callers", "channel": "web form", "priority": "P1",
                                   "intake": {**intake, **needed}})  # fmt: skip
    assert told.status_code == 201, told.content
    assert found(owner, "q=UUID-78") == [told.json()["number"]]


def test_a_customer_finds_nothing_in_what_stays_in_the_house(agent: Caller, scene: Scene) -> None:
    number = opened(agent, "one")
    agent.post(f"/tickets/{number}/events", {"event": "note", "text": "They owe us money"})
    other = agent.post("/tickets", {"subject": "money", "account": "other", "priority": "1"}).json()["number"]
    assert found(agent, "q=money") == [other, number]
    assert found(Caller(key_for("admin", scene.acme)), "q=money") == []
