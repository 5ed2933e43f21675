"""What an account pays, and what it is owed for a missed promise: a share of it, worked out by hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.server.measured_scene import MEASURES, measured_scene, november, october, store
from tests.server.scene import AGREEMENT, NOBODY, NOW, Caller, Scene, key_for
from upheld.problems import Refused
from upheld.server.accounts.fees import NewFee, agree_fee, end_fee
from upheld.server.figures.looking import Look, look
from upheld.server.figures.reading import months_of, statements_of
from upheld.server.figures.telemetry import folder_of
from upheld.server.installed import installation
from upheld.server.keeping import kept

pytestmark = pytest.mark.django_db

CREDITS = """
remedies:
  credits:
    title: A share of the monthly fee
    base: fee of the month
    credit: {tiers: {table: [{below: 99.9%, at_least: 99%, credit: 10%}, {below: 99%, credit: 25%}]}}
    rounding: {places: 2, mode: half up}
    claim: none
    clause: "5"
"""


@pytest.fixture
def owed(db: None, tmp_path: Path) -> Iterator[Scene]:  # noqa: ARG001 - the database that it stands in
    """Acme was down for an hour of October's 745: 99.866%, at least 99.9% were promised. Other was not down."""
    shutil.rmtree(folder_of("desk"), ignore_errors=True)
    scene = measured_scene(AGREEMENT + MEASURES.replace("remedy: none", "remedy: credits") + CREDITS)
    store([*october(), *november()], tmp_path)
    yield scene
    shutil.rmtree(folder_of("desk"), ignore_errors=True)


def fee(amount: str, begins: date = date(2026, 1, 1), until: date | None = None, line: str = "") -> NewFee:
    return NewFee("desk", amount, begins, until, line)


def october_of(scene: Scene) -> str:
    """What acme is owed for October."""
    return next(each.owed for each in months_of(scene.acme) if each.label == "2026-10")


def test_without_a_fee_what_is_owed_is_not_known_and_that_is_not_nothing(owed: Scene) -> None:
    look(Look("desk", NOW))
    assert october_of(owed) == "not known"
    assert [each.owed for each in months_of(owed.other) if each.label == "2026-10"] == [""]


def test_a_missed_promise_owes_its_share_of_the_fee(owed: Scene) -> None:
    agree_fee(owed.acme, fee("80.00 EUR"), NOBODY, NOW)
    look(Look("desk", NOW))
    # 99.866% is below 99.9% and at least 99%: 10% of 80.00 EUR.
    assert october_of(owed) == "8.00 EUR"
    told = json.loads(kept(installation().data_dir, statements_of(owed.acme)[0].json))
    assert told["commitments"][0]["credit"]["owed"] == "8.00 EUR"


def test_nothing_is_owed_before_the_month_is_over(owed: Scene) -> None:
    agree_fee(owed.acme, fee("80.00 EUR"), NOBODY, NOW)
    look(Look("desk", NOW))
    november = next(each for each in months_of(owed.acme) if each.label == "2026-11")
    assert (november.verdict, november.owed) == ("missed", "")


def test_a_fee_that_becomes_known_later_corrects_the_statement(owed: Scene) -> None:
    look(Look("desk", NOW))
    first = statements_of(owed.acme)[0]
    agree_fee(owed.acme, fee("80.00 EUR"), NOBODY, NOW)
    look(Look("desk", NOW))
    assert october_of(owed) == "8.00 EUR"
    second = statements_of(owed.acme)[0]
    assert (second.id, second.supersedes) != (first.id, first.supersedes)


def test_the_fee_of_the_month_counts_and_lines_add_up(owed: Scene) -> None:
    before = agree_fee(owed.acme, fee("500.00 EUR", line="Platform"), NOBODY, NOW)
    end_fee(before, date(2026, 10, 1), NOBODY, NOW)
    agree_fee(owed.acme, fee("60.00 EUR", date(2026, 10, 1), line="Platform"), NOBODY, NOW)
    agree_fee(owed.acme, fee("15.00 EUR", line="Numbers"), NOBODY, NOW)
    look(Look("desk", NOW))
    # Of October: 60.00 + 15.00 = 75.00 EUR, and 10% of that.
    assert october_of(owed) == "7.50 EUR"


def test_a_month_without_a_fee_among_others_is_not_taken_for_free(owed: Scene) -> None:
    agree_fee(owed.acme, fee("80.00 EUR", date(2026, 11, 1)), NOBODY, NOW)
    look(Look("desk", NOW))
    assert october_of(owed) == "not known"


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (fee("80"), "amount"),
        (fee("-1.00 EUR"), "amount"),
        (fee("80.00 EUR", date(2026, 1, 15)), "begins"),
        (fee("80.00 EUR", date(2026, 3, 1), date(2026, 2, 1)), "until"),
        (NewFee("nothing", "80.00 EUR", date(2026, 1, 1)), "agreement"),
    ],
)
def test_a_fee_that_cannot_be_is_refused_at_its_field(scene: Scene, new: NewFee, field: str) -> None:
    with pytest.raises(Refused) as refused:
        agree_fee(scene.acme, new, NOBODY, NOW)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_the_same_line_twice_and_another_currency_are_refused(scene: Scene) -> None:
    agree_fee(scene.acme, fee("80.00 EUR"), NOBODY, NOW)
    with pytest.raises(Refused) as refused:
        agree_fee(scene.acme, fee("90.00 USD"), NOBODY, NOW)
    assert {problem.field for problem in refused.value.problems} == {"amount", "line"}


def test_fees_are_recorded_and_ended_over_the_api_and_only_by_the_provider(scene: Scene) -> None:
    owner, admin = Caller(key_for("owner")), Caller(key_for("admin", scene.acme))
    made = owner.post("/accounts/acme/fees", {"agreement": "desk", "amount": "80.00 EUR", "begins": "2026-01-01"})
    assert (made.status_code, made.json()["amount"], made.json()["currency"]) == (201, "80.00", "EUR")
    ended = owner.post(f"/accounts/acme/fees/{made.json()['id']}/end", {"until": "2026-12-01"})
    assert ended.json()["until"] == "2026-12-01"
    assert [each["until"] for each in admin.get("/accounts/acme/fees").json()["items"]] == ["2026-12-01"]
    told = {"agreement": "desk", "amount": "1.00 EUR", "begins": "2026-12-01"}
    assert admin.post("/accounts/acme/fees", told).status_code == 403
    assert admin.get("/accounts/other/fees").status_code == 404
