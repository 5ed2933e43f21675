"""Being told of posts: confirmed by one link, sent by a real mail server and real webhooks, and left at any time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.server.founding import PASSWORD
from tests.server.scene import NOBODY, Scene
from tests.server.sinks import HookSink, MailSink, hook_server, mail_server, status
from tests.server.telling import deliver, furnish, opened, with_mail
from upheld.server.accounts.registering import NewPerson, register_person
from upheld.server.accounts.telling import ProviderFacts, set_provider
from upheld.server.incidents.components import Shown, add_component
from upheld.server.incidents.models import Component, Incident, Proposal
from upheld.server.incidents.posting import NewIncident, Post, open_incident, post_update
from upheld.server.installed import installation
from upheld.server.jobs.kinds import kinds
from upheld.server.jobs.models import Job
from upheld.server.outbox.models import Outbox
from upheld.server.present import present
from upheld.server.statuspage.models import Subscriber
from upheld.server.statuspage.subscribing import LINK_LASTS, confirm, end, forget, leaving_link
from upheld.server.statuspage.telling import HOOK, HookNotTaken, send_hook
from upheld.server.statuspage.work import post_to_webhook

pytestmark = pytest.mark.django_db
assert kinds()[HOOK].run is post_to_webhook  # the room's kinds of work are known
ADDRESS = "ann@reader.example"


@pytest.fixture
def mail(settings: Settings) -> Iterator[MailSink]:
    """A provider, a real mail server, and nobody who asked before."""
    set_provider(ProviderFacts("Northlight", "+49 30 1234567"), NOBODY, present())
    with mail_server(MailSink()) as sink:
        with_mail(settings, sink.port)
        yield sink


def asked(address: str = ADDRESS, **fields: Any) -> Any:
    """Somebody asks on the page."""
    return Client(HTTP_ACCEPT_LANGUAGE="en").post("/status/subscribe", {"email": address, **fields})


def link_in(sink: MailSink) -> str:
    """The path of the link in the last mail."""
    body = sink.taken[-1].get_body(("plain",))
    assert body is not None
    (link,) = re.findall(r"https://help\.example(/status/confirm\?t=[\w-]+)", body.get_content())
    return str(link)


def confirmed(sink: MailSink, address: str = ADDRESS, **fields: Any) -> Subscriber:
    """Somebody who asked, got the link, opened it and pressed the button."""
    asked(address, **fields)
    deliver()
    assert Client().post(link_in(sink)).status_code == 200
    return Subscriber.objects.get(address=address)


def posted(*codes: str, title: str = "Calls fail") -> Incident:
    """An incident about some components, of which all jobs are done."""
    new = NewIncident(title, "We look into it.", components=dict.fromkeys(codes, "major_outage"))
    row = open_incident(new, NOBODY, present())
    # First the letters come to be, then they are sent.
    deliver()
    deliver()
    return row


def test_nothing_is_sent_before_the_link_was_used_and_it_works_once(mail: MailSink) -> None:
    assert "Look into your mail" in asked().content.decode()
    posted()
    assert mail.subjects(ADDRESS) == ["Please confirm: news of Northlight"]
    link = link_in(mail)
    # A program that opens every link of a mail confirms nothing.
    assert "Confirm your subscription" in Client(HTTP_ACCEPT_LANGUAGE="en").get(link).content.decode()
    assert Subscriber.objects.get().confirmed_at is None
    assert Client().post(link).status_code == 200
    assert Subscriber.objects.get().confirmed_at is not None
    assert (Client().get(link).status_code, Client().post(link).status_code) == (404, 404)


def test_a_link_lasts_three_days(mail: MailSink) -> None:
    asked()
    deliver()
    token = link_in(mail).partition("t=")[2]
    assert confirm(token, present() + LINK_LASTS) is None
    assert confirm(token, present() + LINK_LASTS - timedelta(minutes=1)) is not None


def test_addresses_of_who_never_confirmed_or_left_are_forgotten(mail: MailSink) -> None:
    gone, kept = confirmed(mail, "gone@reader.example"), confirmed(mail)
    asked("never@reader.example")
    end(gone, present())
    assert forget(present() + timedelta(days=4)) == 1
    assert forget(present() + timedelta(days=31)) == 1
    assert list(Subscriber.objects.all()) == [kept]


def test_a_post_reaches_who_asked_for_its_component_and_can_be_left_by_one_click(mail: MailSink) -> None:
    voice, chat = (add_component(Shown(name), NOBODY, present()) for name in ("Voice", "Chat"))
    confirmed(mail, component=[voice.code])
    posted(chat.code, title="Chat is slow")
    row = posted(voice.code)
    assert mail.subjects(ADDRESS)[1:] == ["Northlight, investigating: Calls fail"]
    sent = mail.taken[-1]
    leave = leaving_link(Subscriber.objects.get())
    assert (sent["List-Unsubscribe"].strip(), sent["List-Unsubscribe-Post"]) == (
        f"<{leave}>",
        "List-Unsubscribe=One-Click",
    )
    body = sent.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert f"https://help.example/status/incidents/{row.code}" in text
    assert "Concerns: Voice" in text
    path = leave.removeprefix("https://help.example")
    assert "Get no more of these?" in Client(HTTP_ACCEPT_LANGUAGE="en").get(path).content.decode()
    assert Client().post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    post_update(row.code, Post("News.", "identified"), NOBODY, present())
    deliver()
    assert len(mail.subjects(ADDRESS)) == 2


def test_a_post_is_told_once_however_often_it_is_looked_at(mail: MailSink) -> None:
    confirmed(mail)
    posted()
    deliver()
    deliver()
    assert Outbox.objects.filter(kind="mail.post").count() == 1


def test_who_asks_learns_nothing_of_others_and_cannot_flood_anybody(mail: MailSink) -> None:
    first = asked().content
    assert asked().content == first
    confirmed_page = confirmed(mail)
    assert confirmed_page.confirmed_at is not None
    assert asked().content == first
    deliver()
    assert len(mail.subjects(ADDRESS)) == 1
    answers = [asked(f"other{number}@reader.example") for number in range(12)]
    last = answers[-1]
    assert (last.status_code, "Too many tries" in last.content.decode()) == (422, True)


def test_a_faulty_wish_is_told_at_its_field_and_nothing_is_lost() -> None:
    answer = asked("no address")
    assert (answer.status_code, 'id="email-error"' in answer.content.decode()) == (422, True)
    assert 'value="no address"' in answer.content.decode()
    inside = Client().post("/status/subscribe", {"endpoint": "https://user:secret@example.com/"})
    assert (inside.status_code, 'id="endpoint-error"' in inside.content.decode()) == (422, True)


def test_clients_of_the_statuspage_api_subscribe_as_they_know_it(mail: MailSink) -> None:
    voice = add_component(Shown("Voice"), NOBODY, present())
    told = {"subscriber": {"email": ADDRESS, "component_ids": [voice.code]}}
    answer = Client().post("/api/v2/subscribers.json", json.dumps(told), content_type="application/json")
    assert (answer.status_code, answer.json()["email"], answer.json()["components"]) == (201, ADDRESS, [voice.code])
    deliver()
    assert Client().post(link_in(mail)).status_code == 200
    form = Client().post("/api/v2/subscribers.json", {"subscriber[email]": "bob@reader.example"})
    assert (form.status_code, form.json()["mode"]) == (201, "email")
    phone = json.dumps({"subscriber": {"phone_number": "+49"}})
    for wrong, fault in (("{", "body"), (phone, "email"), (json.dumps([1]), "email")):
        refused = Client().post("/api/v2/subscribers.json", wrong, content_type="application/json")
        assert (refused.status_code, refused.json()["problems"][0]["field"]) == (422, fault)


@pytest.mark.clause("PL-13")
def test_notices_lead_to_the_portal_and_to_the_status_page(mail: MailSink, scene: Scene) -> None:
    furnish(scene)
    opened(scene.acme)
    deliver()
    body = mail.taken[-1].get_body(("plain",))
    assert body is not None
    assert "Portal: https://help.example\r\nStatus page: https://help.example/status/" in body.get_content()


@pytest.fixture
def hooks(mail: MailSink) -> Iterator[HookSink]:
    """A receiver of webhooks beside the mail server."""
    del mail
    with hook_server() as sink:
        yield sink


def hooked(sink: HookSink) -> str:
    """Subscribe a webhook; the secret that is shown once."""
    told = {"subscriber": {"endpoint": sink.url("/status")}}
    answer = Client().post("/api/v2/subscribers.json", json.dumps(told), content_type="application/json")
    assert answer.status_code == 201, answer.content
    again = Client().post("/api/v2/subscribers.json", json.dumps(told), content_type="application/json")
    assert "secret" not in again.json() or again.json()["id"] == answer.json()["id"]
    return str(answer.json()["secret"])


def test_a_webhook_has_the_body_of_the_statuspage_api_and_our_signature(hooks: HookSink) -> None:
    voice = add_component(Shown("Voice"), NOBODY, present())
    secret = hooked(hooks)
    row = posted(voice.code)
    (got,) = hooks.at("/status")
    told = json.loads(got.body)
    assert set(told) == {"meta", "page", "incident"}
    assert set(told["meta"]) == {"unsubscribe", "documentation", "generated_at"}
    assert told["page"]["status_indicator"] == "critical"  # the only component is out
    assert (told["incident"]["id"], told["incident"]["status"]) == (row.code, "investigating")
    # As Standard Webhooks has it: HMAC-SHA256 over id, timestamp and body.
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert got.headers["webhook-signature"] == f"v1,{expected}"


def test_a_webhook_that_fails_is_tried_again_and_one_that_is_gone_ends(hooks: HookSink) -> None:
    hooked(hooks)
    hooks.answers["/status"] = status(500)
    row = posted()
    job = Job.objects.get(kind=HOOK)
    assert (job.status, job.attempts) == ("ready", 1)
    event = row.events.get().pk
    with pytest.raises(HookNotTaken, match="answered 500"):
        send_hook(Subscriber.objects.get().code, event)
    hooks.answers["/status"] = status(410)
    send_hook(Subscriber.objects.get().code, event)
    assert Subscriber.objects.get().ended_at is not None


def test_a_webhook_never_goes_inside(hooks: HookSink, settings: Settings) -> None:
    hooked(hooks)
    closed = installation().model_copy(update={"webhooks_to_loopback": False})
    settings.UPHELD = closed
    row = posted()
    with pytest.raises(HookNotTaken):
        send_hook(Subscriber.objects.get().code, row.events.get().pk)
    assert hooks.got == []


# -------------------------------------------------------------------------------------------- the desk


@pytest.fixture
def agent(mail: MailSink) -> Client:
    """An agent, signed in."""
    del mail
    register_person(NewPerson("mira@northlight.example", PASSWORD, "agent"), NOBODY, present())
    made = Client(HTTP_ACCEPT_LANGUAGE="en")
    assert made.login(email="mira@northlight.example", password=PASSWORD)
    return made


def test_an_agent_writes_an_incident_out_of_a_proposal(agent: Client) -> None:
    voice = add_component(Shown("Voice"), NOBODY, present())
    since = present() - timedelta(minutes=30)
    evidence = {"kind": "down", "uptime": "99.9 %", "promise": "at least 99.95 %", "components": [voice.code]}
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
