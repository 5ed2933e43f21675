"""A progress bar on standard error for anything that takes over a second: share, rate and time left."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from upheld.telemetry.progress import Listener, Progress

QUIET_SECONDS = 1.0


@contextmanager
def progress() -> Iterator[Listener | None]:
    """A listener for readings that draws a bar once a second has gone by; None where nobody looks at a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    drawing = _Drawing()
    try:
        yield drawing.take
    finally:
        drawing.stop()


class _Drawing:
    """The bar, made when it is first needed; told from a thread of the reading."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.bar: Bar | None = None
        self.lock = threading.Lock()

    def take(self, told: Progress) -> None:
        if time.monotonic() - self.begun < QUIET_SECONDS:
            return
        with self.lock:
            bar = self.bar or self._made(told)
            bar.update(bar.task_ids[0], completed=told.done, total=told.total, description=told.file, rows=told.rows)

    def stop(self) -> None:
        with self.lock:
            if self.bar is not None:
                self.bar.stop()

    def _made(self, told: Progress) -> Bar:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
            TransferSpeedColumn,
        )

        columns = (
            TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(),
            TextColumn("{task.fields[rows]:,} rows"), TimeRemainingColumn(),
        )  # fmt: skip
        self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self.bar.add_task(told.file, total=told.total, rows=told.rows)
        self.bar.start()
        return self.bar
