"""What clients of the Statuspage API read beside its keys: impacts, when a component changed, and what is not over."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.server.measured_scene import NOBODY, measured_scene
from tests.server.scene import NOW
from tests.server.status_scene import Reader
from upheld.server.incidents.by_the_clock import keep_time
from upheld.server.incidents.components import adopt_components
from upheld.server.incidents.maintenance import ByTheClock, NewMaintenance, schedule
from upheld.server.incidents.models import Component, Incident
from upheld.server.incidents.posting import NewIncident, Post, open_incident, post_update
from upheld.server.incidents.taking_place import go_on
from upheld.server.incidents.vocabulary import Impact, MaintenanceStatus
from upheld.server.statuspage.gathering import MOST_INCIDENTS

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def arranged(page: Reader) -> Reader:
    """A page with the components of an agreement, of which nothing was measured."""
    measured_scene()
    adopt_components(NOW)
    return page


def calls() -> Component:
    """The component that fails."""
    return Component.objects.get(measure="calls")


def outage(code: str, title: str = "Calls fail") -> str:
    """The code of an incident that is told of now."""
    return open_incident(NewIncident(title, "We look.", components={code: "major_outage"}), NOBODY, NOW).code


def test_the_impact_rises_with_the_worst_component_unless_somebody_gave_it(arranged: Reader) -> None:
    code = calls().code
    wished: tuple[tuple[str, Impact | None], ...] = (("Grows", None), ("Given", "none"))
    grows, given = (
        open_incident(NewIncident(title, "We look.", impact=impact, components={code: "degraded_performance"}), NOBODY,
                      NOW).code
        for title, impact in wished
    )  # fmt: skip
    found = []
    for status, at in (("major_outage", NOW + HOUR), ("degraded_performance", NOW + 2 * HOUR)):
        for each in (grows, given):
            post_update(each, Post("News.", components={code: status}), NOBODY, at)  # type: ignore[dict-item]
        told = arranged.written(at).get("/api/v2/incidents.json").json["incidents"]
        found.append({each["name"]: each["impact"] for each in told})
    # Degraded at first, then gone altogether: critical from then on, also while it gets better.
    assert found == [{"Grows": "critical", "Given": "none"}] * 2


def test_a_component_says_when_its_status_last_changed(arranged: Reader) -> None:
    code = outage(calls().code)
    post_update(code, Post("We have found it.", "identified"), NOBODY, NOW + HOUR)
    post_update(code, Post("Over.", "resolved"), NOBODY, NOW + 2 * HOUR)
    schedule(NewMaintenance("Cables", "Short.", NOW + 5 * HOUR, NOW + 6 * HOUR, components=(calls().code,)), NOBODY,
             NOW + 3 * HOUR)  # fmt: skip
    arranged.written(NOW + 4 * HOUR)
    told = {each["name"]: each["updated_at"] for each in arranged.get("/api/v2/components.json").json["components"]}
    # It was down at nine (NOW), and up again two hours later; that something is planned changes nothing yet.
    assert (told[calls().name], told["Messages"]) == ("2026-11-02T11:00:00.000Z", "2026-11-02T09:00:00.000Z")


def test_what_is_not_over_is_shown_however_much_came_after_it(arranged: Reader) -> None:
    code = outage(calls().code, "An old one")
    later = (
        Incident(code=f"{number:012d}", title="Later", status="resolved", impact="none", started_at=NOW, created_at=NOW
                 + HOUR, updated_at=NOW + HOUR, resolved_at=NOW + HOUR)
        for number in range(MOST_INCIDENTS)
    )  # fmt: skip
    Incident.objects.bulk_create(later)
    arranged.written(NOW + 2 * HOUR)
    (told,) = arranged.get("/api/v2/incidents/unresolved.json").json["incidents"]
    newest = arranged.get("/api/v2/incidents.json").json["incidents"]
    assert (told["id"], len(newest), {each["name"] for each in newest}) == (code, 50, {"Later"})
    assert "An old one" in arranged.get("/status/").text


def test_a_feed_says_where_it_is_had(arranged: Reader) -> None:
    outage(calls().code)
    arranged.written(NOW)
    for base, found_at in (("/status/history", "/history"), *[(f"/status/components/{calls().code}/history",) * 2]):
        told = arranged.get(f"{found_at}.json").json
        atom = arranged.get(f"{found_at}.atom").text
        assert told["feed_url"].endswith(f"{base}.json")
        assert re.search(rf'<link rel="self" type="application/atom\+xml" href="[^"]*{base}\.atom" />', atom)


def told_of(page: Reader, at: datetime) -> dict[str, Any]:
    """The newest maintenance as programs read it at an instant."""
    told: dict[str, Any] = page.written(at).get("/api/v2/scheduled-maintenances.json").json["scheduled_maintenances"][0]
    return told


def test_a_maintenance_changes_its_components_with_the_post_that_begins_it_and_with_its_end(arranged: Reader) -> None:
    new = NewMaintenance("Cables", "Short.", NOW + HOUR, NOW + 2 * HOUR, components=(calls().code,))
    code = schedule(new, NOBODY, NOW).incident.code
    path = f"/status/incidents/{code}"
    assert told_of(arranged, NOW)["incident_updates"][0]["affected_components"] is None
    # Nothing changes with what is planned, so the page shows no new state beside its post.
    assert 'class="changes' not in arranged.get(path).text
    steps: tuple[tuple[MaintenanceStatus, datetime], ...] = (
        ("in_progress", NOW + HOUR), ("verifying", NOW + HOUR * 1.5), ("completed", NOW + 2 * HOUR),
    )  # fmt: skip
    for status, at in steps:
        go_on(code, status, "News.", at, (NOBODY, at))
    updates = told_of(arranged, NOW + 2 * HOUR)["incident_updates"]
    one = {"code": calls().code, "name": "Calls"}
    # Newest first: up again with its end, nothing new while it is verified, down with its beginning.
    assert [each["affected_components"] for each in updates] == [
        [{**one, "old_status": "under_maintenance", "new_status": "operational"}], None,
        [{**one, "old_status": "operational", "new_status": "under_maintenance"}], None,
    ]  # fmt: skip
    assert arranged.get(path).text.count('class="changes') == 2


def test_what_is_called_off_changed_nothing_and_leaves_the_lists(arranged: Reader) -> None:
    new = NewMaintenance("Cables", "Short.", NOW + HOUR, NOW + 2 * HOUR, components=(calls().code,))
    code = schedule(new, NOBODY, NOW).incident.code
    go_on(code, "cancelled", "Not needed.", NOW, (NOBODY, NOW))
    arranged.written(NOW)
    paths = ("", "/upcoming", "/active")
    lists = [arranged.get(f"/api/v2/scheduled-maintenances{each}.json").json for each in paths]
    assert [each["scheduled_maintenances"] for each in lists] == [[], [], []]
    assert "Called off" in arranged.get(f"/status/incidents/{code}").text
    assert 'class="changes' not in arranged.get(f"/status/incidents/{code}").text


def test_a_reminder_is_no_news_of_a_maintenance(arranged: Reader) -> None:
    reminds = ByTheClock(remind_minutes=30)
    schedule(NewMaintenance("Cables", "Short.", NOW + HOUR, NOW + 2 * HOUR, clock=reminds), NOBODY, NOW)
    assert keep_time(NOW + HOUR / 2) == 1
    told = told_of(arranged, NOW + HOUR / 2)
    assert (told["updated_at"], len(told["incident_updates"])) == ("2026-11-02T09:00:00.000Z", 1)


def test_a_program_is_answered_as_one_whatever_it_asks(arranged: Reader) -> None:
    arranged.written(NOW)
    for path in ("/api/v2/nothing.json", "/api/v2/summary", "/api/sla/nothing.json", "/history.xml"):
        gone = arranged.get(path)
        assert (gone.status, gone.json["status"], gone.headers["Content-Type"]) == (
            404,
            404,
            "application/problem+json",
        )
        assert gone.headers["Access-Control-Allow-Origin"] == "*"
    for method in ("POST", "PUT", "DELETE"):
        refused = arranged.get("/api/v2/summary.json", method=method)
        assert (refused.status, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    # A browser asks before a page of others may send headers of its own, such as If-None-Match.
    asked = arranged.get("/api/v2/summary.json", method="OPTIONS")
    assert (asked.status, asked.body, asked.headers["Access-Control-Allow-Origin"]) == (204, b"", "*")
    assert asked.headers["Access-Control-Allow-Headers"] == "*"
    told = arranged.get("/api/v2/summary.json")
    assert "ETag" in told.headers["Access-Control-Expose-Headers"]
    # Subscribing asks the service behind.
    assert arranged.get("/api/v2/subscribers.json", method="POST").status == 599


def test_no_page_says_that_all_is_well_above_an_incident_that_is_open(arranged: Reader) -> None:
    # It names no component: it may be about something else, or about everything.
    code = open_incident(NewIncident("Mails in our name", "They are not ours."), NOBODY, NOW).code
    found = []
    for status, at in (("monitoring", NOW), ("resolved", NOW + HOUR)):
        post_update(code, Post("News.", status), NOBODY, at)
        arranged.written(at)
        (sentence,) = re.findall(r'<h1 id="verdict"[^>]*>([^<]*)</h1>', arranged.get("/status/").text)
        found.append((sentence, arranged.get("/api/v2/status.json").json["status"]["indicator"]))
    assert found == [("An incident is open", "none"), ("All systems are operational", "none")]
