"""What the web server answers by itself, over a real socket: in the form of its reader, and at its length."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from tests.server.installation import Installation, new_installation, stop

LARGEST = 1024 * 1024  # of a request, as `largest_request` has it where nothing is set
FORM = "multipart/form-data; boundary=x"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A service with nothing in it."""
    installation = new_installation(tmp_path_factory.mktemp("unheard"))
    with installation.started("serve") as process:
        yield installation
        assert stop(process) == 0


def asked(running: Installation, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str, bytes]:
    """Status, content type and body of an answer."""
    with closing(http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)) as connection:
        connection.request(method, path, body or None, {name.replace("_", "-"): each for name, each in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers["Content-Type"], answer.read()


def test_a_program_that_sends_too_much_is_told_how_much_is_taken(running: Installation) -> None:
    status, kind, body = asked(
        running, "POST", "/api/v1/tickets", b"x" * (LARGEST + 1), Content_Type="application/json"
    )
    assert (status, kind, b"at most 1048576 bytes" in body) == (413, "application/problem+json", True)


def test_a_person_who_sends_too_much_gets_a_page(running: Installation) -> None:
    status, kind, body = asked(running, "POST", "/portal/tickets/new", b"x" * (LARGEST + 1), Content_Type=FORM)
    assert (status, kind, b"<h1>That is too large</h1>" in body) == (413, "text/html; charset=utf-8", True)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/api/v1/tickets", "application/problem+json"), ("/portal/tickets/new", "text/plain; charset=utf-8")],
)
def test_what_is_far_too_large_is_refused_before_it_is_read(path: str, kind: str, running: Installation) -> None:
    # Only the length is sent, sixteen times the largest: whoever waited for the rest would wait for ever.
    assert asked(running, "POST", path, Content_Length=str(16 * LARGEST))[:2] == (413, kind)


def test_an_answer_to_head_has_no_body_that_could_be_taken_for_the_next_answer(running: Installation) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)) as connection:
        for path, status in (("/sign-in", 405), ("/nothing", 404), ("/livez", 200)):
            connection.request("HEAD", path)
            answer = connection.getresponse()
            assert (answer.status, answer.read()) == (status, b"")
        connection.request("GET", "/livez")
        answer = connection.getresponse()
        assert (answer.headers["Content-Length"], answer.read()) == ("6", b"alive\n")


def test_who_asks_whether_to_send_a_body_and_has_none_is_answered(running: Installation) -> None:
    assert asked(running, "GET", "/livez", Expect="100-continue")[::2] == (200, b"alive\n")


def test_many_who_send_slowly_keep_nobody_waiting(running: Installation) -> None:
    with ExitStack() as slow:
        # More than twenty browsers with six connections each, none of which ends its request.
        for _ in range(150):
            each = slow.enter_context(socket.create_connection(("127.0.0.1", running.port)))
            each.sendall(b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nemail")
        assert asked(running, "GET", "/livez")[::2] == (200, b"alive\n")
