"""Versions that change in mid-month, terms agreed with one account, and the explanation of one slice under them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.measured import MAPPING, Desk, Run, minute, upheld
from tests.unit.availability.test_measures import NOW, TEMPLATE, USUAL, down, same

Rows = list[dict[str, object]]
PER_HOUR = (
    "remedies:\n  hours: {credit: {fixed: {credit: 20.00 EUR, per: commenced hour of each outage}},"
    " rounding: {places: 2, mode: half up}, claim: none}\n"
)
OCTOBER = 31 * 1440


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A scratch directory."""
    return Desk(tmp_path)


def version(number: int, effective: str, remedy: str = "none", **terms: str) -> str:
    """A version of an agreement that is judged by calendar months."""
    text = TEMPLATE.format(**USUAL | {"period": "calendar month", "target": "99.999%"} | terms)
    text = text.replace('version: {id: "1"}', f'version: {{id: "{number}", effective: {effective}}}')
    return text.replace("remedy: none", f"remedy: {remedy}") + (PER_HOUR if remedy == "hours" else "")


def promising_nothing(text: str) -> str:
    """The same version without its commitments."""
    return text.partition("commitments:")[0]


def judged(desk: Desk, versions: Sequence[str], rows: Rows, label: str, *options: str) -> Run:
    """`upheld measure` by a folder of versions."""
    folder = desk.folder / "versions"
    folder.mkdir()
    for number, text in enumerate(versions):
        (folder / f"{number}.yaml").write_text(text, encoding="utf-8")
    mapping = desk.file("mapping.yaml", MAPPING)
    return upheld("measure", folder, desk.log(rows), "--period", label, "--mapping", mapping, "--json", *NOW, *options)


def of(found: Run) -> Any:
    """The one commitment that was judged."""
    assert found.code == 0, found.err
    return found.json["commitments"][0]


class TestVersions:
    def test_an_outage_over_the_change_of_versions_is_one_outage(self, desk: Desk) -> None:
        # From 23:30 to 00:30: one hour, one commenced hour of one outage, 20 EUR; the two halves would be 40.
        rows = [r for m in range(30) for r in minute(f"2026-10-15T23:{30 + m}", 0, 2)]
        rows += [r for m in range(30) for r in minute(f"2026-10-16T00:{m:02}", 0, 2)]
        two = (version(1, "2026-01-01", "hours"), version(2, "2026-10-16", "hours"))
        found = of(judged(desk, two, rows, "2026-10"))
        (outage,) = found["outages"]
        assert outage["counted"]["seconds"] == 3600
        assert "120 of 120 requests failed" in str(outage)
        assert found["credit"]["amount"]["amount"] == "20.00"

    def test_a_promise_that_was_dropped_since_is_judged_by_the_version_of_its_time(self, desk: Desk) -> None:
        two = (version(1, "2026-01-01"), promising_nothing(version(2, "2026-10-16")))
        found = of(judged(desk, two, minute("2026-09-05T10:00", 0, 2), "2026-09"))
        assert same(found["measured"], 30 * 1440 - 1, 30 * 1440)

    def test_a_promise_that_was_not_made_yet_is_not_judged(self, desk: Desk) -> None:
        two = (promising_nothing(version(1, "2026-01-01")), version(2, "2026-10-16"))
        found = judged(desk, two, minute("2026-09-05T10:00", 0, 2), "2026-09")
        assert found.code == 2
        assert "version 2, which promises `uptime`, is not in force in 2026-09" in found.err

    def test_a_promise_made_in_mid_month_is_judged_from_its_day(self, desk: Desk) -> None:
        # 16 days from 16 October; the minute on the 5th lies before.
        two = (promising_nothing(version(1, "2026-01-01")), version(2, "2026-10-16"))
        rows = minute("2026-10-05T10:00", 0, 2) + minute("2026-10-20T10:00", 0, 2)
        assert same(of(judged(desk, two, rows, "2026-10"))["measured"], 16 * 1440 - 1, 16 * 1440)

    def test_nobody_explains_a_day_without_a_promise(self, desk: Desk) -> None:
        two = (promising_nothing(version(1, "2026-01-01")), version(2, "2026-10-16"))
        rows = minute("2026-10-05T10:00", 0, 2)
        found = judged(desk, two, rows, "2026-10", "--why", "2026-10-05T10:00")
        assert found.code == 2
        assert "no version promises this on that day" in found.err

    def test_the_period_is_read_by_the_version_of_its_time(self, desk: Desk) -> None:
        # Judged by quarters since October; September was a month by itself.
        two = (version(1, "2026-01-01"), version(2, "2026-10-01", period="quarter"))
        assert same(
            of(judged(desk, two, minute("2026-09-05T10:00", 0, 2), "2026-09"))["measured"], 30 * 1440 - 1, 30 * 1440
        )

    def test_figures_of_two_kinds_are_not_added_up(self, desk: Desk) -> None:
        two = (version(1, "2026-01-01"), version(2, "2026-10-16", value="ratio of totals"))
        found = judged(desk, two, minute("2026-10-05T10:00", 0, 2), "2026-10")
        assert found.code == 2
        assert "measure by different figures: ratio of totals, time" in found.err


OWN = "accounts:\n  acme: {title: Acme Ltd, terms: {TERM}}\n"


class TestTermsOfOneAccount:
    # One of ten fails: over 5%, not over 50%.
    ROWS = minute("2026-10-05T10:00", 9, 1)

    def found(self, desk: Desk, term: str, *options: str) -> Run:
        text = TEMPLATE.format(**USUAL) + OWN.replace("TERM", term)
        files = (desk.file("a.yaml", text), desk.log(self.ROWS), "--mapping", desk.file("mapping.yaml", MAPPING))
        return upheld("measure", *files, "--period", "2026-10-05", "--json", *NOW, *options)

    def test_the_explanation_goes_by_them_too(self, desk: Desk) -> None:
        term = "measures.api.down: {error_share: {over: 50%}}"
        assert down(of(self.found(desk, term))) == 0
        assert self.found(desk, term, "--why", "2026-10-05T10:00").json["state"] == "up"

    def test_what_they_leave_open_is_asked(self, desk: Desk) -> None:
        found = self.found(desk, "measures.api.no_traffic: unstated")
        assert found.code == 2
        assert "measures.api.no_traffic: the agreement leaves this open" in found.err

    def test_another_period_is_refused(self, desk: Desk) -> None:
        found = self.found(desk, "commitments.uptime.period: quarter")
        assert found.code == 2
        assert "the period agreed with acme is another one (quarter)" in found.err


class TestWhy:
    def found(self, desk: Desk, instant: str, zone: str = "UTC", *options: str) -> Run:
        text = TEMPLATE.format(**USUAL | {"zone": zone, "period": "year"})
        files = (desk.file("a.yaml", text), desk.log(minute("2026-10-05T10:00", 9, 1)))
        mapping = desk.file("mapping.yaml", MAPPING)
        return upheld("measure", *files, "--mapping", mapping, "--period", "2026", "--json", "--why", instant, *options)

    @pytest.mark.parametrize(
        ("instant", "zone", "said"),
        [
            ("2026-03-29T02:30", "Europe/Berlin", "never was in Europe/Berlin"),
            ("2026-10-25T02:30", "Europe/Berlin", "was twice in Europe/Berlin"),
            ("2026-10-05", "UTC", "has no time of day"),
            ("yesterday", "UTC", "is not a date and time"),
            ("2027-01-01T00:00", "UTC", "lies outside the period 2026"),
        ],
    )
    def test_an_instant_that_cannot_be_told_is_refused(self, desk: Desk, instant: str, zone: str, said: str) -> None:
        found = self.found(desk, instant, zone, *NOW)
        assert found.code == 2
        assert said in found.err

    def test_an_account_that_nobody_knows_is_refused(self, desk: Desk) -> None:
        found = self.found(desk, "2026-10-05T10:00", "UTC", "--now", "2027-01-01T00:00:00Z", "--account", "acmee")
        assert found.code == 2
        assert "did you mean `acme`?" in found.err


class TestAllAccountsAsOne:
    TEXT = TEMPLATE.format(**USUAL).replace("zone: UTC", "zone: UTC\napplies_to: all accounts")
    EXCLUSION = "exclusions:\n  works: {title: Works, effect: leaves both sides}\n"

    def found(self, desk: Desk, *options: str | Path) -> Run:
        log, mapping = desk.log(minute("2026-10-05T10:00", 0, 2)), desk.file("mapping.yaml", MAPPING)
        files = (desk.file("a.yaml", self.TEXT + self.EXCLUSION), log, "--mapping", mapping, "--period", "2026-10-05")
        return upheld("measure", *files, "--json", "--now", "2027-01-01T00:00:00Z", *options)

    def test_no_single_account_can_be_judged(self, desk: Desk) -> None:
        found = self.found(desk, "--account", "acme")
        assert found.code == 2
        assert "applies to all accounts as one" in found.err

    def test_an_exclusion_of_one_account_is_refused(self, desk: Desk) -> None:
        entry = "{cause: works, start: 2026-10-05T10:00:00Z, end: 2026-10-05T11:00:00Z, author: Ann, account: acme}"
        found = self.found(desk, "--exclusions", desk.file("exclusions.yaml", f"exclusions:\n  - {entry}\n"))
        assert found.code == 2
        assert "judges all accounts as one" in found.err


def test_a_month_that_is_not_over_is_settled_and_claimed_as_a_whole_month(desk: Desk) -> None:
    # 90 minutes down by 11 October: 90 / 44,640 of 1,000 EUR, ten times, is 20.16 EUR; claims run from 1 November.
    credit = "credit: {pro_rata: {times: 10}}, rounding: {places: 2, mode: half up}, claim: {within: 30 days}"
    text = version(1, "2026-01-01").replace("remedy: none", "remedy: lost")
    text += f"remedies:\n  lost: {{base: fee of the month, {credit}}}\n"
    fees = desk.file("fees.yaml", "fees:\n  - {account: acme, amount: 1000.00 EUR}\n")
    rows = [r for m in range(90) for r in minute(f"2026-10-05T{10 + m // 60}:{m % 60:02}", 0, 1)]
    now = ("--now", "2026-10-11T00:00:00Z", "--account", "acme", "--fees", fees)
    found = desk.measure(text, desk.log(rows), "2026-10", *now)["commitments"][0]
    assert found["credit"]["amount"]["amount"] == "20.16"
    assert "before 2026-12-01 00:00 UTC" in found["credit"]["claim"]["words"]
