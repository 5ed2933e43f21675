"""The core's own words on German pages: what is owed, how a clock stands, and statements a German customer can read.

October is that of `measured_scene`: 3,600 s down of 2,682,000 s, so 99.8657% up where at least 99.9% is promised.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from tests.server.founding import PASSWORD, customer
from tests.server.measured_scene import measured_scene, november, october, store
from tests.server.scene import AGREEMENT, NOBODY, NOW, Caller, Scene, key_for
from tests.server.test_portal import CASE, browser, send, token
from tests.server.test_portal_pages import seen
from tests.server.test_portal_working import OCTOBER, OWED, words
from upheld.server.accounts.models import Account
from upheld.server.accounts.registering import NewPerson, register_person
from upheld.server.figures.looking import Look, look
from upheld.server.figures.reading import months_of
from upheld.server.figures.telemetry import folder_of
from upheld.server.portal.working import owed_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(db: None, tmp_path: Path) -> Iterator[Client]:  # noqa: ARG001 - where it stands
    """Ann of acme, who reads German, and whose October was missed by an hour, which is owed as service."""
    shutil.rmtree(folder_of("desk"), ignore_errors=True)
    scene = measured_scene(AGREEMENT + OWED)
    store([*october(), *november()], tmp_path)
    look(Look("desk", NOW))
    register_person(NewPerson("ann@acme.example", PASSWORD, "reporter", scene.acme), NOBODY, NOW)
    client = browser()
    client.cookies["language"] = "de"
    yield client
    shutil.rmtree(folder_of("desk"), ignore_errors=True)


def number_of(ann: Client) -> str:
    found = re.search(r"/portal/statements/(\d+)", seen(ann, "/portal/uptime"))
    assert found is not None
    return found[1]


def test_a_month_tells_its_figures_and_its_credit_in_german(ann: Client) -> None:
    told = words(seen(ann, OCTOBER))
    for each in ("99,865 %", "mindestens 99,9 %", "1 x Ausfallzeit von 1 h", "Der Kunde muss die Gutschrift geltend"):
        assert each in told, each


def test_an_amount_that_is_owed_is_read_in_german_on_every_page(ann: Client) -> None:  # noqa: ARG001 - her October
    figure = next(each for each in months_of(Account.objects.get(slug="acme")) if each.label == "2026-10")
    with override("de"):
        assert owed_words(replace(figure, owed="1,300.00 EUR")) == "1.300,00 EUR"
    assert owed_words(replace(figure, owed="1,300.00 EUR")) == "1,300.00 EUR"


def test_what_is_promised_is_read_in_german(ann: Client) -> None:
    told = words(seen(ann, "/portal/promises"))
    assert "Beurteilt wird je Kalendermonat." in told
    assert "Der Kunde muss sie geltend machen über support." in told


def test_a_statement_is_a_german_document_and_its_figures_stay(ann: Client) -> None:
    number = number_of(ann)
    page = ann.get(f"/portal/statements/{number}").content.decode()
    assert '<html lang="de">' in page
    assert "Verfehlt: 99,865 % für Oktober 2026, zugesagt mindestens 99,9 %." in page
    address = f"/api/v1/statements/{number}/statement"
    assert ann.get(f"{address}.html?language=de").content.decode() == page
    assert ann.get(f"{address}.pdf?language=de").content.startswith(b"%PDF-")
    assert ann.get(f"{address}.html?language=fr").status_code == 422


def test_what_programs_read_is_english_whoever_asks(ann: Client) -> None:
    number = number_of(ann)
    told = json.loads(ann.get(f"/api/v1/statements/{number}/statement.json").content)
    assert told["sentence"] == "Missed: 99.865% of October 2026, promised at least 99.9%."
    assert '<html lang="en">' in ann.get(f"/api/v1/statements/{number}/statement.html").content.decode()


def test_why_something_is_refused_is_told_in_german_and_to_programs_in_english(scene: Scene) -> None:
    register_person(NewPerson("ann@acme.example", PASSWORD, "admin", scene.acme), NOBODY, NOW)
    client, url, hooks = browser(), "https://somebody:secret@acme.example/hook", "/portal/notices/webhooks"
    client.cookies["language"] = "de"
    page = client.post(hooks, {"url": url, "csrfmiddlewaretoken": token(client, hooks)})
    assert page.status_code == 422
    assert "eine URL mit Namen, Passwort oder Fragment wird nicht angenommen" in page.content.decode()
    answer = Caller(key_for("admin", scene.acme)).post("/webhooks", {"url": url})
    assert answer.status_code == 422
    assert "a URL with a name, a password or a fragment is not taken" in answer.content.decode()


def test_a_time_that_never_was_is_refused_in_german_beside_its_field() -> None:
    customer("plivo")
    client = browser()
    client.cookies["language"] = "de"
    # In Berlin the clocks went from 2:00 to 3:00 on that night; the field takes no offset, so it asks for none.
    status, _, page = send(client, **{**CASE, "intake.began_at": "2026-03-29T02:30"})
    assert status == 422
    assert "2026-03-29 02:30 haben die Uhren von Europe/Berlin übersprungen; wählen Sie eine Zeit" in words(page)
    assert "skipped" not in page
