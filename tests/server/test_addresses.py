"""Addresses with a slash too many or too few lead to the page; nothing leads anywhere else, and no form is lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import is_valid_path

from tests.server.routes import routes

pytestmark = pytest.mark.django_db


def other_spelling(path: str) -> str:
    """The path with a slash more, or with one less."""
    return path.removesuffix("/") if path.endswith("/") else f"{path}/"


def pages() -> tuple[str, ...]:
    """Every address that can be read, with `1` where one of something is named."""
    return tuple(sorted({re.sub(r"{\w+}", "1", each.path) for each in routes() if each.method == "GET"}))


def test_every_page_is_reached_with_and_without_the_last_slash() -> None:
    client, wrong, followed = Client(), [], 0
    for path in pages():
        other = other_spelling(path)
        if not other or is_valid_path(other):
            continue  # both are pages of their own
        followed += 1
        answer = client.get(other)
        if (answer.status_code, answer.headers.get("Location")) != (301, path):
            wrong.append((other, answer.status_code, answer.headers.get("Location")))
    assert wrong == []
    assert followed > 100


def test_what_was_asked_comes_along() -> None:
    answer = Client().get("/desk/queue/?state=all&q=a%20b")
    assert (answer.status_code, answer["Location"]) == (301, "/desk/queue?state=all&q=a%20b")
    assert Client().head("/portal/tickets")["Location"] == "/portal/tickets/"


def test_what_a_form_sends_is_not_sent_on() -> None:
    assert Client().post("/desk/queue/several/", {"do": "acknowledge"}).status_code == 404
    assert Client().put("/api/v1/accounts/").status_code == 404


@pytest.mark.parametrize(
    "path", ["//evil.example", "//evil.example/", "/\\evil.example/", "//desk/queue/", "/%2Fdesk/"]
)
def test_no_address_leads_out_of_the_service(path: str) -> None:
    answer = Client().get("/", PATH_INFO=path)
    assert answer.status_code == 404, answer.headers.get("Location")


def test_what_is_nowhere_stays_nowhere() -> None:
    for path in ("/desk/nothing/", "/desk/nothing", "/desk/accounts//", "/status/history//"):
        assert Client().get(path).status_code == 404, path
