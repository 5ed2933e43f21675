"""Parquet: typed columns, bad rows counted whichever way it is read, and hostile files kept at a distance."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.measured import upheld
from tests.unit.telemetry.conftest import NOW, Files, micro, rows_of
from upheld.telemetry.ingest import Ingesting, Stored, ingest
from upheld.telemetry.limits import Limits, ParquetCare
from upheld.telemetry.mapping import Mapping

CARES: tuple[ParquetCare, ...] = ("reencode", "confine", "decode", "probe", "trust")
MAPPING = "account: {field: tenant}\nfields: {route: url, latency_s: took}\n"
AGREEMENT = """
upheld: 1
agreement: confined
title: An API
provider: Example
version: {id: "1", effective: 2026-01-01}
zone: UTC
measures:
  api: {series: requests, valid: status > 0, bad: status >= 500, slice: 1 minute, down: {error_share: {over: 5%}},
        no_traffic: up}
commitments:
  uptime: {measure: api, period: calendar month, target: 99.9%, comparison: at least, rounding: none, remedy: none}
"""
START = "TIMESTAMPTZ '2026-10-01 00:00:00+00'"


def table(path: Path, columns: str, rows: int) -> Path:
    duckdb.connect().execute(f"COPY (SELECT {columns} FROM range({rows}) AS r(i)) TO '{path}' (FORMAT parquet)")
    return path


def requests(path: Path, rows: int = 1000) -> Path:
    columns = (
        f"{START} + to_seconds(i) AS time, 'acme' || i % 3 AS tenant, "
        "(CASE WHEN i % 100 = 0 THEN 503 ELSE 200 END)::SMALLINT AS status, i * 0.001 AS took, '/v1?x=' || i AS url, "
        "[i] AS nested"
    )
    return table(path, columns, rows)


@pytest.mark.parametrize("care", CARES)
def test_typed_columns_are_read_the_same_with_every_care(files: Files, care: ParquetCare) -> None:
    source = requests(files.folder / "a.parquet")
    reading = files.read([source], MAPPING, limits=Limits(parquet=care))
    rows = rows_of(reading)
    assert rows[1] == {"at": micro("2026-10-01T00:00:01Z"), "account": "acme1", "n": 1, "latency_us": 1000,
                       "route": "/v1", "status": 200}  # fmt: skip
    assert (reading.rows, len(rows), sum(row["status"] == 503 for row in rows)) == (1000, 1000, 10)
    assert (str(reading.first), str(reading.last)) == ("2026-10-01 00:00:00+00:00", "2026-10-01 00:16:39+00:00")


@pytest.mark.parametrize("care", CARES)
def test_bad_rows_are_counted_and_left_out_with_every_care(files: Files, care: ParquetCare) -> None:
    columns = (
        "CASE WHEN i % 500 = 5 THEN NULL ELSE 1790812800000 + i * 1000 END AS ts, "
        "CASE WHEN i = 7 THEN 1200 ELSE 200 END AS status"
    )
    source = table(files.folder / "b.parquet", columns, 1000)
    reading = files.read([source], "time: {field: ts, format: epoch_ms}", limits=Limits(parquet=care))
    assert (reading.rows, len(rows_of(reading))) == (997, 997)
    assert dict(reading.bad.by_reason) == {"status not a number": 1, "time missing": 2}
    assert [(bad.line, bad.reason) for bad in reading.bad.examples] == [
        (6, "time missing"), (8, "status not a number"), (506, "time missing"),
    ]  # fmt: skip


@pytest.mark.parametrize("care", CARES)
def test_a_wall_time_of_a_typed_file_needs_a_zone(files: Files, care: ParquetCare) -> None:
    source = table(files.folder / "w.parquet", "TIMESTAMP '2026-10-01 12:00:00' AS time, 200 AS status", 1)
    assert "time without an offset: 1" in files.refusal([source], limits=Limits(parquet=care))
    [row] = rows_of(files.read([source], "time: {field: time, zone: Europe/Berlin}", limits=Limits(parquet=care)))
    assert row["at"] == micro("2026-10-01T10:00:00Z")


def test_several_files_are_one_relation_even_where_their_types_differ(files: Files) -> None:
    one = table(files.folder / "one.parquet", f"{START} AS time, 200::SMALLINT AS status", 2)
    two = table(files.folder / "two.parquet", f"{START} AS time, 500::BIGINT AS status", 3)
    for care in CARES:
        reading = files.read([one, two], limits=Limits(parquet=care))
        assert [row["status"] for row in rows_of(reading)] == [200, 200, 500, 500, 500]


def test_parquet_and_text_are_not_read_together(files: Files) -> None:
    one, two = requests(files.folder / "a.parquet"), files.write("b.csv", "time,status\n2026-10-01T00:00:00Z,200\n")
    assert "Parquet and text cannot be read together" in files.refusal([one, two])


@pytest.mark.parametrize("care", CARES)
def test_damaged_files_are_one_clear_problem(files: Files, care: ParquetCare) -> None:
    whole = requests(files.folder / "a.parquet", 5000).read_bytes()
    hurt = {
        "cut.parquet": whole[:-40],
        "footer.parquet": whole[:-30] + b"\xff" * 10 + whole[-20:],
        "length.parquet": whole[:-8] + b"\xff\xff\xff\x7f" + whole[-4:],
        "magic.parquet": b"PAR1",
    }
    for name, content in hurt.items():
        problem = files.refusal([files.write(name, content)], MAPPING, limits=Limits(parquet=care))
        assert problem.startswith(f"{name}: error: the file ")
        assert "\n" not in problem


def test_a_child_that_takes_too_long_is_stopped(files: Files) -> None:
    source = requests(files.folder / "a.parquet")
    problem = files.refusal([source], MAPPING, limits=Limits(parquet="decode", child_seconds=0))
    assert problem == ("a.parquet: error: reading it took too much time or memory, or broke the reader; it was stopped")


def test_damage_that_only_measuring_meets_is_one_clear_problem(tmp_path: Path) -> None:
    """The times and the status are sound, so the file is read; the bytes of the accounts are not."""
    columns = f"{START} + to_seconds(i) AS time, 'account-' || i AS account, 200 AS status"
    source = tmp_path / "a.parquet"
    duckdb.connect().execute(
        f"COPY (SELECT {columns} FROM range(5000) AS r(i)) TO '{source}' (FORMAT parquet, COMPRESSION uncompressed)"
    )
    whole = source.read_bytes()
    at = whole.index(b"account-0") - 4  # the length of the first text
    source.write_bytes(whole[:at] + b"\xff\xff\xff\x7f" + whole[at + 4 :])
    agreement = tmp_path / "agreement.yaml"
    agreement.write_text(AGREEMENT)
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("account: {field: account}\n")
    told = upheld(
        "measure",
        agreement,
        source,
        "--period",
        "2026-10",
        "--mapping",
        mapping,
        "--parquet",
        "confine",
        "--account",
        "acme",
    )
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith(f"{source}: error: the file is damaged")
    assert told.err.count("\n") == 1


def test_a_confined_file_is_asked_for_every_figure(tmp_path: Path) -> None:
    """Minute 1 has 60 requests, all bad; a minute of October is 1/44640 of it."""
    columns = (
        f"{START} + to_seconds(i) AS time, 'acme' AS account, (CASE WHEN i // 60 = 1 THEN 503 ELSE 200 END) AS status"
    )
    source, agreement, mapping = table(tmp_path / "a.parquet", columns, 3600), tmp_path / "a.yaml", tmp_path / "m.yaml"
    agreement.write_text(AGREEMENT)
    mapping.write_text("account: {field: account}\n")
    for care in ("confine", "reencode"):
        command = ("measure", agreement, source, "--period", "2026-10", "--mapping", mapping, "--parquet", care)
        [promise] = upheld(*command, "--account", "acme", "--json").json["commitments"]
        assert promise["measured"]["numerator"] == 44_639
        assert [outage["bad"] for outage in promise["outages"]] == [60]
        assert "2026-10-01" in upheld(*command, "--why", "2026-10-01T00:01:30").out


def test_the_child_that_keeps_a_file_counts_it_into_a_store_as_well(tmp_path: Path) -> None:
    source = requests(tmp_path / "a.parquet")
    mapping = Mapping.model_validate({"account": {"field": "tenant"}})
    made: dict[str, list[tuple[str, bytes]]] = {}
    cares: tuple[ParquetCare, ...] = ("confine", "reencode")
    for care in cares:
        how = Ingesting(limits=Limits(parquet=care))
        done = ingest([source], tmp_path / care, mapping, now=NOW, how=how)
        assert isinstance(done, Stored)
        assert done.rows == 1000
        made[care] = [(part.name, part.read_bytes()) for part in sorted((tmp_path / care).rglob("part-*.parquet"))]
    assert made["confine"] == made["reencode"] != []
