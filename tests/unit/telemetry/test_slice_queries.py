"""Questions about slices: the same expressions for every engine, the same rows however an engine finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import ibis
import pytest

from upheld.agreements.agreement import Agreement
from upheld.agreements.reading import Source, read_agreement
from upheld.agreements.words import Rate
from upheld.availability.answers import base_question
from upheld.rules import rule_modules, vocabulary
from upheld.telemetry.slicing import queries
from upheld.telemetry.slicing.engine import Slices
from upheld.telemetry.slicing.question import DownSlice, Question
from upheld.timeline.spans import Span, Spans

START = int(datetime(2026, 10, 1, tzinfo=UTC).timestamp())
DAY = Span(START, START + 86_400)
FIELDS = {
    "at": "BIGINT", "account": "VARCHAR", "n": "BIGINT", "status": "INTEGER",
    "latency_us": "BIGINT", "member": "VARCHAR",
}  # fmt: skip
TEXT = """
upheld: 1
agreement: test
title: Test
provider: Provider
version: {id: "1"}
zone: UTC
measures:
  share:
    {series: requests, valid: status <> 404, bad: status >= 500, slice: 1 minute, down: {error_share: {over: 5%}}}
  probes:
    {series: probes, bad: status >= 500, slice: 1 minute, down: {sites_agree: {at_least: 2}}}
  slow:
    {series: requests, valid: status <> 404, bad: status >= 500, slice: 1 minute, down: {latency_average: {over: 200}}}
  parts:
    series: requests
    valid: status <> 404
    bad: status >= 500
    slice: 1 minute
    down: {all_failed: {minimum: 1}}
    members: member
    combine: {way: any}
"""
# (second of the day, account, how many, status); in minute 0 acme has 1 failure in 20 valid requests, in minute 1 in 19
ROWS = [
    (5, "acme", 19, 200), (6, "acme", 1, 500), (7, "acme", 5, 404),
    (65, "acme", 18, 200), (66, "acme", 1, 500),
    (70, "brick", 1, 503), (86_399, "brick", 2, 500),
    (86_400, "brick", 2, 500), (120, None, 3, 500),
]  # fmt: skip


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with the rows above."""
    with duckdb.connect() as made:
        columns = ", ".join(f'"{name}" {kind}' for name, kind in FIELDS.items())
        made.execute(f"CREATE TABLE requests ({columns})")
        told = [((START + at) * 1_000_000, account, n, status, 1000, "eu") for at, account, n, status in ROWS]
        made.executemany("INSERT INTO requests VALUES (?, ?, ?, ?, ?, ?)", told)
        yield made


@pytest.fixture(scope="module")
def agreement() -> Agreement:
    """One measure for each kind of rule."""
    made, problems = read_agreement("a.yaml", Source(lambda *_: ("a.yaml", TEXT), vocabulary()))
    assert made is not None, problems
    return made


def question(agreement: Agreement, name: str = "share") -> Question:
    """The question of a measure over the day, for all accounts."""
    asked = base_question(agreement, name, "UTC", DAY, None)
    assert asked.rule is not None
    return replace(asked, rule_module=rule_modules("downtime")[asked.rule.name])


def test_down_slices_are_counted_by_hand(connection: duckdb.DuckDBPyConnection, agreement: Agreement) -> None:
    # 1 of 20 is exactly 5%, which is not over it; 1 of 19 is. Nobody's requests are no account's.
    found = Slices(connection, "requests", FIELDS).down(question(agreement))
    assert found == {
        ("acme", ""): (DownSlice(START + 60, 19, 1),),
        ("brick", ""): (DownSlice(START + 60, 1, 1), DownSlice(START + 86_340, 2, 2)),
    }


def test_seconds_of_downtime_are_those_inside_the_time_asked_for(
    connection: duckdb.DuckDBPyConnection, agreement: Agreement
) -> None:
    slices = Slices(connection, "requests", FIELDS)
    assert slices.down_seconds(question(agreement)) == {"acme": 60, "brick": 120}
    # From 20 seconds after midnight until 10 seconds before the next: acme's minute is whole, brick's last lacks ten.
    inside = base_question(agreement, "share", "UTC", Span(START + 20, START + 86_390), None)
    asked = replace(inside, rule_module=rule_modules("downtime")["error_share"])
    assert slices.down_seconds(asked) == {"acme": 60, "brick": 60}
    later = replace(asked, grid=base_question(agreement, "share", "UTC", Span(START + 63, START + 3600), None).grid)
    assert slices.down_seconds(later) == {"acme": 57, "brick": 57}


def test_one_account_is_answered_from_what_all_were_told(
    connection: duckdb.DuckDBPyConnection, agreement: Agreement
) -> None:
    slices, asked = Slices(connection, "requests", FIELDS), question(agreement)
    alone = slices.down(replace(asked, account="acme"))
    everyone = slices.down(asked)
    assert slices.down(replace(asked, account="acme")) == alone == {("acme", ""): everyone["acme", ""]}
    assert slices.accounts(asked) == slices.every_account() == ("acme", "brick")


@pytest.mark.parametrize("name", ["share", "probes", "parts"])
def test_slices_with_errors_first_gives_the_same_rows(
    connection: duckdb.DuckDBPyConnection, agreement: Agreement, name: str
) -> None:
    slices, asked = Slices(connection, "requests", FIELDS), question(agreement, name)
    suspects = queries.suspects(slices.rows, asked)
    assert suspects is not None
    plain = queries.down_slices(slices.rows, asked)
    assert sorted(slices.run(plain)) == sorted(slices.run(queries.down_slices(slices.rows, asked, suspects)))
    assert queries.suspects(slices.rows, question(agreement, "slow")) is None


def test_accounts_beside_known_ones_are_all_the_others(
    connection: duckdb.DuckDBPyConnection, agreement: Agreement
) -> None:
    slices, asked = Slices(connection, "requests", FIELDS), question(agreement)
    first = queries.first_accounts(slices.rows, asked, 1)
    beside = slices.run(queries.accounts_of(slices.rows, asked, first))
    assert len(beside) == 1
    assert {*slices.run(first), *beside} == {("acme",), ("brick",)}


EXPRESSIONS: dict[str, Callable[[ibis.Table, Question], ibis.Table | None]] = {
    "suspects": queries.suspects,
    "down slices": queries.down_slices,
    "down slices, errors first": lambda rows, asked: queries.down_slices(rows, asked, queries.suspects(rows, asked)),
    "time of down slices": lambda rows, asked: queries.down_time(queries.down_slices(rows, asked), asked),
    "traffic": queries.traffic_runs,
    "ratios": lambda rows, asked: queries.ratio_groups(rows, asked, Spans.of([Span(START + 60, START + 120)])),
    "rate": lambda rows, asked: queries.rate_slices(rows, asked, Rate.parse("100 per second")),
    "accounts": queries.accounts_of,
    "other accounts": lambda rows, asked: queries.accounts_of(rows, asked, queries.first_accounts(rows, asked, 9)),
    "samples": lambda rows, asked: queries.failed_samples(rows, asked, [START]),
    "counts": queries.counts_in,
}


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark", "clickhouse"])
@pytest.mark.parametrize("name", EXPRESSIONS)
@pytest.mark.parametrize("measure", ["share", "probes", "slow", "parts"])
def test_every_question_compiles_for_every_engine(agreement: Agreement, measure: str, name: str, dialect: str) -> None:
    rows = Slices(duckdb.connect(), "requests", FIELDS).rows
    expression = EXPRESSIONS[name](rows, question(agreement, measure))
    if expression is not None:
        assert str(ibis.to_sql(expression, dialect=dialect)).startswith(("SELECT", "WITH"))
