"""What strangers and the wrong side try on open pages and on the API: it is refused, bounded, and told to nobody."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from tests.measured import minute
from tests.server.measured_scene import MEASURES, measured_scene, november, october, store
from tests.server.scene import AGREEMENT, NOBODY, NOW, Caller, Scene, key_for, text_source
from tests.server.signing import OTHER_PASSWORD, Browser, code_now, person, signed_in
from tests.server.status_scene import Reader
from upheld.problems import Refused
from upheld.server.access.actor import MAY
from upheld.server.accounts.models import ApiKey, Grant, Person, Provider
from upheld.server.accounts.registering import NewKey, issue_key
from upheld.server.contracts.publishing import publish
from upheld.server.desk.models import Ticket
from upheld.server.figures.exclusions import NewExclusion, record_exclusion
from upheld.server.figures.looking import Look, look
from upheld.server.figures.reading import latest_days, statements_of
from upheld.server.figures.telemetry import folder_of
from upheld.server.incidents.components import adopt_components
from upheld.server.incidents.letters import concerned
from upheld.server.incidents.maintenance import NewMaintenance, schedule
from upheld.server.incidents.models import Component
from upheld.server.installed import installation
from upheld.server.keeping import kept
from upheld.server.logs import JsonLines, PlainLines
from upheld.server.notices.words import words_in
from upheld.server.outbox.models import Outbox
from upheld.server.people.inviting import NewInvitation, accept_as_new, invite, revoke
from upheld.server.people.models import Session
from upheld.server.people.resetting import change_password
from upheld.server.present import present
from upheld.server.statuspage.models import Subscriber
from upheld.server.webhooks.registering import MOST_ENDPOINTS, disable, register_endpoint
from upheld.timeline.instants import epoch_seconds
from upheld.timeline.spans import Span

pytestmark = pytest.mark.django_db
ANN, BO = "ann@acme.example", "bo@acme.example"


def wished(**told: object) -> Any:
    """Ask to be told of posts, as a program."""
    body = json.dumps({"subscriber": told})
    return Client().post("/api/v2/subscribers.json", body, content_type="application/json")


# ---------------------------------------------------------------------------------------- open pages


def test_a_link_to_leave_that_is_no_link_is_answered_in_peace(scene: Scene) -> None:  # noqa: ARG001 - the database
    assert Client().get("/status/unsubscribe?t=abc.%C3%BC").status_code == 404
    assert Client().post("/status/unsubscribe?t=%F0%9F%98%80.%C3%BC").status_code == 404


@pytest.mark.parametrize(
    "told",
    [
        {"email": "a@\ud800bc.example"}, {"email": "a@b.example", "component_ids": ["\ud800"]},
        {"endpoint": f"https://a.example/{'x' * 1000}"}, {"email": ["a@b.example"]}, {"endpoint": "https://[::1"},
    ],
)  # fmt: skip
def test_a_wish_that_no_database_keeps_is_refused(scene: Scene, told: dict[str, object]) -> None:  # noqa: ARG001
    assert (wished(**told).status_code, Subscriber.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    "path", ["/sign-in", "/status/subscribe", "/api/v2/subscribers.json", "/mail-provider/inbound"]
)
def test_files_that_nobody_asked_for_are_not_read(scene: Scene, path: str) -> None:  # noqa: ARG001
    large = SimpleUploadedFile("a.bin", b"x" * (installation().largest_request + 1))
    assert Client().post(path, {"file": large}).status_code == 413


def test_the_link_that_confirms_stands_nowhere_in_the_clear(scene: Scene) -> None:  # noqa: ARG001
    assert wished(email=ANN).status_code == 201
    payload = Outbox.objects.get(kind="mail.subscription").payload
    assert ("text" in payload, "confirm?t=" in json.dumps(payload)) == (False, False)


def test_links_that_nobody_sent_begin_no_more_sessions_than_a_house_needs(scene: Scene) -> None:  # noqa: ARG001
    answers = [Client().get(f"/reset/{number}").status_code for number in range(70)]
    # 60 at once; the rest within these seconds is too many.
    assert (answers[0], answers[-1], Session.objects.count() <= 62) == (302, 429, True)


def test_a_secret_of_a_link_is_in_no_line_of_the_log(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:  # noqa: ARG001
    with caplog.at_level(logging.INFO):
        Client().post("/reset/abcdefgh-secret")
        Client().post("/invitation/abcdefgh-secret")
    told = [form.format(record) for record in caplog.records for form in (PlainLines(), JsonLines())]
    assert len(told) == 4
    assert not [line for line in told if "secret" in line]
    assert "Method Not Allowed (POST): /reset/..." in told[0]


def test_the_public_page_too_is_to_be_reached_by_tls_alone(tmp_path: Path, db: None, settings: Settings) -> None:  # noqa: ARG001
    page, name = Reader(tmp_path).written(NOW), "Strict-Transport-Security"
    settings.UPHELD = installation().model_copy(update={"base_url": "https://help.example"})
    assert page.get("/status/").headers[name] == f"max-age={365 * 86400}"
    settings.UPHELD = installation().model_copy(update={"base_url": "http://127.0.0.1:8080"})
    assert name not in page.get("/status/").headers


# ---------------------------------------------------------------------------------------- coming in


def test_two_who_set_up_a_code_one_after_another_in_one_browser_get_each_their_own(
    scene: Scene, settings: Settings
) -> None:
    del scene
    settings.UPHELD = installation().model_copy(update={"require_second_factor": True})
    person("ann@desk.example", "agent")
    person("bo@desk.example", "agent")
    browser = Browser()
    browser.sign_in("ann@desk.example")
    first = browser.text("/sign-in/set-up")
    browser.sign_in("bo@desk.example")
    second = browser.text("/sign-in/set-up")
    assert first.partition("<code>")[2][:39] != second.partition("<code>")[2][:39]


def test_who_waits_for_a_code_starts_anew_once_the_password_has_changed(scene: Scene) -> None:
    ann = person(ANN, "reporter", scene.acme)
    secret, _ = signed_in(ANN).set_up_codes()
    thief = Browser()
    assert thief.sign_in(ANN)["Location"] == "/sign-in/code"
    assert thief.get("/sign-in/code").status_code == 200
    change_password(ann, OTHER_PASSWORD, None, present())
    assert thief.get("/sign-in/code")["Location"] == "/sign-in"
    thief.client.post("/sign-in/code", {"code": code_now(secret)})
    assert not thief.is_in()


def test_a_customer_has_us_write_to_so_many_strangers_and_no_more(scene: Scene) -> None:
    admin = Caller(key_for("admin", scene.acme))
    answers = [
        admin.post("/invitations", {"email": f"a{number}@x.example", "role": "reporter"}).status_code
        for number in range(55)
    ]
    assert (set(answers[:50]), answers[-1]) == ({201}, 422)
    # The provider's side is not bounded by what one customer did.
    body = {"email": BO, "role": "reporter", "account": "acme"}
    assert Caller(scene.owner).post("/invitations", body).status_code == 201


def test_an_account_has_a_bounded_number_of_contacts(scene: Scene) -> None:
    scene.acme.contacts.bulk_create(
        scene.acme.contacts.model(account=scene.acme, name="A", role="technical", address=f"a{number}@x.example")
        for number in range(200)
    )
    admin = Caller(key_for("admin", scene.acme))
    answer = admin.post("/accounts/acme/contacts", {"name": "B", "role": "technical", "address": "b@x.example"})
    assert (answer.status_code, scene.acme.contacts.count()) == (422, 200)


def test_an_invitation_that_ended_meanwhile_makes_nobody(scene: Scene) -> None:
    made, _ = invite(NewInvitation(BO, "reporter", scene.acme), NOBODY, present())
    revoke(made, NOBODY, present())
    with pytest.raises(Refused, match="used already, or has ended"):
        accept_as_new(made, "Bo", OTHER_PASSWORD, present())
    assert not Person.objects.filter(email=BO).exists()


def test_endpoints_are_bounded_however_they_came_to_be_in_use(scene: Scene) -> None:
    admin = person(ANN, "admin", scene.acme)
    made = [
        register_endpoint(scene.acme, f"https://a.example/{number}", NOBODY, NOW) for number in range(MOST_ENDPOINTS)
    ]
    disable(made[0], "asked for", NOBODY, NOW)
    register_endpoint(scene.acme, "https://a.example/more", NOBODY, NOW)
    client = Client()
    client.force_login(admin)
    assert client.post(f"/portal/notices/webhooks/{made[0].pk}/start").status_code == 422
    assert Caller(key_for("admin", scene.acme)).post(f"/webhooks/{made[0].pk}/enable", {}).status_code == 422
    assert scene.acme.endpoints.filter(disabled_at=None).count() == MOST_ENDPOINTS
    # What is too long is refused, and not cut into another address.
    disable(made[1], "asked for", NOBODY, NOW)
    long = {"url": f"https://a.example/{'x' * 1000}"}
    assert client.post("/portal/notices/webhooks", long).status_code == 422


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in pairwise("abcdefghijklm")
)


def test_a_draft_is_never_cut_and_never_blown_up(scene: Scene) -> None:
    del scene
    client = Client()
    client.force_login(person("ann@desk.example", "auditor"))
    much = client.post("/desk/agreements/draft", {"text": AGREEMENT + "#" * 400_000, "do": "check"})
    assert much.status_code == 413
    # Thirteen lines that would be nine to the power of thirteen values.
    answer = client.post("/desk/agreements/draft", {"text": BOMB, "do": "check"})
    assert (answer.status_code, len(answer.content) < 1_000_000) == (200, True)


# ---------------------------------------------------------------------------------------- the wrong side


def test_no_key_of_an_account_does_what_is_the_provider_s(scene: Scene) -> None:
    with pytest.raises(Refused, match=r"no key of a customer's account may .*audit\.read"):
        issue_key(NewKey("k", MAY["owner"], scene.acme), NOBODY, NOW)
    # Nor does one that was made before this was looked at.
    text = key_for("admin", scene.acme)
    ApiKey.objects.filter(name="admin").update(scopes=sorted(MAY["owner"]))
    old = Caller(text)
    asked = ("/audit", "/measurements", "/incidents")
    assert [old.get(path).status_code for path in asked] == [403] * 3
    assert old.get("/accounts").status_code == 200


def test_customers_are_told_of_what_their_own_agreements_measure_alone(scene: Scene) -> None:
    effective = '{id: "2", effective: 2026-06-01}'
    for name, version in (("desk", effective), ("deal-of-another", '{id: "1"}')):
        text = (AGREEMENT + MEASURES).replace("agreement: desk", f"agreement: {name}")
        publish("desk.yaml", text_source(text.replace('{id: "1"}', version)), NOBODY, NOW)
    told = Caller(key_for("reporter", scene.acme)).get("/services").json()["items"]
    assert {each["agreement"] for each in told} == {"desk"}
    assert {each["agreement"] for each in Caller(scene.agent).get("/services").json()["items"]} == {
        "desk", "deal-of-another",
    }  # fmt: skip


def test_what_is_agreed_with_one_account_is_told_to_no_other(scene: Scene) -> None:
    own = """
accounts:
  other: {title: The Other Company, terms: {support.plans.gold.targets.1.response.within: 17 minutes}}
"""
    text = AGREEMENT.replace('{id: "1"}', '{id: "2", effective: 2026-06-01}') + own
    publish("desk.yaml", text_source(text), NOBODY, NOW)
    pages = {}
    for account in (scene.acme, scene.other):
        client = Client()
        client.force_login(person(f"ann@{account.slug}.example", "admin", account))
        paths = ("/portal/promises", "/portal/", "/portal/tickets/new")
        pages[account.slug] = "".join(client.get(path).content.decode() for path in paths)
    assert "17 minutes" in pages["other"]
    assert not [word for word in ("17 minutes", "Other Company") if word in pages["acme"]]


def test_a_request_for_one_side_is_not_answered_with_that_of_another(scene: Scene) -> None:
    ann, client = person(ANN, "reporter", scene.acme), Client()
    Grant.objects.create(person=ann, role="reporter", account=scene.other)
    client.force_login(ann)
    body = json.dumps({"subject": "It is down", "priority": "1"})
    answers = [
        client.generic(
            "POST", "/api/v1/tickets", body, content_type="application/json",
            headers={"Idempotency-Key": "k", "Upheld-Account": slug},
        ).status_code
        for slug in ("acme", "acme", "other")
    ]  # fmt: skip
    assert (answers, Ticket.objects.count()) == ([201, 201, 409], 1)


def test_another_report_in_the_same_form_is_another_case(scene: Scene) -> None:
    client = Client()
    client.force_login(person(ANN, "reporter", scene.acme))
    for subject in ("Calls fail", "Calls fail", "Messages fail"):
        for once in ("", "one form"):
            told = {"subject": subject, "priority": "1", "once": once}
            assert client.post("/portal/tickets/new", told).status_code == 303
    # A click that came twice opened one; without the token of a form each sending is a case.
    assert sorted(Ticket.objects.values_list("subject", flat=True)) == ["Calls fail"] * 3 + ["Messages fail"] * 2


def test_the_mail_about_a_maintenance_names_nothing_that_is_agreed_with_others(scene: Scene) -> None:
    for name in ("desk", "deal-of-another"):
        Component.objects.create(
            code=name[:8], agreement=name, name=f"The service of {name}", position=1, created_at=NOW, updated_at=NOW
        )
    window = (NOW + timedelta(days=9), NOW + timedelta(days=9, hours=1))
    codes = tuple(Component.objects.values_list("code", flat=True))
    made = schedule(NewMaintenance("Work", "We change a disk.", *window, components=codes), NOBODY, NOW)
    assert concerned(made, scene.acme.pk, words_in("en")) == "The service of desk"


def test_the_statement_of_one_account_says_nothing_of_another(tmp_path: Path, db: None) -> None:  # noqa: ARG001
    shutil.rmtree(folder_of("desk"), ignore_errors=True)
    scene = measured_scene()
    store([*october(), *november()], tmp_path)
    span = Span(epoch_seconds(OCTOBER_5), epoch_seconds(OCTOBER_5 + timedelta(minutes=10)))
    claim = NewExclusion("desk", "customer_caused", span, "Ann Author", scene.other, evidence=("their-own-ticket",))
    record_exclusion(claim, NOBODY, NOW)
    look(Look("desk", NOW))
    shutil.rmtree(folder_of("desk"), ignore_errors=True)
    words = ("their-own-ticket", "Ann Author")
    told = {
        account and account.slug: {
            word
            for row in statements_of(account)
            for word in words
            if word in kept(installation().data_dir, row.json).decode()
            or word in kept(installation().data_dir, row.html).decode()
        }
        for account in (scene.acme, scene.other, None)
    }
    assert told == {"acme": set(), "other": set(words), None: set()}


# ---------------------------------------------------------------------------------------- whose today


@pytest.fixture
def by_night(tmp_path: Path, db: None) -> Iterator[Reader]:  # noqa: ARG001 - the database
    """A page of a provider in London, and calls that are down in the first minutes of the 3rd of November in Berlin."""
    Provider.objects.create(name="Northlight", zone="UTC")
    shutil.rmtree(folder_of("desk"), ignore_errors=True)
    (tmp_path / "logs").mkdir()
    measured_scene()
    rows = [row for part in range(5) for row in minute(f"2026-11-02T23:{part:02}:00", 0, 1, route="/calls")]
    store(rows, tmp_path / "logs")
    look(Look("desk", LATE))
    adopt_components(LATE)
    yield Reader(tmp_path)
    shutil.rmtree(folder_of("desk"), ignore_errors=True)


OCTOBER_5 = datetime(2026, 10, 5, 10, tzinfo=UTC)
LATE = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)


def test_the_last_bar_is_today_by_the_clock_of_the_agreement(by_night: Reader) -> None:
    told = by_night.written(LATE).get("/api/sla/days.json").json
    (calls,) = [each for each in told["components"] if each["name"] == "Calls"]
    # In Berlin it is half past midnight of the next day, and calls were down for five minutes.
    assert calls["until"] == "2026-11-03"
    assert [(day["date"], day["down"]) for day in calls["days"] if day["down"]] == [("2026-11-03", 300)]
    days, today = latest_days(None, "desk/calls", 90, LATE + timedelta(hours=1), "UTC")
    assert (today, days[-1].date) == (date(2026, 11, 3), date(2026, 11, 3))
    # Nothing was measured of it: then it is today where the reader is.
    assert latest_days(None, "desk/none", 90, LATE, "UTC") == ((), date(2026, 11, 2))
