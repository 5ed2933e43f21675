"""Whatever goes wrong, the API answers with a problem; the document of the API says so."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.server.scene import Caller, Scene, key_for
from upheld.server.api.rates import Buckets


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("get", "/api/v1/nothing", "", 404),
        ("get", "/api/v1/tickets/1", "", 404),
        ("get", "/api/v1/tickets/none", "", 422),
        ("get", "/api/v1/tickets/99999999999999999999", "", 422),
        ("delete", "/api/v1/tickets", "", 405),
        ("post", "/api/v1/tickets", "{", 400),
        ("post", "/api/v1/tickets", "[]", 422),
        ("post", "/api/v1/tickets", '{"subject": "x", "colour": "red"}', 422),
        ("post", "/api/v1/tickets", '{"subject": "x"}', 404),
        ("post", "/api/v1/accounts", '{"slug": "Ä", "name": "x", "zone": "Mars"}', 422),
        ("post", "/api/v1/accounts", '{"slug": "acme", "name": "x"}', 422),
        ("get", "/api/v1/tickets?limit=1000", "", 422),
        ("get", "/api/v1/tickets?queue=%C2%91%00", "", 400),
        ("get", "/api/v1/tickets%00", "", 400),
        ("post", "/api/v1/accounts", '{"slug": "a", "name": "x\\u0000"}', 400),
        ("post", "/api/v1/tickets", '{"subject": "x", "intake": {"a\\u0000": "b"}}', 400),
    ],
)
def test_every_fault_is_a_problem(scene: Scene, method: str, path: str, body: str, status: int) -> None:
    answer = Client().generic(
        method.upper(), path, body, "application/json", headers={"Authorization": f"Bearer {scene.owner}"}
    )
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    told = answer.json()
    assert (told["status"], bool(told["title"])) == (status, True)


def test_a_text_that_only_speaks_of_the_escape_is_taken(scene: Scene) -> None:
    answer = Caller(scene.owner).post("/accounts", {"slug": "escapes", "name": r"we write \u0000"})
    assert (answer.status_code, answer.json()["name"]) == (201, r"we write \u0000")


def test_a_form_with_a_nul_is_refused() -> None:
    answer = Client().post("/sign-in", {"email": "a\0@example.com", "password": "x"})
    assert (answer.status_code, answer.content) == (400, b"the request holds a NUL character; leave it out\n")


def test_every_fault_of_an_account_is_told_at_once(scene: Scene) -> None:
    answer = Caller(scene.owner).post("/accounts", {"slug": "Ä", "name": "x", "zone": "Mars"})
    assert [fault["field"] for fault in answer.json()["problems"]] == ["slug", "zone"]


def test_a_request_that_is_too_large_is_refused(scene: Scene) -> None:
    answer = Caller(scene.owner).post("/tickets", {"subject": "x", "description": "y" * 2_000_000})
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


def test_the_document_of_the_api() -> None:
    document = Client().get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["x-upheld-action"], (path, method)
            assert {"401", "403", "404", "422", "429", "500"} <= set(operation["responses"]), (path, method)


def test_pages_are_confined() -> None:
    answer = Client().get("/livez")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")


def test_figures_are_for_those_who_run_the_service(scene: Scene) -> None:
    assert Client().get("/metrics").status_code == 401
    headers = {"Authorization": f"Bearer {key_for('reporter', scene.acme)}"}
    assert Client().get("/metrics", headers=headers).status_code == 403
    Caller(scene.agent).post("/tickets", {"subject": "x", "account": "acme", "priority": "1"})
    told = Client().get("/metrics", headers={"Authorization": f"Bearer {scene.owner}"}).content.decode()
    assert 'upheld_tickets{state="open"} 1\n' in told


def test_who_asks_too_often_waits() -> None:
    buckets = Buckets(60)
    assert [buckets.take("a", 0.0) for _ in range(61)] == [0] * 60 + [1]
    # One token a second, for each caller by itself.
    assert buckets.take("b", 0.0) == 0
    assert [buckets.take("a", moment) for moment in (0.5, 1.0, 1.0)] == [1, 0, 1]
