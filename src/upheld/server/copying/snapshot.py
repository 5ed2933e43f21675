"""The database as it was at one moment, read over a connection of its own, while the service goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connections, transaction

from upheld.problems import Place, Problem, Refused
from upheld.server.configuration import Configuration

ALIAS = "snapshot"


@contextmanager
def snapshot(configuration: Configuration, scratch: Path) -> Iterator[str]:
    """The name of a connection that sees one moment. `scratch` takes the copy of a SQLite file, which is removed.

    SQLite is copied by its own online backup and looked through: a long look at the file itself would hold up its
    checkpoints. On PostgreSQL it is one transaction, repeatable read. Raises `upheld.Refused` where the file is
    damaged: that is no copy to rely on.
    """
    if configuration.on_sqlite:
        copy = scratch / "snapshot.sqlite3"
        try:
            _copy(configuration.sqlite_file, copy)
            with _connection({"NAME": str(copy)}):
                yield ALIAS
        finally:
            for file in scratch.glob(f"{copy.name}*"):
                file.unlink()
        return
    from psycopg import IsolationLevel  # noqa: PLC0415 - only where it is the database

    told = connections.settings["default"]["OPTIONS"]
    level = {"OPTIONS": {**told, "isolation_level": IsolationLevel.REPEATABLE_READ}}
    with _connection(level), transaction.atomic(using=ALIAS):
        yield ALIAS


@contextmanager
def _connection(differs: dict[str, Any]) -> Iterator[None]:
    connections.settings[ALIAS] = {**connections.settings["default"], **differs}
    try:
        yield
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]


def _copy(file: Path, copy: Path) -> None:
    if not file.is_file():
        raise Refused([Problem(Place(str(file)), "", "there is no database", "start with `upheld migrate`")])
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        # Ours would else be a second checkpointer beside the service's.
        source.execute("PRAGMA wal_autocheckpoint=0")
        source.backup(target)
        found = target.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise Refused([Problem(Place(str(file)), "", f"the database is damaged: {found}", "restore a backup")])
