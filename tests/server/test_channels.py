"""One queue for every channel: a running service takes the same case by e-mail, web form, API and a logged call."""

from __future__ import annotations

import re
import socket
import urllib.parse
import urllib.request
from dataclasses import replace
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.desk import AGREEMENTS
from tests.server.installation import Installation, stop
from tests.server.mail import Client, message

EMAIL, PASSWORD = "ann@acme.example", "correct horse battery"


class Browser:
    """A browser without scripts: it keeps cookies and fills in forms."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        """A page."""
        with self._opener.open(self.base + path, timeout=20) as answer:
            return str(answer.read().decode())

    def fill_in(self, path: str, **fields: str) -> tuple[str, str]:
        """Fill in the form of a page and send it: where it leads, and the page there."""
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.get(path)))
        data = urllib.parse.urlencode({**hidden, **fields}).encode()
        request = urllib.request.Request(self.base + path, data, {"Referer": self.base + path})  # noqa: S310 - ours
        with self._opener.open(request, timeout=20) as answer:
            return urllib.parse.urlsplit(answer.url).path, str(answer.read().decode())


@pytest.mark.clause("AP-11")
def test_every_channel_leads_to_the_same_queue(installation: Installation, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    (tmp_path / "upheld.toml").write_text(
        f'[inbound]\nlisten = "127.0.0.1:{port}"\naddresses = ["support@apifonica.example"]\n', encoding="utf-8"
    )
    served = replace(installation, more={"UPHELD_CONFIG": str(tmp_path / "upheld.toml")})
    with served.started("serve") as process:
        customer = furnished(served)
        code, _ = Client(port).send(message("Messages do not go out."), "support@apifonica.example")
        assert code == 250
        ann = Browser(served.port)
        ann.fill_in("/sign-in", email=EMAIL, password=PASSWORD)
        told = {"answers.environment": "production", "answers.impact": "degraded"}
        place, page = ann.fill_in("/portal/tickets/new", subject="Calls break off", **told)
        assert (place, "2: Calls break off" in page) == ("/portal/tickets/2", True)
        answers = {"environment": "production", "impact": "unavailable"}
        served.call("POST", "/api/v1/tickets", customer, {"subject": "All is down", "answers": answers})
        agent = served.run("key", "add", "agent", "--role", "agent").stdout.strip()
        call = {"subject": "A caller says so, too", "account": "acme", "channel": "telephone", "priority": "p2"}
        assert served.call("POST", "/api/v1/tickets", agent, call).status == 201
        # Nobody on the customer's side writes down a call that they say they made.
        assert served.call("POST", "/api/v1/tickets", customer, {**call, "account": ""}).status == 403
        queue = served.call("GET", "/api/v1/tickets", agent).body["items"]
        assert [(each["number"], each["channel"], each["priority"]) for each in queue] == [
            (4, "telephone", "p2"), (3, "api", "p1"), (2, "web form", "p2"), (1, "e-mail", "p4"),
        ]  # fmt: skip
        assert stop(process) == 0


def furnished(served: Installation) -> str:
    """Acme under the agreement of Apifonica, with Ann as its person; a key of its side."""
    served.run("publish", AGREEMENTS / "apifonica.yaml")
    owner = served.run("key", "add", "owner", "--role", "owner").stdout.strip()
    served.call("POST", "/api/v1/accounts", owner, {"slug": "acme", "name": "Acme"})
    wanted = {"agreement": "apifonica", "begins": "2026-01-01"}
    assert served.call("POST", "/api/v1/accounts/acme/subscriptions", owner, wanted).status == 201
    person = ("user", "add", EMAIL, "--role", "reporter", "--account", "acme", "--password-stdin")
    assert served.run(*person, typed=f"{PASSWORD}\n").returncode == 0
    key = served.run("key", "add", "acme", "--role", "reporter", "--account", "acme")
    assert key.returncode == 0, key.stderr
    return key.stdout.strip()
