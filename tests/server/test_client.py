"""The typed client against the running service: every operation, pages, retries under one key, refusals with faults."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.docs.fences import blocks
from tests.server.installation import ROOT, Installation, new_installation, stop
from tests.server.routes import description
from tests.server.test_serving import furnished
from tools.api_client import PLACE, PREFIX, client_files
from upheld.client import ApiRefused, Client, Retries, Unreachable
from upheld.client.line import Line
from upheld.client.service import Operations
from upheld.server.webhooks.signing import new_secret, signed_headers

PAGES = ROOT / "docs" / "server"


@dataclass(frozen=True)
class Running:
    """A service, and the key of its owner."""

    installation: Installation
    key: str

    @property
    def server(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.installation.port}"

    def client(self) -> Client:
        """A client with the owner's key."""
        return Client(self.server, self.key)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service with an account under an agreement."""
    place = tmp_path_factory.mktemp("client")
    installation = new_installation(place)
    with installation.started("serve") as process:
        yield Running(installation, furnished(installation, place))
        assert stop(process) == 0


def test_the_client_is_what_the_description_says() -> None:
    for name, text in client_files(description()).items():
        written = (PLACE / name).read_text(encoding="utf-8")
        assert written == text, f"{name}: run `.venv/bin/python -m tools.api_client`"


def test_every_operation_has_a_method() -> None:
    groups = vars(Operations(Line.__new__(Line))).values()
    methods = {name for group in groups for name in dir(group) if not name.startswith("_")}
    asked = {
        operation["operationId"]
        for path, verbs in description()["paths"].items()
        for operation in verbs.values()
        if path.startswith(PREFIX)
    }
    assert len(asked) > 50
    assert asked - methods == set()


def test_a_ticket_from_its_opening_to_its_solution(running: Running) -> None:
    with running.client() as upheld:
        made = upheld.tickets.open_a_ticket(subject="It is down", account="acme", priority="1")
        assert next((clock.target, clock.verdict) for clock in made.clocks) == ("response", "running")
        upheld.tickets.add_ticket_event(made.number, event="acknowledge", how="call logged", text="Ann knows.")
        seen = upheld.tickets.get_ticket(made.number)
        assert (seen.clocks[0].verdict, seen.events) == ("kept", 2)
        solved = upheld.tickets.add_ticket_event(made.number, event="resolve", how="call logged", if_match=seen.etag)
        assert solved.state == "solved"
        # Whoever still looks at the ticket as it was is refused.
        with pytest.raises(ApiRefused) as refused:
            upheld.tickets.add_ticket_event(made.number, event="reopen", if_match=seen.etag)
        assert refused.value.status == 412


def test_a_list_is_read_page_by_page(running: Running) -> None:
    with running.client() as upheld:
        made = [
            upheld.tickets.open_a_ticket(subject=f"Page {n}", account="acme", priority="2").number for n in range(5)
        ]
        found = [each.number for each in upheld.tickets.list_tickets(q="Page ", page_size=2)]
        assert found == sorted(made, reverse=True)
        assert made[2] in {each.number for each in upheld.tickets.list_tickets(q=str(made[2]))}


def test_an_account_is_changed_as_it_was_seen(running: Running) -> None:
    with running.client() as upheld:
        seen = upheld.accounts.get_account("acme")
        changed = upheld.accounts.update_account("acme", destinations=["DE"], if_match=seen.etag)
        assert (changed.destinations, changed.name) == (("DE",), seen.name)
        with pytest.raises(ApiRefused):
            upheld.accounts.update_account("acme", name="Late", if_match=seen.etag)


def test_a_refusal_names_every_fault(running: Running) -> None:
    with running.client() as upheld, pytest.raises(ApiRefused) as refused:
        upheld.accounts.create_account(slug="No Slug", name="x", zone="Mars/Olympus")
    assert refused.value.status == 422
    assert {fault.field for fault in refused.value.faults} == {"slug", "zone"}
    assert all(fault.help for fault in refused.value.faults)


def test_an_unknown_key_is_refused_and_never_shown(running: Running) -> None:
    with Client(running.server, "upk_00_secret") as upheld, pytest.raises(ApiRefused) as refused:
        upheld.provider.get_provider()
    assert (refused.value.status, "secret" in f"{refused.value} {upheld!r}") == (401, False)


@dataclass
class Stubborn:
    """A service that answers as it is told, one answer after the other, and remembers what it was asked."""

    answers: list[tuple[int, dict[str, str]]]
    asked: list[dict[str, str]] = field(default_factory=list)
    server: str = ""


@contextmanager
def stubborn(*answers: tuple[int, dict[str, str]]) -> Iterator[Stubborn]:
    """A real server on this machine that turns requests away before it takes one."""
    told = Stubborn(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.asked.append({"key": self.headers["Idempotency-Key"], "body": body.decode()})
            status, headers = told.answers.pop(0)
            answer = (
                b'{"name": "Desk", "support_phone": "1", "zone": "UTC", "language": "en", "accent": ""}'
                if status == 200
                else b"{}"
            )
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        told.server = f"http://127.0.0.1:{server.server_port}"
        try:
            yield told
        finally:
            server.shutdown()


def test_a_request_is_sent_again_under_the_same_key_when_the_service_said() -> None:
    waited: list[float] = []
    with stubborn((429, {"Retry-After": "7"}), (503, {}), (200, {})) as service:
        with Client(service.server, "upk_x", retries=Retries(first=2, wait=waited.append)) as upheld:
            assert upheld.provider.update_provider(name="Desk", support_phone="1").name == "Desk"
        assert len({each["key"] for each in service.asked}) == 1
        assert [json.loads(each["body"]) for each in service.asked] == [{"name": "Desk", "support_phone": "1"}] * 3
    # The first wait is the one that was asked for; the second one of our own: twice 2 s, a part of it by chance.
    assert waited[0] == 7
    assert 2 <= waited[1] <= 4


def test_two_requests_have_two_keys() -> None:
    with stubborn((200, {}), (200, {})) as service:
        with Client(service.server, "upk_x") as upheld:
            for _ in range(2):
                upheld.provider.update_provider(name="Desk", support_phone="1")
        assert len({each["key"] for each in service.asked}) == 2


@pytest.mark.parametrize(("asked", "tries"), [("", 3), ("3600", 1)])
def test_a_service_that_takes_nothing_is_given_up(asked: str, tries: int) -> None:
    answer = (503, {"Retry-After": asked} if asked else {})
    with stubborn(answer, answer, answer) as service:
        retries = Retries(tries=3, longest=60, wait=lambda _: None)
        with Client(service.server, "upk_x", retries=retries) as upheld, pytest.raises(ApiRefused) as refused:
            upheld.provider.update_provider(name="Desk", support_phone="1")
        assert (refused.value.status, len(service.asked)) == (503, tries)


def test_where_nobody_is_there_it_is_said(running: Running) -> None:
    with stubborn() as gone:
        pass
    waited: list[float] = []
    retries = Retries(tries=2, wait=waited.append)
    with Client(gone.server, running.key, retries=retries) as upheld, pytest.raises(Unreachable):
        upheld.provider.get_provider()
    assert len(waited) == 1


def test_the_commands_speak_with_the_service(running: Running) -> None:
    more = {"UPHELD_SERVER": running.server, "UPHELD_KEY": running.key}
    there = Installation(running.installation.directory, running.installation.port, running.installation.database, more)
    opened = there.run("ticket", "open", "Calls fail", "--account", "acme", "--priority", "1", "--json")
    number = json.loads(opened.stdout)["number"]
    shown = there.run("ticket", "ack", number, "--how", "call logged", "--text", "We are on it.")
    assert (shown.returncode, "response" in shown.stdout, "kept" in shown.stdout) == (0, True, True), shown.stderr
    listed = there.run("ticket", "list", "Calls", "--account", "acme")
    assert (listed.returncode, str(number) in listed.stdout, "h " in listed.stdout) == (0, True, True), listed.stderr
    events = there.run("ticket", "show", number, "--events")
    assert ("acknowledged (call logged)" in events.stdout, "We are on it." in events.stdout) == (True, True)
    refused = there.run("ticket", "priority", number, "9", "it is worse")
    assert (refused.returncode, "the service: error:" in refused.stderr) == (2, True)
    everything = "".join(each.stdout + each.stderr for each in (opened, shown, listed, events, refused))
    assert running.key not in everything


def test_a_command_without_a_key_or_a_service_says_so(running: Running) -> None:
    told = running.installation.run("ticket", "list")
    assert (told.returncode, "UPHELD_KEY" in told.stderr) == (2, True)
    with stubborn() as gone:
        pass
    nobody = running.installation.run("ticket", "list", "--server", gone.server, "--key", running.key)
    assert (nobody.returncode, "cannot be reached" in nobody.stderr, running.key in nobody.stderr) == (3, True, False)


def test_the_pages_example_runs_as_it_stands(
    running: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UPHELD_SERVER", running.server)
    monkeypatch.setenv("UPHELD_KEY", running.key)
    (example,) = blocks(PAGES / "client.md", "python")
    exec(compile(example, "client.md", "exec"), {})  # noqa: S102 - our own page
    told = capsys.readouterr().out
    assert ("response running" in told, "Calls to Berlin fail" in told, "zone" in told) == (True, True, True)


def test_the_integrators_check_of_a_signature_takes_ours_and_no_other() -> None:
    (example,) = blocks(PAGES / "integrate.md", "python")
    known: dict[str, Callable[..., bool]] = {}
    exec(compile(example, "integrate.md", "exec"), known)  # noqa: S102 - our own page
    former, secret, now = new_secret(), new_secret(), int(time.time())  # noqa: TID251 - the page's own clock
    headers = signed_headers("msg_1", now, b"{}", (former, secret))
    assert all(known["is_genuine"](headers, b"{}", each) for each in (former, secret))
    assert not known["is_genuine"](headers, b"{ }", secret)
    assert not known["is_genuine"](headers, b"{}", new_secret())
    assert not known["is_genuine"](signed_headers("msg_1", now - 301, b"{}", (secret,)), b"{}", secret)
