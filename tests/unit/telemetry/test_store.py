"""The store: same figures as from the files, once each, only the days touched, safe against crashes and changes."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.unit.telemetry.conftest import NOW, Files, terms
from upheld.telemetry.files import read
from upheld.telemetry.ingest import Ingesting, Stored, Storing, ingest
from upheld.telemetry.limits import Limits
from upheld.telemetry.mapping import Mapping
from upheld.telemetry.options import Options
from upheld.telemetry.reading import Reading
from upheld.telemetry.store.opening import open_store

LINE = (
    "{account} - - [{day:02d}/May/2015:{hour:02d}:05:{second:02d} +0000] "
    '"GET /v1/{route} HTTP/1.1" {status} 1 "-" "-"\n'
)
CLIENTS = Mapping.model_validate({"format": "combined", "account": {"field": "client"}})


def log(*days: int) -> str:
    return "".join(
        LINE.format(
            account=f"c{i % 3}", day=day, hour=i % 24, second=i % 60, route=i % 2, status=200 if i % 7 else 503
        )
        for day in days
        for i in range(200)
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def opened() -> Iterator[Any]:
    readings: list[Reading] = []

    def opening(store: Path, options: Options | None = None) -> Reading:
        reading = open_store(store, options=options or Options())
        assert isinstance(reading, Reading), reading
        readings.append(reading)
        return reading

    yield opening
    for reading in readings:
        reading.close()


def add(store: Path, *sources: Path, mapping: Mapping = CLIENTS, how: Ingesting | None = None) -> Stored:
    stored = ingest(sources, store, mapping, now=NOW, how=how or Ingesting())
    assert isinstance(stored, Stored), stored
    return stored


def tree(store: Path) -> dict[str, bytes]:
    return {str(path.relative_to(store)): path.read_bytes() for path in store.rglob("*") if path.is_file()}


def parts(store: Path) -> set[str]:
    return {name for name in tree(store) if name.endswith(".parquet")}


def minutes(reading: Reading) -> list[tuple[Any, ...]]:
    query = (
        'SELECT account, route, status, "at" // 60000000 AS minute, sum(n)::BIGINT FROM requests '
        "GROUP BY ALL ORDER BY ALL"
    )
    return reading.connection.execute(query).fetchall()


def test_counts_from_the_store_are_those_from_the_files(files: Files, store: Path, opened: Any) -> None:
    one, two = files.write("one.log", log(1, 2)), files.write("two.log", log(2, 3))
    raw = read([one, two], CLIENTS, now=NOW)
    assert isinstance(raw, Reading)
    with raw:
        add(store, one, two)
        kept = opened(store)
        assert minutes(kept) == minutes(raw)
        assert (kept.rows, kept.first, kept.last, dict(kept.fields)) == (
            raw.rows,
            raw.first,
            raw.last,
            dict(raw.fields),
        )
        assert kept.grain == timedelta(minutes=1)
        assert {source.name for source in kept.sources} == {source.name for source in raw.sources}


def test_a_store_is_also_a_source_of_read(files: Files, store: Path) -> None:
    add(store, files.write("a.log", log(1)))
    reading = files.read([store])
    assert reading.rows == 200


def test_the_same_content_again_changes_not_one_byte(files: Files, store: Path) -> None:
    source = files.write("a.log", log(1, 2))
    add(store, source)
    before = tree(store)
    packed, renamed = files.write("b.log.gz", gzip.compress(log(1, 2).encode())), files.write("c.log", log(1, 2))
    again = add(store, source, packed, renamed)
    assert (again.added, again.parts) == ((), 0)
    assert again.known == (str(source), str(packed), str(renamed))
    assert tree(store) == before


def test_a_late_file_touches_only_its_own_days(files: Files, store: Path) -> None:
    add(store, files.write("a.log", log(1, 2, 3)))
    before = tree(store)
    add(store, files.write("late.log", log(2)[:5000].rpartition("\n")[0]))
    after = tree(store)
    assert {name for name in before if before[name] != after[name]} == {"requests/manifest.json"}
    assert {name.split("/")[1] for name in parts(store) - set(before)} == {"day=2015-05-02"}


def test_a_log_that_has_grown_replaces_its_shorter_self(files: Files, store: Path, opened: Any) -> None:
    source = files.write("a.log", log(1))
    add(store, source)
    files.write("a.log", log(1, 2))
    stored = add(store, source)
    assert stored.replaced == (str(source),)
    assert opened(store).rows == 400
    # And again when it is rotated, packed, and longer once more.
    add(store, files.write("a.log.1.gz", gzip.compress(log(1, 2, 3).encode())))
    assert opened(store).rows == 600
    assert len(parts(store)) == 3


def test_another_mapping_of_the_same_content_replaces_the_first(files: Files, store: Path, opened: Any) -> None:
    source = files.write("a.log", log(1))
    add(store, source)
    add(store, source, mapping=terms("format: combined\naccount: {constant: acme}\n"))
    reading = opened(store)
    assert reading.rows == 200
    assert reading.connection.execute("SELECT DISTINCT account FROM requests").fetchall() == [("acme",)]


def test_only_the_days_of_a_span_are_opened(files: Files, store: Path, opened: Any) -> None:
    add(store, files.write("a.log", log(1, 2, 3)))
    (store / "requests" / "day=2015-05-03").rename(store / "requests" / "elsewhere")
    span = (datetime(2015, 5, 1, 12, tzinfo=UTC), datetime(2015, 5, 3, tzinfo=UTC))
    reading = opened(store, Options(span=span))
    assert (reading.rows, reading.first, reading.last) == (
        400, datetime(2015, 5, 1, 0, 5, tzinfo=UTC), datetime(2015, 5, 2, 23, 5, 59, tzinfo=UTC),
    )  # fmt: skip


def test_states_before_a_span_are_kept_because_a_state_lasts(files: Files, store: Path, opened: Any) -> None:
    text = "time,state,member\n2026-03-01T00:00:00Z,up,a\n2026-03-05T00:00:00Z,down,a\n2026-03-09T00:00:00Z,up,a\n"
    add(store, files.write("s.csv", text), mapping=Mapping(series="states"))
    span = (datetime(2026, 3, 7, tzinfo=UTC), datetime(2026, 3, 8, tzinfo=UTC))
    reading = opened(store, Options(span=span))
    assert reading.connection.execute('SELECT state FROM states ORDER BY "at"').fetchall() == [("up",), ("down",)]
    assert reading.grain is None


def test_a_partition_that_was_changed_or_is_gone_is_refused_by_name(files: Files, store: Path) -> None:
    add(store, files.write("a.log", log(1, 2)))
    first, second = sorted(store.rglob("*.parquet"))
    raw = bytearray(first.read_bytes())
    raw[len(raw) // 2] ^= 1
    first.write_bytes(raw)
    second.unlink()
    problems = open_store(store)
    assert not isinstance(problems, Reading)
    assert [(problem.place.file, problem.what) for problem in problems] == [
        (str(first), "this partition was changed since it was written"),
        (str(second), "this partition is missing"),
    ]


def test_what_a_crash_leaves_is_ignored_and_then_removed(files: Files, store: Path, opened: Any) -> None:
    source = files.write("a.log", log(1))
    add(store, source)
    day = store / "requests" / "day=2015-05-01"
    (day / "part-0000.parquet").write_bytes(next(day.glob("*.parquet")).read_bytes())
    (store / "requests" / "manifest.json.part").write_text("{")
    (store / "requests" / ".scratch").mkdir()
    assert opened(store).rows == 200
    add(store, source)
    assert len(parts(store)) == 1
    assert not (store / "requests" / ".scratch").exists()


def test_two_ingests_at_once_lose_nothing(files: Files, store: Path, opened: Any) -> None:
    sources = [files.write(f"{day}.log", log(day)) for day in range(1, 7)]
    threads = [threading.Thread(target=add, args=(store, source)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened(store).rows == 1200


def test_fields_that_are_left_out_and_finer_slices_are_chosen_once(files: Files, store: Path, opened: Any) -> None:
    how = Ingesting(storing=Storing(grain=timedelta(seconds=1), drop=("route",)))
    add(store, files.write("a.log", log(1)), how=how)
    add(store, files.write("b.log", log(2)))
    reading = opened(store)
    assert list(reading.fields) == ["at", "account", "n", "method", "status"]
    assert reading.grain == timedelta(seconds=1)
    refused = ingest([files.write("c.log", log(3))], store, CLIENTS, now=NOW, how=Ingesting(storing=Storing()))
    assert not isinstance(refused, Stored)
    assert "another length of slices" in refused[0].what


def test_other_fields_than_those_of_the_store_are_refused(files: Files, store: Path) -> None:
    add(store, files.write("a.log", log(1)))
    before = tree(store)
    refused = ingest([files.write("b.log", log(2))], store, terms("constants: {region: eu}"), now=NOW)
    assert not isinstance(refused, Stored)
    assert refused[0].what == "its fields differ from those of the store: region"
    assert tree(store) == before


def test_a_bad_source_does_not_keep_a_good_one_out(files: Files, store: Path, opened: Any) -> None:
    good, bad = files.write("good.log", log(1)), files.write("bad.log", log(2) + "junk\n" * 50)
    problems = ingest([bad, good], store, CLIENTS, now=NOW, how=Ingesting(limits=Limits()))
    assert not isinstance(problems, Stored)
    assert [problem.place.file for problem in problems] == [str(bad)]
    assert opened(store).rows == 200


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 99}', '{"version": 1}'])
def test_a_damaged_manifest_is_one_clear_problem(files: Files, store: Path, content: str) -> None:
    add(store, files.write("a.log", log(1)))
    manifest = store / "requests" / "manifest.json"
    manifest.write_text(content)
    problems = open_store(store)
    assert not isinstance(problems, Reading)
    assert problems[0].what == f"the manifest {manifest} is damaged or of another version"
