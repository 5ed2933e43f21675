"""How far a reading is, told to a callback while DuckDB works."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

_INTERVAL = 0.1  # seconds between two reports


@dataclass(frozen=True, slots=True)
class Progress:
    """The file being read, bytes read of all files, all bytes, and rows so far (good ones and bad ones)."""

    file: str
    done: int
    total: int
    rows: int


Listener = Callable[[Progress], None]


@contextmanager
def reported(
    connection: duckdb.DuckDBPyConnection, listener: Listener | None, start: Progress, size: int
) -> Iterator[None]:
    """Tell `listener` about ten times a second how far the query of this block is, of a file of `size` bytes.

    The listener is called from a thread of its own.
    """
    if listener is None:
        yield
        return
    finished = threading.Event()
    watcher = threading.Thread(target=_watch, args=(connection, listener, start, size, finished), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        finished.set()
        watcher.join()


def _watch(
    connection: duckdb.DuckDBPyConnection,
    listener: Listener,
    start: Progress,
    size: int,
    finished: threading.Event,
) -> None:
    while not finished.wait(_INTERVAL):
        part = max(0.0, connection.query_progress()) / 100  # a display, never a figure: floats are fine
        listener(Progress(start.file, start.done + int(size * part), start.total, start.rows))
