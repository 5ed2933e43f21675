"""Webhooks of the status page: confirmed by their receiver, told of posts and components, ended when they are dead."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.server.scene import NOBODY
from tests.server.sinks import HookSink, hook_server, status
from tests.server.telling import deliver, with_mail
from upheld.server.accounts.telling import ProviderFacts, set_provider
from upheld.server.audit.models import AuditEntry
from upheld.server.incidents.by_the_clock import keep_time
from upheld.server.incidents.components import Shown, add_component, show_component
from upheld.server.incidents.maintenance import ByTheClock, NewMaintenance, schedule
from upheld.server.incidents.models import Incident
from upheld.server.incidents.posting import NewIncident, Post, open_incident, post_update
from upheld.server.incidents.taking_place import go_on
from upheld.server.installed import installation
from upheld.server.jobs.kinds import kinds
from upheld.server.jobs.models import Job
from upheld.server.present import present
from upheld.server.statuspage.hooking import HOOK, HookNotTaken, send_hook
from upheld.server.statuspage.models import Subscriber, ToldPost
from upheld.server.statuspage.subscribing import FAILING_AT_MOST, leaving_link
from upheld.server.statuspage.work import post_to_webhook

pytestmark = pytest.mark.django_db
assert kinds()[HOOK].run is post_to_webhook  # the room's kinds of work are known
PLACE = "/status"
Answering = Callable[[Any], None]


@pytest.fixture
def hooks(settings: Settings) -> Iterator[HookSink]:
    """A provider, and a receiver of webhooks that answers its challenge."""
    set_provider(ProviderFacts("Northlight", "+49 30 1234567"), NOBODY, present())
    with hook_server() as sink:
        with_mail(settings, 9)  # no mail is sent here
        sink.answers[PLACE] = challenged(sink, "json")
        yield sink


def challenged(sink: HookSink, form: str) -> Answering:
    """Answer a challenge, as JSON, as text or with an echo of everything; anything else with 204."""

    def answer(handler: Any) -> None:
        body = sink.got[-1].body
        asked = json.loads(body).get("subscription")
        if asked is None:
            status(204)(handler)
            return
        said = {"json": json.dumps({"challenge": asked["challenge"]}).encode(), "echo": body,
                "text": asked["challenge"].encode() + b"\n", "wrong": b"welcome"}[form]  # fmt: skip
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(said)))
        handler.end_headers()
        handler.wfile.write(said)

    return answer


def ask(sink: HookSink, *components: str) -> Any:
    """Subscribe a webhook as a client of the Statuspage API does; what it is answered."""
    told = {"subscriber": {"endpoint": sink.url(PLACE), "component_ids": list(components)}}
    answer = Client().post("/api/v2/subscribers.json", json.dumps(told), content_type="application/json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def hooked(sink: HookSink, *components: str) -> str:
    """Subscribe a webhook that answers its challenge; the secret that is shown once."""
    secret = str(ask(sink, *components)["secret"])
    deliver()
    assert Subscriber.objects.get().confirmed_at is not None
    sink.got.clear()
    return secret


def posted(*codes: str, title: str = "Calls fail") -> Incident:
    """An incident about some components, of which all jobs are done."""
    new = NewIncident(title, "We look into it.", components=dict.fromkeys(codes, "major_outage"))
    row = open_incident(new, NOBODY, present())
    deliver()
    deliver()
    return row


def bodies(sink: HookSink) -> list[Any]:
    """What was posted, in order of what it is about."""
    told = [json.loads(each.body) for each in sink.at(PLACE)]
    return sorted(told, key=lambda each: "component" in each)


# -------------------------------------------------------------------------------------------- confirming


def test_a_webhook_gets_a_challenge_and_nothing_else_before_it_answered(hooks: HookSink) -> None:
    hooks.answers[PLACE] = challenged(hooks, "wrong")
    secret = ask(hooks)["secret"]
    posted()
    (got,) = hooks.at(PLACE)
    told = json.loads(got.body)
    assert set(told) == {"meta", "subscription"}
    assert set(told["subscription"]) == {"id", "endpoint", "challenge", "confirm", "expires_at"}
    assert (told["subscription"]["endpoint"], told["subscription"]["id"]) == (
        hooks.url(PLACE), Subscriber.objects.get().code,
    )  # fmt: skip
    assert is_signed(got, secret)
    assert Subscriber.objects.get().confirmed_at is None


@pytest.mark.parametrize(("form", "confirms"), [("json", True), ("text", True), ("echo", False), ("wrong", False)])
def test_the_challenge_is_answered_alone_or_as_json_and_an_echo_answers_nothing(
    hooks: HookSink, form: str, *, confirms: bool
) -> None:
    hooks.answers[PLACE] = challenged(hooks, form)
    ask(hooks)
    deliver()
    assert (Subscriber.objects.get().confirmed_at is not None) is confirms


def test_a_person_confirms_a_webhook_by_the_link_of_its_challenge_once(hooks: HookSink) -> None:
    hooks.answers[PLACE] = challenged(hooks, "wrong")
    ask(hooks)
    deliver()
    link = json.loads(hooks.at(PLACE)[0].body)["subscription"]["confirm"].removeprefix("https://help.example")
    assert "Confirm your subscription" in Client(HTTP_ACCEPT_LANGUAGE="en").get(link).content.decode()
    assert Client().post(link).status_code == 200
    assert Subscriber.objects.get().confirmed_at is not None
    assert Client().post(link).status_code == 404


def test_who_asks_again_gets_no_secret_of_what_is_confirmed(hooks: HookSink) -> None:
    hooked(hooks)
    again = ask(hooks)
    assert "secret" not in again
    deliver()
    assert hooks.at(PLACE) == []


# -------------------------------------------------------------------------------------------- posts


def is_signed(got: Any, secret: str) -> bool:
    """Whether a request bears the signature of Standard Webhooks: HMAC-SHA256 over id, timestamp and body."""
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return bool(got.headers["webhook-signature"] == f"v1,{expected}")


def test_a_post_has_the_body_of_the_statuspage_api_and_our_signature(hooks: HookSink) -> None:
    voice = add_component(Shown("Voice"), NOBODY, present())
    secret = hooked(hooks)
    row = posted(voice.code)
    told, _ = bodies(hooks)
    assert set(told) == {"meta", "page", "incident"}
    assert set(told["meta"]) == {"unsubscribe", "documentation", "generated_at"}
    assert set(told["page"]) == {"id", "status_indicator", "status_description"}
    assert told["page"]["status_indicator"] == "critical"  # the only component is out
    assert (told["incident"]["id"], told["incident"]["status"]) == (row.code, "investigating")
    assert all(is_signed(each, secret) for each in hooks.at(PLACE))


def test_what_a_post_changes_of_a_component_is_told_key_for_key(hooks: HookSink) -> None:
    voice, chat = (add_component(Shown(name), NOBODY, present()) for name in ("Voice", "Chat"))
    hooked(hooks, voice.code)
    first = posted(voice.code, chat.code)
    _, told = bodies(hooks)
    assert len(hooks.at(PLACE)) == 2  # the post, and the one component that was asked for
    assert set(told) == {"meta", "page", "component", "component_update"}
    assert set(told["component_update"]) == {
        "id", "component_id", "component_type", "old_status", "new_status", "created_at",
    }  # fmt: skip
    update, component = told["component_update"], told["component"]
    assert (update["component_id"], update["component_type"]) == (voice.code, "Component")
    assert (update["old_status"], update["new_status"]) == ("operational", "major_outage")
    assert (component["id"], component["name"], component["status"]) == (voice.code, "Voice", "major_outage")
    # A second incident tells of the same: that the first is over changes nothing of the component.
    hooks.got.clear()
    posted(voice.code, title="Calls fail again")
    post_update(first.code, Post("Over.", "resolved"), NOBODY, present())
    deliver()
    deliver()
    assert [set(each) & {"incident", "component"} for each in bodies(hooks)] == [{"incident"}, {"incident"}]


def test_a_maintenance_changes_components_when_it_begins_and_not_when_it_is_scheduled(hooks: HookSink) -> None:
    voice = add_component(Shown("Voice"), NOBODY, present())
    hooked(hooks)
    begins = present() + timedelta(minutes=30)
    window = NewMaintenance("Cables", "Short.", begins, begins + timedelta(hours=1), components=(voice.code,))
    code = schedule(window, NOBODY, present()).incident.code
    deliver()
    deliver()
    assert ["component" in each for each in bodies(hooks)] == [False]
    hooks.got.clear()
    go_on(code, "in_progress", "It begins.", present(), (NOBODY, present()))
    deliver()
    deliver()
    _, told = bodies(hooks)
    assert told["component_update"]["new_status"] == "under_maintenance"


def test_the_page_is_gathered_once_for_all_who_are_told(hooks: HookSink) -> None:
    voice = add_component(Shown("Voice"), NOBODY, present())
    hooked(hooks)
    row = posted(voice.code)
    told = ToldPost.objects.get(event=row.events.get())
    # What is sent later is what was gathered with the post, however the page looks by then.
    post_update(row.code, Post("Found.", "identified"), NOBODY, present())
    hooks.got.clear()
    send_hook(Subscriber.objects.get().code, told.event_id)
    (body,) = bodies(hooks)
    assert (body["incident"]["status"], body["incident"]) == ("investigating", told.payload["incident"])


def test_what_was_hidden_meanwhile_is_not_sent(hooks: HookSink) -> None:
    voice = add_component(Shown("Voice"), NOBODY, present())
    hooked(hooks)
    row = posted(voice.code)
    hooks.got.clear()
    show_component(voice, Shown(visibility="hidden"), NOBODY, present())
    send_hook(Subscriber.objects.get().code, row.events.get().pk)
    assert hooks.got == []


# -------------------------------------------------------------------------------------------- faults and ends


def test_a_webhook_that_fails_is_tried_again_and_one_that_is_gone_ends(hooks: HookSink) -> None:
    hooked(hooks)
    hooks.answers[PLACE] = status(500)
    row = posted()
    job = Job.objects.get(kind=HOOK)
    assert (job.status, job.attempts) == ("ready", 1)
    event = row.events.get().pk
    with pytest.raises(HookNotTaken, match="answered 500"):
        send_hook(Subscriber.objects.get().code, event)
    hooks.answers[PLACE] = status(410)
    send_hook(Subscriber.objects.get().code, event)
    gone = Subscriber.objects.get()
    assert (gone.ended_at is not None, gone.ended_because) == (True, "it answered 410")


def test_one_that_took_nothing_for_a_week_ends_and_why_is_on_record(hooks: HookSink) -> None:
    hooked(hooks)
    hooks.answers[PLACE] = status(500)
    event = posted().events.get().pk
    row = Subscriber.objects.get()
    assert row.failing_since is not None
    # One success, and the week begins anew.
    hooks.answers[PLACE] = status(204)
    send_hook(row.code, event)
    assert Subscriber.objects.get().failing_since is None
    hooks.answers[PLACE] = status(500)
    Subscriber.objects.update(failing_since=present() - FAILING_AT_MOST + timedelta(hours=1))
    with pytest.raises(HookNotTaken):
        send_hook(row.code, event)
    Subscriber.objects.update(failing_since=present() - FAILING_AT_MOST)
    send_hook(row.code, event)
    ended = Subscriber.objects.get()
    assert ended.ended_at is not None
    assert ended.ended_because == "it took nothing for 7 days: answered 500"
    assert AuditEntry.objects.filter(action="subscriber.end").count() == 1


def test_a_webhook_never_goes_inside(hooks: HookSink, settings: Settings) -> None:
    hooked(hooks)
    row = posted()
    hooks.got.clear()
    settings.UPHELD = installation().model_copy(update={"webhooks_to_loopback": False})
    with pytest.raises(HookNotTaken):
        send_hook(Subscriber.objects.get().code, row.events.get().pk)
    assert hooks.got == []


def test_a_webhook_leaves_by_its_link(hooks: HookSink) -> None:
    hooked(hooks)
    path = leaving_link(Subscriber.objects.get()).removeprefix("https://help.example")
    assert Client().post(path).status_code == 200
    posted()
    assert hooks.got == []


def test_a_reminder_is_no_post_of_the_statuspage_api(hooks: HookSink) -> None:
    hooked(hooks)
    begins = present() + timedelta(minutes=30)
    new = NewMaintenance("Cables", "Short.", begins, begins + timedelta(hours=1), clock=ByTheClock(remind_minutes=60))
    schedule(new, NOBODY, present() - timedelta(hours=2))
    deliver()
    deliver()
    assert keep_time(present()) == 1
    deliver()
    deliver()
    assert [set(each) - {"meta", "page"} for each in bodies(hooks)] == [{"incident"}]


def test_of_what_is_called_off_a_receiver_is_told_that_it_is_over(hooks: HookSink) -> None:
    voice = add_component(Shown("Voice"), NOBODY, present())
    begins = present() + timedelta(minutes=30)
    new = NewMaintenance("Cables", "Short.", begins, begins + timedelta(hours=1), components=(voice.code,))
    code = schedule(new, NOBODY, present()).incident.code
    deliver()
    hooked(hooks)
    go_on(code, "cancelled", "Not needed.", present(), (NOBODY, present()))
    deliver()
    deliver()
    # The Statuspage API has no word for what is called off; nothing was changed, so no component is told of.
    (told,) = bodies(hooks)
    incident, newest = told["incident"], told["incident"]["incident_updates"][0]
    assert (incident["status"], newest["status"], newest["body"]) == ("completed", "completed", "Not needed.")
    assert newest["affected_components"] is None
