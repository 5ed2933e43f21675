"""Webhooks: signed, tried again as the receiver asks, given up in the end, and no endpoint a burden to another."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from pytest_django.fixtures import Settings

from tests.server.scene import NOBODY, Caller, Scene, key_for
from tests.server.sinks import (
    Hook,
    HookSink,
    MailSink,
    endless_body,
    free_port,
    hook_server,
    mail_server,
    reset,
    status,
)
from tests.server.telling import deliver, furnish, opened, register_admin, time_passes, with_mail
from upheld.server.delivery.models import Attempt, Delivery
from upheld.server.delivery.outcomes import Outcome, webhook_wait
from upheld.server.jobs.models import Job
from upheld.server.outward.posting import Answer
from upheld.server.present import present
from upheld.server.sealing import SealBrokenError, seal, unseal
from upheld.server.webhooks.models import Endpoint
from upheld.server.webhooks.registering import ROTATION, register_endpoint, rotate_secret, secret_of
from upheld.server.webhooks.sending import outcome_of
from upheld.server.webhooks.signing import signed_headers


@pytest.fixture
def hooks(scene: Scene, settings: Settings) -> Iterator[HookSink]:
    """The scene with somebody to tell, and a receiver of webhooks; no mail server is there."""
    furnish(scene)
    with_mail(settings, free_port())
    with hook_server() as sink:
        yield sink


def endpoint(scene: Scene, hooks: HookSink, path: str) -> Endpoint:
    """An endpoint of acme at a path of the receiver."""
    return register_endpoint(scene.acme, hooks.url(path), NOBODY, present())


def posted(to: Endpoint) -> list[Delivery]:
    """The deliveries to an endpoint."""
    return list(Delivery.objects.filter(channel="webhook", recipient=str(to.pk)).order_by("pk"))


def checked(hook: Hook, secret: str) -> bool:
    """Whether a receiver that knows the secret takes the message, as the specification tells it to check."""
    content = f"{hook.headers['webhook-id']}.{hook.headers['webhook-timestamp']}.".encode() + hook.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    own = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return f"v1,{own}" in hook.headers["webhook-signature"].split()


def test_a_signature_is_that_of_the_specification() -> None:
    # Worked out by openssl: dgst -sha256 with -mac HMAC and the key 0123456789abcdef0123456789abcdef, over the text
    # msg_1.1700000000. and the payload; then base64.
    secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="  # noqa: S105 - of this test alone
    headers = signed_headers("msg_1", 1_700_000_000, b'{"a":1}', [secret])
    assert headers == {
        "webhook-id": "msg_1", "webhook-timestamp": "1700000000",
        "webhook-signature": "v1,rkwp5YuvdrMkcu0ZhuMsXoTg44mHAr1Q0+FFgFpXsjY=",
    }  # fmt: skip


def test_a_message_is_signed_and_keeps_its_id_over_all_tries(scene: Scene, hooks: HookSink) -> None:
    to = endpoint(scene, hooks, "/hook")
    hooks.answers["/hook"] = status(500)
    opened(scene.acme)
    deliver()
    hooks.answers["/hook"] = status(200)
    time_passes()
    deliver()
    first, second = hooks.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == posted(to)[0].message_id
    assert first.body == second.body
    assert all(checked(each, secret_of(to)) for each in hooks.got)
    assert not checked(first, "whsec_" + base64.b64encode(b"another key" * 3).decode())
    assert [each.outcome for each in Attempt.objects.filter(delivery=posted(to)[0])] == ["later", "delivered"]


def test_while_keys_change_both_are_signed_with(scene: Scene, hooks: HookSink) -> None:
    to = endpoint(scene, hooks, "/hook")
    before = secret_of(to)
    rotate_secret(to, NOBODY, present())
    opened(scene.acme)
    deliver()
    Endpoint.objects.update(former_until=present() - ROTATION)
    opened(scene.acme)
    deliver()
    during, after = hooks.got
    assert (checked(during, before), checked(during, secret_of(to))) == (True, True)
    assert (checked(after, before), checked(after, secret_of(to))) == (False, True)


@pytest.mark.parametrize(
    ("answer", "ending"), [(status(500), "later"), (status(302), "later"), (status(429), "later"), (reset, "unknown")]
)
def test_what_is_not_taken_is_tried_again(scene: Scene, hooks: HookSink, answer: object, ending: str) -> None:
    to = endpoint(scene, hooks, "/bad")
    hooks.answers["/bad"] = answer  # type: ignore[assignment]  # one of those above
    opened(scene.acme)
    deliver()
    (row,) = posted(to)
    assert (row.status, row.attempts.get().outcome) == ("waiting", ending)
    assert row.next_at is not None
    assert row.next_at > present()


def test_an_answer_of_2xx_counts_however_long_its_body(scene: Scene, hooks: HookSink) -> None:
    to = endpoint(scene, hooks, "/endless")
    hooks.answers["/endless"] = endless_body
    opened(scene.acme)
    deliver()
    assert posted(to)[0].status == "delivered"


def test_the_tenth_try_is_about_75_hours_after_the_first_and_the_last() -> None:
    waits = [webhook_wait(tries, Outcome("later"), lambda: 0.5) for tries in range(1, 11)]
    assert waits[-1] is None
    total = sum((wait for wait in waits if wait is not None), timedelta())
    # 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h.
    assert total == timedelta(hours=75, minutes=35, seconds=5)
    assert all(one < two for one, two in pairwise(wait for wait in waits if wait is not None))


def test_a_receiver_that_asks_for_time_gets_it() -> None:
    now = present().replace(microsecond=0)
    for header, wait in (
        ("120", timedelta(seconds=120)), ("99999999999", timedelta(seconds=10**8)), ("soon", None), ("-5", None),
        (f"{now + timedelta(hours=1):%a, %d %b %Y %H:%M:%S} GMT", timedelta(hours=1)),
    ):  # fmt: skip
        assert outcome_of(Answer(429, header), now).wait == wait
    assert webhook_wait(1, Outcome("later", wait=timedelta(minutes=2)), lambda: 0.5) == timedelta(minutes=2)
    assert webhook_wait(1, Outcome("later", wait=timedelta(days=900)), lambda: 0.5) == timedelta(hours=24)


def test_410_ends_an_endpoint_and_its_owner_is_told(scene: Scene, hooks: HookSink, settings: Settings) -> None:
    register_admin(scene.acme, "admin@acme.example")
    to = endpoint(scene, hooks, "/gone")
    hooks.answers["/gone"] = status(410)
    opened(scene.acme)
    opened(scene.acme)
    with mail_server(MailSink()) as sink:
        with_mail(settings, sink.port)
        deliver()
        time_passes()
        deliver()
        assert sink.subjects("admin@acme.example") == [f"Webhooks to {hooks.url('/gone')} are not taken"]
    assert (len(hooks.got), {each.status for each in posted(to)}) == (1, {"failed"})
    to.refresh_from_db()
    assert "410" in to.disabled_why


def test_after_the_tenth_try_it_is_given_up_and_its_owner_is_told(
    scene: Scene, hooks: HookSink, settings: Settings
) -> None:
    to = endpoint(scene, hooks, "/bad")
    hooks.answers["/bad"] = status(500)
    opened(scene.acme)
    for _ in range(12):
        deliver()
        time_passes()
    assert (len(hooks.got), posted(to)[0].status) == (10, "failed")
    with mail_server(MailSink()) as sink:
        with_mail(settings, sink.port)
        time_passes()
        deliver()
        assert [each for each in sink.subjects() if "are not taken" in each] == [
            f"Webhooks to {hooks.url('/bad')} are not taken"
        ]
    customer = Caller(key_for("admin", scene.acme))
    (listed,) = customer.get(f"/webhooks/{to.pk}/deliveries").json()["items"]
    assert [each["outcome"] for each in listed["attempts"]] == ["later"] * 10
    hooks.answers["/bad"] = status(200)
    assert customer.post(f"/webhooks/{to.pk}/deliveries/{listed['id']}/resend", {}).status_code == 200
    time_passes()
    deliver()
    assert (posted(to)[0].status, hooks.got[-1].headers["webhook-id"]) == ("delivered", listed["message"])


def test_an_endpoint_that_fails_waits_apart_from_those_that_do_not(scene: Scene, hooks: HookSink) -> None:
    bad, good = endpoint(scene, hooks, "/bad"), endpoint(scene, hooks, "/good")
    hooks.answers["/bad"] = status(500)
    for _ in range(3):
        opened(scene.acme)
    deliver()
    # One failure is enough: the other messages are not tried on it before it has rested.
    assert (len(hooks.at("/bad")), len(hooks.at("/good"))) == (1, 3)
    time_passes()
    deliver()
    jobs = Job.objects.filter(kind__contains="webhooks").order_by("pk")
    kinds = {job.arguments["endpoint"]: job.kind for job in jobs}
    assert kinds == {bad.pk: "notices.failing webhooks", good.pk: "notices.webhooks"}
    assert {each.status for each in posted(good)} == {"delivered"}


def test_secrets_are_sealed_and_open_in_their_own_place_alone(scene: Scene, hooks: HookSink) -> None:
    to = endpoint(scene, hooks, "/hook")
    secret = secret_of(to)
    assert secret.startswith("whsec_")
    assert secret not in json.dumps(list(Endpoint.objects.values()), default=str)
    other = endpoint(scene, hooks, "/other")
    Endpoint.objects.filter(pk=other.pk).update(secret=to.secret)
    other.refresh_from_db()
    with pytest.raises(SealBrokenError):
        secret_of(other)
    sealed = seal("word", "here")
    assert (unseal(sealed, "here"), seal("word", "here") == sealed) == ("word", False)


def test_who_may_see_and_change_endpoints(scene: Scene, hooks: HookSink) -> None:
    to = endpoint(scene, hooks, "/hook")
    mine, reporter = Caller(key_for("admin", scene.acme)), Caller(key_for("reporter", scene.acme))
    stranger = Caller(key_for("admin", scene.other))
    assert mine.get(f"/webhooks/{to.pk}/secret").json() == {"secret": secret_of(to)}
    assert reporter.get("/webhooks").status_code == 403
    assert Caller(scene.agent).get(f"/webhooks/{to.pk}/secret").status_code == 403
    assert stranger.get("/webhooks").json()["items"] == []
    for act in ("", "/secret", "/deliveries"):
        assert stranger.get(f"/webhooks/{to.pk}{act}").status_code == 404
    for act in ("/rotate", "/disable", "/enable"):
        assert stranger.post(f"/webhooks/{to.pk}{act}", {}).status_code == 404
    refused = mine.post("/webhooks", {"url": "file:///etc/passwd"})
    assert (refused.status_code, refused.json()["problems"][0]["field"]) == (422, "url")
