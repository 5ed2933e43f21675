"""People, their roles and API keys, over the API: for the provider's side, and for a customer's own account."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.server.installation import Installation
from tests.server.scene import Caller, Scene, key_for
from tests.server.signing import Browser, person, signed_in
from upheld.server.access.actor import MAY
from upheld.server.api.models import AnsweredRequest
from upheld.server.audit.models import AuditEntry
from upheld.server.people.models import SecondFactor
from upheld.server.present import present

pytestmark = pytest.mark.django_db
ANN = "ann@acme.example"


def test_each_side_sees_the_people_and_the_roles_that_are_its_own(scene: Scene) -> None:
    ann = person(ANN, "admin", scene.acme)
    bo = person("bo@other.example", "reporter", scene.other)
    owner, admin = Caller(scene.owner), Caller(key_for("admin", scene.acme))
    owner.post(f"/people/{ann.pk}/roles", {"account": "other", "roles": ["reporter"]})
    everybody = owner.get("/people").json()["items"]
    assert [(each["email"], len(each["roles"])) for each in everybody] == [(ANN, 2), ("bo@other.example", 1)]
    own = admin.get("/people").json()["items"]
    assert [(each["email"], each["roles"]) for each in own] == [(ANN, [{"role": "admin", "account": "acme"}])]
    assert (admin.get(f"/people/{ann.pk}").status_code, admin.get(f"/people/{bo.pk}").status_code) == (200, 404)
    other = owner.get("/people?account=other&limit=1").json()
    assert (other["items"][0]["email"], other["next"] is not None) == (ANN, True)
    assert owner.get(f"/people?account=other&cursor={other['next']}").json()["items"][0]["email"] == "bo@other.example"


def test_an_admin_looks_after_the_roles_of_its_account_alone(scene: Scene) -> None:
    ann, bo = person(ANN, "admin", scene.acme), person("bo@acme.example", "reporter", scene.acme)
    admin = Caller(key_for("admin", scene.acme))
    given = admin.post(f"/people/{bo.pk}/roles", {"roles": ["admin"]}).json()
    assert given["roles"] == [{"role": "admin", "account": "acme"}]
    assert admin.post(f"/people/{bo.pk}/roles", {"account": "other", "roles": ["admin"]}).status_code == 404
    wrong = admin.post(f"/people/{bo.pk}/roles", {"roles": ["owner"]})
    assert (wrong.status_code, wrong.json()["problems"][0]["field"]) == (422, "role")
    assert admin.post(f"/people/{bo.pk}/deactivate", {}).status_code == 403
    assert admin.post(f"/people/{bo.pk}/roles", {"roles": []}).status_code == 200
    assert [each["email"] for each in admin.get("/people").json()["items"]] == [ANN]
    assert AuditEntry.objects.filter(action="person.roles", account=scene.acme.pk).count() == 2
    assert ann.grants.count() == 1


def test_nobody_gives_or_takes_a_role_that_may_more_than_they(scene: Scene) -> None:
    scopes = [*sorted(MAY["lead"]), "person.write"]
    made = Caller(scene.owner).post("/keys", {"name": "people", "scopes": scopes}).json()
    boss, agent = person("boss@desk.example", "owner"), person("agent@desk.example")
    leading = Caller(made["key"])
    for who, roles in ((agent, ["owner"]), (boss, ["agent"])):
        answer = leading.post(f"/people/{who.pk}/roles", {"roles": roles})
        assert (answer.status_code, "may more than" in answer.json()["problems"][0]["what"]) == (422, True)
    assert leading.post(f"/people/{agent.pk}/roles", {"roles": ["lead"]}).status_code == 200


def test_there_is_always_an_owner(scene: Scene) -> None:
    boss = person("boss@desk.example", "owner")
    owner = Caller(scene.owner)
    for path, body in (("roles", {"roles": ["agent"]}), ("deactivate", {})):
        answer = owner.post(f"/people/{boss.pk}/{path}", body)
        assert (answer.status_code, "somebody has to be owner" in answer.json()["problems"][0]["what"]) == (422, True)
    person("chief@desk.example", "owner")
    assert owner.post(f"/people/{boss.pk}/deactivate", {}).json()["active"] is False
    assert owner.post(f"/people/{boss.pk}/activate", {}).json()["active"] is True


def test_who_lost_the_telephone_is_let_in_by_an_owner(scene: Scene) -> None:
    ann = person(ANN, "reporter", scene.acme)
    browser = signed_in(ANN)
    browser.set_up_codes()
    assert Caller(scene.owner).post(f"/people/{ann.pk}/forget-second-factor", {}).status_code == 200
    assert (browser.is_in(), SecondFactor.objects.count()) == (False, 0)
    assert Browser().sign_in(ANN)["Location"] == "/"


def test_a_key_is_shown_once_does_what_it_may_and_ends(scene: Scene) -> None:
    admin = Caller(key_for("admin", scene.acme))
    until = (present() + timedelta(days=1)).isoformat()
    body = {"name": "reports", "scopes": ["ticket.read", "ticket.open"], "expires_at": until}
    made = admin.post("/keys", body, Idempotency_Key="once")
    key, told = made.json()["key"], made.json()
    assert (made.status_code, told["account"], told["state"], told["last_used_at"]) == (201, "acme", "alive", None)
    assert (Caller(key).get("/tickets").status_code, Caller(key).get("/keys").status_code) == (200, 403)
    assert Caller(key).get("/me").status_code == 403
    listed = admin.get("/keys").json()["items"]
    assert (listed[0]["prefix"], listed[0]["last_used_at"] is not None) == (key.split("_")[1], True)
    assert not any("key" in each for each in listed)
    # Sent again, it is the same key; in the database it is sealed meanwhile.
    assert admin.post("/keys", body, Idempotency_Key="once").json()["key"] == key
    assert key.split("_", 2)[2] not in json.dumps(list(AnsweredRequest.objects.values()), default=str)
    assert admin.post(f"/keys/{told['id']}/revoke", {}).json()["state"] == "revoked"
    assert Caller(key).get("/tickets").status_code == 401
    assert AuditEntry.objects.filter(action="key.revoke", object_id=str(told["id"]), account=scene.acme.pk).count() == 1


def test_keys_are_confined_to_the_side_of_who_makes_them(scene: Scene) -> None:
    admin, owner = Caller(key_for("admin", scene.acme)), Caller(scene.owner)
    beyond = admin.post("/keys", {"name": "x", "scopes": ["ticket.work"]})
    assert (beyond.status_code, beyond.json()["problems"][0]["field"]) == (422, "scopes")
    assert admin.post("/keys", {"name": "x", "scopes": ["ticket.read"], "account": "other"}).status_code == 404
    past = owner.post("/keys", {"name": "x", "scopes": ["ticket.read"], "expires_at": "2026-01-01T00:00:00Z"})
    assert (past.status_code, past.json()["problems"][0]["field"]) == (422, "expires_at")
    theirs = owner.post("/keys", {"name": "x", "scopes": ["ticket.read"], "account": "other"}).json()
    assert admin.post(f"/keys/{theirs['id']}/revoke", {}).status_code == 404
    assert {each["account"] for each in admin.get("/keys").json()["items"]} == {"acme"}
    assert [each["id"] for each in owner.get("/keys?account=other").json()["items"]] == [theirs["id"]]


def test_whoever_calls_is_told_who_they_are(scene: Scene) -> None:
    person(ANN, "reporter", scene.acme)
    me = Caller(key_for("reporter", scene.acme)).get("/me").json()
    assert (me["kind"], me["account"], me["may"]) == ("key", "acme", sorted(MAY["reporter"]))
    browser = signed_in(ANN).client
    headers = {"X-CSRFToken": browser.cookies["csrftoken"].value}
    body = json.dumps({"name": "Ann A.", "language": "de"})
    answer = browser.patch("/api/v1/me", body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["name"], answer.json()["language"]) == (200, "Ann A.", "de")


def test_the_command_line_invites_and_prints_the_link(installation: Installation) -> None:
    assert installation.run("migrate").returncode == 0
    told = installation.run("user", "invite", "you@example.com", "--role", "owner")
    assert (told.returncode, told.stdout.startswith(f"http://127.0.0.1:{installation.port}/invitation/")) == (0, True)
    wrong = installation.run("user", "invite", "you@example.com", "--role", "admin")
    assert (wrong.returncode, "no role on the provider's side" in wrong.stderr, wrong.stdout) == (2, True, "")
