"""Whole histories: two excerpts of real logs through their mappings, and our own rows, against figures by hand."""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from tests.desk import AGREEMENTS, wall
from upheld.agreements.words import Share
from upheld.cli.main import main
from upheld.library.support import Judging, replay
from upheld.problems import Refused
from upheld.support.compliance import Compliance, compliance_of, left_out
from upheld.support.log_mapping import read_log_mapping
from upheld.support.replay import Replay

DATA = Path(__file__).parent / "data"
UCI = DATA / "uci_incidents.csv"
UCI_MAPPING = str(AGREEMENTS / "mappings" / "uci-incident-log.yaml")
BPI = DATA / "bpi2013_incidents.csv"
BPI_MAPPING = str(AGREEMENTS / "mappings" / "bpi2013-incidents.yaml")

DESK = """
upheld: 1
agreement: desk
title: Desk
provider: Desk
version: {id: "1"}
zone: UTC
calendars:
  office:
    zone: UTC
    week: {mon: [08:00-18:00], tue: [08:00-18:00], wed: [08:00-18:00], thu: [08:00-18:00], fri: [08:00-18:00]}
support:
  priorities:
    "1": {title: Critical, definition: One.}
    "2": {title: High, definition: Two.}
    "3": {title: Moderate, definition: Three.}
    "4": {title: Low, definition: Four.}
  plans:
    standard:
      title: Standard
      calendar: office
      pauses: [waiting_on_customer, waiting_on_user]
      targets:
        "1": {resolution: {within: 8 hours, counted: working time}}
        "2": {resolution: {within: 16 hours, counted: working time, kept_share: 90%}}
        "3":
          response: {within: 1 hour, counted: working time}
          resolution: {within: 16 hours, counted: working time, kept_share: 90%}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    file = tmp_path / "desk.yaml"
    file.write_text(DESK, encoding="utf-8")
    return file


def told(found: Replay) -> dict[tuple[str, str], tuple[str, int, int | None]]:
    """(ticket, priority) -> verdict, seconds spent, seconds late, of the clock that counts."""
    return {
        (clock.ticket, clock.priority): (clock.verdict, clock.spent, clock.late)
        for ticket in found.tickets
        for clock in ticket.clocks
    }


def hm(hours: int, minutes: int) -> int:
    return hours * 3600 + minutes * 60


def resolutions(found: Replay) -> list[Compliance]:
    return [entry for entry in compliance_of(found) if entry.kind == "resolution"]


def test_the_uci_excerpt_incident_by_incident(desk: Path) -> None:
    found, history = replay(desk, UCI, Judging(UCI_MAPPING, bad_rows=Share.parse("10%")))
    assert told(found) == {
        # Opened Monday 08:23, waiting from 08:38 until it was solved weeks later: 15 minutes.
        ("INC0000074", "3"): ("kept", hm(0, 15), None),
        # Opened 09:08 as 3, at 09:18 made 2; solved on Tuesday 11:55: Monday 8:52 and Tuesday 3:55.
        ("INC0000104", "3"): ("replaced", hm(0, 10), None),
        ("INC0000104", "2"): ("kept", hm(12, 47), None),
        # The first row is dated before the opening at 09:41; waiting from 09:45 on.
        ("INC0000131", "3"): ("kept", hm(0, 4), None),
        # Opened Wednesday 11:32: 6:28 that day, the other 9:32 end on Thursday, 3 March, 17:32. Solved on the 8th,
        # reopened 13 minutes later, solved on Wednesday 9 March 17:02, which is 143 h 30 min too late by the clock.
        # Spent: 6:28, then 10, 10, 10 (Thursday, Friday, Monday), 2:01, 7:46, 9:02.
        ("INC0001199", "3"): ("missed", hm(55, 17), hm(143, 30)),
        # Priority 1 from Tuesday 09:19, due 17:19. On Friday 10:59 made 3: by then 65 h 40 min late. Of 3, counted from
        # the opening (8:41 + 10 + 10 + 3:02 by Friday 11:02), the 16 h had ended on Wednesday 15:19: 43 h 43 min late.
        # At 11:02 made 1 again and solved in the same minute: 65 h 43 min late.
        ("INC0000548", "3"): ("missed", hm(31, 43), hm(43, 43)),
        ("INC0000548", "1"): ("missed", hm(31, 43), hm(65, 43)),
    }
    assert [(bad.line, bad.reason) for bad in history.bad] == [(34, "unknown state"), (35, "unknown state")]
    # The log was last touched when INC0000074 was closed, on 16 April 2016.
    assert wall(found.now, "UTC") == "Sat 2016-04-16 15:07 +00:00"


def test_the_uci_excerpt_in_figures(desk: Path) -> None:
    found, _ = replay(desk, UCI, Judging(UCI_MAPPING, bad_rows=Share.parse("10%")))
    figures = {entry.priority: entry for entry in compliance_of(found)}
    assert {name: (each.kept, each.missed, each.replaced) for name, each in figures.items()} == {
        "1": (0, 1, 0), "2": (1, 0, 0), "3": (2, 2, 1),
    }  # fmt: skip
    assert (figures["3"].share, figures["3"].met, figures["2"].met, figures["1"].met) == (
        Fraction(1, 2),
        False,
        True,
        None,
    )
    assert figures["3"].worst == ("INC0001199", hm(143, 30))
    # Exactly the promised share keeps the promise.
    assert replace(figures["3"], promised=Fraction(1, 2)).met is True
    # The log shows no answers to customers: nothing is said about the response that priority 3 promises.
    assert {entry.kind for entry in figures.values()} == {"resolution"}


def test_the_bpi_excerpt(desk: Path) -> None:
    found, history = replay(desk, BPI, Judging(BPI_MAPPING))
    assert history.bad == ()
    assert told(found) == {
        # Friday, 11 November 2011, 12:45:04 UTC: 5:14:56 that day, 10 on Monday, 45:04 on Tuesday: due 08:45:04.
        # Waiting began on Wednesday, too late. Solved on 2 May 2012 at 07:52:57: 169 days less 52:07.
        # Spent: 5:14:56, Monday and Tuesday, and Wednesday until 08:22:17.
        ("1-605313141", "3"): (
            "missed",
            5 * 3600 + 14 * 60 + 56 + 20 * 3600 + 22 * 60 + 17,
            169 * 86400 - (52 * 60 + 7),
        ),
        ("1-606902814", "4"): ("no target", 0, None),
        # Tuesday 08:45:45 to 12:32:14, then waiting for half a year, and 1:11 more.
        ("1-613379581", "3"): ("kept", 3 * 3600 + 46 * 60 + 29 + 71, None),
    }
    figures = {entry.priority: (entry.kept, entry.missed, entry.no_target) for entry in compliance_of(found)}
    assert figures == {"3": (1, 1, 0), "4": (0, 0, 1)}


def test_too_many_bad_rows_fail_the_run(desk: Path) -> None:
    with pytest.raises(Refused) as refused:
        replay(desk, UCI, Judging(UCI_MAPPING))
    (problem,) = refused.value.problems
    assert (problem.place.line, "2 of 34 rows cannot be used, more than 1%" in problem.what) == (34, True)


OWN = """ticket,at,event,priority,environment,plan,account,how,state,cause,into
A,2026-01-13T10:00Z,opened,2,,,,,,,
A,2026-01-13T11:00Z,resolved,,,,,,,,
B,2026-01-13T10:00Z,opened,P2,,,,,,,
B,2026-01-13T11:00Z,excluded,,,,,,,carriers,
C,2026-01-13T10:00Z,opened,2,,,,,,,
C,2026-01-13T11:00Z,merged,,,,,,,,A
D,2026-01-13T10:00Z,resolved,,,,,,,,
E,2026-01-13T10:00Z,opened,9,,,,,,,
F,2026-01-13T10:00Z,opened,4,,,,,,,
G,2026-01-16T17:00Z,opened,1,,,,,,,
"""


def test_our_own_rows_and_what_is_left_out(desk: Path, tmp_path: Path) -> None:
    file = tmp_path / "tickets.csv"
    file.write_text(OWN, encoding="utf-8")
    found, _ = replay(desk, file, Judging(now="2026-01-19T16:00Z"))
    assert left_out(found) == (("carriers", 1), ("merged", 1), ("no opening", 1), ("no priority", 1))
    assert [(each.priority, each.kept, each.missed, each.open, each.no_target) for each in resolutions(found)] == [
        # Friday 17:00 and one hour, seven on Monday until 15:00: missed at 16:00, open at 15:00.
        ("1", 0, 1, 0, 0), ("2", 1, 0, 0, 0), ("4", 0, 0, 0, 1),
    ]  # fmt: skip
    earlier, _ = replay(desk, file, Judging(now="2026-01-19T15:00Z"))
    assert next((each.priority, each.open) for each in resolutions(earlier)) == ("1", 1)
    friday, _ = replay(desk, file, Judging(now="2026-01-16T12:00Z"))
    assert ("later than the time of judging", 1) in left_out(friday)


def test_a_ticket_without_a_usable_row_is_not_taken_for_a_later_one(desk: Path, tmp_path: Path) -> None:
    file = tmp_path / "tickets.csv"
    file.write_text("ticket,at,event,priority\nA,2026-01-16T12:00Z,opened,1\nB,yesterday,opened,1\n", encoding="utf-8")
    found, _ = replay(desk, file, Judging(now="2026-01-19T16:00Z", bad_rows=Share.parse("50%")))
    assert left_out(found) == (("no usable row", 1),)


def test_the_command_tells_people_and_machines(desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packed, rows = tmp_path / "uci.csv.gz", tmp_path / "clocks.csv"
    packed.write_bytes(gzip.compress(UCI.read_bytes()))
    options = [str(desk), str(packed), "--mapping", UCI_MAPPING, "--bad-rows", "10%"]
    with pytest.raises(SystemExit) as left:
        main(["replay", *options, "--csv", str(rows)])
    said = capsys.readouterr().out
    assert left.value.code == 0
    assert "priority 3   resolution 2 kept, 2 missed, 1 replaced; 50.00% kept, 90.00% promised: missed" in said
    assert "worst: INC0001199, late by 143 h 30 min" in said
    assert "rows not used: 2 (unknown state)" in said
    with rows.open(encoding="utf-8", newline="") as source:
        lines = list(csv.DictReader(source))
    assert len(lines) == 8
    assert lines[0]["verdict"] == "kept"
    with pytest.raises(SystemExit):
        main(["replay", *options, "--json"])
    record = json.loads(capsys.readouterr().out)
    assert [entry["share_kept"] for entry in record["compliance"]] == ["0", "1", "1/2"]
    assert (record["rows"], record["tickets"], len(record["clocks"])) == (34, 5, 8)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "the file is empty"),
        (b"\xff\xfe", "not UTF-8"),
        (gzip.compress(b"ticket,at,event\n" * 2000, mtime=0)[:60], "cannot be read"),
        (b"ticket,at,event\n", "no ticket can be read"),
        (b"a,b\n1,2\n", "there is no column `ticket`"),
    ],
)
def test_files_that_cannot_be_judged_are_refused(desk: Path, tmp_path: Path, content: bytes, what: str) -> None:
    file = tmp_path / "tickets.csv"
    file.write_bytes(content)
    with pytest.raises(Refused) as refused:
        replay(desk, file, Judging())
    assert what in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("zone: UTC", "zone: Mars/Base", "is not a time zone"),
        ("zone: UTC", "note: none", "bear no offset, and no `zone` is named"),
        ("Resolved: {is: resolved}", "Resolved: {is: done}", "`done` is not one of the words known here"),
        ("{is: waiting, as: waiting_on_vendor}", "{is: waiting}", "`waiting` goes with `as`"),
        ("column: priority", "constant: '1'\n  column: priority", "a `column` or is a `constant`"),
        ("ticket: number", "tiket: number", "no term is named `tiket` here"),
    ],
)
def test_a_mapping_is_checked_like_an_agreement(old: str, new: str, what: str) -> None:
    text = Path(UCI_MAPPING).read_text(encoding="utf-8")
    mapping, problems = read_log_mapping(text.replace(old, new), "map.yaml")
    assert mapping is None
    assert what in "\n".join(map(str, problems))
    assert all(problem.place.line for problem in problems)


def test_an_open_question_stops_the_judging(tmp_path: Path) -> None:
    file, tickets = tmp_path / "desk.yaml", tmp_path / "tickets.csv"
    file.write_text(DESK.replace("within: 8 hours, counted: working time", "within: 8 hours"), encoding="utf-8")
    tickets.write_text(OWN, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        replay(file, tickets, Judging())
    assert [problem.code for problem in refused.value.problems] == ["unstated"]


def test_the_version_in_force_at_the_opening_judges(tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    for name, effective, within in (("a", "2026-01-01", "2 hours"), ("b", "2026-01-15", "1 hour")):
        text = DESK.replace('version: {id: "1"}', f'version: {{id: "{name}", effective: {effective}}}')
        (versions / f"{name}.yaml").write_text(text.replace("within: 8 hours", f"within: {within}"), encoding="utf-8")
    tickets = tmp_path / "tickets.csv"
    tickets.write_text(
        "ticket,at,event,priority\n"
        "OLD,2025-12-31T10:00Z,opened,1\n"
        "A,2026-01-14T17:00Z,opened,1\nA,2026-01-15T08:30Z,resolved,\n"
        "B,2026-01-15T08:00Z,opened,1\nB,2026-01-15T09:30Z,resolved,\n",
        encoding="utf-8",
    )
    found, _ = replay(versions, tickets, Judging())
    # A: one hour on the 14th, half on the 15th, of two. B: an hour and a half of one. The first was before any version.
    assert [(each.ticket, each.clocks[-1].verdict) for each in found.tickets] == [("A", "kept"), ("B", "missed")]
    assert [(each.ticket, each.reason) for each in found.not_judged] == [("OLD", "no version in force")]
