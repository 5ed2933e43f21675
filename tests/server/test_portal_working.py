"""What a customer asks of a month: what was measured, what am I owed, and how do I check it; October and by hand.

October 2026 has 745 hours in Berlin, 2,682,000 s. Acme's messages fail for 10 minutes on the 5th from 12:00, its calls
for 50 on the 12th from 14:00 (both by the clock in Berlin): 3,600 s down, and 2,678,400 / 2,682,000 = 99.8657% up. At
least 99.9% is promised, which allows 2,682 s: 44 min 42 s.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from tests.server.founding import PASSWORD
from tests.server.measured_scene import MEASURES, measured_scene, november, october, store
from tests.server.scene import AGREEMENT, NOBODY, NOW
from tests.server.test_portal import browser
from tests.server.test_portal_pages import seen
from upheld.server.accounts.registering import NewPerson, register_person
from upheld.server.figures.exclusions import NewExclusion, record_exclusion
from upheld.server.figures.looking import Look, look
from upheld.server.figures.telemetry import folder_of
from upheld.timeline.instants import epoch_seconds
from upheld.timeline.spans import Span

pytestmark = pytest.mark.django_db
OCTOBER = "/portal/uptime/desk:uptime:2026-10"
OWED = (
    MEASURES.replace("remedy: none", "remedy: hours")
    + """
remedies:
  hours: {title: Hours of service, credit: {service_time: {times: 1}}, rounding: none, form: service time,
          claim: {required: true, channel: support, clause: "8.2"}, clause: "8.1"}
"""
)


@pytest.fixture
def scene_of(db: None, tmp_path: Path) -> Iterator[Callable[[str], Client]]:  # noqa: ARG001 - where it stands
    """Makes a measured service of an agreement; gives Ann of acme, whose October was missed by an hour."""

    def made(agreement: str) -> Client:
        shutil.rmtree(folder_of("desk"), ignore_errors=True)
        scene = measured_scene(agreement)
        store([*october(), *november()], tmp_path)
        look(Look("desk", NOW))
        for account in (scene.acme, scene.other):
            register_person(NewPerson(f"ann@{account.slug}.example", PASSWORD, "reporter", account), NOBODY, NOW)
        return browser()

    yield made
    shutil.rmtree(folder_of("desk"), ignore_errors=True)


@pytest.fixture
def measured(scene_of: Callable[[str], Client]) -> Client:
    """Ann of acme, where a miss costs nothing."""
    return scene_of(AGREEMENT + MEASURES)


def words(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_the_figures_are_the_accounts_own_and_lead_to_their_statement(measured: Client) -> None:
    page = seen(measured, "/portal/uptime")
    row = re.search(r'<tr>\s*<td class="lead">\s*<a href="[^"]*2026-10">October 2026.*?</tr>', page, re.DOTALL)
    assert row is not None
    assert all(told in row[0] for told in ("99.865%", "Missed", "1 h\n"))
    assert len(re.findall(r'<svg class="days (?:wide|phone)"', page)) == 2
    number = re.search(r"/portal/statements/(\d+)", row[0])
    assert number is not None
    for form, kind in (("pdf", "application/pdf"), ("json", "application/vnd.upheld.statement+json")):
        address = f"/api/v1/statements/{number[1]}/statement.{form}"
        assert address in row[0]
        assert measured.get(address)["Content-Type"] == kind
    others = seen(browser("other"), "/portal/uptime")
    assert ("100%" in others, number[0] in others) == (True, False)
    assert browser("other").get(number[0]).status_code == 404


def test_a_statement_is_shown_in_its_own_colours_and_may_do_nothing_else(measured: Client) -> None:
    number = re.search(r"/portal/statements/(\d+)", seen(measured, "/portal/uptime"))
    assert number is not None
    answer = measured.get(number[0])
    policy = answer["Content-Security-Policy"]
    assert re.match(r"default-src 'none'; style-src 'sha256-[\w+/]{43}='; ", policy)
    assert ("sandbox" in policy, "unsafe" in policy, "script-src" in policy) == (True, False, False)
    assert "99.865%" in answer.content.decode()


def test_a_month_shows_its_downtime_and_its_arithmetic(measured: Client) -> None:
    told = words(seen(measured, OCTOBER))
    for each in (
        "Missed", "99.865%", "at least 99.9%", "44 min are allowed",
        "(2,682,000 s \N{MINUS SIGN} 3,600 s) ÷ 2,682,000 s",
        "Mon 5 October 2026 10 min", "12:00 \N{EN DASH} 12:10", "Mon 12 October 2026 50 min", "14:00 \N{EN DASH} 14:50",
        "Nothing was excluded", "Read the statement",
    ):  # fmt: skip
        assert each in told, each
    # Every request of the 50 minutes failed, one a minute.
    assert "50 of 50 requests failed" in told


def test_what_counts_as_down_is_said_where_the_downtime_stands(measured: Client) -> None:
    """Who has not read the contract sees in which slices time is judged, and when one of them is down."""
    told = words(seen(measured, OCTOBER))
    assert re.search(r"How it is measured .*A slice is down when .* When it was down", told)


def test_what_runs_is_told_so_far_and_what_is_not_ones_own_is_not_there(measured: Client) -> None:
    told = words(seen(measured, "/portal/uptime/desk:uptime:2026-11"))
    # Ten minutes of a day and nine hours are less than 99.9%; of the 43 min 12 s of November 33 min 12 s are left.
    assert ("At risk" in told, "Told when the period is over." in told, "09:50 \N{EN DASH} 10:00" in told) == (
        True,
        True,
        True,
    )
    assert "There was no downtime that counts." in words(seen(browser("other"), OCTOBER))
    for key in ("desk:uptime:2026-09", "desk:none:2026-10", "nothing", "desk:uptime:2026-10:x"):
        assert measured.get(f"/portal/uptime/{key}").status_code == 404


def test_what_runs_names_the_clause_before_a_statement_does(scene_of: Callable[[str], Client]) -> None:
    ann = scene_of(
        AGREEMENT + MEASURES.replace("rounding: none, remedy: none", 'rounding: none, remedy: none, clause: "5.1"')
    )
    assert "promised: at least 99.9% (clause 5.1)" in words(seen(ann, "/portal/uptime/desk:uptime:2026-11"))


def test_what_is_owed_stands_on_the_overview_with_its_steps_and_how_to_claim_it(
    scene_of: Callable[[str], Client],
) -> None:
    ann = scene_of(AGREEMENT + OWED)
    for page in ("/portal/", "/portal/uptime"):
        told = seen(ann, page)
        assert ("1 h of service" in words(told), OCTOBER in told) == (True, True), page
    told = words(seen(ann, OCTOBER))
    for each in ("1 h of service", "1 x downtime of 1 h", "(clause 8.1)", "(clause 8.2)", "Claim it by a case"):
        assert each in told, each
    assert "Nothing No period that is over has a credit." in words(seen(browser("other"), "/portal/"))


def test_what_was_excluded_is_shown_with_its_ruling_and_leaves_the_arithmetic(measured: Client) -> None:
    # The 50 minutes of the 12th: 2,679,000 s are left, 600 of them down, 99.9776%: the promise is kept.
    at = epoch_seconds(datetime(2026, 10, 12, 12, tzinfo=UTC))
    storm = NewExclusion("desk", "force_majeure", Span(at, at + 3000), "Ann", evidence=("report 7",))
    record_exclusion(storm, NOBODY, NOW)
    look(Look("desk", NOW))
    told = words(seen(measured, OCTOBER))
    for each in (
        "Kept", "99.977%", "(2,679,000 s \N{MINUS SIGN} 600 s) ÷ 2,679,000 s",
        "Excluded: it does not count \N{MINUS SIGN} 50 min", "Force majeure",
        "It holds", "Taken out: 50 min", "Without the exclusions it would be 99.865%",
    ):  # fmt: skip
        assert each in told, each


def test_the_overview_says_what_is_down_now_and_how_the_running_promise_stands(measured: Client) -> None:
    told = words(seen(measured, "/portal/"))
    assert ("Does it work? Down now Uptime measured, since" in told, "at least 99.9%" in told) == (True, True)
    assert "Does it work? Yes, all of it" in words(seen(browser("other"), "/portal/"))
