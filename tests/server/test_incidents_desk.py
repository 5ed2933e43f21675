"""The desk's pages about incidents: from a proposal to its post-mortem, maintenance, components, and who is told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.server.founding import PASSWORD
from tests.server.scene import NOBODY
from upheld.server.accounts.registering import NewPerson, register_person
from upheld.server.accounts.telling import ProviderFacts, set_provider
from upheld.server.incidents.components import Shown, add_component
from upheld.server.incidents.maintenance import NewMaintenance, schedule
from upheld.server.incidents.models import Component, Incident, Proposal
from upheld.server.incidents.posting import NewIncident, open_incident
from upheld.server.present import present
from upheld.server.statuspage.desk_pages import NEWEST
from upheld.server.statuspage.models import Subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent() -> Client:
    """An agent, signed in."""
    set_provider(ProviderFacts("Northlight", "+49 30 1234567"), NOBODY, present())
    register_person(NewPerson("mira@northlight.example", PASSWORD, "agent"), NOBODY, present())
    made = Client(HTTP_ACCEPT_LANGUAGE="en")
    assert made.login(email="mira@northlight.example", password=PASSWORD)
    return made


def test_an_agent_writes_an_incident_out_of_a_proposal(agent: Client) -> None:
    voice = add_component(Shown("Voice"), NOBODY, present())
    since = present() - timedelta(minutes=30)
    evidence = {"kind": "down", "uptime": "99.9%", "promise": "at least 99.95%", "components": [voice.code]}
    proposal = Proposal.objects.create(
        key="down/1", title="Uptime", component=voice, since=since, made_at=present(), evidence=evidence
    )
    home = agent.get("/desk/incidents/").content.decode()
    assert f"/desk/incidents/new?proposal={proposal.pk}" in home
    form = agent.get(f"/desk/incidents/new?proposal={proposal.pk}").content.decode()
    assert '<option value="major_outage" selected>' in form
    bare = agent.post(f"/desk/incidents/new?proposal={proposal.pk}", {"title": "Calls fail", "body": ""})
    assert (bare.status_code, 'value="Calls fail"' in bare.content.decode()) == (422, True)
    began = since.strftime("%Y-%m-%dT%H:%M")
    told = {"title": "Calls fail", "body": "We look.", "started_at": began, f"component.{voice.code}": "major_outage"}
    made = agent.post(f"/desk/incidents/new?proposal={proposal.pk}", told)
    row = Incident.objects.get()
    assert (made.status_code, made["Location"]) == (303, f"/desk/incidents/{row.code}")
    assert row.started_at == since.replace(second=0, microsecond=0)
    act = f"/desk/incidents/{row.code}/act"
    done = agent.post(act, {"act": "update", "seen": "1", "body": "Over.", "status": "resolved"})
    assert done.status_code == 303
    stale = agent.post(act, {"act": "update", "seen": "1", "body": "Late.", "status": "identified"})
    assert (stale.status_code, "Somebody has posted meanwhile" in stale.content.decode()) == (409, True)
    agent.post(act, {"act": "correct", "post": "1", "body": "We looked."})
    assert "We looked." in agent.get(f"/desk/incidents/{row.code}").content.decode()


def test_a_maintenance_goes_its_way_at_the_desk(agent: Client) -> None:
    voice = add_component(Shown("Voice"), NOBODY, present())
    when = [(present() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M") for hours in (30, 31)]
    told = {"title": "Cables", "body": "Short.", "begins": when[0], "ends": when[1], "components": [voice.code]}
    refused = agent.post("/desk/incidents/maintenance", {**told, "ends": ""})
    assert (refused.status_code, "say when" in refused.content.decode()) == (422, True)
    page = agent.post("/desk/incidents/maintenance", told)["Location"]
    assert "Announce it by e-mail" in agent.get(page).content.decode()
    assert agent.post(f"{page}/act", {"act": "announce"}).status_code == 303
    wrong = agent.post(f"{page}/act", {"act": "progress", "status": "completed", "body": "Done."})
    assert (wrong.status_code, "cannot become completed" in wrong.content.decode()) == (422, True)
    for status_word in ("in_progress", "completed"):
        done = agent.post(f"{page}/act", {"act": "progress", "status": status_word, "body": "News."})
        assert done.status_code == 303, done.content
    assert Incident.objects.get().status == "completed"


def test_components_are_arranged_at_the_desk(agent: Client) -> None:
    voice = add_component(Shown("Voice"), NOBODY, present())
    told = {"code": voice.code, "name": "Telephony", "position": "3", "visibility": "hidden"}
    assert agent.post("/desk/incidents/components", told).status_code == 303
    row = Component.objects.get()
    assert (row.name, row.position, row.visibility) == ("Telephony", 3, "hidden")
    bad = agent.post("/desk/incidents/components", {**told, "name": " "})
    assert (bad.status_code, "a component has a name" in bad.content.decode()) == (422, True)


# -------------------------------------------------------------------------------------------- once, and no more


def token_of(agent: Client, path: str) -> str:
    """The token of the first form of a page."""
    found = re.search(r'name="once" value="([^"]+)"', agent.get(path).content.decode())
    assert found is not None
    return found[1]


def test_a_second_click_opens_no_second_incident(agent: Client) -> None:
    told = {"title": "Calls fail", "body": "We look.", "once": token_of(agent, "/desk/incidents/new")}
    first, second = (agent.post("/desk/incidents/new", told) for _ in range(2))
    assert (first.status_code, second.status_code, first["Location"]) == (303, 303, second["Location"])
    assert Incident.objects.count() == 1
    # Somebody who goes back and writes of something else means something else.
    agent.post("/desk/incidents/new", {**told, "title": "Mail is late"})
    assert Incident.objects.count() == 2


def test_a_second_click_schedules_no_second_maintenance_and_posts_once(agent: Client) -> None:
    codes = [add_component(Shown(name), NOBODY, present()).code for name in ("Voice", "Chat")]
    when = [(present() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M") for hours in (30, 31)]
    once = token_of(agent, "/desk/incidents/maintenance")
    told = {"title": "Cables", "body": "Short.", "begins": when[0], "ends": when[1], "components": codes, "once": once}
    page, again = (agent.post("/desk/incidents/maintenance", told)["Location"] for _ in range(2))
    assert (page, Incident.objects.count()) == (again, 1)
    act = {"act": "update", "body": "News.", "once": token_of(agent, page), "seen": "1"}
    assert [agent.post(f"{page}/act", act).status_code for _ in range(2)] == [303, 303]
    assert Incident.objects.get().events.count() == 2
    # Another box ticked is another wish, though the last one is the same.
    agent.post("/desk/incidents/maintenance", {**told, "components": codes[1:]})
    assert Incident.objects.count() == 2


def test_what_is_refused_may_be_mended_with_the_same_token(agent: Client) -> None:
    told = {"title": "", "body": "We look.", "once": token_of(agent, "/desk/incidents/new")}
    refused = agent.post("/desk/incidents/new", told)
    assert (refused.status_code, f'value="{told["once"]}"' in refused.content.decode()) == (422, True)
    assert agent.post("/desk/incidents/new", {**told, "title": "Calls fail"}).status_code == 303


def test_thousands_of_digits_are_refused_and_break_nothing(agent: Client) -> None:
    agent.post("/desk/incidents/new", {"title": "Calls fail", "body": "We look."})
    page, digits = f"/desk/incidents/{Incident.objects.get().code}", "9" * 5000
    assert agent.post(f"{page}/act", {"act": "update", "body": "News.", "seen": digits}).status_code == 400
    for told in ({"act": "correct", "post": digits, "body": "No."}, {"act": "link", "ticket": digits}):
        assert agent.post(f"{page}/act", told).status_code == 422
    voice = add_component(Shown("Voice"), NOBODY, present())
    wrong = {"code": voice.code, "name": "Voice", "position": digits}
    assert agent.post("/desk/incidents/components", wrong).status_code == 422
    assert agent.get(f"/desk/incidents/new?proposal={digits}").status_code == 200
    assert Incident.objects.get().events.count() == 1


# -------------------------------------------------------------------------------------------- what the pages offer


@pytest.mark.parametrize("act", ["announce", "progress", "window", "upstream", "clock"])
def test_what_belongs_to_a_maintenance_is_refused_for_an_incident(agent: Client, act: str) -> None:
    voice = add_component(Shown("Voice"), NOBODY, present())
    told = {"title": "Calls fail", "body": "We look.", f"component.{voice.code}": "major_outage"}
    page = agent.post("/desk/incidents/new", told)["Location"]
    refused = agent.post(f"{page}/act", {"act": act, "body": "Words."})
    assert (refused.status_code, "there is no such form" in refused.content.decode()) == (422, True)


def test_a_post_mortem_is_written_when_it_is_over(agent: Client) -> None:
    agent.post("/desk/incidents/new", {"title": "Calls fail", "body": "We look."})
    page = f"/desk/incidents/{Incident.objects.get().code}"
    assert "Write the post-mortem" not in agent.get(page).content.decode()
    agent.post(f"{page}/act", {"act": "update", "body": "Over.", "status": "resolved"})
    assert "Write the post-mortem" in agent.get(page).content.decode()
    assert agent.post(f"{page}/act", {"act": "postmortem", "body": "A router."}).status_code == 303
    assert Incident.objects.get().status == "postmortem"


def test_a_correction_that_is_refused_stays_open_at_its_post(agent: Client) -> None:
    agent.post("/desk/incidents/new", {"title": "Calls fail", "body": "We look."})
    page = f"/desk/incidents/{Incident.objects.get().code}"
    refused = agent.post(f"{page}/act", {"act": "correct", "post": "1", "body": " "})
    assert (refused.status_code, '<details class="correct" open>' in refused.content.decode()) == (422, True)


def test_what_became_of_proposals_stays_to_be_read(agent: Client) -> None:
    proposal = Proposal.objects.create(
        key="down/1", title="Uptime", since=present(), made_at=present(), evidence={"kind": "down"}
    )
    agent.post("/desk/incidents/dismiss", {"proposal": proposal.pk, "because": "A test of <ours>."})
    told = agent.get("/desk/incidents/").content.decode()
    assert "Dismissed:" in told
    assert "A test of &lt;ours&gt;." in told
    # It is decided: a form of it that somebody still has open is refused, and opens nothing.
    late = agent.post(f"/desk/incidents/new?proposal={proposal.pk}", {"title": "Late", "body": "We look."})
    assert (late.status_code, Incident.objects.count()) == (422, 0)


def test_a_maintenance_that_keeps_to_the_clock_is_chosen_by_form(agent: Client) -> None:
    when = [(present() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M") for hours in (30, 31)]
    fresh = agent.get("/desk/incidents/maintenance").content.decode()
    assert re.search(r'name="begins_by_itself" value="yes"\s+checked', fresh)
    told = {"title": "Cables", "body": "Short.", "begins": when[0], "ends_by_itself": "yes", "remind_minutes": "30"}
    refused = agent.post("/desk/incidents/maintenance", told).content.decode()
    # What was not ticked does not come back ticked.
    assert re.search(r'name="begins_by_itself" value="yes"\s*>', refused)
    page = agent.post("/desk/incidents/maintenance", {**told, "ends": when[1]})["Location"]
    row = Incident.objects.get().maintenance
    assert (row.begins_by_itself, row.ends_by_itself, row.remind_minutes) == (False, True, 30)
    assert agent.post(f"{page}/act", {"act": "clock", "begins_by_itself": "yes"}).status_code == 303
    row.refresh_from_db()
    assert (row.begins_by_itself, row.ends_by_itself, row.remind_minutes) == (True, False, None)


def test_a_component_and_a_group_of_ones_own_are_added_at_the_desk(agent: Client) -> None:
    new = {"name": "Voice", "visibility": "public", "is_group": "yes"}
    assert agent.post("/desk/incidents/components", new).status_code == 303
    group = Component.objects.get(name="Voice")
    member = {"name": "Calls", "visibility": "customers", "group": group.code, "description": "In and out"}
    assert agent.post("/desk/incidents/components", member).status_code == 303
    made = Component.objects.get(name="Calls")
    assert (made.group, made.visibility, made.description, group.is_group) == (group, "customers", "In and out", True)
    bad = agent.post("/desk/incidents/components", {"name": " ", "description": "kept"})
    assert (bad.status_code, 'value="kept"' in bad.content.decode()) == (422, True)


def test_who_is_told_is_counted_and_a_webhook_can_be_ended(agent: Client) -> None:
    for number in range(2):
        Subscriber.objects.create(code=f"mail{number}", mode="email", address=f"{number}@reader.example",
                                  created_at=present(), confirmed_at=present())  # fmt: skip
    hook = Subscriber.objects.create(code="hook", mode="webhook", address="https://hooks.example/secret-path",
                                     created_at=present(), confirmed_at=present())  # fmt: skip
    told = agent.get("/desk/incidents/subscribers").content.decode()
    assert "<strong>2</strong>" in told
    assert ("hooks.example" in told, "secret-path" in told, "reader.example" in told) == (True, False, False)
    assert re.search(r"2 e-mail addresses\s+·\s+1 webhook", agent.get("/desk/incidents/new").content.decode())
    assert agent.post("/desk/incidents/subscribers", {"code": "hook"}).status_code == 303
    hook.refresh_from_db()
    assert hook.ended_at is not None
    assert agent.post("/desk/incidents/subscribers", {"code": "mail0"}).status_code == 404


def test_webhooks_that_go_on_stand_before_those_that_ended(agent: Client) -> None:
    ends = {"first": present(), "second": None, "third": present()}
    for name, ended in ends.items():
        Subscriber.objects.create(code=name, mode="webhook", address=f"https://{name}.example/", created_at=present(),
                                  confirmed_at=present(), ended_at=ended)  # fmt: skip
    told = agent.get("/desk/incidents/subscribers").content.decode()
    assert min(ends, key=lambda name: told.index(f"{name}.example")) == "second"


def test_what_is_open_is_shown_at_the_desk_however_much_came_after_it(agent: Client) -> None:
    at = present()
    open_incident(NewIncident("An old one", "We look."), NOBODY, at)
    Incident.objects.bulk_create(
        Incident(code=f"{number:012d}", title="Later", status="resolved", impact="none", started_at=at,
                 created_at=at + timedelta(seconds=1), updated_at=at, resolved_at=at)
        for number in range(NEWEST)
    )  # fmt: skip
    told = agent.get("/desk/incidents/").content.decode()
    assert ("An old one" in told, told.count("Later")) == (True, NEWEST)


def test_a_maintenance_that_outlasts_its_window_says_so_at_the_desk(agent: Client) -> None:
    at = present()
    for title, begins in (("Forgotten", at - timedelta(hours=3)), ("To come", at + timedelta(hours=3))):
        schedule(NewMaintenance(title, "Short.", begins, begins + timedelta(hours=1)), NOBODY, at)
    told = agent.get("/desk/incidents/").content.decode()
    rows = {title: row for row in told.split("<tr") for title in ("Forgotten", "To come") if title in row}
    assert ["its window is over" in rows[title] for title in ("Forgotten", "To come")] == [True, False]
