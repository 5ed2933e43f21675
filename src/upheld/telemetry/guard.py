"""Queries on files that may harm the process that opens them, run in a child process with limits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from upheld.telemetry.confined import TRUST
from upheld.telemetry.limits import Limits
from upheld.telemetry.scanning import Unreadable

Run = Callable[[str], list[Any]]

_READ_PER_SECOND = 10_000_000  # bytes that a query gets through on a slow machine: large files may take longer

# Errors of what was asked, and not of the file: they are raised here as they were raised there.
_PASSED_ON: dict[str, type[duckdb.Error]] = {
    kind.__name__: kind for kind in (duckdb.OutOfRangeException, duckdb.OutOfMemoryException)
}


@dataclass(frozen=True, slots=True)
class Answered:
    """The rows that a child gave."""

    rows: list[Any]

    def fetchall(self) -> list[Any]:
        """Every row."""
        return self.rows


class Guarded:
    """A DuckDB connection in a child process, which sees only `files` and `scratch`.

    A query raises Unreadable where it fails, the child dies, or its time is over: `limits.child_seconds`, and more
    for large files. What comes back is JSON and nothing else, so that a child that was taken over cannot reach
    further. Close it, or use it in a `with` block of `contextlib.closing`.
    """

    def __init__(self, limits: Limits, scratch: Path, files: Sequence[Path]) -> None:
        """Start the child; it opens nothing yet."""
        self._seconds = limits.child_seconds + sum(_size(file) for file in files) // _READ_PER_SECOND
        self._child = _start()
        first = {
            "memory": limits.memory, "threads": limits.threads, "seconds": self._seconds,
            "scratch": str(scratch), "files": [str(file) for file in files],
        }  # fmt: skip
        with suppress(BrokenPipeError):  # a child that is gone already is told of by the first query
            _send(self._child, first)

    def execute(self, query: str, /) -> Answered:
        """Run one query to its end."""
        clock = threading.Timer(self._seconds, self._child.kill)
        clock.start()
        try:
            return Answered(_asked(self._child, query))
        finally:
            clock.cancel()

    def trust(self) -> None:
        """Begin anew with a database that believes the statistics of the files, once their values were looked at."""
        self.execute(TRUST)

    def close(self) -> None:
        """End the child, whatever it is at."""
        self._child.kill()
        self._child.communicate()


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # told of by the first query
        return 0


def _start() -> subprocess.Popen[str]:
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PATH": os.defpath}
    return subprocess.Popen(
        [sys.executable, "-m", "upheld.telemetry.confined"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env=environment,
    )


def _send(child: subprocess.Popen[str], message: object) -> None:
    assert child.stdin is not None  # noqa: S101 - we opened the pipe above
    child.stdin.write(json.dumps(message) + "\n")
    child.stdin.flush()


def _asked(child: subprocess.Popen[str], query: str) -> list[Any]:
    assert child.stdout is not None  # noqa: S101 - we opened the pipe above
    try:
        _send(child, query)
        answer = json.loads(child.stdout.readline())
    except (BrokenPipeError, ValueError) as error:
        raise Unreadable("reading it took too much time or memory, or broke the reader; it was stopped") from error
    if "error" not in answer:
        return list(map(tuple, answer["rows"]))
    if answer["kind"] in _PASSED_ON:
        raise _PASSED_ON[answer["kind"]](answer["error"])
    raise Unreadable(f"the file is damaged or no Parquet: {answer['error']}")
