"""Backup, restore and export: everything comes back, on either database, and nothing damaged or half-done passes."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.server.installation import Installation, new_installation, stop
from tests.server.test_serving import REPORT, furnished

EVENT = {"event": "message", "text": "We look at it: größer als \u00e4\U0001f525", "how": "call logged"}


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, str]]:
    """An installation with a ticket, a person and a kept file, which runs, and a key for it."""
    place = tmp_path_factory.mktemp("living")
    installation = new_installation(place)
    with installation.started("serve") as process:
        key = furnished(installation, place)
        number = installation.call("POST", "/api/v1/tickets", key, REPORT, Idempotency_Key="first").body["number"]
        assert installation.call("POST", f"/api/v1/tickets/{number}/events", key, EVENT).status == 201
        add = ("user", "add", "ann@example.com", "--role", "owner", "--password-stdin")
        assert installation.run(*add, typed="correct horse battery\n").returncode == 0
        kept = installation.directory / "attachments" / "ab"
        kept.mkdir(parents=True)
        (kept / "message").write_bytes(b"\0raw message\r\n")
        yield installation, key
        assert stop(process) == 0


@pytest.fixture(scope="module")
def copy(living: tuple[Installation, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it, as a directory."""
    made = tmp_path_factory.mktemp("copies") / "copy"
    told = living[0].run("backup", made)
    assert told.returncode == 0, told.stderr
    return made


def beside(tmp_path: Path) -> Installation:
    """Another installation, of which nothing is there yet."""
    return replace(new_installation(tmp_path), directory=tmp_path / "restored")


def test_a_backup_of_a_running_service_comes_back_whole(living: tuple[Installation, str], tmp_path: Path) -> None:
    installation, key = living
    told = installation.run("backup", tmp_path / "copy.tar.gz")
    assert told.returncode == 0, told.stderr
    ticket, events = (installation.call("GET", f"/api/v1/tickets/1{path}", key).body for path in ("", "/events"))
    latest = max(row["number"] for row in installation.call("GET", "/api/v1/tickets", key).body["items"])
    other = beside(tmp_path)
    restored = other.run("restore", tmp_path / "copy.tar.gz")
    assert restored.returncode == 0, restored.stderr
    assert (other.directory / "attachments" / "ab" / "message").read_bytes() == b"\0raw message\r\n"
    with other.started("serve") as process:
        again = other.call("GET", "/api/v1/tickets/1", key).body
        assert (again["subject"], again["opened"]) == (ticket["subject"], ticket["opened"])
        assert other.call("GET", "/api/v1/tickets/1/events", key).body == events
        # A request that was answered before the backup is known, and the next ticket has the next number.
        assert other.call("POST", "/api/v1/tickets", key, REPORT, Idempotency_Key="first").body["number"] == 1
        assert other.call("POST", "/api/v1/tickets", key, REPORT).body["number"] == latest + 1
        assert stop(process) == 0


def test_a_backup_taken_under_writes_is_one_moment(living: tuple[Installation, str], tmp_path: Path) -> None:
    installation, key = living
    enough = threading.Event()

    def write() -> None:
        while not enough.is_set():
            installation.call("POST", "/api/v1/tickets", key, REPORT)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        told = installation.run("backup", tmp_path / "copy")
    finally:
        enough.set()
        writer.join()
    assert told.returncode == 0, told.stderr
    tickets, events, letters = (
        [json.loads(line) for line in (tmp_path / "copy" / "rows" / f"{table}.jsonl").read_text().splitlines()]
        for table in ("desk.Ticket", "desk.TicketEvent", "outbox.Outbox")
    )
    assert len(tickets) > 1
    # Every ticket with all its events, and every event with its letter.
    assert {row["number"]: row["last_sequence"] for row in tickets} == {
        number: sum(event["ticket_id"] == number for event in events) for number in (row["number"] for row in tickets)
    }
    keys = {row["key"] for row in letters}
    assert {f"{row['ticket_id']}/{row['sequence']}" for row in events} <= keys


def test_a_damaged_backup_is_refused_and_leaves_nothing(copy: Path, tmp_path: Path) -> None:
    damaged = shutil.copytree(copy, tmp_path / "damaged")
    rows = damaged / "rows" / "desk.Ticket.jsonl"
    rows.write_bytes(rows.read_bytes().replace(b"down", b"gone"))
    (damaged / "rows" / "outbox.Outbox.jsonl").unlink()
    other = beside(tmp_path)
    told = other.run("restore", damaged)
    assert told.returncode == 2
    assert "desk.Ticket.jsonl: is not what was written" in told.stderr
    assert "outbox.Outbox.jsonl: is missing" in told.stderr
    assert not other.directory.exists()


def test_nothing_is_written_over_something(living: tuple[Installation, str], copy: Path) -> None:
    installation, _ = living
    over = installation.run("restore", copy)
    assert (over.returncode, "is not empty" in over.stderr) == (2, True)
    again = installation.run("backup", copy)
    assert (again.returncode, "is there already" in again.stderr) == (2, True)


def test_keys_kept_apart_are_asked_for_and_must_be_the_same(living: tuple[Installation, str], tmp_path: Path) -> None:
    installation, _ = living
    assert installation.run("backup", tmp_path / "copy", "--keys-apart").returncode == 0
    other = beside(tmp_path)
    told = other.run("restore", tmp_path / "copy")
    assert (told.returncode, "holds no keys" in told.stderr) == (2, True)
    other.directory.mkdir(mode=0o700)
    place = other.directory / "keys.json"
    place.touch(mode=0o600)
    place.write_text(json.dumps({"secret_key": "another key, which is quite long and known to nobody at all"}))
    told = other.run("restore", tmp_path / "copy")
    assert (told.returncode, "not those of the installation" in told.stderr) == (2, True)
    shutil.copy(installation.directory / "keys.json", place)
    assert other.run("restore", tmp_path / "copy").returncode == 0


def test_an_export_is_readable_and_holds_no_secret(living: tuple[Installation, str], tmp_path: Path) -> None:
    installation, _ = living
    assert installation.run("export", tmp_path / "out").returncode == 0
    told = {file.name: file.read_text() for file in (tmp_path / "out" / "rows").iterdir()}
    assert "It is down" in told["desk.Ticket.jsonl"]
    assert "größer" in told["desk.TicketEvent.jsonl"]
    for table, field in (("accounts.Person", "password"), ("accounts.ApiKey", "secret_sha256")):
        (row,) = map(json.loads, told[f"{table}.jsonl"].splitlines())
        assert row[field] == "(left out)"
    assert not (tmp_path / "out" / "files" / "keys.json").exists()
    assert (tmp_path / "out" / "files" / "attachments" / "ab" / "message").read_bytes() == b"\0raw message\r\n"
    refused = beside(tmp_path).run("restore", tmp_path / "out")
    assert (refused.returncode, "is an export" in refused.stderr) == (2, True)
