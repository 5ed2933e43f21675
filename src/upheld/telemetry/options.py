"""What may be asked of a reading beside its sources, and the task that comes of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from upheld.telemetry.limits import Limits
from upheld.telemetry.mapping import Mapping
from upheld.telemetry.progress import Listener
from upheld.telemetry.sources import Source


@dataclass(frozen=True, slots=True)
class Options:
    """What may be asked of a reading.

    `fields` names the only fields that are needed (None: all); others are not even taken out of the lines.
    `quarantine` is a file that gets all bad lines of text. `progress` is called about ten times a second,
    from a thread. `span` (from, before; aware) is the only time that is needed: a store opens only its days.
    `digests` False leaves out the SHA-256 of Parquet files, which costs about half a second for each
    gigabyte.
    """

    fields: Collection[str] | None = None
    quarantine: Path | None = None
    progress: Listener | None = None
    span: tuple[datetime, datetime] | None = None
    digests: bool = True


@dataclass(frozen=True, slots=True)
class Task:
    """One reading to be done: its sources and terms, the connection for the rows, and the directory for scratch."""

    sources: Sequence[Source]
    mapping: Mapping
    now: datetime
    limits: Limits
    options: Options
    connection: duckdb.DuckDBPyConnection
    scratch: Path
