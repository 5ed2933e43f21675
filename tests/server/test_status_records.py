"""Posts and measurements are two records: each is shown, beside the other, and neither is made from the other."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.server.measured_scene import NOBODY, measured_scene, november, october, store
from tests.server.scene import NOW
from tests.server.status_scene import Reader
from upheld.server.figures.looking import Look, look
from upheld.server.figures.telemetry import folder_of
from upheld.server.incidents.components import Shown, add_component, adopt_components
from upheld.server.incidents.maintenance import NewMaintenance, schedule
from upheld.server.incidents.models import Component
from upheld.server.incidents.posting import NewIncident, Post, open_incident, post_update

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# Calls were down from 12:00 to 12:50 UTC of the 12th of October.
DOWN = datetime(2026, 10, 12, 12, 0, tzinfo=UTC)


@pytest.fixture
def measured(page: Reader, tmp_path: Path) -> Iterator[Reader]:
    """The page of a service whose October and November were measured."""
    shutil.rmtree(folder_of("desk"), ignore_errors=True)
    (tmp_path / "logs").mkdir()
    measured_scene()
    store([*october(), *november()], tmp_path / "logs")
    look(Look("desk", NOW))
    adopt_components(NOW)
    yield page
    shutil.rmtree(folder_of("desk"), ignore_errors=True)


def calls() -> str:
    return Component.objects.get(measure="calls").code


def told_of(code: str, began: datetime, ended: datetime) -> str:
    """The code of an incident that was told of, from when until when."""
    new = NewIncident("Calls fail", "We look.", components={code: "major_outage"}, started_at=began)
    row = open_incident(new, NOBODY, began + timedelta(minutes=5))
    post_update(row.code, Post("Over.", "resolved"), NOBODY, ended)
    return row.code


def meanwhile(page: Reader, code: str) -> str:
    """What the page of an incident says was measured, without its marks."""
    text = page.get(f"/status/incidents/{code}").text
    part = text[text.index('id="measured"') : text.index("</section>", text.index('id="measured"'))]
    return re.sub(r"<[^>]+>|\s+", " ", part)


def test_an_incident_says_what_was_measured_while_it_went_on(measured: Reader) -> None:
    # Told of from 12:10 to 13:00: of the fifty minutes, forty lie in it.
    code = told_of(calls(), DOWN + timedelta(minutes=10), DOWN + HOUR)
    assert "40 min down" in meanwhile(measured.written(NOW), code)


def test_an_incident_that_no_measurement_supports_says_so(measured: Reader) -> None:
    quiet = told_of(calls(), DOWN - 24 * HOUR, DOWN - 23 * HOUR)
    other = add_component(Shown("Fax"), NOBODY, NOW).code
    unmeasured = told_of(other, DOWN, DOWN + HOUR)
    before = told_of(calls(), DOWN - timedelta(days=22), DOWN - timedelta(days=22) + HOUR)
    measured.written(NOW)
    assert "no downtime" in meanwhile(measured, quiet)
    assert "No measurement belongs to it" in meanwhile(measured, unmeasured)
    # In September nothing was measured yet: that is not the same as no downtime.
    assert "no data" in meanwhile(measured, before)


def test_what_has_not_been_measured_yet_is_not_called_well(measured: Reader) -> None:
    # Calls have failed since 8:50, and were measured until 9:00; the incident goes on at 10:00.
    new = NewIncident("Calls fail", "We look.", components={calls(): "major_outage"}, started_at=NOW - HOUR / 2)
    code = open_incident(new, NOBODY, NOW).code
    assert "10 min down so far" in meanwhile(measured.written(NOW + HOUR), code)


def test_a_maintenance_that_is_to_come_has_no_measurement_yet(measured: Reader) -> None:
    window = (NOW + HOUR, NOW + 2 * HOUR)
    code = schedule(NewMaintenance("Cables", "Short.", *window, components=(calls(),)), NOBODY, NOW).incident.code
    assert "It has not begun." in meanwhile(measured.written(NOW), code)


def test_downtime_of_which_nothing_was_posted_stands_on_the_page_and_says_that(measured: Reader) -> None:
    def october_row() -> str:
        text = measured.written(NOW).get(f"/status/components/{calls()}").text
        (found,) = re.findall(r'class="lead">12 Oct 2026</th>.*?</tr>', text, re.DOTALL)
        return str(found)

    row = october_row()
    assert ("50 min" in row, ">nothing<" in row) == (True, True)
    code = told_of(calls(), DOWN, DOWN + HOUR)
    assert f'href="/status/incidents/{code}"' in october_row()


def test_each_of_the_ninety_days_is_read_without_scripts_and_without_a_mouse(measured: Reader) -> None:
    text = measured.written(NOW).get(f"/status/components/{calls()}").text
    table = text[text.index('id="days"') :]
    rows = re.findall(r'<tr>\s*<th scope="row">([^<]+)</th>(.*?)</tr>', table, re.DOTALL)
    assert len(rows) == 90
    told = {day: " ".join(re.sub(r"<[^>]+>", " ", cells).split()) for day, cells in rows}
    # The day has 86,400 s, of which 3,000 were down: 96.527...%.
    assert told["12 Oct 2026"].startswith("96.527% 50 min")
    assert told["20 Sep 2026"].startswith("no data")
    # They are days of the agreement's clock, which the page names: its own is another one.
    assert ("Days by the clock in Europe/Berlin" in text, "Days by the clock in UTC" in text) == (True, False)


def test_the_page_says_which_record_is_which_in_both_languages(measured: Reader) -> None:
    measured.written(NOW)
    english, german = (measured.get("/status/", accept_language=each).text for each in ("en", "de"))
    for word in ("Posts", "Measurements", "Rulings"):
        assert f"{word}</dt>" in english
    for word in ("Meldungen", "Messungen", "Entscheidungen"):
        assert f"{word}</dt>" in german


def test_badges_are_shown_with_what_to_copy(measured: Reader) -> None:
    text = measured.written(NOW).get("/status/embed").text
    assert f"/status/badges/{calls()}/uptime.svg</code>" in text
    assert "/api/v2/scheduled-maintenances/upcoming.json" in text
