"""A bad line never stops a run and is never lost: counted, shown, set aside; too many of them refuse the figure."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from tests.unit.telemetry.conftest import Files
from upheld.telemetry.limits import Limits
from upheld.telemetry.options import Options

GOOD = '192.0.2.1 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 12 "-" "-"\n'
NO_STATUS = GOOD.replace(" 200 ", " abc ")
NO_TIME = GOOD.replace("17/May", "32/May")
JUNK = "kernel: oops\n"
ANY = Limits(bad_share=Fraction(1))


def test_lines_are_rows_or_bad_or_blank_and_each_reason_is_counted(files: Files) -> None:
    text = GOOD + "\n" + JUNK + GOOD + NO_STATUS + " \t\n" + NO_TIME + JUNK
    reading = files.read([files.write("access.log", text)], limits=ANY)
    [source] = reading.sources
    assert (source.lines, source.rows, source.bad, source.blank) == (8, 2, 4, 2)
    assert dict(reading.bad.by_reason) == {"not a log line": 2, "status not a number": 1, "time unreadable": 1}
    assert [(bad.line, bad.reason) for bad in reading.bad.examples] == [
        (3, "not a log line"), (5, "status not a number"), (7, "time unreadable"), (8, "not a log line"),
    ]  # fmt: skip


def test_the_first_five_of_each_reason_are_shown_with_file_and_line(files: Files) -> None:
    one = files.write("one.log", GOOD + JUNK * 3)
    two = files.write("two.log", JUNK * 4 + GOOD * 2 + NO_TIME)
    reading = files.read([one, two], limits=ANY)
    shown = [(Path(bad.file).name, bad.line, bad.reason) for bad in reading.bad.examples]
    assert shown == [
        ("one.log", 2, "not a log line"), ("one.log", 3, "not a log line"), ("one.log", 4, "not a log line"),
        ("two.log", 1, "not a log line"), ("two.log", 2, "not a log line"), ("two.log", 7, "time unreadable"),
    ]  # fmt: skip
    assert [(source.rows, source.bad) for source in reading.sources] == [(1, 3), (2, 5)]


def test_the_quarantine_file_holds_every_bad_line(files: Files, tmp_path: Path) -> None:
    quarantine = tmp_path / "bad.jsonl"
    text = (GOOD + JUNK * 7 + NO_TIME).encode() + b"\xff\xfe junk\n"
    source = files.write("access.log", text)
    files.read([source], limits=ANY, options=Options(quarantine=quarantine))
    entries = [json.loads(line) for line in quarantine.read_text().splitlines()]
    assert [entry["line"] for entry in entries] == [2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert entries[-1] == {"file": str(source), "line": 10, "reason": "not a log line", "text": "\\xff\\xfe junk"}
    assert entries[-2]["text"] == NO_TIME.rstrip()


def test_one_line_in_a_hundred_may_be_bad_and_no_more(files: Files) -> None:
    enough = files.write("enough.log", GOOD * 99 + JUNK)
    assert files.read([enough]).rows == 99
    short = files.write("short.log", GOOD * 98 + JUNK)
    assert files.refusal([short]) == (
        "short.log:99: error: 1 of 99 lines cannot be read (not a log line: 1); first: 'kernel: oops' "
        "(at most 1.00% may be bad; check the mapping)"
    )


def test_the_quarantine_is_written_where_the_reading_is_refused(files: Files, tmp_path: Path) -> None:
    quarantine = tmp_path / "bad.jsonl"
    files.refusal([files.write("a.log", GOOD + JUNK)], options=Options(quarantine=quarantine))
    assert len(quarantine.read_text().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["bad.jsonl"]


def test_blank_lines_alone_are_no_rows(files: Files) -> None:
    assert files.refusal([files.write("a.log", "\n\n \n")], "format: combined") == "a.log: error: there is no row in it"


def test_a_refused_reading_leaves_nothing_behind(files: Files, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    files.refusal([files.write("a.log", GOOD + JUNK)], limits=Limits(scratch=scratch))
    assert list(scratch.iterdir()) == []
