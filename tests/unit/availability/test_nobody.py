"""Requests and records that are nobody's: said, and never passed over in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.measured import Desk, Run, upheld

AGREEMENT = """
upheld: 1
agreement: nobody
title: An API
provider: Example
version: {id: "1", effective: 2026-01-01}
zone: UTC
measures:
  api: {series: requests, valid: status > 0, bad: status >= 500,
        slice: 1 minute, down: {error_share: {over: 5%}}, no_traffic: up}
exclusions:
  upkeep: {title: Upkeep, effect: leaves both sides}
commitments:
  uptime: {measure: api, period: calendar month, target: 99.9%, comparison: at least, rounding: none, remedy: none}
"""
MAPPING = "account: {field: account}\n"
# Two accounts, and three requests that name none; one of these lies in November.
LOG = """time,account,status
2026-10-01T00:00:00Z,acme,200
2026-10-01T00:01:00Z,,500
2026-10-01T00:02:00Z,,500
2026-10-01T00:03:00Z,globex,500
2026-11-01T00:00:00Z,,500
"""
TWO = "2 requests of this time name no account and count for nobody."


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def measured(desk: Desk, log: str, *options: str | Path) -> Run:
    files = desk.file("agreement.yaml", AGREEMENT), desk.file("log.csv", log)
    mapping = desk.file("mapping.yaml", MAPPING)
    return upheld("measure", *files, "--period", "2026-10", "--mapping", mapping, *options)


def excluded(desk: Desk, account: str) -> Path:
    return desk.file(
        "upkeep.csv",
        f"cause,start,end,account,author\nupkeep,2026-10-02T00:00:00Z,2026-10-02T01:00:00Z,{account},Ann\n",
    )


def test_requests_without_an_account_are_counted_in_a_note(desk: Desk) -> None:
    assert measured(desk, LOG, "--json").json["notes"] == [TWO]
    assert TWO in measured(desk, LOG).out
    [promise] = measured(desk, LOG, "--account", "acme", "--json").json["commitments"]
    assert TWO in promise["notes"]
    alone = LOG.replace("2026-10-01T00:02:00Z,,500\n", "")
    assert measured(desk, alone, "--json").json["notes"] == [
        "1 request of this time names no account and counts for nobody."
    ]


def test_the_store_counts_them_the_same(desk: Desk) -> None:
    log, store = desk.file("log.csv", LOG), desk.folder / "store"
    mapping, agreement = desk.file("mapping.yaml", MAPPING), desk.file("agreement.yaml", AGREEMENT)
    assert upheld("ingest", log, "--store", store, "--mapping", mapping).code == 0
    assert upheld("measure", agreement, store, "--period", "2026-10", "--json").json["notes"] == [TWO]


def test_where_all_have_one_there_is_no_note(desk: Desk) -> None:
    named = LOG.replace(",,", ",acme,")
    assert measured(desk, named, "--json").json["notes"] == []


def test_a_period_in_which_nobody_is_named_is_no_success(desk: Desk) -> None:
    nobody = LOG.replace("acme", "").replace("globex", "")
    found = measured(desk, nobody)
    assert (found.code, found.out) == (2, "")
    assert "no account of 2026-10 can be judged: 4 requests of this time name no account" in found.err
    assert "account: {constant: NAME}" in found.err


def test_changes_of_state_without_an_account_are_nobodys(desk: Desk) -> None:
    probed = (
        AGREEMENT.replace("series: requests, valid: status > 0, bad: status >= 500", "series: states")
        .replace("{error_share: {over: 5%}}", "{state: {is: [down]}}")
        .replace("no_traffic: up", "no_traffic: unknown and in, partial_slices: by seconds")
    )
    log = "time,account,state\n2026-10-01T00:00:00Z,acme,up\n2026-10-02T00:00:00Z,,down\n"
    files = desk.file("agreement.yaml", probed), desk.file("log.csv", log)
    mapping = desk.file("mapping.yaml", MAPPING + "series: states\n")
    found = upheld("measure", *files, "--period", "2026-10", "--mapping", mapping, "--now", "2026-11-22T00:00:00Z")
    assert found.code == 0, found.err
    assert "1 change of state of this time names no account and counts for nobody." in found.out


@pytest.mark.parametrize(
    ("account", "mend"),
    [
        ("acmee", "did you mean `acme`?"),
        ("initech", "the telemetry holds acme, globex; one without traffic is named under `accounts` in the agreement"),
    ],
)
def test_a_record_about_an_account_that_nobody_knows_is_a_problem(desk: Desk, account: str, mend: str) -> None:
    found = measured(desk, LOG, "--exclusions", excluded(desk, account))
    assert found.code == 2
    assert f"upkeep.csv:2:1: error: account: no account is named `{account}`\n    {mend}" in found.err


def test_records_of_others_are_none_where_only_one_accounts_telemetry_is_there(desk: Desk) -> None:
    own = "time,account,status\n2026-10-01T00:00:00Z,acme,200\n"
    found = measured(desk, own, "--account", "acme", "--exclusions", excluded(desk, "globex"))
    assert found.code == 0, found.err


def test_a_record_of_another_month_may_name_who_has_left(desk: Desk) -> None:
    left = desk.file(
        "upkeep.csv",
        "cause,start,end,account,author\nupkeep,2026-09-02T00:00:00Z,2026-09-02T01:00:00Z,initech,Ann\n",
    )
    assert measured(desk, LOG, "--exclusions", left).code == 0


def test_an_empty_mapping_file_says_what_a_mapping_is(desk: Desk) -> None:
    files = desk.file("agreement.yaml", AGREEMENT), desk.file("log.csv", LOG)
    found = upheld("measure", *files, "--period", "2026-10", "--mapping", desk.file("empty.yaml", ""))
    assert found.code == 2
    assert "empty.yaml:1:1: error: the file is empty" in found.err
    assert "`time: {field: time}`" in found.err
    assert "upheld new" not in found.err
