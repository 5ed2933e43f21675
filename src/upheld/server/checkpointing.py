"""The one checkpointer of a SQLite database: it moves what was committed from the log into the file.

SQLite from 3.7.0 to 3.51.2 can lose commits when two connections checkpoint at once. So no connection does it by
itself (`wal_autocheckpoint=0`), and of all processes on the same data directory only the one that holds the lock does.
"""

from __future__ import annotations

import fcntl
import logging
from pathlib import Path
from threading import Event, Thread

from django.db import DatabaseError, connection, connections

from upheld.server.configuration import Configuration

log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
# Above this many pages in the log (4 KiB each), readers are waited for, so that it begins again from its start.
LONG_LOG = 16_384


class Checkpointer:
    """A thread that checkpoints while it holds the lock of the data directory."""

    def __init__(self, configuration: Configuration) -> None:
        self._lock = configuration.data_dir / "checkpoint.lock"
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="checkpointer", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, after the checkpoint in hand."""
        self._stopping.set()
        self._thread.join(10)

    def _run(self) -> None:
        with Path(self._lock).open("w") as lock:
            while not self._stopping.wait(EVERY_SECONDS):
                try:
                    # Held until the process ends; where another has it, we come back, in case that one ends.
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    checkpoint()
                except BlockingIOError:
                    continue
                except DatabaseError:
                    log.exception("no checkpoint")
            connections.close_all()


def checkpoint() -> None:
    """Move what can be moved without waiting for anybody; with a long log, wait for readers and begin it anew."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        row = cursor.fetchone()
        if row is not None and row[1] > LONG_LOG:
            cursor.execute("PRAGMA wal_checkpoint(RESTART)")
