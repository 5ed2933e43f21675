"""Measured figures in the service: worked out by hand, kept as rows, and read by account."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from tests.server.measured_scene import OCTOBER, measured_scene, november, october, store
from tests.server.scene import NOW, Scene
from upheld.library import statements
from upheld.server.accounts.models import Account
from upheld.server.figures import measuring
from upheld.server.figures.looking import Look, look
from upheld.server.figures.models import IssuedStatement, RunningPeriod
from upheld.server.figures.pressing import pressing
from upheld.server.figures.reading import (
    current_promises,
    days_of,
    months_of,
    public_days,
    public_months,
    services,
    statements_of,
)
from upheld.server.figures.telemetry import folder_of
from upheld.server.installed import installation
from upheld.server.keeping import kept, place_of
from upheld.timeline.instants import epoch_seconds
from upheld.timeline.spans import Span

pytestmark = pytest.mark.django_db
# October of Berlin: from 22:00 UTC of 30 September to 23:00 UTC of 31 October.
SECONDS = 745 * 3600


@pytest.fixture
def measured(db: None, tmp_path: Path) -> Iterator[Scene]:  # noqa: ARG001 - the database that it stands in
    shutil.rmtree(folder_of("desk"), ignore_errors=True)
    scene = measured_scene()
    store([*october(), *november()], tmp_path)
    yield scene
    shutil.rmtree(folder_of("desk"), ignore_errors=True)


def utc(text: str) -> int:
    return epoch_seconds(datetime.fromisoformat(f"{text}+00:00"))


def test_what_is_measured_is_a_tree_of_the_agreements_measures(measured: Scene) -> None:  # noqa: ARG001
    told = {each.key: (each.title, each.commitment, each.parts) for each in services()}
    assert told == {
        "desk/platform": ("The platform", "uptime", ("desk/messages", "desk/calls")),
        "desk/messages": ("Messages", "", ()),
        "desk/calls": ("Calls", "", ()),
    }


def test_a_month_that_is_over_is_judged_for_each_account_and_for_the_whole_service(measured: Scene) -> None:
    seen = look(Look("desk", NOW))
    assert [each.problems for each in seen] == [(), ()]
    (running, over) = months_of(measured.acme)
    assert (running.label, running.over, over.label, over.over) == ("2026-11", False, "2026-10", True)
    # 10 minutes of messages and 50 of calls: one hour of 745.
    assert (over.down_seconds, over.uptime, over.verdict) == (3600, Fraction(744, 745), "missed")
    assert (over.words, over.promise, over.allowed_seconds) == ("99.865%", "at least 99.9%", 2682)
    assert (over.start, over.end) == (utc("2026-09-30T22:00:00"), utc("2026-10-31T23:00:00"))
    (_, others) = months_of(measured.other)
    assert (others.uptime, others.verdict, others.down_seconds) == (Fraction(1), "kept", 0)
    # All as one: 1 of 21 requests failed in each of the first five minutes, which is 4.8%; then 1 of 1.
    (running, whole) = public_months("desk/platform")
    assert (whole.account, whole.down_seconds, whole.uptime) == (None, 3300, 1 - Fraction(3300, SECONDS))
    (running, calls) = public_months("desk/calls")
    assert (calls.down_seconds, calls.commitment) == (3000, "")


def test_days_are_those_of_the_agreements_zone(measured: Scene) -> None:
    look(Look("desk", NOW))
    days = {each.date.day: each for each in days_of(measured.acme, "desk/platform", *OCTOBER)}
    assert (sorted(days), days[5].down, days[12].down) == (list(range(1, 32)), 600, 3000)
    assert days[5].downtime == (Span(utc("2026-10-05T10:00:00"), utc("2026-10-05T10:10:00")),)
    # The clocks went back on the 25th: 25 hours.
    assert (days[25].up, days[25].end - days[25].start) == (90_000, 90_000)
    assert (days[5].bar.level, days[12].bar.level, days[1].bar.level) == ("short", "long", "clear")
    assert {each.date.day: each.down for each in days_of(measured.acme, "desk/calls", *OCTOBER) if each.down} == {
        12: 3000
    }
    public = {each.date.day: each.down for each in public_days("desk/platform", *OCTOBER) if each.down}
    assert public == {5: 300, 12: 3000}
    # The day that runs, up to the last minute that the telemetry tells: 00:00 to 10:00 in Berlin.
    (first, second) = days_of(measured.acme, "desk/platform", date(2026, 11, 1), date(2026, 11, 30))
    assert (first.up, second.up, second.down) == (86_400, 36_000 - 600, 600)


def test_a_promise_that_runs_tells_what_is_left_of_it(measured: Scene) -> None:
    look(Look("desk", NOW))
    first, second = current_promises()
    assert (first.figure.account, second.figure.account) == ("acme", "other")
    assert (first.allowed_seconds, first.left_seconds, first.used) == (2592, 1992, Fraction(600, 2592))
    assert (first.down_since, first.at_risk) == (utc("2026-11-02T08:50:00"), True)
    assert (second.left_seconds, second.down_since, second.at_risk) == (2592, None, False)
    assert current_promises(measured.other) == (second,)


@pytest.mark.parametrize(("lost", "calls"), [(1943, False), (1944, True)])
def test_three_quarters_of_an_allowance_call_for_a_look_on_every_page(measured: Scene, lost: int, calls: bool) -> None:  # noqa: FBT001 - what a case expects
    """November allows 2592 s: three quarters of them are 1944."""
    look(Look("desk", NOW))
    rows = RunningPeriod.objects.filter(account=measured.acme, commitment="uptime")
    assert rows.update(lost_seconds=lost, down_since=None, verdict="kept") == 1
    promises, counted = current_promises(), pressing(1)
    assert [each.at_risk for each in promises] == [calls, False]
    assert (counted.first, counted.at_risk) == (promises[:1], {measured.acme.pk: 1} if calls else {})
    assert counted.running == {measured.acme.pk: 1, measured.other.pk: 1}


def test_the_statement_of_a_month_is_kept_in_three_forms_and_says_the_same(measured: Scene) -> None:
    look(Look("desk", NOW))
    (row,) = statements_of(measured.acme)
    (_, figure) = months_of(measured.acme)
    assert (row.label, row.verdict, row.pk) == ("2026-10", "missed", figure.statement)
    data = installation().data_dir
    told = json.loads(kept(data, row.json))
    assert told["sentence"] == row.sentence == "Missed: 99.865% of October 2026, promised at least 99.9%."
    assert (told["account"], [part["name"] for part in told["commitments"]]) == ("acme", ["uptime"])
    assert told["account_name"] == measured.acme.name != "acme"
    # Files are called by numbers: what a provider calls them may name other customers.
    assert {file["name"] for file in told["origin"]["inputs"]} == {"telemetry-1.jsonl"}
    assert kept(data, row.html).startswith(b"<!DOCTYPE html>")
    assert kept(data, row.pdf).startswith(b"%PDF-")


def test_a_second_look_writes_nothing_and_late_telemetry_corrects_the_figure(measured: Scene, tmp_path: Path) -> None:
    look(Look("desk", NOW))
    before = months_of(measured.acme)[1]
    assert {each.recorded for each in look(Look("desk", NOW + timedelta(minutes=5)))} == {0}
    # Other had three failures of its own, told late.
    late = [{**row, "account": "other", "status": 500} for row in october()[-3:]]
    store(late, tmp_path)
    look(Look("desk", NOW + timedelta(minutes=10)))
    others = months_of(measured.other)[1]
    assert (others.down_seconds, others.supersedes is not None) == (180, True)
    # What it corrects stays; nothing of what came in is acme's, whose figure and statement are those of before.
    assert months_of(measured.acme)[1] == before
    assert [issued(each) for each in (measured.acme, measured.other)] == [1, 2]


def test_a_new_release_corrects_nothing_that_it_judges_alike(measured: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    look(Look("desk", NOW))
    before, (statement,) = months_of(measured.acme)[1], statements_of(measured.acme)
    for module in (measuring, statements):
        monkeypatch.setattr(module, "version", lambda _: "another")
    # Everything is judged anew, and nothing is found to correct.
    assert [each.recorded > 0 for each in look(Look("desk", NOW + timedelta(minutes=5)))] == [True, True]
    assert (months_of(measured.acme)[1], statements_of(measured.acme)) == (before, (statement,))
    # Where the file that was kept has gone, nobody can tell: the statement is issued anew.
    place_of(installation().data_dir, statement.json).unlink()
    monkeypatch.setattr(measuring, "version", lambda _: "a third")
    look(Look("desk", NOW + timedelta(minutes=10)))
    assert (statements_of(measured.acme)[0].supersedes, issued(measured.acme)) == (statement, 2)


def issued(account: Account) -> int:
    """How many statements an account has had, corrected ones too."""
    return IssuedStatement.objects.filter(account=account).count()
