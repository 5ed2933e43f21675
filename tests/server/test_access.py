"""Who may do what: keys, roles, accounts, and routes that cannot forget to ask."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, path
from ninja import NinjaAPI

from tests.server.scene import NOBODY, Caller, Scene, key_for
from upheld.problems import Refused
from upheld.server.access.actor import ACTIONS, MAY, Actor, Role
from upheld.server.access.routes import UndeclaredRoute, action_of, declared, views
from upheld.server.accounts.models import ApiKey
from upheld.server.accounts.registering import NewKey, NewPerson, issue_key, register_person
from upheld.server.api.application import operations
from upheld.server.present import present

REPORT = {"subject": "It is down", "priority": "1"}


def test_without_a_key_nothing_is_told(scene: Scene) -> None:
    for key in ("", "upk_00_secret", "nonsense", scene.agent[:-1], scene.agent + "x"):
        answer = Caller(key).get("/tickets")
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_key_ends_when_it_is_revoked_or_expires(scene: Scene) -> None:
    agent = Caller(scene.agent)
    assert agent.get("/tickets").status_code == 200
    row = ApiKey.objects.get(prefix=scene.agent.split("_")[1])
    assert row.last_used_at is not None
    ApiKey.objects.filter(pk=row.pk).update(expires_at=present() - timedelta(seconds=1))
    assert agent.get("/tickets").status_code == 401
    ApiKey.objects.filter(pk=row.pk).update(expires_at=None, revoked_at=present())
    assert agent.get("/tickets").status_code == 401


def test_the_key_itself_is_kept_nowhere(scene: Scene) -> None:
    prefix, secret = scene.agent.split("_", 2)[1:]
    row = ApiKey.objects.get(prefix=prefix)
    assert secret not in json.dumps([row.name, row.secret_sha256, row.scopes])
    assert len(secret) == 43  # 256 bits, six to a character


def test_nobody_makes_a_key_that_may_more_than_they_do(scene: Scene) -> None:
    admin = Actor("person:1", MAY["admin"], scene.acme.pk)
    with pytest.raises(Refused, match=r"may not ticket\.work"):
        issue_key(NewKey("mine", frozenset({"ticket.work"}), scene.acme), admin, present())
    for account in (None, scene.other):
        with pytest.raises(Refused, match="its own account"):
            issue_key(NewKey("mine", frozenset({"ticket.read"}), account), admin, present())


def test_an_account_never_sees_anothers(scene: Scene) -> None:
    mine, theirs = (Caller(key_for("admin", account)) for account in (scene.acme, scene.other))
    number = mine.post("/tickets", REPORT).json()["number"]
    assert mine.get(f"/tickets/{number}").status_code == 200
    for answer in (
        theirs.get(f"/tickets/{number}"), theirs.get(f"/tickets/{number}/events"), theirs.get("/accounts/acme"),
        theirs.post(f"/tickets/{number}/events", {"event": "message", "text": "x"}),
        theirs.post("/tickets", {**REPORT, "account": "acme"}),
    ):  # fmt: skip
        # As if it were not there: the same answer as for a number that no ticket has.
        assert (answer.status_code, answer.content) == (404, theirs.get("/tickets/999999").content)
    assert theirs.get("/tickets").json()["items"] == []
    assert [row["slug"] for row in theirs.get("/accounts").json()["items"]] == ["other"]


def test_each_role_does_what_it_may_and_no_more(scene: Scene) -> None:
    number = Caller(scene.agent).post("/tickets", {**REPORT, "account": "acme"}).json()["number"]
    asked: dict[str, Callable[[Caller], HttpResponse]] = {
        "read": lambda caller: caller.get(f"/tickets/{number}"),
        "open": lambda caller: caller.post("/tickets", {**REPORT, "account": "acme"}),
        "work": lambda caller: caller.post(f"/tickets/{number}/events", {"event": "take"}),
    }
    may: dict[Role, set[str]] = {
        "owner": {"read", "open", "work", "account"},
        "lead": {"read", "open", "work", "account"},
        "agent": {"read", "open", "work"},
        "billing": {"read"},
        "auditor": {"read"},
    }
    for role, acts in may.items():
        caller = Caller(key_for(role))
        # Each makes an account of its own.
        asked["account"] = partial(Caller.post, path="/accounts", body={"slug": role, "name": role})
        assert {name for name, ask in asked.items() if ask(caller).status_code < 300} == acts, role


@pytest.mark.usefixtures("scene")
def test_a_person_signs_in_and_changes_nothing_without_the_csrf_token() -> None:
    person = register_person(NewPerson("Agent@Example.com", "correct horse battery", "agent"), NOBODY, present())
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)
    assert browser.get("/api/v1/tickets").status_code == 200
    body = json.dumps({**REPORT, "account": "acme"})
    answer = browser.post("/api/v1/tickets", body, content_type="application/json")
    assert (answer.status_code, "CSRF" in answer.json()["detail"]) == (403, True)


@pytest.mark.django_db
def test_a_weak_password_and_a_role_of_the_other_side_are_refused_together() -> None:
    with pytest.raises(Refused) as refused:
        register_person(NewPerson("no address", "12345678", "admin"), NOBODY, present())
    assert {problem.field for problem in refused.value.problems} == {"email", "password", "role"}


def test_a_route_that_names_no_action_stops_the_start() -> None:
    def forgetful(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.path)

    with pytest.raises(UndeclaredRoute, match="forgetful"):
        declared([path("forgotten", forgetful)])


def test_every_route_asks_for_an_action_or_says_why_not() -> None:
    found = list(views(get_resolver().url_patterns))
    assert len(found) > 8
    assert {action_of(view) for view in found} <= {None, *ACTIONS}


def test_an_operation_without_an_action_is_found() -> None:
    api = NinjaAPI(urls_namespace="forgetful", docs_url=None)

    @api.get("/open")
    def open_to_all(request: HttpRequest) -> str:
        return request.path

    assert [operation.auth_callbacks for operation in operations(api)] == [[]]
