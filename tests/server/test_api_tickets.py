"""Tickets through the API: opened, worked on and read back with clocks that equal those of `upheld deadline`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.measured import upheld
from tests.server.scene import AGREEMENT, Caller, Scene, key_for
from upheld.server.desk.models import Ticket

REPORT = {"subject": "It is down", "account": "acme", "priority": "1"}


def opened(scene: Scene, **more: object) -> Any:
    """A ticket of acme, opened by an agent."""
    answer = Caller(scene.agent).post("/tickets", {**REPORT, **more})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_clocks_are_those_of_the_command_line(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "desk.yaml").write_text(AGREEMENT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ticket = opened(scene)
    told = upheld(
        "deadline", "desk.yaml", "--opened", ticket["opened"], "--now", ticket["as_of"], "--priority", "1",
        "--account", "acme", "--json",
    ).json  # fmt: skip
    assert [clock["target"] for clock in ticket["clocks"]] == ["response", "resolution"]
    assert [{**clock, "ticket": "ticket"} for clock in ticket["clocks"]] == told["targets"]
    assert (ticket["digest"], ticket["version"]) == (told["digest"], told["version"])


def test_a_ticket_is_worked_on_to_its_end(scene: Scene) -> None:
    agent, ticket = Caller(scene.agent), opened(scene)
    path = f"/tickets/{ticket['number']}/events"
    bodies: tuple[dict[str, object], ...] = (
        {"event": "acknowledge", "how": "portal", "text": "We are on it."},
        {"event": "note", "text": "Same as last week."},
        {"event": "wait", "state": "waiting_on_customer"},
        {"event": "resume"},
        {"event": "priority", "priority": "P2", "text": "Much works again."},
        {"event": "resolve", "how": "portal", "text": "It is up again."},
        {"event": "reopen"},
    )
    answers = [agent.post(path, body) for body in bodies]
    assert {answer.status_code for answer in answers} == {201}
    assert [(answer.json()["state"], answer.json()["priority"]) for answer in answers] == [
        ("open", "1"), ("open", "1"), ("waiting", "1"), ("open", "1"), ("open", "2"), ("solved", "2"), ("open", "2"),
    ]  # fmt: skip
    # The last one: the change of priority may have put another in the place of the first.
    response = [clock for clock in answers[-1].json()["clocks"] if clock["target"] == "response"][-1]
    assert (response["verdict"], response["how"]) == ("kept", "portal")
    events = agent.get(path).json()["items"]
    assert [event["sequence"] for event in events] == list(range(1, 9))


def test_what_customers_see_of_a_ticket(scene: Scene) -> None:
    ticket, customer = opened(scene), Caller(key_for("reporter", scene.acme))
    path = f"/tickets/{ticket['number']}/events"
    Caller(scene.agent).post(path, {"event": "note", "text": "He always says so."})
    Caller(scene.agent).post(path, {"event": "message", "how": "internal", "text": "Nor do I."})
    assert customer.post(path, {"event": "message", "text": "Still down."}).status_code == 201
    seen = [(event["event"], event["text"]) for event in customer.get(path).json()["items"]]
    assert seen == [("opened", None), ("customer_message", "Still down.")]
    # What the customer writes answers no clock.
    assert customer.get(f"/tickets/{ticket['number']}").json()["clocks"][0]["verdict"] == "running"
    for body in ({"event": "note", "text": "x"}, {"event": "acknowledge", "how": "portal"}, {"event": "close"}):
        assert customer.post(path, body).status_code == 403


def test_what_the_agreement_refuses_is_said_with_its_reasons(scene: Scene) -> None:
    agent = Caller(scene.agent)
    answer = agent.post("/tickets", {**REPORT, "priority": "urgent"})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    (fault,) = answer.json()["problems"]
    assert (fault["field"], fault["what"]) == ("support.priorities", "no priority is named `urgent`")
    path = f"/tickets/{opened(scene)['number']}/events"
    assert agent.post(path, {"event": "priority", "priority": "9", "text": "Worse."}).status_code == 422
    missing = agent.post(path, {"event": "message", "text": "Hello"}).json()["problems"]
    assert [fault["what"] for fault in missing] == ["`message` needs `how`"]


def test_a_request_sent_again_is_done_once(scene: Scene) -> None:
    agent = Caller(scene.agent)
    first, second = (agent.post("/tickets", REPORT, Idempotency_Key="abc") for _ in range(2))
    assert (first.status_code, second.status_code, first.content) == (201, 201, second.content)
    assert second["Location"] == first["Location"]
    assert (Ticket.objects.count(), second["Idempotency-Replayed"]) == (1, "true")
    other = agent.post("/tickets", {**REPORT, "subject": "Another"}, Idempotency_Key="abc")
    assert (other.status_code, other["Content-Type"]) == (409, "application/problem+json")
    # Another caller's key is another key.
    assert Caller(scene.owner).post("/tickets", REPORT, Idempotency_Key="abc").status_code == 201
    assert Ticket.objects.count() == 2


def test_what_was_refused_may_be_mended_under_the_same_key(scene: Scene) -> None:
    agent = Caller(scene.agent)
    assert agent.post("/tickets", {**REPORT, "priority": "9"}, Idempotency_Key="abc").status_code == 422
    assert agent.post("/tickets", REPORT, Idempotency_Key="abc").status_code == 201


def test_a_change_on_an_old_picture_is_refused(scene: Scene) -> None:
    agent, number = Caller(scene.agent), opened(scene)["number"]
    tag = agent.get(f"/tickets/{number}")["ETag"]
    first = agent.post(f"/tickets/{number}/events", {"event": "take"}, If_Match=tag)
    assert (tag, first.status_code, first["ETag"]) == ('"1"', 201, '"2"')
    assert agent.post(f"/tickets/{number}/events", {"event": "close"}, If_Match=tag).status_code == 412
    assert agent.post(f"/tickets/{number}/events", {"event": "close"}, If_Match="x").status_code == 400


@pytest.mark.parametrize("order", ["newest", "due"])
def test_pages_hold_every_ticket_once(scene: Scene, order: str) -> None:
    numbers = {opened(scene, priority=str(1 + number % 2))["number"] for number in range(5)}
    seen, cursor = [], ""
    while True:
        page = Caller(scene.agent).get(f"/tickets?limit=2&order={order}&cursor={cursor}").json()
        seen.extend(page["items"])
        cursor = page["next"]
        if cursor is None:
            break
    assert sorted(ticket["number"] for ticket in seen) == sorted(numbers)
    if order == "due":
        assert [ticket["next_due"] for ticket in seen] == sorted(ticket["next_due"] for ticket in seen)
    assert Caller(scene.agent).get("/tickets?cursor=nonsense").status_code == 400
