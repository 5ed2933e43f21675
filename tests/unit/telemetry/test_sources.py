"""Which files are read, how they are packed, and the one clear problem for each that cannot be."""

from __future__ import annotations

import gzip
import hashlib
import os
from pathlib import Path

import duckdb
import pytest

from tests.unit.telemetry.conftest import Files

LINE = '192.0.2.1 - - [17/May/2015:10:05:{:02d} +0000] "GET /{} HTTP/1.1" 200 12 "-" "-"\n'
LOG = "".join(LINE.format(second % 60, second) for second in range(5000))


def zstd(path: Path, target: Path) -> Path:
    """Pack a file of text lines by DuckDB, which every machine has that runs the tests."""
    lines = f"read_csv('{path}', delim='\x01', quote='', escape='', header=false, columns={{'line': 'VARCHAR'}})"
    duckdb.connect().execute(f"COPY (SELECT * FROM {lines}) TO '{target}' (FORMAT csv, HEADER false, QUOTE '', "
                             "DELIMITER '\x01', COMPRESSION zstd)")  # fmt: skip
    return target


def test_several_files_and_globs_are_read_at_once_each_file_once(files: Files) -> None:
    one = files.write("one.log", LOG[: len(LOG) // 2].rpartition("\n")[0] + "\n")
    files.write("two.log", LOG)
    reading = files.read([one, files.folder / "*.log"])
    assert [Path(source.name).name for source in reading.sources] == ["one.log", "two.log"]
    assert (
        reading.rows == sum(source.rows for source in reading.sources) == LOG.count("\n") + one.read_text().count("\n")
    )


@pytest.mark.parametrize("packing", ["gzip", "gzip in two pieces", "zstd"])
def test_packed_logs_give_the_same_rows(files: Files, packing: str) -> None:
    plain = files.write("plain.log", LOG)
    middle = len(LINE.format(0, 0)) * 3
    packed = {
        "gzip": lambda: files.write("packed.gz", gzip.compress(LOG.encode())),
        "gzip in two pieces": lambda: files.write(
            "packed.gz", gzip.compress(LOG[:middle].encode()) + gzip.compress(LOG[middle:].encode())
        ),
        "zstd": lambda: zstd(plain, files.folder / "packed.zst"),
    }[packing]()
    one, other = files.read([plain]), files.read([packed])
    rows = "SELECT * FROM requests ORDER BY ALL"
    assert one.connection.execute(rows).fetchall() == other.connection.execute(rows).fetchall()
    assert other.sources[0].sha256 == hashlib.sha256(packed.read_bytes()).hexdigest()


def test_bad_lines_in_a_zstd_file_keep_their_numbers(files: Files) -> None:
    raw = LINE.format(0, 0).encode() * 300
    source = files.write("plain.log", raw + b"junk\n" + raw)
    packed = zstd(source, files.folder / "packed.zst")
    reading = files.read([packed])
    assert (reading.rows, [bad.line for bad in reading.bad.examples]) == (600, [301])


def test_the_same_content_twice_is_refused_because_it_would_count_twice(files: Files) -> None:
    one, two = files.write("one.log", LOG), files.write("two.log.gz", gzip.compress(LOG.encode()))
    problem = files.refusal([one, two])
    assert problem == (
        "two.log.gz: error: it has the same content as one.log, which would count twice (leave one of them out)"
    )


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("empty.log", b"", "the file is empty"),
        ("empty.log.gz", gzip.compress(b"", mtime=0), "the file is empty"),
        ("a.zip", b"PK\x03\x04....", "the file is a zip archive; give it as plain text, gzip, zstd or Parquet"),
        ("a.txt", "hello".encode("utf-16"), "the file is UTF-16 text; give it as plain text, gzip, zstd or Parquet"),
        ("cut.log.gz", gzip.compress(LOG.encode(), mtime=0)[:-20], "the gzip file is cut short: its end is missing"),
        ("odd.log.gz", gzip.compress(LOG.encode(), mtime=0)[:60] + b"\xff" * 50, "the gzip file is damaged"),
        ("prose.txt", b"Dear customer,\nall is well.\n", "format: what kind of file is this?"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_one_clear_problem(files: Files, name: str, content: bytes, what: str) -> None:
    problem = files.refusal([files.write(name, content)])
    assert problem.startswith(f"{name}: error: {what}")
    assert "\n" not in problem


def test_a_zstd_file_that_is_cut_short_is_refused(files: Files) -> None:
    whole = zstd(files.write("plain.log", LOG), files.folder / "whole.zst").read_bytes()
    for length in (5, 9, len(whole) // 2, len(whole) - 1):
        cut = files.write("cut.zst", whole[:length])
        assert files.refusal([cut]) == "cut.zst: error: the zstd file is cut short: its end is missing"


def test_all_faults_of_all_sources_are_told_at_once(files: Files) -> None:
    problems = files.refusal([files.folder, files.folder / "none.log", files.folder / "*.none"])
    assert problems.splitlines() == [
        f"{files.folder}: error: this is a directory; name its files, for example {files.folder.name}/*.log".replace(
            f"example {files.folder.name}", f"example {files.folder}"
        ).replace(f"{files.folder}/", ""),
        "none.log: error: there is no such file",
        "*.none: error: no file fits this pattern",
    ]


def test_a_pipe_is_refused_and_not_waited_for(files: Files) -> None:
    os.mkfifo(files.folder / "pipe")
    assert files.refusal([files.folder / "pipe"]) == "pipe: error: this is no regular file; save it to one first"


def test_a_bomb_is_refused_before_it_fills_the_disk(files: Files) -> None:
    bomb = files.write("bomb.log.gz", gzip.compress(b"a" * 200_000_000, 9))
    problem = files.refusal([bomb], "format: combined")
    assert problem == "bomb.log.gz: error: it unpacks to more than 250 times its size, as no log does"


def test_sources_with_different_fields_are_not_mixed(files: Files) -> None:
    one = files.write("one.csv", "time,status\n2026-10-01T00:00:00Z,200\n")
    two = files.write("two.csv", "time,status,region\n2026-10-01T00:00:00Z,200,eu\n")
    assert files.refusal([one, two]) == (
        "two.csv: error: fields: its fields differ from those of one.csv: region "
        "(read them apart, or map the missing fields)"
    )
