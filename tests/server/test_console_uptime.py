"""Uptime on the desk's pages: the measured figures of an account, and the promises that run now."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from tests.server.measured_scene import measured_scene, november, october, store
from tests.server.scene import NOW, Scene
from upheld.server.figures.looking import Look, look
from upheld.server.figures.models import RunningPeriod
from upheld.server.figures.telemetry import folder_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def measured(db: None, tmp_path: Path) -> Iterator[Scene]:  # noqa: ARG001 - the database that it stands in
    """Two accounts, measured until the morning of 2 November."""
    shutil.rmtree(folder_of("desk"), ignore_errors=True)
    scene = measured_scene()
    store([*october(), *november()], tmp_path)
    look(Look("desk", NOW))
    yield scene
    shutil.rmtree(folder_of("desk"), ignore_errors=True)


def seen(scene: Scene, path: str) -> str:
    """What the owner's key sees, without marks."""
    answer = Client().get(path, headers={"Authorization": f"Bearer {scene.owner}"})
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_an_accounts_page_tells_each_month_as_its_statement_does(measured: Scene) -> None:
    text = seen(measured, "/desk/accounts/acme")
    # 10 minutes of messages and 50 of calls in October: one hour of 745, so 99.865%.
    told = r"October 2026 Statement HTML PDF JSON Uptime promised .*? computed\. 99\.865% Missed no credit"
    assert re.search(told, text)
    assert re.search(r"November 2026 so far Uptime", text)
    # The agreement of the scene names no remedy, and the page says so with the words of its statement.
    assert "How it was reckoned The promise was missed by 0.03422818...%; no remedy is promised" in text
    assert "5 Oct 2026: 10 min down" in text
    assert "down now" in text
    other = seen(measured, "/desk/accounts/other")
    assert re.search(r"October 2026 .{0,30}Uptime promised at least 99\.9% 100% Kept nothing", other)


def test_the_overview_begins_with_the_promise_that_is_broken_now(measured: Scene) -> None:
    text = seen(measured, "/desk/")
    acme, other = text.index("Acme"), text.index("Other")
    assert acme < other
    # November allows 0.1% of 720 hours, which is 43 minutes; the outage began at 08:50, ten minutes ago.
    assert "33 min left" in text


def test_what_no_rest_of_a_month_can_mend_is_missed_wherever_it_stands(measured: Scene) -> None:
    assert "At risk" in seen(measured, "/desk/accounts/acme")
    # November allows 2,592 seconds: with 2,593 the promise is missed, whatever comes.
    RunningPeriod.objects.filter(account=measured.acme).update(lost_seconds=2_593, broken=True)
    text = seen(measured, "/desk/accounts/acme")
    assert "At risk" not in text
    assert re.search(r"November 2026 so far Uptime .{0,80}% Missed not yet known", text)


def test_months_of_several_agreements_name_theirs(measured: Scene) -> None:
    assert not re.search(r"November 2026 so far (Desk|second)", seen(measured, "/desk/accounts/acme"))
    row = RunningPeriod.objects.get(account=measured.acme, title="Uptime")
    row.pk, row.agreement = None, "second"
    row.save()
    assert re.search(r"November 2026 so far second Uptime", seen(measured, "/desk/accounts/acme"))
