"""Browsers for tests that sign people in: real forms with their tokens, and codes as a telephone shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.test import Client

from tests.server.scene import NOBODY, NOW
from upheld.server.access.actor import Role
from upheld.server.accounts.models import Account, Person
from upheld.server.accounts.registering import NewPerson, register_person
from upheld.server.people.totp import PERIOD, code_at
from upheld.server.present import present_second

PASSWORD, OTHER_PASSWORD, WEAK_PASSWORD = "correct horse battery", "a quite different one", "password1234"


def person(email: str, role: Role = "agent", account: Account | None = None) -> Person:
    """Somebody who signs in with the password of tests."""
    return register_person(NewPerson(email, PASSWORD, role, account), NOBODY, NOW)


@dataclass
class Browser:
    """A browser that keeps its cookies; CSRF is checked as for any other."""

    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def get(self, path: str) -> Any:
        """Ask for a page."""
        return self.client.get(path)

    def text(self, path: str) -> str:
        """The text of a page that is there, each break of a line in it read as the space that it is."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.get("Location"))
        return re.sub(r"\s*\n\s*", " ", unescape(answer.content.decode()))

    def follow(self, link: str) -> int:
        """Open a link out of a mail: the status of the page that it leads to."""
        status: int = self.client.get(link, follow=True).status_code
        return status

    def send(self, path: str, to: str = "", **fields: str | list[str]) -> Any:
        """Fill in the form of a page and send it: to the page itself, or where its buttons lead."""
        page = self.get(path).content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', page)
        assert token is not None, page
        onward = re.search(r'name="next" value="([^"]*)"', page)
        own = {"csrfmiddlewaretoken": token[1], **({"next": unescape(onward[1])} if onward else {})}
        return self.client.post(to or path, {**own, **fields})

    def sign_in(self, email: str, password: str = PASSWORD) -> Any:
        """Fill in the form of signing in."""
        return self.send("/sign-in", email=email, password=password)

    def is_in(self) -> bool:
        """Whether pages of one's own are shown."""
        status: int = self.get("/profile").status_code
        return status == 200

    def set_up_codes(self, path: str = "/profile/code") -> tuple[str, list[str]]:
        """Set up a second factor: its secret, and the recovery codes."""
        told = re.search(r"<code>([A-Z2-7 ]+)</code>", self.text(path))
        assert told is not None
        secret = told[1].replace(" ", "")
        page = self.send(path, code=code_now(secret)).content.decode()
        codes = re.findall(r"<li>([a-z2-7-]{19})</li>", page)
        assert len(codes) == 10, page
        return secret, codes


def signed_in(email: str) -> Browser:
    """A browser with somebody in it."""
    browser = Browser()
    answer = browser.sign_in(email)
    assert (answer.status_code, answer["Location"]) == (302, "/"), answer.content
    return browser


def code_now(secret: str, steps: int = 0) -> str:
    """The code that a telephone shows, some steps of half a minute from now."""
    return code_at(secret, present_second() // PERIOD + steps)
