"""The store through the command line: the same figures as from the files, and each file only once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests.measured import MAPPING, ROOT, Desk, minute, request, steady, upheld

NOW = ("--now", "2026-12-01T00:00:00Z")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A scratch directory."""
    return Desk(tmp_path)


def ingested(desk: Desk, log: Path, *options: str) -> Any:
    """What `upheld ingest` said of a log."""
    mapping = desk.file("mapping.yaml", MAPPING)
    found = upheld("ingest", log, "--store", desk.folder / "store", "--mapping", mapping, "--json", *options)
    assert found.code == 0, found.err
    return found.json


def tree(folder: Path) -> dict[str, str]:
    """Every file of a directory with its digest."""
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()
    }


def figures(desk: Desk, agreement: Path, source: Path) -> Any:
    """The judged commitments of acme without what names the sources."""
    found = upheld(
        "measure", agreement, source, "--period", "2026-10", "--account", "acme", *NOW, "--json",
        *(() if source.is_dir() else ("--mapping", desk.file("mapping.yaml", MAPPING))),
    )  # fmt: skip
    assert found.code == 0, found.err
    return [{**each, "outages": [_without_samples(o) for o in each["outages"]]} for each in found.json["commitments"]]


def _without_samples(outage: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in outage.items() if name != "samples"}


ROWS = [
    *minute("2026-10-05T23:59", 90, 10),
    *minute("2026-10-06T00:00", 10, 90),
    *minute("2026-10-06T00:01", 95, 5),
    *steady("2026-10-07T10:00", 90, every=7, latency_ms=0.25),
    *minute("2026-10-08T10:00", 3, 3, account="other"),
]


def test_the_store_gives_the_figures_of_the_files(desk: Desk) -> None:
    log = desk.log(ROWS)
    ingested(desk, log)
    haptik = ROOT / "agreements" / "haptik.yaml"
    assert figures(desk, haptik, desk.folder / "store") == figures(desk, haptik, log)


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    log = desk.log(ROWS)
    first = ingested(desk, log)
    before = tree(desk.folder / "store")
    again = ingested(desk, log)
    assert (len(first["added"]), len(again["added"]), len(again["known"])) == (1, 0, 1)
    assert tree(desk.folder / "store") == before


def test_a_late_file_touches_only_its_days(desk: Desk) -> None:
    ingested(desk, desk.log(ROWS))
    before = tree(desk.folder / "store")
    ingested(desk, desk.log(minute("2026-10-06T12:00", 0, 4), "late.jsonl"))
    after = tree(desk.folder / "store")
    new = [name for name in after if name not in before]
    changed = [name for name in before if after.get(name) != before[name]]
    assert [name for name in new if "day=2026-10-06" not in name] == []
    assert changed == [name for name in changed if "day=" not in name]  # the manifest alone


def test_a_store_that_counts_minutes_refuses_what_needs_single_requests(desk: Desk) -> None:
    ingested(desk, desk.log([request("2026-10-05T10:00:01", 503), request("2026-10-05T10:00:05", 200)]))
    api2task = ROOT / "agreements" / "api2task.yaml"
    found = upheld("measure", api2task, desk.folder / "store", "--period", "2026-10", "--account", "acme", *NOW)
    assert found.code == 2
    assert "--grain exact" in found.err


def test_single_requests_are_kept_on_demand(desk: Desk) -> None:
    log = desk.log([request("2026-10-05T10:00:01", 503), request("2026-10-05T10:00:05", 200)])
    ingested(desk, log, "--grain", "exact")
    api2task = ROOT / "agreements" / "api2task.yaml"
    assert figures(desk, api2task, desk.folder / "store") == figures(desk, api2task, log)
