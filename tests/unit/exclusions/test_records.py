"""Files of exclusions as people write them, and every fault in them with its line and column."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.exclusions.scene import instant
from upheld.availability.records import read_records
from upheld.rules.record import Record
from upheld.timeline import Span

YAML = """exclusions:
  - cause: scheduled_maintenance
    start: 2026-10-22T10:00:00+02:00
    end: 2026-10-22T12:00:00+02:00
    announced: 2026-10-19T08:00:00Z
    author: Ann
  - cause: use_against_advice
    start: 2026-10-23 10:00
    end: 2026-10-23 11:30
    zone: Europe/Berlin
    account: acme
    author: Ben
    advice: use version 2
    advised: 2026-10-01 09:00
    evidence: {mail: number 12, list: "a; b"}
    measures: [chat]
    reason: old version in use
    id: X-7
    unpaid_since: 2026-08-15
"""


def test_yaml_with_instants_in_an_offset_or_in_a_zone() -> None:
    records, problems = read_records(YAML, "records.yaml")
    assert problems == ()
    first, second = records
    assert first.span == Span(instant("2026-10-22T10:00+02:00"), instant("2026-10-22T12:00+02:00"))
    assert (first.announced, first.account, first.measures) == (instant("2026-10-19T10:00+02:00"), None, ())
    assert (first.place.line, first.place.column) == (2, 5)
    assert second == Record(
        "use_against_advice",
        Span(instant("2026-10-23T10:00+02:00"), instant("2026-10-23T11:30+02:00")),
        second.place,
        account="acme",
        author="Ben",
        advice="use version 2",
        advised=instant("2026-10-01T09:00+02:00"),
        evidence=("mail: number 12", "list: a; b"),
        measures=("chat",),
        reason="old version in use",
        id="X-7",
        unpaid_since=date(2026, 8, 15),
    )


def test_json_and_csv_say_the_same() -> None:
    json = """[{"cause": "carrier", "start": "2026-10-22T10:00:00Z", "end": "2026-10-22T11:00:00Z",
      "author": "Ann, B.", "evidence": ["mail: 12", "call"], "measures": ["sms"]}]"""
    csv = (
        "cause,start,end,account,author,evidence,measures\r\n"
        'carrier,2026-10-22T10:00:00Z,2026-10-22T11:00:00Z,,"Ann, B.",mail: 12; call,sms\r\n'
    )
    (from_json,), none = read_records(json, "records.json")
    (from_csv,), nothing = read_records("\ufeff" + csv, "records.csv")
    assert (none, nothing) == ((), ())
    assert from_json.evidence == ("mail: 12", "call")
    fields = ("cause", "span", "account", "author", "evidence", "measures")
    assert [getattr(from_csv, name) for name in fields] == [getattr(from_json, name) for name in fields]


def test_semicolons_and_tabs_separate_as_well() -> None:
    rows = "cause;start;end;author\nx;2026-10-22T10:00Z;2026-10-22T11:00Z;Ann, B.\n"
    assert read_records(rows, "a.csv")[0][0].author == "Ann, B."
    assert read_records(rows.replace(";", "\t"), "a.tsv")[0][0].author == "Ann, B."


def test_every_fault_is_told_at_once_with_its_place() -> None:
    csv = (
        "cause,start,end,author\n"
        "a,2026-10-22T10:00Z,2026-10-22T10:00Z,Ann\n"
        "b,2026-10-22T10:00,22.10.2026,Ann\n"
        ",2026-10-22T10:00Z,2026-10-22T11:00Z,\n"
    )
    records, problems = read_records(csv, "r.csv")
    assert records == ()
    said = [(str(problem.place), problem.field, problem.what) for problem in problems]
    assert said == [
        ("r.csv:2:21", "end", "the time must end after it starts"),
        ("r.csv:3:3", "start", "`2026-10-22T10:00` names neither an offset nor a `zone`"),
        ("r.csv:3:20", "end", "`22.10.2026` is not a date and time"),
        ("r.csv:4:1", "cause", "is required"),
        ("r.csv:4:1", "author", "is required"),
    ]


@pytest.mark.parametrize(
    ("start", "what"),
    [
        ("2026-03-29 02:30", "never was in Europe/Berlin"),
        ("2026-10-25 02:30", "was twice in Europe/Berlin"),
        ("2026-10-22", "has no time of day"),
        ("2026-10-22 10:00:00.5", "is not a whole second"),
        ("0026-10-22 10:00", "no year of a contract"),
        ("9999-12-31 23:59", "no year of a contract"),
        ("2026-13-22 10:00", "is not a date and time"),
    ],
)
def test_a_time_that_names_no_single_instant_is_refused(start: str, what: str) -> None:
    text = f"cause,start,end,zone,author\nx,{start},2026-12-01T00:00Z,Europe/Berlin,Ann\n"
    (problem,) = read_records(text, "r.csv")[1]
    assert what in problem.what


def test_the_zone_must_be_one() -> None:
    (start, end) = read_records("cause,start,end,zone,author\nx,2026-10-22 10:00,2026-10-22 11:00,Berlin,A\n", "r.csv")[
        1
    ]
    assert "'Berlin' is not a time zone" in start.what
    assert end.field == "end"


@pytest.mark.parametrize(
    ("text", "file", "what"),
    [
        ("", "r.csv", "the file is empty"),
        ("", "r.yaml", "the file is empty"),
        ("cause: x", "r.yaml", "no list of entries stands here"),
        ("- x", "r.yaml", "an entry must be a mapping"),
        ("- {cause: &a x}", "r.yaml", "anchors and aliases are not allowed"),
        ("cause,cause\n", "r.csv", "the column `cause` stands twice"),
        ("cause,\n", "r.csv", "a column has no name"),
        ('cause,start\n"x,y', "r.csv", "a quote is not closed"),
        ("cause\nx,y\n", "r.csv", "the row has 2 cells"),
        ("cause\nx\u202ey\n", "r.csv", "changes the direction of the text"),
        ("- {cause: x, strat: y}", "r.yaml", "no term is named `strat` here"),
        ("[" * 20_000, "r.json", "nested deeper"),
    ],
)
def test_files_that_are_no_list_of_records(text: str, file: str, what: str) -> None:
    records, problems = read_records(text, file)
    assert records == ()
    assert any(what in problem.what for problem in problems), problems
