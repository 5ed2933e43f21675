"""What agents do to tickets: assigned, moved, linked, merged, waiting on others, calls written down, changes asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.founding import PASSWORD, customer
from tests.server.scene import NOBODY, NOW, Caller, Scene, key_for
from upheld.server.accounts.registering import NewPerson, register_person
from upheld.server.desk.models import Ticket
from upheld.server.outbox.models import Outbox

BOB = "bob@desk.example"


@pytest.fixture
def agent(scene: Scene) -> Caller:
    """An agent's key; Bob is another agent."""
    register_person(NewPerson(BOB, PASSWORD, "agent"), NOBODY, NOW)
    return Caller(scene.agent)


def opened(agent: Caller, **more: object) -> int:
    answer = agent.post("/tickets", {"subject": "It is down", "account": "acme", "priority": "1", **more})
    assert answer.status_code == 201, answer.content
    number: int = answer.json()["number"]
    return number


def act(agent: Caller, number: int, event: str, **fields: object) -> Any:
    return agent.post(f"/tickets/{number}/events", {"event": event, **fields})


def last(agent: Caller, number: int) -> tuple[str, str | None, str | None]:
    event = agent.get(f"/tickets/{number}/events").json()["items"][-1]
    return event["event"], event["detail"], event["text"]


def faults(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.content
    return [(each["field"], each["what"]) for each in answer.json()["problems"]]


def test_a_ticket_is_given_to_an_agent_to_a_queue_and_to_nobody(agent: Caller) -> None:
    number = opened(agent)
    assert act(agent, number, "assign", to=BOB.title(), text="Yours.").status_code == 201
    assert last(agent, number) == ("assigned", BOB.title(), "Yours.")
    row = Ticket.objects.select_related("assignee").get()
    assert (row.assignee is not None and row.assignee.email, row.queue) == (BOB, "")
    act(agent, number, "assign", queue="network")
    assert (Ticket.objects.get().assignee_id, Ticket.objects.get().queue) == (row.assignee_id, "network")
    assert [each["number"] for each in agent.get("/tickets?queue=network").json()["items"]] == [number]
    act(agent, number, "assign", to="nobody", queue="")
    assert (Ticket.objects.get().assignee_id, Ticket.objects.get().queue) == (None, "network")


def test_only_who_is_on_the_providers_side_is_given_tickets(agent: Caller, scene: Scene) -> None:
    register_person(NewPerson("ann@acme.example", PASSWORD, "admin", scene.acme), NOBODY, NOW)
    number = opened(agent)
    for somebody in ("ann@acme.example", "stranger@desk.example"):
        what = f"nobody on the provider's side is known as {somebody}"
        assert faults(act(agent, number, "assign", to=somebody)) == [("to", what)]
    assert faults(act(agent, number, "assign")) == [("to", "neither a person nor a queue is named")]
    customer_ = Caller(key_for("admin", scene.acme))
    assert act(customer_, number, "assign", to=BOB).status_code == 403
    act(agent, number, "assign", to=BOB)
    # Who works on it stays in the house.
    seen = [each["event"] for each in customer_.get(f"/tickets/{number}/events").json()["items"]]
    assert seen == ["opened"]


def test_a_ticket_is_linked_with_an_incident_and_with_another_of_its_account(agent: Caller) -> None:
    one, two, theirs = opened(agent), opened(agent), opened(agent, account="other")
    for to in ("incident/7", f"ticket/{two}"):
        assert act(agent, one, "link", to=to).status_code == 201
        assert last(agent, one) == ("linked", to, None)
    for to in (f"ticket/{theirs}", f"ticket/{one}", "ticket/99999"):
        assert faults(act(agent, one, "link", to=to)) == [("to", f"`{to.split('/')[1]}` is no other ticket of acme")]
    assert faults(act(agent, one, "link", to="7")) == [("to", "`7` is neither `ticket/7` nor `incident/7`")]


def test_a_merged_ticket_owes_nothing_and_goes_on_in_one_of_its_account(agent: Caller) -> None:
    one, two, theirs = opened(agent), opened(agent), opened(agent, account="other")
    for into in (theirs, one, "x"):
        assert faults(act(agent, one, "merge", into=str(into))) == [("into", f"`{into}` is no other ticket of acme")]
    merged = act(agent, one, "merge", into=str(two)).json()
    assert (merged["state"], {clock["verdict"] for clock in merged["clocks"]}) == ("merged", {"merged"})
    assert Ticket.objects.get(pk=one).next_step is None
    assert faults(act(agent, two, "merge", into=str(one))) == [
        ("into", f"ticket {one} was merged into another one itself")
    ]
    assert faults(act(agent, one, "note", text="More.")) == [("event", f"ticket {one} is merged")]


def test_only_a_state_that_the_plan_names_stops_a_clock(agent: Caller) -> None:
    """The scene's plan pauses for the customer; who waits for a third party waits on the provider's own time."""
    for state, verdict in (("waiting_on_third_party", "running"), ("waiting_on_customer", "paused")):
        made = act(agent, opened(agent), "wait", state=state).json()
        clocks = {clock["target"]: clock["verdict"] for clock in made["clocks"]}
        assert (made["state"], clocks) == ("waiting", {"response": "running", "resolution": verdict})


def test_a_call_that_is_written_down_answers(agent: Caller) -> None:
    number = opened(agent, channel="telephone")
    made = act(agent, number, "message", how="call logged", text="Rang Ann at once; she sends the log.").json()
    assert [(clock["verdict"], clock["how"]) for clock in made["clocks"] if clock["target"] == "response"] == [
        ("kept", "call logged")
    ]
    assert last(agent, number) == ("update", "call logged", "Rang Ann at once; she sends the log.")


def test_opening_assigning_and_solving_leave_one_letter_each(agent: Caller) -> None:
    number = opened(agent)
    act(agent, number, "assign", to=BOB)
    act(agent, number, "resolve", how="portal", text="Done.")
    kinds = (
        Outbox.objects.filter(ticket=number, kind__startswith="ticket.").order_by("pk").values_list("kind", flat=True)
    )
    assert list(kinds) == ["ticket.opened", "ticket.assigned", "ticket.resolved"]


@pytest.mark.clause("AT-16")
@pytest.mark.django_db
def test_a_request_for_a_change_is_no_case_and_has_no_clock() -> None:
    acme = customer("api2task")
    agent = Caller(key_for("agent"))
    asked = {"subject": "A method of our own", "account": "acme", "channel": "e-mail"}
    assert agent.post("/tickets", asked).status_code == 422  # a case has a priority
    made = agent.post("/tickets", {**asked, "kind": "change request"}).json()
    assert (made["kind"], made["state"], made["clocks"], made["next_due"]) == ("change request", "open", [], None)
    assert Ticket.objects.get().next_step is None
    # It is worked on all the same, and stays one.
    number = made["number"]
    assert act(agent, number, "message", how="call logged", text="We look into it.").json()["clocks"] == []
    assert act(agent, number, "resolve", how="portal").json()["state"] == "solved"
    case = agent.post("/tickets", {**asked, "priority": "general"}).json()
    assert (case["kind"], [clock["target"] for clock in case["clocks"]]) == ("case", ["response"])
    assert acme.tickets.count() == 2
