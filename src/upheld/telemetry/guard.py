"""Queries on files that may harm the process that opens them, run in a child process with limits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from upheld.telemetry.limits import Limits
from upheld.telemetry.scanning import Unreadable

Run = Callable[[str], list[Any]]


@contextmanager
def guarded(limits: Limits, scratch: Path, files: Sequence[Path]) -> Iterator[Run]:
    """A function that runs one query in a child process; the child sees only `files` and `scratch`.

    It raises Unreadable where the query fails, the child dies, or `limits.child_seconds` are over. What comes
    back is JSON and nothing else, so that a child that was taken over cannot reach further.
    """
    child = _start()
    clock = threading.Timer(limits.child_seconds, child.kill)
    clock.start()
    try:
        first = {
            "memory": limits.memory, "threads": limits.threads, "seconds": limits.child_seconds,
            "scratch": str(scratch), "files": [str(file) for file in files],
        }  # fmt: skip
        with suppress(BrokenPipeError):  # a child that is gone already is told of by the first query
            _send(child, first)
        yield lambda query: _asked(child, query)
    finally:
        clock.cancel()
        child.kill()
        child.communicate()


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
    if "error" in answer:
        raise Unreadable(f"the file is damaged or no Parquet: {answer['error']}")
    return list(answer["rows"])
