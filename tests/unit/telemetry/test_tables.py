"""CSV and TSV: headers, quotes, words for nothing, counts, and lines that do not fit."""

from __future__ import annotations

from fractions import Fraction

from tests.unit.telemetry.conftest import Files, micro
from upheld.telemetry.limits import Limits

ANY = Limits(bad_share=Fraction(1))


def test_a_header_with_our_own_names_needs_no_mapping(files: Files) -> None:
    text = "time,status,route,account,latency_ms\n2026-10-01T00:00:00Z,200,/a,acme,1.5\n"
    [row] = files.rows("a.csv", text, "account: {field: account}")
    assert row == {"at": micro("2026-10-01T00:00:00Z"), "account": "acme", "n": 1, "latency_us": 1500,
                   "route": "/a", "status": 200}  # fmt: skip


def test_quoted_fields_hold_delimiters_and_doubled_quotes(files: Files) -> None:
    text = 'time;status;service\n"2026-10-01T00:00:00Z";200;"a; ""b"""\n2026-10-01T00:00:01Z;"500";\n'
    rows = files.rows("a.csv", text)
    assert [(row["service"], row["status"]) for row in rows] == [('a; "b"', 200), (None, 500)]


def test_lines_of_another_length_or_with_an_open_quote_are_bad(files: Files) -> None:
    text = 'time,status\n2026-10-01T00:00:00Z,200\n2026-10-01T00:00:01Z\n1,2,3\n"2026-10-01T00:00:02Z,200\n\n'
    reading = files.read([files.write("a.csv", text)], limits=ANY)
    assert dict(reading.bad.by_reason) == {"not 2 fields": 3}
    assert [(bad.line, bad.text) for bad in reading.bad.examples] == [
        (3, "2026-10-01T00:00:01Z"),
        (4, "1,2,3"),
        (5, '"2026-10-01T00:00:02Z,200'),
    ]


def test_statuses_and_counts_must_be_whole_numbers(files: Files) -> None:
    text = "time,status,hits\n" + "".join(
        f"2026-10-01T00:00:00Z,{status},{hits}\n"
        for status, hits in [("200.0", "94.0"), ("200.5", "1"), ("abc", "1"), ("1000", "1"), ("", "1"), ("-1", "1"),
                             ("200", "1.5"), ("200", ""), ("200", "-2"), ("200", "1e400")]
    )  # fmt: skip
    reading = files.read([files.write("a.csv", text)], "count: hits", limits=ANY)
    assert dict(reading.bad.by_reason) == {
        "count below zero": 1, "count missing": 1, "n not a whole number": 2, "status not a number": 4,
    }  # fmt: skip
    [(requests,)] = reading.connection.execute("SELECT sum(n) FROM requests").fetchall()
    assert requests == 95  # 94 of the first line, and one request that got no answer at all


def test_a_table_without_a_header_is_named_by_the_mapping(files: Files) -> None:
    mapping = "format: csv\nheader: false\ncolumns: [when, code]\ntime: {field: when}\nfields: {status: code}\n"
    [row] = files.rows("a.csv", "2026-10-01T00:00:00Z|404\n", mapping)
    assert row["status"] == 404


def test_words_for_nothing_are_not_known_and_never_zero(files: Files) -> None:
    text = "time\tstatus\tregion\tlatency_s\n2026-10-01T00:00:00Z\t200\tNULL\tn/a\n2026-10-01T00:00:01Z\t200\teu\t0.5\n"
    rows = files.rows("a.tsv", text, "null_words: ['', 'NULL', 'n/a']")
    assert [(row["region"], row["latency_us"]) for row in rows] == [(None, None), ("eu", 500_000)]


def test_the_mark_of_byte_order_at_the_start_is_no_part_of_a_name(files: Files) -> None:
    [row] = files.rows("a.csv", "\ufefftime,status\n2026-10-01T00:00:00Z,200\n")
    assert row["status"] == 200


def test_a_line_that_is_not_utf8_is_bad_in_a_table(files: Files) -> None:
    text = b"time,status,service\n2026-10-01T00:00:00Z,200,caf\xe9\n2026-10-01T00:00:00Z,200,caf\xc3\xa9\n"
    reading = files.read([files.write("a.csv", text)], limits=ANY)
    assert dict(reading.bad.by_reason) == {"invalid UTF-8": 1}
    assert reading.bad.examples[0].text == r"2026-10-01T00:00:00Z,200,caf\xe9"


def test_a_line_over_64_kib_is_bad_and_the_lines_around_it_count(files: Files) -> None:
    row = "2026-10-01T00:00:00Z,200,{}\n"
    text = "time,status,service\n" + row.format("a") + row.format("x" * 5_000_000) + row.format("b")
    reading = files.read([files.write("a.csv", text)], limits=ANY)
    assert (reading.rows, dict(reading.bad.by_reason)) == (2, {"line over 64 KiB": 1})
    assert reading.bad.examples[0].line == 3


def test_a_missing_field_is_named_with_what_is_near(files: Files) -> None:
    source = files.write("a.csv", "time,status\n2026-10-01T00:00:00Z,200\n")
    problems = files.refusal([source], "time: {field: tine}\nfields: {region: zone}\n")
    assert problems == (
        "a.csv: error: fields.region: the source has no field `zone` (it has: time, status)\n"
        "a.csv: error: time: the source has no field `tine` (did you mean `time`?)"
    )


def test_a_table_without_a_known_time_asks_for_it(files: Files) -> None:
    problem = files.refusal([files.write("a.csv", "when,status\n2026-10-01T00:00:00Z,200\n")])
    assert problem == (
        "a.csv: error: time: which field is the time? the source has: when, status "
        "(say it in a mapping file: `time: {field: ..., format: iso}`)"
    )
