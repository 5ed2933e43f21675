"""Whatever is sent, the API answers with one of the statuses that it describes, and never with a fault of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.test import Client

from tests.server.routes import Route, routes
from tests.server.scene import Scene
from tests.server.things import things_of

LONE = "\ud800"
TEXTS = (LONE, "\U0010ffff", "\u202e", "a" * 100_000, "0" * 400, "\x7f", "Ⅷ", "٣", "1e999", "NaN", "-0", "' OR 1=1 --")
BODIES = (
    b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe", b'{"a": 1e400}', b'{"a": NaN}', b"[" * 100_000,
    b'{"a":' * 5_000, b'{"subject": "\\ud800"}', b'{"\\ud800": 1}', b'{"subject": "x", "intake": {"\\ud800": "x"}}',
    b"1" * 5_000, b'{"subject": "x", "subject": "y"}', b"\xef\xbb\xbf{}",
)  # fmt: skip


def ask(route: Route, path: str, body: bytes, key: str) -> int:
    """The status of an answer."""
    headers = {"Authorization": f"Bearer {key}"}
    return Client().generic(route.method, path, body, content_type="application/json", headers=headers).status_code


def operations() -> Iterator[Route]:
    """Every operation of the API."""
    return (route for route in routes() if route.action and route.path.startswith(("/api/", "/tmf-api/")))


def failures(found: Iterator[str]) -> list[str]:
    """What is wrong, all of it at once."""
    return list(found)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:24]))
def test_no_body_makes_it_fail(scene: Scene, body: bytes) -> None:
    things = things_of(scene.acme)

    def wrong() -> Iterator[str]:
        for route in operations():
            if route.body is not None:
                status = ask(route, route.filled(things), body, scene.owner)
                if status >= 500 or status == 429:
                    yield f"{route}: {status}"

    assert failures(wrong()) == []


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text[:24]))
def test_no_text_in_a_field_makes_it_fail(scene: Scene, text: str) -> None:
    things = things_of(scene.acme)

    def wrong() -> Iterator[str]:
        for route in operations():
            if route.body is not None:
                for body in ({**route.body, **dict.fromkeys(route.fields, text)}, {text: text}):
                    status = ask(route, route.filled(things), json.dumps(body).encode(), scene.owner)
                    if status >= 500 or status == 429:
                        yield f"{route}: {status}"

    assert failures(wrong()) == []


def test_no_text_in_the_address_makes_it_fail(scene: Scene) -> None:
    def wrong() -> Iterator[str]:
        for route in operations():
            for text in ("%00", "%ff", "%ed%a0%80", "9" * 400, "-1", "1.5", "%2e%2e", "a" * 2_000, "%F0%9F%92%A9"):
                path = route.filled(dict.fromkeys(route.kinds, text))
                query = "&".join(f"{name}={text}" for name in (*route.query, text))
                status = ask(route, f"{path}?{query}", b"{}", scene.owner)
                if status >= 500 or status == 429:
                    yield f"{route} {text}: {status}"

    assert failures(wrong()) == []


@pytest.mark.parametrize("name", ["Idempotency-Key", "If-Match", "Authorization", "Upheld-Account", "Content-Type"])
def test_no_header_makes_it_fail(scene: Scene, name: str) -> None:
    for value in (
        "é",
        "x" * 10_000,
        '"',
        '"99999999999999999999"',
        "Bearer",
        "Bearer \xff",
        "text/plain; charset=nope",
    ):
        headers = {"Authorization": f"Bearer {scene.owner}", "Content-Type": "application/json", name: value}
        kind = headers.pop("Content-Type")
        told = Client().generic("POST", "/api/v1/accounts", b'{"slug": "x"}', content_type=kind, headers=headers)
        assert told.status_code < 500, (value, told.content)
