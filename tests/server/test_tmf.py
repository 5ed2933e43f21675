"""TM Forum's Trouble Ticket API as a second face: the same tickets in the standard's words."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from tests.server.scene import Caller, Scene, key_for

TICKETS = "/tmf-api/troubleTicket/v5/troubleTicket"


def ask(key: str, path: str = "", body: object = None) -> Any:
    """Call the second face."""
    headers = {"Authorization": f"Bearer {key}"}
    if body is None:
        return Client().get(TICKETS + path, headers=headers)
    return Client().post(TICKETS, json.dumps(body), content_type="application/json", headers=headers)


def test_a_trouble_ticket_is_a_ticket_with_its_clocks(scene: Scene) -> None:
    body = {"name": "It is down", "priority": "1", "relatedParty": [{"id": "acme", "role": "customer"}],
            "externalIdentifier": [{"id": "their own number"}]}  # fmt: skip
    made = ask(scene.owner, body=body)
    assert (made.status_code, made.json()["status"], made.json()["@type"]) == (201, "inProgress", "TroubleTicket")
    ticket = Caller(scene.owner).get(f"/tickets/{made.json()['id']}").json()
    (resolution,) = [clock for clock in ticket["clocks"] if clock["target"] == "resolution"]
    assert made.json()["expectedResolutionDate"] == resolution["due"] is not None
    assert made.json()["relatedParty"] == [{"id": "acme", "role": "customer"}]


def test_the_words_for_how_it_stands_are_the_standards(scene: Scene) -> None:
    agent = Caller(scene.agent)
    number = agent.post("/tickets", {"subject": "x", "account": "acme", "priority": "1"}).json()["number"]
    agent.post(f"/tickets/{number}/events", {"event": "wait", "state": "waiting_on_customer"})
    assert ask(scene.agent, f"/{number}").json()["status"] == "pending"
    agent.post(f"/tickets/{number}/events", {"event": "resolve", "how": "call logged"})
    told = ask(scene.agent, f"/{number}").json()
    assert (told["status"], told["resolutionDate"] is not None) == ("resolved", True)
    assert [each["id"] for each in ask(scene.agent, "?status=resolved").json()] == [str(number)]
    assert ask(scene.agent, "?status=pending").json() == []


def test_a_list_is_read_by_offset_and_a_customer_sees_its_own(scene: Scene) -> None:
    agent = Caller(scene.agent)
    for account in ("acme", "other", "acme"):
        agent.post("/tickets", {"subject": account, "account": account, "priority": "1"})
    told = ask(key_for("reporter", scene.acme), "?offset=1&limit=5")
    assert (told["X-Total-Count"], told["X-Result-Count"]) == ("2", "1")
    assert [each["relatedParty"][0]["id"] for each in told.json()] == ["acme"]


def test_a_refusal_is_a_problem(scene: Scene) -> None:
    told = ask(scene.owner, body={"name": ""})
    assert (told.status_code, told["Content-Type"]) == (422, "application/problem+json")
    assert ask(scene.owner, "/999999").status_code == 404
