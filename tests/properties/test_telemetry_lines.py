"""Whatever a file holds, each line is a row, bad or blank, or the file is refused by clear problems."""

from __future__ import annotations

import gzip
import tempfile
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.problems import Problem
from upheld.telemetry.files import read
from upheld.telemetry.limits import Limits
from upheld.telemetry.mapping import Mapping, load_mapping
from upheld.telemetry.reading import Reading

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ANY = Limits(bad_share=Fraction(1), memory=256 * 1024 * 1024)

GOOD = {
    "combined": b'192.0.2.1 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 12 "-" "-"',
    "json": b'{"time": "2026-10-01T00:00:00Z", "status": 200}',
    "csv": b"2026-10-01T00:00:00Z,200",
    "tsv": b"2026-10-01T00:00:00Z\t200",
    "alb": b'h2 2026-10-02T22:23:00Z lb 192.0.2.1:1 - 0.1 0.1 0.1 200 200 0 5 "GET / HTTP/1.1" "a" c p t "r" "d"',
}
FIELDS = Mapping.model_validate({"format": "json", "extra": {"more": {"field": "extra"}}})
HEADERS = {"csv": b"time,status\n", "tsv": b"time\tstatus\n"}
PIECES = st.sampled_from([
    b'{"time": "2026-10-01T00:00:00Z", ', b'"status": 200}', b"2026-10-01T00:00:00Z,200", b'"', b"\\", b'\\"', b",",
    b"\t", b"\n", b"\r", b"\r\n", b"\x00", b"\x01\x02\x03\x04", b"\x1f", b"\xff", b"\xe2\x82",
    b"\xef\xbb\xbf", b" ", b"-", b"[", b"{",
    b"}", b"'", b"1e400", "\u202e\U0010ff80\u2028".encode(), b"x" * 70_000,
])  # fmt: skip
JUNK = st.lists(PIECES | st.binary(max_size=12), max_size=12).map(b"".join)


@st.composite
def contents(draw: st.DrawFn) -> tuple[str, bytes, int]:
    """A format, a file of it whose lines are good, mixed up, or junk, and the least number of its good rows."""
    kind = draw(st.sampled_from(sorted(GOOD)))
    good = GOOD[kind]
    cut = st.integers(0, len(good)).flatmap(lambda at: JUNK.map(lambda junk: good[:at] + junk + good[at:]))
    lines = draw(st.lists(st.just(good) | cut | JUNK, min_size=1, max_size=8))
    whole = [good, *lines]
    ends = draw(st.lists(st.sampled_from([b"\n", b"\r\n"]), min_size=len(whole), max_size=len(whole)))
    text = b"".join(line + end for line, end in zip(whole, ends, strict=True))
    return kind, HEADERS.get(kind, b"") + text, whole.count(good)


def outcome_of(content: bytes, mapping: Mapping) -> Reading | tuple[Problem, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "source"
        path.write_bytes(content)
        return read([path], mapping, now=NOW, limits=ANY)


@given(contents())
@settings(max_examples=60)
def test_every_line_is_accounted_for(drawn: tuple[str, bytes, int]) -> None:
    kind, content, good = drawn
    outcome = outcome_of(content, Mapping.model_validate({"format": kind, "time": {"field": "time"}}))
    assert isinstance(outcome, Reading), (content, outcome)
    with outcome:
        [source] = outcome.sources
        assert source.lines == content.count(b"\n")
        assert source.lines == source.rows + source.bad + source.blank
        [(rows,)] = outcome.connection.execute("SELECT count(*) FROM requests").fetchall()
        assert rows == source.rows == outcome.rows >= good
        assert outcome.bad.total == source.bad


WORDS = st.sampled_from([
    '"a"', '"-"', '""', "200", "200.0", "503.5", "-1", "null", "true", "[1,2.50]", '{"k":1.0}', "0.12345678", "1e2",
    "1E400", "0.0000001", '"\\u00e9\\u0000"', "NaN", '"\\ud800"', "01", "'a'", '"2026-10-01T00:00:00"', '"/a?b"',
])  # fmt: skip
KEYS = st.sampled_from(["time", "status", "route", "Route", "latency_s", "account", "extra"])
MEMBERS = st.lists(st.tuples(KEYS, WORDS), max_size=5).map(lambda found: "".join(f',"{k}":{v}' for k, v in found))
AFTER = st.sampled_from(["}", "}", "}", "", "}}", "} ", "}x", "}{}", ",}", "\t}"])
OBJECTS = st.tuples(MEMBERS, AFTER).map(lambda parts: '{"time":"2026-10-01T00:00:00Z","status":200' + "".join(parts))


@given(st.lists(OBJECTS, min_size=1, max_size=12))
@settings(max_examples=60)
def test_json_lines_say_the_same_whether_read_directly_or_line_by_line(objects: list[str]) -> None:
    """A plain file of objects is read by DuckDB's own reader, a packed one line by line."""
    first = '{"time":"2026-10-01T00:00:00Z","status":200,"extra":"so that the key is seen"}'
    content = "".join(f"{text}\n" for text in (first, *objects)).encode()
    plain, packed = outcome_of(content, FIELDS), outcome_of(gzip.compress(content), FIELDS)
    assert isinstance(plain, Reading)
    assert isinstance(packed, Reading)
    with plain, packed:
        rows = [each.connection.execute("SELECT * FROM requests").fetchall() for each in (plain, packed)]
        assert rows[0] == rows[1]
        told = [[(bad.line, bad.reason, bad.text) for bad in each.bad.examples] for each in (plain, packed)]
        assert told[0] == told[1]
        assert plain.bad.by_reason == packed.bad.by_reason
        assert plain.rows + plain.bad.total == len(objects) + 1


@given(st.lists(PIECES | st.binary(max_size=12), min_size=1, max_size=20).map(b"".join))
def test_any_bytes_are_rows_or_problems_that_say_something(content: bytes) -> None:
    outcome = outcome_of(content, Mapping())
    if isinstance(outcome, Reading):
        outcome.close()
        return
    assert outcome
    assert all(problem.what for problem in outcome)


@given(text=st.text(max_size=200) | st.lists(st.sampled_from([
    "format: csv\n",
    "time: {field: a}\n", "fields: {status: b}\n", "- x\n", "{{{{", "&a ", "*a", "!!int ", ".nan", "1e400", ": ",
    "states: {up: [a]}\n", "routes: ['/{a}', '/(']\n", "\u202e", "\x00", "zone: Mars/Phobos\n", "  ", "[", "]", "null",
]), max_size=12).map("".join))  # fmt: skip
def test_any_text_is_a_mapping_or_problems_with_a_place(text: str) -> None:
    mapping, problems = load_mapping(text, "mapping.yaml")
    assert (mapping is None) == bool(problems)
    assert all(problem.place.file == "mapping.yaml" and problem.what for problem in problems)


@given(
    names=st.lists(st.text(min_size=1, max_size=8), min_size=2, max_size=4, unique=True),
    pattern=st.text(min_size=1, max_size=12),
)
def test_names_and_patterns_of_a_mapping_are_never_run_as_sql(names: list[str], pattern: str) -> None:
    mapping = Mapping.model_validate({
        "format": "json", "time": {"field": names[0]}, "extra": {"more": {"field": names[1]}},
        "account": {"constant": pattern}, "routes": [f"/{pattern}"], "fields": {"route": names[-1]},
    })  # fmt: skip
    outcome = outcome_of(b'{"a": 1}\n', mapping)
    if isinstance(outcome, Reading):
        outcome.close()
    else:
        assert all(problem.what for problem in outcome)


@given(st.data())
@settings(max_examples=12)
def test_a_parquet_file_with_changed_bytes_gives_rows_or_one_problem(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        columns = "TIMESTAMPTZ '2026-10-01 00:00:00+00' + to_seconds(i) AS time, 200 AS status, 'a' || i AS region"
        duckdb.connect().execute(f"COPY (SELECT {columns} FROM range(3000) AS r(i)) TO '{path}' (FORMAT parquet)")
        raw = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 6))):
            raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
        path.write_bytes(raw)
        outcome = read([path], now=NOW, limits=ANY)
    if isinstance(outcome, Reading):
        outcome.close()
    else:
        assert len(outcome) == 1
