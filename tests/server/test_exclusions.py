"""Exclusions in the service: recorded, ruled by the core, corrected and taken back; suspensions and rates, too."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.measured import minute, steady
from tests.server.measured_scene import NOBODY, OCTOBER, measured_scene, october, store
from tests.server.scene import NOW, Caller, Scene, key_for
from upheld.server.accounts.changing import NewSuspension, end_suspension, suspend
from upheld.server.accounts.models import Account
from upheld.server.figures.exclusions import NewExclusion, record_exclusion
from upheld.server.figures.looking import Look, look
from upheld.server.figures.models import ExclusionRecord, MeasuredPeriod
from upheld.server.figures.reading import days_of, months_of, statements_of
from upheld.server.figures.telemetry import folder_of
from upheld.server.figures.values import PeriodFigure
from upheld.server.installed import installation
from upheld.server.keeping import kept
from upheld.timeline.instants import epoch_seconds
from upheld.timeline.spans import Span

pytestmark = pytest.mark.django_db
# Half an hour of the 50 minutes on 12 October in which acme's calls failed.
STORM = {"start": "2026-10-12T12:20:00Z", "end": "2026-10-12T12:50:00Z"}
ASKED = Look("desk", NOW, label="2026-10")


@pytest.fixture
def measured(db: None, tmp_path: Path) -> Iterator[Scene]:  # noqa: ARG001 - the database that it stands in
    shutil.rmtree(folder_of("desk"), ignore_errors=True)
    scene = measured_scene()
    # One request of November: October is told whole.
    store([*october(), *steady("2026-11-01T00:00:00", 1, route="/messages")], tmp_path)
    yield scene
    shutil.rmtree(folder_of("desk"), ignore_errors=True)


def figure(account: Account) -> PeriodFigure:
    """The figure of October."""
    assert [each.problems for each in look(ASKED)] == [()]
    (found,) = months_of(account)
    return found


def claim(caller: Caller, cause: str, **more: object) -> Any:
    body = {"agreement": "desk", "cause": cause, "author": "Ann", "evidence": ["report 7"], **STORM, **more}
    return caller.post("/exclusions", body)


@pytest.mark.clause("AP-06")
def test_recorded_downtime_stops_counting_and_the_statement_says_how_much_and_by_whom(measured: Scene) -> None:
    lead = Caller(key_for("lead"))
    made = claim(lead, "force_majeure").json()
    assert (made["state"], made["author"], made["evidence"]) == ("standing", "Ann", ["report 7"])
    found = figure(measured.acme)
    # 3,600 s were down of 2,682,000; 1,800 s of both leave: 2,678,400 of 2,680,200.
    assert (found.down_seconds, found.uptime, found.verdict) == (1800, Fraction(1488, 1489), "kept")
    (row,) = statements_of(measured.acme)
    (excluded,) = json.loads(kept(installation().data_dir, row.json))["commitments"][0]["exclusions"]
    assert (excluded["cause"], excluded["author"], excluded["taken"]["seconds"]) == ("force_majeure", "Ann", 1800)
    # No other downtime: that of the 5th counts as before.
    days = {each.date.day: (each.down, each.excluded) for each in days_of(measured.acme, "desk/platform", *OCTOBER)}
    assert (days[5], days[12]) == ((600, 0), (1200, 1800))


def test_a_claim_without_what_the_agreement_asks_for_takes_nothing_out(measured: Scene) -> None:
    claim(Caller(key_for("lead")), "force_majeure", evidence=[])
    assert figure(measured.acme).down_seconds == 3600


@pytest.mark.clause("AP-07")
def test_what_one_customer_caused_touches_no_other_account(measured: Scene, tmp_path: Path) -> None:
    # Other's calls fail in the same half hour.
    store([row for part in range(20, 50) for row in failing(part)], tmp_path)
    claim(Caller(key_for("lead")), "customer_caused", account="acme")
    assert figure(measured.acme).down_seconds == 1800
    (others,) = months_of(measured.other)
    assert others.down_seconds == 1800
    # The whole service is not the customer's: what it caused counts there.
    (whole,) = months_of(None)
    assert whole.down_seconds == 3300


def failing(part: int) -> list[dict[str, object]]:
    return minute(f"2026-10-12T12:{part}:00", 0, 1, route="/calls", account="other")


def test_a_correction_and_a_withdrawal_are_facts_of_their_own(measured: Scene) -> None:
    lead = Caller(key_for("lead"))
    first = claim(lead, "force_majeure").json()["number"]
    second = claim(lead, "force_majeure", end="2026-10-12T12:30:00Z", corrects=first).json()["number"]
    assert figure(measured.acme).down_seconds == 3000
    assert claim(lead, "force_majeure", corrects=first).status_code == 422
    back = lead.post(f"/exclusions/{second}/withdrawal", {"why": "The cable was our own."}).json()
    assert (back["state"], back["withdrawn"]) == ("withdrawn", "The cable was our own.")
    assert figure(measured.acme).down_seconds == 3600
    assert lead.post(f"/exclusions/{second}/withdrawal", {"why": "Again."}).status_code == 422
    assert [each["state"] for each in lead.get("/exclusions").json()["items"]] == ["withdrawn", "corrected"]
    # Every figure that was ever told is still there.
    told = MeasuredPeriod.objects.filter(account=measured.acme, commitment="uptime").order_by("id")
    assert [row.down_seconds for row in told] == [3000, 3600]


@pytest.mark.parametrize(
    ("cause", "more", "field"),
    [
        ("weather", {}, "cause"),
        ("customer_caused", {}, "account"),
        ("throughput", {"account": "acme"}, "cause"),
        ("force_majeure", {"measures": ["mail"]}, "measures"),
        ("force_majeure", {"end": "2026-10-12T12:00:00Z"}, "end"),
    ],
)
def test_a_record_that_does_not_fit_the_agreement_is_refused(
    measured: Scene,  # noqa: ARG001 - whose agreement it is
    cause: str,
    more: Mapping[str, object],
    field: str,
) -> None:
    answer = claim(Caller(key_for("lead")), cause, **more)
    assert (answer.status_code, [each["field"] for each in answer.json()["problems"]]) == (422, [field])


def test_who_may_record_and_who_sees_what(measured: Scene) -> None:
    lead, agent = Caller(key_for("lead")), Caller(key_for("agent"))
    claim(lead, "customer_caused", account="other")
    assert claim(agent, "force_majeure").status_code == 403
    own = Caller(key_for("reporter", measured.acme))
    assert (len(agent.get("/exclusions").json()["items"]), own.get("/exclusions").json()["items"]) == (1, [])


def test_what_comes_from_elsewhere_is_recorded_once_and_corrected_where_it_changes(measured: Scene) -> None:  # noqa: ARG001
    start, end = (epoch_seconds(datetime.fromisoformat(at)) for at in STORM.values())
    new = NewExclusion("desk", "force_majeure", Span(start, end), "Ann", evidence=("cable",), source="maintenance:12")
    first = record_exclusion(new, NOBODY, NOW)
    assert record_exclusion(new, NOBODY, NOW) == first
    longer = NewExclusion(
        "desk", "force_majeure", Span(start, end + 600), "Ann", evidence=("cable",), source="maintenance:12"
    )
    second = record_exclusion(longer, NOBODY, NOW)
    assert (second.corrects_id, list(ExclusionRecord.objects.standing())) == (first.pk, [second])


@pytest.mark.parametrize(
    ("unpaid", "down"),
    [
        # Two months from 12 August are over when 12 October begins in Berlin: before the suspension at 12:00 UTC.
        (date(2026, 8, 12), 600),
        # A day later it was not yet allowed.
        (date(2026, 8, 13), 3600),
    ],
)
def test_time_while_suspended_leaves_the_figure_where_the_debt_was_old_enough(
    measured: Scene, unpaid: date, down: int
) -> None:
    began, ended = datetime(2026, 10, 12, 12, tzinfo=UTC), datetime(2026, 10, 13, 12, tzinfo=UTC)
    suspend(measured.acme, NewSuspension(began, "Unpaid invoices", unpaid), NOBODY, NOW)
    end_suspension(measured.acme, ended, "Paid", NOBODY, NOW)
    found = figure(measured.acme)
    assert found.down_seconds == down
    # The whole day leaves, not its downtime alone.
    assert found.excluded_seconds == (86_400 if down == 600 else 0)
    (others,) = months_of(measured.other)
    assert others.excluded_seconds == 0


@pytest.mark.clause("AP-08")
def test_minutes_over_the_rate_agreed_with_the_account_leave_by_themselves(measured: Scene, tmp_path: Path) -> None:
    # On the 20th acme sends 7 messages in each of three minutes, of which one fails: 14%, which is down.
    rows = [row for part in range(3) for row in minute(f"2026-10-20T10:0{part}:00", 6, 1, route="/messages")]
    store(rows, tmp_path)
    assert figure(measured.acme).down_seconds == 3780
    account = measured.acme
    account.agreed_rate = "6 per minute"
    account.save()
    assert figure(measured.acme).down_seconds == 3600
    (row,) = statements_of(measured.acme)
    told = json.loads(kept(installation().data_dir, row.json))["commitments"][0]["exclusions"]
    assert {each["cause"] for each in told} == {"throughput"}
    assert sum(each["taken"]["seconds"] for each in told) == 180
