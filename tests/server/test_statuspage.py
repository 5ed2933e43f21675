"""The public page: what it shows, the paths that clients speak, its feeds, and the snapshot that it is served from."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from tests.server.founding import PASSWORD
from tests.server.measured_scene import NOBODY, measured_scene, november, october, store
from tests.server.scene import NOW, Scene
from tests.server.status_scene import Reader
from upheld.server.accounts.registering import NewPerson, register_person
from upheld.server.figures.looking import Look, look
from upheld.server.figures.reading import statements_of
from upheld.server.figures.telemetry import folder_of
from upheld.server.incidents.by_the_clock import keep_time
from upheld.server.incidents.components import Shown, adopt_components, show_component
from upheld.server.incidents.maintenance import ByTheClock, NewMaintenance, schedule
from upheld.server.incidents.models import Component, Proposal
from upheld.server.incidents.posting import NewIncident, Post, correct, open_incident, post_update
from upheld.server.incidents.proposing import accept, dismiss, propose
from upheld.server.incidents.taking_place import go_on
from upheld.server.installed import installation
from upheld.server.keeping import kept
from upheld.server.look.percents import percent

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PAGE = {"id", "name", "url", "time_zone", "updated_at"}
COMPONENT = {
    "id", "name", "status", "created_at", "updated_at", "position", "description", "showcase", "start_date",
    "group_id", "page_id", "group", "only_show_if_degraded",
}  # fmt: skip
INCIDENT = {
    "id", "name", "status", "created_at", "updated_at", "monitoring_at", "resolved_at", "impact", "shortlink",
    "started_at", "page_id", "incident_updates", "components", "reminder_intervals",
}  # fmt: skip
UPDATE = {
    "id", "status", "body", "incident_id", "created_at", "updated_at", "display_at", "affected_components",
    "deliver_notifications", "custom_tweet", "tweet_id",
}  # fmt: skip
MAINTENANCE = INCIDENT - {"reminder_intervals"} | {"scheduled_for", "scheduled_until"}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.fixture
def arranged(page: Reader) -> Scene:
    """Two accounts and the components of their agreement, of which nothing was measured."""
    del page
    scene = measured_scene()
    adopt_components(NOW)
    return scene


@pytest.fixture
def measured(page: Reader, tmp_path: Path) -> Iterator[Scene]:
    """Two accounts whose October and November were measured, and the components of their agreement."""
    del page
    shutil.rmtree(folder_of("desk"), ignore_errors=True)
    (tmp_path / "logs").mkdir()
    scene = measured_scene()
    store([*october(), *november()], tmp_path / "logs")
    look(Look("desk", NOW))
    adopt_components(NOW)
    yield scene
    shutil.rmtree(folder_of("desk"), ignore_errors=True)


def calls() -> Component:
    return Component.objects.get(measure="calls")


def outage(code: str, title: str = "Calls fail") -> str:
    """The code of an incident that began twelve minutes before anybody told of it."""
    new = NewIncident(title, "We look into it.", components={code: "major_outage"}, started_at=NOW - HOUR / 5)
    return open_incident(new, NOBODY, NOW).code


# -------------------------------------------------------------------------------------------- figures


@pytest.mark.clause("AP-04")
def test_the_month_table_has_the_figures_of_the_statements(page: Reader, measured: Scene) -> None:  # noqa: ARG001
    text = page.written(NOW).get("/status/").text
    table = text[text.index('id="months"') : text.index("</table>")]
    # The whole service in October: 55 minutes down of 745 hours = 3,300 of 2,682,000 s, so 99.8769...%.
    assert "October 2026</th>" in table
    (october_cell,) = re.findall(r'figure-words">(99\.87[^<]*)</span>', table)
    commitment, *parts = page.get("/api/sla/months.json").json["commitments"]
    latest = {each["label"]: each for each in commitment["periods"]}["2026-10"]
    assert (latest["uptime"], latest["down_seconds"]) == ({"numerator": 8929, "denominator": 8940}, 3300)
    assert (latest["words"], latest["verdict"], latest["promise"]) == (october_cell, "missed", "at least 99.9%")
    issued = next(each for each in statements_of(None, "desk") if each.label == "2026-10")
    assert f'"{october_cell}"' in kept(installation().data_dir, issued.json).decode()
    # November runs: 10 minutes of two days are more than 0.1%, but less than the 43 min 12 s that the whole month may.
    (november_cell,) = [
        each for each in table.split("</td>") if 'data-label="November 2026"' in each and "badge" in each
    ]
    assert ("At risk" in november_cell, "Missed" in november_cell) == (True, False)
    told = {each["label"]: (each["verdict"], each["standing"]) for each in commitment["periods"]}
    assert (told["2026-10"], told["2026-11"]) == (("missed", "missed"), ("missed", "at risk"))
    # Of the functions nothing is promised by themselves: 5 minutes of messages, 50 of calls.
    functions = [(each["title"], each["promise"], each["periods"][1]["down_seconds"]) for each in parts]
    assert functions == [("Messages", None, 300), ("Calls", None, 3000)]


@pytest.mark.clause("AP-04")
def test_a_minute_of_downtime_is_visibly_not_green_and_no_data_is_grey(page: Reader, measured: Scene) -> None:  # noqa: ARG001
    page.written(NOW)
    text = page.get(f"/status/components/{calls().code}").text
    (bars,) = re.findall(r'<svg class="days wide".*?</svg>', text, re.DOTALL)
    levels = re.findall(r'<title>(\d+ \w+ \d{4}): ([^<]*)</title><rect class="(\w+)"', bars)
    assert len(levels) == 90
    told = {day: (words, level) for day, words, level in levels}
    assert told["12 Oct 2026"] == ("50 min down", "long")
    assert told["5 Oct 2026"] == ("no downtime", "clear")
    # Before the 1st of October nothing was measured.
    assert told["20 Sep 2026"] == ("no data", "unknown")
    assert len(re.findall(r'<rect class="cap"', bars)) == 2
    assert len(re.findall("<title>", re.findall(r'<svg class="days phone".*?</svg>', text, re.DOTALL)[0])) == 30


def test_a_share_is_cut_and_never_rounded_up() -> None:
    told = [percent(each) for each in (Fraction(1), Fraction(2_591_999, 2_592_000), Fraction(999, 1000), None)]
    assert told == ["100%", "99.999%", "99.9%", ""]


def test_what_is_down_is_proposed_once_and_shown_only_when_somebody_wrote(page: Reader, measured: Scene) -> None:  # noqa: ARG001
    assert propose(NOW) == 1
    assert propose(NOW + HOUR) == 0
    proposal = Proposal.objects.get()
    # Acme's calls have failed since 8:50.
    assert (proposal.since, proposal.evidence["kind"]) == (NOW - timedelta(minutes=10), "down")
    assert proposal.evidence["components"] == [calls().code]
    assert page.written(NOW).get("/api/v2/status.json").json["status"]["indicator"] == "none"
    incident = accept(proposal, NewIncident("Calls fail", "We look.", components={calls().code: "major_outage"},
                                            started_at=proposal.since), NOBODY, NOW)  # fmt: skip
    assert page.written(NOW).get("/api/v2/status.json").json["status"]["indicator"] == "major"
    proposal.refresh_from_db()
    assert (proposal.status, proposal.incident, incident.started_at) == ("accepted", incident, proposal.since)


def test_a_dismissed_proposal_says_why_and_does_not_come_back(page: Reader, measured: Scene) -> None:  # noqa: ARG001
    propose(NOW)
    dismissed = dismiss(Proposal.objects.get(), "A test of ours.", NOBODY, NOW)
    assert (dismissed.status, dismissed.because) == ("dismissed", "A test of ours.")
    assert propose(NOW + HOUR) == 0


# -------------------------------------------------------------------------------------------- the Statuspage API


def test_every_path_has_the_keys_that_clients_know(page: Reader, arranged: Scene) -> None:  # noqa: ARG001
    code = outage(calls().code)
    maintenance = schedule(NewMaintenance("Cables", "Short.", NOW + HOUR, NOW + 2 * HOUR), NOBODY, NOW)
    page.written(NOW)
    keys = {
        "summary": {"page", "components", "incidents", "scheduled_maintenances", "status"},
        "status": {"page", "status"}, "components": {"page", "components"}, "incidents": {"page", "incidents"},
        "incidents/unresolved": {"page", "incidents"},
        "scheduled-maintenances": {"page", "scheduled_maintenances"},
        "scheduled-maintenances/upcoming": {"page", "scheduled_maintenances"},
        "scheduled-maintenances/active": {"page", "scheduled_maintenances"},
    }  # fmt: skip
    bodies = {name: page.get(f"/api/v2/{name}.json").json for name in keys}
    assert {name: set(body) for name, body in bodies.items()} == keys
    assert {frozenset(body["page"]) for body in bodies.values()} == {frozenset(PAGE)}
    summary = bodies["summary"]
    assert summary["status"] == {"indicator": "major", "description": "Partial System Outage"}
    assert [set(each) - COMPONENT for each in summary["components"]] == [{"components"}, set(), set()]
    (incident,) = summary["incidents"]
    assert (set(incident), incident["id"], incident["status"]) == (INCIDENT, code, "investigating")
    (update,) = incident["incident_updates"]
    (change,) = update["affected_components"]
    assert (set(update), set(change)) == (UPDATE, {"code", "name", "old_status", "new_status"})
    (scheduled,) = bodies["scheduled-maintenances/upcoming"]["scheduled_maintenances"]
    assert (set(scheduled), scheduled["id"], scheduled["impact"]) == (
        MAINTENANCE, maintenance.incident.code, "maintenance",
    )  # fmt: skip
    assert bodies["scheduled-maintenances/active"]["scheduled_maintenances"] == []
    assert INSTANT.fullmatch(incident["created_at"])
    assert INSTANT.fullmatch(summary["page"]["updated_at"])
    assert all(re.fullmatch(r"[a-z0-9]{12}", each["id"]) for each in (summary["page"], incident, update))


@pytest.mark.parametrize(
    ("status", "indicator", "description"),
    [
        ("operational", "none", "All Systems Operational"),
        ("under_maintenance", "maintenance", "Service Under Maintenance"),
        ("degraded_performance", "minor", "Partially Degraded Service"),
        ("partial_outage", "minor", "Minor Service Outage"),
        ("major_outage", "major", "Partial System Outage"),
    ],
)
def test_the_verdict_follows_the_worst_component(
    page: Reader, arranged: Scene, status: str, indicator: str, description: str
) -> None:
    del arranged
    open_incident(NewIncident("Something", "Words.", components={calls().code: status}), NOBODY, NOW)  # type: ignore[dict-item]
    told = page.written(NOW).get("/api/v2/status.json").json["status"]
    assert told == {"indicator": indicator, "description": description}


def test_updates_are_newest_first_and_what_is_resolved_leaves_the_unresolved(page: Reader, arranged: Scene) -> None:
    del arranged
    code = outage(calls().code)
    post_update(code, Post("Over.", "resolved"), NOBODY, NOW + HOUR)
    post_update(code, Post("Why.", "postmortem"), NOBODY, NOW + 2 * HOUR)
    page.written(NOW + 2 * HOUR)
    (told,) = page.get("/api/v2/incidents.json").json["incidents"]
    assert [each["status"] for each in told["incident_updates"]] == ["postmortem", "resolved", "investigating"]
    assert (told["postmortem_body"], told["resolved_at"]) == ("Why.", "2026-11-02T10:00:00.000Z")
    assert page.get("/api/v2/incidents/unresolved.json").json["incidents"] == []
    assert page.get("/api/v2/status.json").json["status"]["indicator"] == "none"


def test_a_maintenance_goes_from_upcoming_to_active_to_over(page: Reader, arranged: Scene) -> None:
    del arranged
    code = schedule(NewMaintenance("Cables", "Short.", NOW + HOUR, NOW + 2 * HOUR, components=(calls().code,)),
                    NOBODY, NOW).incident.code  # fmt: skip
    found = []
    for status, at in (("in_progress", NOW + HOUR), ("verifying", NOW + HOUR * 1.5), ("completed", NOW + 2 * HOUR)):
        go_on(code, status, "News.", at, (NOBODY, at))  # type: ignore[arg-type]
        page.written(at)
        active = page.get("/api/v2/scheduled-maintenances/active.json").json["scheduled_maintenances"]
        told = page.get("/api/v2/status.json").json["status"]["indicator"]
        found.append(([each["status"] for each in active], told))
    assert found == [(["in_progress"], "maintenance"), (["verifying"], "maintenance"), ([], "none")]
    (over,) = page.get("/api/v2/scheduled-maintenances.json").json["scheduled_maintenances"]
    assert over["status"] == "completed"


def test_hidden_components_and_what_is_about_them_alone_are_shown_to_nobody(page: Reader, arranged: Scene) -> None:
    del arranged
    show_component(calls(), Shown(visibility="hidden"), NOBODY, NOW)
    outage(calls().code, "Behind the curtain")
    page.written(NOW)
    assert "Behind the curtain" not in page.get("/status/").text
    summary = page.get("/api/v2/summary.json").json
    assert (summary["incidents"], summary["status"]["indicator"]) == ([], "none")
    assert [each["name"] for each in summary["components"] if not each["group"]] == ["Messages"]


# -------------------------------------------------------------------------------------------- pages and feeds


def test_incidents_stand_by_day_and_empty_days_say_so(page: Reader, arranged: Scene) -> None:
    del arranged
    code = outage(calls().code)
    post_update(code, Post("It is over.", "resolved"), NOBODY, NOW + HOUR)
    correct(code, 1, "It is the router.", NOBODY, NOW + HOUR)
    page.written(NOW + HOUR)
    past = page.get("/status/").text.partition('id="past"')[2]
    # Of 14 days one has an incident, and the 13 before it are told as one.
    assert past.count("No incidents.") == 1
    assert re.search(r"20 Oct . 1 Nov 2026", past)
    assert "It is the router." in past
    assert "We look into it." not in past
    assert "corrected" in past
    assert past.index("It is over.") < past.index("It is the router.")
    assert f"/status/incidents/{code}" in past
    assert page.get(f"/status/incidents/{code}").status == 200
    assert "November 2026" in page.get("/status/history/2026-11").text


def test_the_page_speaks_german_to_who_wants_it_and_keeps_the_chosen_colours(page: Reader) -> None:
    page.written(NOW)
    assert 'lang="de"' in page.get("/status/", accept_language="fr, de-AT;q=0.8, en;q=0.5").text
    assert 'lang="en"' in page.get("/status/", accept_language="de", cookie="language=en").text
    assert 'lang="en"' in page.get("/status/", accept_language="fr, de;q=0").text
    dark = page.get("/status/", cookie="theme=dark").text
    assert ('data-theme="dark"' in dark, 'value="dark" aria-pressed="true"' in dark) == (True, True)
    assert "data-theme" not in page.get("/status/").text


def test_what_the_clock_posted_is_read_in_its_readers_language(page: Reader, arranged: Scene) -> None:
    del arranged
    begins = ByTheClock(begins=True, ends=False, remind_minutes=None)
    schedule(NewMaintenance("Cables", "Short.", NOW + HOUR, NOW + 2 * HOUR, clock=begins), NOBODY, NOW)
    keep_time(NOW + HOUR)
    text = page.written(NOW + HOUR).get("/status/", accept_language="de").text
    assert ("Die Wartung hat begonnen, wie angekündigt." in text, "has begun" in text, "Short." in text) == (
        True, False, True,
    )  # fmt: skip
    assert "The maintenance has begun, as scheduled." in page.get("/status/", accept_language="en").text


@pytest.mark.clause("PL-13")
def test_status_page_and_portal_link_each_other(page: Reader) -> None:
    assert page.written(NOW).get("/status/").text.count('href="/portal/"') == 2


def test_feeds_are_what_their_readers_expect(page: Reader, arranged: Scene) -> None:
    del arranged
    outage(calls().code, "Calls <fail> & drop\x0b")
    page.written(NOW)
    text = page.get("/status/").text
    for kind, path in (("atom+xml", "atom"), ("rss+xml", "rss"), ("feed+json", "json")):
        link = f'type="application/{kind}" title="'
        assert re.search(rf'{re.escape(link)}[^"]*" href="/status/history\.{path}"', text)
    atom = ET.fromstring(page.get("/history.atom").body)  # noqa: S314 - our own
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert [each.text for each in atom.findall("a:entry/a:title", names)] == ["Calls <fail> & drop"]
    assert ET.fromstring(page.get("/status/history.rss").body).findall("channel/item")  # noqa: S314 - likewise
    (item,) = page.get("/status/history.json").json["items"]
    assert item["tags"] == ["investigating", "critical"]
    messages = Component.objects.get(measure="messages")
    assert page.get(f"/status/components/{messages.code}/history.json").json["items"] == []
    assert len(page.get(f"/status/components/{calls().code}/history.json").json["items"]) == 1


def test_maintenance_is_a_calendar(page: Reader) -> None:
    schedule(NewMaintenance("New; cables, all", "Line\nbreaks", NOW + HOUR, NOW + 2 * HOUR), NOBODY, NOW)
    told = Calendar.from_ical(page.written(NOW).get("/status/maintenance.ics").body)
    (event,) = told.walk("VEVENT")
    assert (str(event["summary"]), event.decoded("dtstart"), event.decoded("dtend")) == (
        "New; cables, all", NOW + HOUR, NOW + 2 * HOUR,
    )  # fmt: skip


def test_badges_say_what_the_page_says(page: Reader, measured: Scene) -> None:
    del measured
    outage(calls().code)
    page.written(NOW)
    code = calls().code
    titles = [
        re.findall("<title>(.*)</title>", page.get(f"/status/badges/{each}.svg").text)
        for each in ("status", f"{code}/status", f"{code}/uptime")
    ]
    # 50 minutes of October and 10 of November are down, of 31 days, one hour, 1 day and 10 hours: 779 h.
    assert titles == [["status: partial system outage"], ["Calls: down"], ["uptime 90 d: 99.871%"]]


def test_what_others_wrote_is_shown_as_text(page: Reader, arranged: Scene) -> None:
    del arranged
    outage(calls().code, "<script>alert(1)</script>")
    page.written(NOW)
    for path in ("/status/", f"/status/components/{calls().code}", "/status/badges/status.svg"):
        assert "<script>alert" not in page.get(path).text


def test_an_account_sees_its_own_figures_and_destinations(page: Reader, measured: Scene) -> None:
    del page
    measured.acme.destinations = ["France"]
    measured.acme.save()
    for title, destinations in (("For France", ("France",)), ("For Italy", ("Italy",)), ("For all", ())):
        open_incident(NewIncident(title, "Words.", destinations=destinations), NOBODY, NOW)
    register_person(NewPerson("ann@acme.example", PASSWORD, "reporter", measured.acme), NOBODY, NOW)
    browser = Client()
    assert browser.get("/status/own").status_code == 302
    assert browser.login(email="ann@acme.example", password=PASSWORD)
    text = browser.get("/status/own").content.decode()
    assert [each in text for each in ("For France", "For Italy", "For all")] == [True, False, True]
    # Acme's own October: one hour of 745 was down.
    assert "99.865%" in text


# -------------------------------------------------------------------------------------------- the weight


def test_no_page_is_larger_than_it_should_be_and_none_asks_the_database(page: Reader, arranged: Scene) -> None:
    del arranged
    outage(calls().code)
    page.written(NOW)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        shown = page.get("/status/", accept_encoding="gzip")
    assert len(queries) == 0
    assert int(shown.headers["Content-Length"]) < 30_000
    assert not re.search(r"<script(?! type=\"module\" src)|style=|\son\w+=", shown.text)
