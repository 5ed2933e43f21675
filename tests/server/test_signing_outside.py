"""Signing in by another server: a real one (django-allauth's own), in a process of its own."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from tests.server.installation import ROOT, ready
from tests.server.oidc_server import CLIENT, PASSWORD, SECRET
from tests.server.scene import NOBODY, Scene
from tests.server.signing import OTHER_PASSWORD, Browser, person, signed_in
from tests.server.sinks import free_port
from upheld.problems import Refused
from upheld.server.accounts.models import Person
from upheld.server.audit.models import AuditEntry
from upheld.server.configuration import Configuration
from upheld.server.installed import installation
from upheld.server.people.inviting import NewInvitation, invite
from upheld.server.people.models import OutsideIdentity
from upheld.server.people.places import counted_as, place_of
from upheld.server.present import present
from upheld.server.sections import Outside

pytestmark = pytest.mark.django_db
ANN = "ann@acme.example"
BACK = "http://127.0.0.1:8080/sign-in/with/company/back"
START = "/sign-in/with/company/"
PEOPLE = {"ann": (ANN, True), "bo": ("bo@acme.example", False), "cy": ("cy@acme.example", True)}


@dataclass(frozen=True)
class Server:
    """The other server, and how somebody signs in there."""

    issuer: str

    def outside(self, **told: object) -> Outside:
        """It, as our configuration names it."""
        known = {"id": "company", "name": "Company", "client_id": CLIENT, "client_secret": SECRET}
        return Outside.model_validate({**known, "issuer": self.issuer, **told})

    def answer(self, address: str, login: str) -> str:
        """Follow where we lead, sign in there, and come back with the path and query that it leads to."""
        with httpx2.Client(follow_redirects=False, timeout=20) as browser:
            page = browser.get(address, follow_redirects=True)
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', page.text)
            assert token is not None, page.text
            told = {"login": login, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
            answer = browser.post(page.url, data={**told, "next": page.url.params["next"]})
            for _ in range(9):
                if urlsplit(place := answer.headers["Location"]).path == urlsplit(BACK).path:
                    return place.partition("127.0.0.1:8080")[2]
                answer = browser.get(f"{self.issuer}{place}" if place.startswith("/") else place)
            raise AssertionError("led in circles")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server's process."""
    port, directory = free_port(), tmp_path_factory.mktemp("oidc")
    command = [sys.executable, "-m", "tests.server.oidc_server", str(port), str(directory), BACK, json.dumps(PEOPLE)]
    with ready(command, {**os.environ, "PYTHONPATH": str(ROOT)}):
        yield Server(f"http://127.0.0.1:{port}")


@pytest.fixture
def server(running: Server, settings: Settings) -> Server:
    """The server, known to our installation."""
    settings.UPHELD = installation().model_copy(update={"oidc": (running.outside(),)})
    return running


def come_by(server: Server, login: str, browser: Browser | None = None, start: str = START) -> tuple[Browser, int]:
    """Sign in there, and come back: the browser, and the status of our answer."""
    used = browser or Browser()
    leads = used.get(start)
    assert leads.status_code == 302, leads.content
    back = server.answer(leads["Location"], login)
    answer = used.get(back)
    return used, answer.status_code


def test_who_is_known_comes_in_and_is_known_again_by_the_subject(scene: Scene, server: Server) -> None:
    ann = person(ANN, "reporter", scene.acme)
    assert START in Browser().text("/sign-in")
    browser, status = come_by(server, "ann")
    assert (status, browser.is_in()) == (302, True)
    identity = OutsideIdentity.objects.get()
    assert (identity.person, identity.issuer) == (ann, server.issuer)
    assert AuditEntry.objects.filter(action="sign-in.oidc", actor=f"person:{ann.pk}").count() == 1
    # With another address here, she is still the one whom the server calls by that subject.
    Person.objects.filter(pk=ann.pk).update(email="ann.b@acme.example")
    browser, status = come_by(server, "ann")
    assert (status, browser.is_in(), OutsideIdentity.objects.count()) == (302, True, 1)


def test_nobody_comes_in_whom_nobody_invited(scene: Scene, server: Server) -> None:
    person("bo@acme.example", "reporter", scene.acme)
    # Of cy nobody has heard; bo is known here, but the server does not say that the address is bo's own.
    for login in ("cy", "bo"):
        browser, status = come_by(server, login)
        assert (status, browser.is_in()) == (403, False)
    assert (OutsideIdentity.objects.count(), Person.objects.filter(email="cy@acme.example").exists()) == (0, False)
    assert AuditEntry.objects.filter(action="sign-in.oidc-failed").count() == 2


def test_a_server_that_vouches_for_its_addresses_is_believed(scene: Scene, server: Server, settings: Settings) -> None:
    person("bo@acme.example", "reporter", scene.acme)
    trusted = (server.outside(vouches_for_addresses=True),)
    settings.UPHELD = installation().model_copy(update={"oidc": trusted})
    assert come_by(server, "bo")[1] == 302


def test_the_invited_come_in_without_a_password(scene: Scene, server: Server) -> None:
    invite(NewInvitation("cy@acme.example", "admin", scene.acme, name="Cy"), NOBODY, present())
    browser, status = come_by(server, "cy")
    assert (status, browser.is_in()) == (302, True)
    cy = Person.objects.get(email="cy@acme.example")
    assert (cy.name, cy.has_usable_password(), [grant.role for grant in cy.grants.all()]) == ("Cy", False, ["admin"])
    # A first password needs no former one.
    assert browser.send("/profile", "/profile/password", password=OTHER_PASSWORD).status_code == 303


def test_our_second_factor_is_asked_for_unless_the_server_asks_itself(
    scene: Scene, server: Server, settings: Settings
) -> None:
    person(ANN, "reporter", scene.acme)
    signed_in(ANN).set_up_codes()
    browser, _ = come_by(server, "ann")
    assert (browser.is_in(), browser.get("/sign-in/code").status_code) == (False, 200)
    settings.UPHELD = installation().model_copy(update={"oidc": (server.outside(second_factor=True),)})
    assert come_by(server, "ann")[0].is_in()


def test_where_somebody_wanted_to_go_is_kept_if_it_is_ours(scene: Scene, server: Server) -> None:
    person(ANN, "reporter", scene.acme)
    for wanted, led in (("/profile", "/profile"), ("https://evil.example/", "/")):
        browser = Browser()
        back = server.answer(browser.get(f"{START}?next={wanted}")["Location"], "ann")
        assert browser.get(back)["Location"] == led


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(scene: Scene, server: Server) -> None:
    person(ANN, "reporter", scene.acme)
    asking = Browser()
    back = server.answer(asking.get(START)["Location"], "ann")
    other = Browser()
    assert (other.get(back).status_code, other.is_in()) == (400, False)
    assert (asking.get(back).status_code, asking.get(back).status_code) == (302, 400)
    for query in ("", "?code=x", "?code=x&state=y", "?error=access_denied&state=y"):
        assert Browser().get(f"{START}back{query}").status_code == 400
    cancelled = Browser()
    state = re.search(r"state=([^&]+)", cancelled.get(START)["Location"])
    assert state is not None
    assert cancelled.get(f"{START}back?error=access_denied&state={state[1]}").status_code == 400
    assert Browser().get("/sign-in/with/nobody/").status_code == 404


@pytest.mark.usefixtures("server")
def test_the_request_is_bound_to_the_browser_and_the_code() -> None:
    asked = httpx2.URL(Browser().get(f"{START}?scope=admin&auth_params=prompt%3Dnone")["Location"]).params
    assert asked["redirect_uri"] == BACK
    assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
    assert len(asked["state"]) > 10
    assert (sorted(asked["scope"].split()), "prompt" in asked) == (["email", "openid", "profile"], False)


def test_a_server_that_is_down_or_no_such_server_is_told_calmly(server: Server, settings: Settings) -> None:
    gone = server.outside(issuer=f"http://127.0.0.1:{free_port()}")
    wrong = server.outside(id="wrong", issuer=f"{server.issuer}/accounts")
    settings.UPHELD = installation().model_copy(update={"oidc": (gone, wrong)})
    for each in ("company", "wrong"):
        answer = Browser().get(f"/sign-in/with/{each}/")
        assert (answer.status_code, "does not answer as it should" in answer.content.decode()) == (502, True)


def test_a_wrong_secret_of_ours_lets_nobody_in(
    scene: Scene, server: Server, settings: Settings, tmp_path: Path
) -> None:
    person(ANN, "reporter", scene.acme)
    (tmp_path / "secret").write_text("not the secret\n", encoding="utf-8")
    told = server.outside(client_secret="", client_secret_file=tmp_path / "secret")
    settings.UPHELD = installation().model_copy(update={"oidc": (told,)})
    browser, status = come_by(server, "ann")
    assert (status, browser.is_in()) == (400, False)


def test_the_configuration_names_servers_and_tells_what_is_wrong_with_them(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("of the file\n", encoding="utf-8")
    file = tmp_path / "upheld.toml"
    file.write_text(
        '[[oidc]]\nid = "company"\nname = "Company"\nissuer = "https://login.example.com/"\nclient_id = "upheld"\n'
        f'client_secret_file = "{tmp_path / "secret"}"\n', encoding="utf-8",
    )  # fmt: skip
    (known,) = Configuration.of({}, file).oidc
    assert (known.issuer, known.secret(), known.second_factor) == ("https://login.example.com", "of the file", False)
    wrong = {
        "id": "No Id",
        "name": "x",
        "issuer": "http://login.example.com",
        "client_id": "c",
        "client_secret": "hush",
    }
    with pytest.raises(Refused) as refused:
        Configuration.of({"UPHELD_OIDC": json.dumps([wrong, {**wrong, "client_secret": ""}])})
    told = str(refused.value)
    assert ("UPHELD_OIDC_0_ID" in told, "https address" in told, "hush" in told) == (True, True, False)
    twice = {"id": "company", "name": "x", "issuer": "https://a.example", "client_id": "c", "client_secret": "hush"}
    with pytest.raises(Refused, match="each has an id of its own"):
        Configuration.of({"UPHELD_OIDC": json.dumps([twice, twice])})
    with pytest.raises(Refused, match="write an address or a network"):
        Configuration.of({"UPHELD_PROXIES": "the proxy"})


@pytest.mark.parametrize(
    ("forwarded", "place"),
    [
        ("", "10.0.0.5"),
        ("192.0.2.7", "192.0.2.7"),
        # What stands before the last stranger was written by that stranger.
        ("198.51.100.1, 192.0.2.7, 10.0.0.9", "192.0.2.7"),
    ],
)
def test_behind_our_own_proxies_it_is_seen_who_asks(settings: Settings, forwarded: str, place: str) -> None:
    asked = RequestFactory().get(
        "/", headers={"X-Forwarded-For": forwarded} if forwarded else {}, REMOTE_ADDR="10.0.0.5"
    )
    assert place_of(asked) == "10.0.0.5"
    settings.UPHELD = installation().model_copy(update={"proxies": ("10.0.0.0/24",)})
    assert place_of(asked) == place


def test_tries_are_counted_by_network_where_a_house_has_many_addresses() -> None:
    told = [counted_as(each) for each in ("2001:db8:1:2::1", "2001:db8:1:2:3::4", "192.0.2.7", "elsewhere")]
    assert told == ["2001:db8:1:2::/64", "2001:db8:1:2::/64", "192.0.2.7", "elsewhere"]
