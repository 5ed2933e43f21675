"""What clients of the Statuspage API read beside its keys: impacts, when a component changed, and what is not over."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.server.measured_scene import NOBODY, measured_scene
from tests.server.scene import NOW
from tests.server.status_scene import Reader
from upheld.server.incidents.components import adopt_components
from upheld.server.incidents.maintenance import NewMaintenance, schedule
from upheld.server.incidents.models import Component, Incident
from upheld.server.incidents.posting import NewIncident, Post, open_incident, post_update
from upheld.server.incidents.vocabulary import Impact
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
