"""The verdicts of many accounts, worked out together, against each account judged by itself with its whole trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.agreements.agreement import Agreement
from upheld.agreements.reading import Source, for_account, read_agreement
from upheld.agreements.versions import Versions
from upheld.availability.answers import Sources
from upheld.availability.records import read_records
from upheld.availability.run import Run, judgements, requests_of
from upheld.availability.verdicts import verdicts
from upheld.rules import rule_modules, vocabulary
from upheld.telemetry.slicing.engine import Slices

DAY = int(datetime(2026, 10, 25, tzinfo=UTC).timestamp())
ACCOUNTS = ("acme", "brick", "cold", "dune")

AGREEMENT = """
upheld: 1
agreement: test
title: Test
provider: Provider
version: {{id: "1"}}
zone: {zone}
calendars:
  office: {{zone: UTC, week: {{mon: [11:43-12:00]}}, holidays: none}}
measures:
  api:
    series: requests
    valid: NOT (status BETWEEN 400 AND 499)
    bad: status >= 500
    slice: {slice}
    down: {down}
    no_traffic: {no_traffic}
    value: {value}
    opens_after: {opens_after}
{more}
exclusions:
  works: {{title: Works, effect: {effect}}}
  misuse: {{title: Misuse, effect: {effect}, scope: one account}}
{rate}
commitments:
  uptime: {{measure: api, period: day, target: 99.9%, comparison: at least, rounding: {rounding}, remedy: none{during}}}
accounts:
  dune: {{title: Dune{own}}}
"""
RATE = "  surge: {title: Surge, effect: leaves both sides, conditions: {rate_exceeded: {agreed: 2 per minute}}}"
ALL_FAILED = "{all_failed: {minimum: 2}}"
MINIMUM = "    minimum_outage: {length: 2 minutes, counts: beyond}"


# Terms with which all accounts go the short road, and one by one those with which some or all go the long one.
USUAL = {
    "no_traffic": "up", "value": "time", "opens_after": "1", "more": "", "rate": "", "during": "", "own": "",
}  # fmt: skip
ODD: list[dict[str, str]] = [
    {"no_traffic": "down"},
    {"no_traffic": "unknown and out"},
    {"no_traffic": "unknown and in"},
    {"value": "mean of slice ratios"},
    {"value": "ratio of totals"},
    {"opens_after": "2"},
    {"more": MINIMUM},
    {"rate": RATE},
    {"during": ", during: office"},
    {"own": ", terms: {commitments.uptime.target: 50%}"},
    {"own": ", agreed_rate: 2 per minute", "rate": RATE.replace("agreed: 2 per minute", "")},
]
VARIED = st.fixed_dictionaries(
    {
        # In Berlin 25 October 2026 has 25 hours; 8 hours do not divide it, so its last slice is cut short.
        "zone": st.sampled_from(["UTC", "Europe/Berlin"]),
        "slice": st.sampled_from(["1 second", "1 minute", "1 minute", "8 hours", "1 day"]),
        "down": st.sampled_from(["{error_share: {over: 5%}}", "{error_share: {at_least: 50%}}", ALL_FAILED]),
        "effect": st.sampled_from(["leaves both sides", "counts as up", "counts as down"]),
        "rounding": st.sampled_from(["none", "{places: 2, mode: half up}"]),
    }
)
TERMS = st.builds(lambda varied, odd: USUAL | varied | odd, VARIED, st.sampled_from([{}] * 4 + ODD))

# (second of the day from 11:43 UTC, account, status)
SECONDS = st.integers(11 * 3600 + 43 * 60, 11 * 3600 + 47 * 60)
EDGES = st.sampled_from([0, 59, 79_199, 79_200, 86_399])
ROWS = st.lists(
    st.tuples(SECONDS | EDGES, st.sampled_from(ACCOUNTS), st.sampled_from([200, 404, 500, 500])),
    min_size=8,
    max_size=60,
)
EVERYBODYS = "works,2026-10-25T11:44:00Z,2026-10-25T11:46:00Z,,ann\n"
RECORDS = st.sampled_from(["", "", EVERYBODYS, "misuse,2026-10-25T11:40:00Z,2026-10-25T11:45:00Z,brick,ann\n"])


# After the day, and twice while it still runs: then it is judged up to the last whole minute, also within a slice.
NOW = st.sampled_from([DAY + 30 * 86_400, DAY + 42_425, DAY + 43_000])


@dataclass(frozen=True)
class Case:
    """Telemetry, terms and records that the property varies."""

    rows: list[tuple[int, str, int]]
    terms: dict[str, str]
    records: str
    now: int


# acme fails for one minute, brick for three (in the first of them at a high rate), dune for one; cold does not.
FAILING = [
    (42_180, "acme", 500), (42_240, "acme", 200), (42_360, "brick", 404), (42_360, "cold", 200), (42_240, "dune", 500),
    *[(42_180, "brick", 500)] * 4, (42_240, "brick", 500), (42_300, "brick", 500), *[(42_240, "dune", 200)] * 2,
]  # fmt: skip
FIXED = {
    "zone": "UTC",
    "slice": "1 minute",
    "down": "{error_share: {over: 5%}}",
    "effect": "counts as up",
    "rounding": "none",
}


@pytest.mark.parametrize("odd", [{}, *ODD], ids=str)
def test_every_term_leads_to_the_same_figures_on_both_roads(odd: dict[str, str]) -> None:
    same_on_both_roads(Case(FAILING, USUAL | FIXED | odd, "", DAY + 30 * 86_400))


@settings(max_examples=60)
@given(st.builds(Case, ROWS, TERMS, RECORDS, NOW))
def test_all_accounts_at_once_get_what_each_gets_by_itself(case: Case) -> None:
    same_on_both_roads(case)


def same_on_both_roads(case: Case) -> None:
    """Judge all accounts at once, and each with its whole trace, and compare."""
    records, problems = read_records(f"cause,start,end,account,author\n{case.records}", "records.csv")
    assert not problems
    versions = Versions.of([agreement(AGREEMENT.format(**case.terms))])
    run = Run(versions, "2026-10-25", case.now, own_terms, records=records, detail=False)
    requests, open_questions = requests_of(run)
    assert not open_questions
    with duckdb.connect() as connection:
        sources = telemetry(connection, [*case.rows, (3600, "quiet", 200)])
        together = {each.account: each for each in verdicts(run, requests, sources)}
        alone = {each.judgement.account: each.judgement for each in judgements(run, requests, sources)}
    assert list(together) == list(alone)
    for account, judgement in alone.items():
        found = together[account].outcome
        assert found.figure == judgement.figure
        assert found.figure_without_exclusions == judgement.figure_without_exclusions
        assert (found.judged, found.verdict, found.target) == (judgement.judged, judgement.verdict, judgement.target)
        assert found.down_seconds == judgement.down_seconds
        assert found.excluded_seconds == sum(each.seconds for each in judgement.exclusions)
        assert found.notes == judgement.notes


def telemetry(connection: duckdb.DuckDBPyConnection, rows: list[tuple[int, str, int]]) -> Sources:
    """Requests of the day (UTC), one for each row, and one that names no account and is nobody's."""
    connection.execute('CREATE TABLE requests ("at" BIGINT, account VARCHAR, n BIGINT, status INTEGER)')
    told = [((DAY + at) * 1_000_000 + 7, account, 1, status) for at, account, status in rows]
    connection.executemany("INSERT INTO requests VALUES (?, ?, ?, ?)", [*told, (told[0][0], None, 1, 500)])
    slices = Slices(connection, "requests", {"at": "BIGINT", "account": "VARCHAR", "n": "BIGINT", "status": "INTEGER"})
    return Sources(slices, slices, rule_modules("downtime"))


def agreement(text: str) -> Agreement:
    """The agreement of a text."""
    made, problems = read_agreement("a.yaml", Source(lambda *_: ("a.yaml", text), vocabulary()))
    assert made is not None, problems
    return made


def own_terms(common: Agreement, account: str) -> Agreement:
    """The agreement as it binds one account."""
    own, problems = for_account(common, account, Source(lambda *_: ("", ""), vocabulary()))
    assert not problems
    return own
