"""The lock of a store: one that writes to it at a time, and nobody while it is copied."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_LOCK = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of the series in a folder; it ends with the process that holds it."""
    with (folder / _LOCK).open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


@contextmanager
def all_locked(stores: Path) -> Iterator[None]:
    """Hold the lock of every series of every store below a folder, so that they can be copied as they are."""
    with ExitStack() as held:
        for lock in sorted(stores.glob(f"*/*/{_LOCK}")):
            held.enter_context(locked(lock.parent))
        yield
