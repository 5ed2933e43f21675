"""A service that cannot start, or is stopped before it has: one clear error, an exit code, and nothing else."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from tests.server.installation import PATIENCE, PROGRAM, Installation, stop
from tests.server.postgresql import WANTED

NEWER = "INSERT INTO django_migrations (app, name, applied) VALUES ('desk', '9999_of_later', '2027-01-01 00:00:00+00')"
on_sqlite = pytest.mark.skipif(WANTED, reason="of the file that SQLite keeps")
on_postgresql = pytest.mark.skipif(not WANTED, reason="of a PostgreSQL that answers")


def told(installation: Installation, *arguments: str) -> tuple[int, list[str]]:
    """How a command ended, and its lines but the one about new keys."""
    ended = installation.run(*(arguments or ("serve",)))
    return ended.returncode, [line for line in ended.stderr.splitlines() if not line.startswith("made new keys")]


def _with_keys(installation: Installation) -> None:
    installation.directory.mkdir()
    (installation.directory / "keys.json").write_text(json.dumps({"secret_key": "k" * 64}))
    (installation.directory / "keys.json").chmod(0o600)


@contextmanager
def listening() -> Iterator[str]:
    """An address at which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield f"127.0.0.1:{taken.getsockname()[1]}"


def test_an_address_that_another_has_is_named_with_its_setting(installation: Installation) -> None:
    with listening() as taken:
        code, lines = told(replace(installation, more={"UPHELD_LISTEN": taken}))
    assert (code, len(lines)) == (2, 2)
    assert lines[0] == f"listen: error: {taken} cannot be had: another program listens there"
    assert "UPHELD_LISTEN" in lines[1]
    # Refused before anything was changed: a service that runs there already is left alone.
    assert "to apply: upheld migrate" in installation.run("doctor").stdout


@pytest.mark.parametrize("address", ["192.0.2.1:8080", "a..b:8080"], ids=["another machine's", "nobody's"])
def test_an_address_that_is_not_of_this_machine_is_named(address: str, installation: Installation) -> None:
    code, lines = told(replace(installation, more={"UPHELD_LISTEN": address}))
    assert (code, len(lines), address in lines[0], "UPHELD_LISTEN" in lines[1]) == (2, 2, True, True)


def test_a_data_directory_that_cannot_be_made_is_named(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    code, lines = told(replace(installation, directory=tmp_path / "file" / "data"))
    assert (code, lines[0]) == (2, f"data_dir: error: {tmp_path}/file/data cannot be made or written: Not a directory")
    assert "UPHELD_DATA_DIR" in lines[1]


@on_sqlite
@pytest.mark.parametrize("command", ["serve", "export"])
def test_a_file_that_is_no_database_is_named(command: str, installation: Installation, tmp_path: Path) -> None:
    _with_keys(installation)
    (installation.directory / "upheld.sqlite3").write_text("a letter, and no database: " * 100)
    code, lines = told(installation, command, *([str(tmp_path / "copy")] if command == "export" else []))
    assert (code, len(lines)) == (2, 2)
    assert lines[0].endswith("upheld.sqlite3: error: file is not a database")


def test_a_database_that_is_not_of_this_form_is_told_and_left_alone(installation: Installation) -> None:
    assert installation.run("migrate").returncode == 0
    with closing(_connected(installation)) as connection:
        connection.execute(NEWER)
        connection.execute("DROP TABLE accounts_apikey")
        connection.commit()
    code, lines = told(installation, "serve")
    assert (code, len(lines), "desk.9999_of_later" in lines[0]) == (2, 2, True)
    code, lines = told(installation, "key", "add", "trial", "--role", "owner")
    assert (code, len(lines), "upheld migrate" in lines[1]) == (2, 2, True)
    assert "BAD   migrations" in installation.run("doctor").stdout


def _connected(installation: Installation) -> sqlite3.Connection | psycopg.Connection:
    if WANTED:
        return psycopg.connect(installation.database)
    return sqlite3.connect(installation.directory / "upheld.sqlite3")


def test_a_postgresql_that_is_away_is_named_without_its_password(installation: Installation) -> None:
    code, lines = told(replace(installation, database="postgresql://upheld:hidden@127.0.0.1:1/upheld"))
    assert (code, len(lines), lines[0].startswith("upheld: UPHELD_DATABASE: "), "hidden" in lines[0]) == (
        3,
        1,
        True,
        False,
    )


@on_postgresql
def test_a_postgresql_that_refuses_us_is_told_as_a_fault_of_the_setting(installation: Installation) -> None:
    unknown = installation.database.replace("/upheld_", "/not_upheld_")
    code, lines = told(replace(installation, database=unknown))
    assert (code, len(lines), "UPHELD_DATABASE" in lines[1]) == (2, 2, True)


@on_postgresql
def test_web_processes_whose_address_is_taken_are_refused_in_one_error(installation: Installation) -> None:
    _with_keys(installation)
    with listening() as taken:
        code, lines = told(replace(installation, more={"UPHELD_LISTEN": taken}), "web")
    assert (code, len(lines), taken in lines[0]) == (2, 2, True)


@on_postgresql
def test_web_processes_that_are_stopped_while_they_start_are_not_waited_for(installation: Installation) -> None:
    assert installation.run("migrate").returncode == 0
    command = [*PROGRAM, "web"]
    with subprocess.Popen(command, env=installation.environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert any("Spawning worker-2" in line for line in process.stdout)
        assert stop(process) == 0
        # After half a minute they would have been killed.
        assert "illing" not in process.stdout.read()


def test_a_worker_waits_for_a_database_that_is_away_and_says_so_once(installation: Installation) -> None:
    _with_keys(installation)
    away = replace(installation, database="postgresql://upheld:hidden@127.0.0.1:1/upheld")
    command = [*PROGRAM, "worker"]
    with subprocess.Popen(command, env=away.environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        lines = [process.stderr.readline(), process.stderr.readline()]
        assert stop(process) == 0
        lines += process.stderr.read().splitlines()
    assert sum("the queue cannot be reached" in line for line in lines) == 1
    assert (lines[-1], any(line.startswith("Traceback") for line in lines)) == ("stopped", False)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_start_that_is_stopped_ends_at_once_and_says_so(number: signal.Signals, installation: Installation) -> None:
    with subprocess.Popen(
        [*PROGRAM, "serve"], env=installation.environment, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("made new keys")
        # The database is being made now.
        process.send_signal(number)
        assert process.wait(PATIENCE) == 0
        assert process.stderr.read().splitlines() == ["stopped before it was ready"]
