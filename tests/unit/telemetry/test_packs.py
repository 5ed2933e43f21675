"""Packs of a store: the figures of the partitions, made for months that have many, and no reason to read more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.unit.telemetry.conftest import Files
from tests.unit.telemetry.test_store import add, log, parts
from upheld.telemetry.options import Options
from upheld.telemetry.reading import Reading
from upheld.telemetry.store.opening import open_store

STATUS = Options(fields=frozenset({"status"}))
COUNTED = 'SELECT "at" // 86400000000, account, status, sum(n)::BIGINT FROM requests GROUP BY ALL ORDER BY ALL'


@pytest.fixture
def store(files: Files, tmp_path: Path) -> Path:
    """Twelve days of May 2015 in one log, each day with 200 requests by GET and at the same instants 200 by PUT."""
    days = range(1, 13)
    add(tmp_path / "store", files.write("a.log", log(*days) + log(*days).replace("GET", "PUT")))
    return tmp_path / "store"


@pytest.fixture
def opened() -> Iterator[Any]:
    readings: list[Reading] = []

    def opening(store: Path, options: Options = STATUS) -> Reading:
        reading = open_store(store, options=options)
        assert isinstance(reading, Reading), reading
        readings.append(reading)
        return reading

    yield opening
    for reading in readings:
        reading.close()


def packs(store: Path) -> set[str]:
    return {name for name in parts(store) if "/packs/" in name}


def counted(reading: Reading) -> list[tuple[Any, ...]]:
    return reading.connection.execute(COUNTED).fetchall()


def without_packs(store: Path) -> None:
    for name in packs(store):
        (store / name).unlink()


def test_a_month_of_many_partitions_is_packed_with_all_fields_and_with_few(store: Path, opened: Any) -> None:
    assert len(packs(store)) == 2
    assert len(parts(store) - packs(store)) == 12
    rows = "SELECT count(*) FROM requests"
    few, all_ = opened(store), opened(store, Options())
    # Without the method, GET and PUT of the same minute are one row.
    [(narrow,)], [(wide,)] = (reading.connection.execute(rows).fetchall() for reading in (few, all_))
    assert 2 * narrow == wide
    assert list(few.fields) == ["at", "account", "n", "status"]
    assert {"method", "route"} < set(all_.fields)
    assert counted(few) == counted(all_)
    assert sum(row[3] for row in counted(few)) == few.rows == 4800


def test_packs_give_what_the_partitions_give(store: Path, opened: Any) -> None:
    from_packs = counted(opened(store)), counted(opened(store, Options()))
    without_packs(store)
    assert (counted(opened(store)), counted(opened(store, Options()))) == from_packs


def test_a_damaged_pack_is_passed_over(store: Path, opened: Any) -> None:
    before = counted(opened(store))
    for name in packs(store):
        raw = bytearray((store / name).read_bytes())
        raw[len(raw) // 2] ^= 1
        (store / name).write_bytes(raw)
    assert counted(opened(store)) == before


def test_only_the_days_of_a_span_come_from_a_pack(store: Path, opened: Any) -> None:
    span = (datetime(2015, 5, 3, tzinfo=UTC), datetime(2015, 5, 5, tzinfo=UTC))
    reading = opened(store, Options(fields=frozenset({"status"}), span=span))
    days = {datetime.fromtimestamp(row[0] * 86_400, UTC).day for row in counted(reading)}
    assert days == {3, 4}
    assert sum(row[3] for row in counted(reading)) == reading.rows == 800


def test_a_late_day_is_added_without_reading_the_rest(files: Files, store: Path, opened: Any) -> None:
    """What is no Parquet any more cannot have been read."""
    before = {name: (store / name).read_bytes() for name in parts(store)}
    for name in before:
        (store / name).write_bytes(b"")
    stored = add(store, files.write("late.log", log(5)))
    assert (stored.rows, stored.parts) == (200, 1)
    assert [name.split("/")[1] for name in parts(store) - set(before)] == ["day=2015-05-05"]
    for name, content in before.items():
        assert (store / name).read_bytes() == b""
        (store / name).write_bytes(content)
    assert sum(row[3] for row in counted(opened(store))) == opened(store).rows == 5000


def test_a_day_that_is_replaced_is_not_read_from_its_pack(files: Files, tmp_path: Path, opened: Any) -> None:
    store = tmp_path / "store"
    sources = [files.write(f"{day}.log", log(day)) for day in range(1, 13)]
    add(store, *sources)
    kept = packs(store)
    files.write("7.log", log(7) + log(7)[:500].rpartition("\n")[0] + "\n")
    assert add(store, sources[6]).replaced == (str(sources[6]),)
    assert packs(store) == kept
    lines = log(7)[:500].count("\n")
    assert opened(store).rows == sum(row[3] for row in counted(opened(store))) == 2400 + lines
    from_packs = counted(opened(store))
    without_packs(store)
    assert counted(opened(store)) == from_packs


def test_a_month_is_packed_anew_when_many_late_files_have_gathered(files: Files, store: Path, opened: Any) -> None:
    before = packs(store)
    late = [files.write(f"late-{day}.log", log(day)) for day in range(1, 11)]
    add(store, *late)
    assert len(packs(store)) == 2
    assert not packs(store) & before
    assert sum(row[3] for row in counted(opened(store))) == 6800
