"""The service as its operator runs it: real processes, from an empty directory to a clean stop and back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.installation import PROGRAM, Installation, stop, until
from tests.server.postgresql import WANTED
from tests.server.scene import AGREEMENT

CORE_COMMANDS = ("check", "explain", "lint", "measure", "new", "schema", "statement", "deadline", "replay")
REPORT = {"subject": "It is down", "account": "acme", "priority": "1"}


def furnished(installation: Installation, tmp_path: Path) -> str:
    """Publish the agreement and make an account; a key of the owner's."""
    (tmp_path / "desk.yaml").write_text(AGREEMENT, encoding="utf-8")
    assert installation.run("publish", tmp_path / "desk.yaml").returncode == 0
    key = installation.run("key", "add", "test", "--role", "owner").stdout.strip()
    account = installation.call("POST", "/api/v1/accounts", key, {"slug": "acme", "name": "Acme"})
    wanted = {"agreement": "desk", "plan": "gold", "begins": "2026-01-01"}
    subscribed = installation.call("POST", "/api/v1/accounts/acme/subscriptions", key, wanted)
    assert (account.status, subscribed.status) == (201, 201)
    return key


def test_from_nothing_to_a_ticket_and_back_after_a_stop(installation: Installation, tmp_path: Path) -> None:
    with installation.started("serve") as process:
        assert [installation.call("GET", path).body for path in ("/livez", "/readyz")] == ["alive\n", "ready\n"]
        key = furnished(installation, tmp_path)
        ticket = installation.call("POST", "/api/v1/tickets", key, REPORT)
        assert (ticket.status, ticket.body["clocks"][0]["verdict"]) == (201, "running")
        assert stop(process) == 0
    with installation.started("serve") as process:
        again = installation.call("GET", ticket.headers["Location"], key)
        assert (again.status, again.body["opened"]) == (200, ticket.body["opened"])
        assert stop(process) == 0


def test_the_doctor_finds_a_sound_installation_sound(installation: Installation) -> None:
    assert installation.run("migrate").returncode == 0
    told = installation.run("doctor")
    assert told.returncode == 0, told.stdout + told.stderr
    assert all(subject in told.stdout for subject in ("disk", "keys", "database", "migrations", "clock"))


def test_the_doctor_names_what_is_no_good(installation: Installation) -> None:
    assert installation.run("migrate").returncode == 0
    (installation.directory / "keys.json").chmod(0o644)
    told = installation.run("doctor")
    assert (told.returncode, "others may read the keys" in told.stderr) == (2, True)


def test_a_person_is_added_once(installation: Installation) -> None:
    installation.run("migrate")
    add = ("user", "add", "ann@example.com", "--role", "owner", "--password-stdin")
    first, second = (installation.run(*add, typed="correct horse battery\n") for _ in range(2))
    assert (first.returncode, first.stdout) == (0, "ann@example.com may sign in as owner\n")
    assert (second.returncode, "is known already" in second.stderr) == (2, True)


def test_nothing_starts_on_a_faulty_configuration(installation: Installation) -> None:
    environment = {**installation.environment, "UPHELD_LISTEN": "nowhere", "UPHELD_COLOUR": "red"}
    command = [*PROGRAM, "serve"]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert "UPHELD_LISTEN" in told.stderr
    assert "UPHELD_COLOUR" in told.stderr
    assert not installation.directory.exists()


@pytest.mark.skipif(WANTED, reason="PostgreSQL takes several processes")
def test_web_processes_alone_are_refused_on_sqlite(installation: Installation) -> None:
    assert installation.run("migrate").returncode == 0
    told = installation.run("web")
    assert (told.returncode, "several processes need PostgreSQL" in told.stderr) == (2, True)


@pytest.mark.skipif(not WANTED, reason="several web processes are for PostgreSQL")
def test_web_and_worker_processes_beside_each_other(installation: Installation, tmp_path: Path) -> None:
    assert installation.run("migrate").returncode == 0
    with (tmp_path / "web.log").open("w") as log:
        web = subprocess.Popen([*PROGRAM, "web"], env=installation.environment, stdout=log, stderr=log)
    try:
        until(lambda: answers(installation))
        with installation.started("worker") as worker:
            key = furnished(installation, tmp_path)
            assert installation.call("POST", "/api/v1/tickets", key, REPORT).status == 201
            assert stop(worker) == 0
        assert stop(web) == 0
    finally:
        web.kill()
        web.wait()


def answers(installation: Installation) -> bool:
    """Whether requests are taken yet."""
    try:
        return installation.call("GET", "/readyz").status == 200
    except OSError:
        return False


def test_the_other_commands_never_import_the_server() -> None:
    code = (
        "import sys\n"
        "from upheld.cli import main\n"
        "try:\n    main.main([sys.argv[1], '--help'])\n"
        "except SystemExit:\n    pass\n"
        "import importlib; importlib.import_module('upheld.cli.' + sys.argv[1])\n"
        "found = {'django', 'ninja', 'upheld.server'} & set(sys.modules)\n"
        "sys.exit(f'imported {found}' if found else 0)"
    )
    for command in CORE_COMMANDS:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
        told = subprocess.run(
            [sys.executable, "-c", code, command], env=environment, capture_output=True, text=True, check=False
        )
        assert told.returncode == 0, (command, told.stderr)


def test_the_core_runs_a_whole_command_without_django(tmp_path: Path) -> None:
    (tmp_path / "desk.yaml").write_text(AGREEMENT, encoding="utf-8")
    code = (
        "import sys\n"
        "sys.modules['django'] = None\n"
        "from upheld.cli.main import main\n"
        "main(['deadline', sys.argv[1], '--opened', '2026-11-02T09:00Z', '--priority', '1', '--plan', 'gold'])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "desk.yaml")], capture_output=True, text=True, check=False
    )
    assert (told.returncode, "response" in told.stdout) == (0, True)
