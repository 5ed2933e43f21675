"""Reading telemetry into one relation: `read`, the front door."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from upheld.problems import Place, Problem
from upheld.telemetry.limits import Limits
from upheld.telemetry.mapping import Mapping
from upheld.telemetry.options import Options, Task
from upheld.telemetry.parquet_reading import read_parquet
from upheld.telemetry.reading import Reading
from upheld.telemetry.session import connect
from upheld.telemetry.sources import find
from upheld.telemetry.store.opening import is_store, open_store
from upheld.telemetry.text_reading import read_text

Problems = tuple[Problem, ...]

__all__ = ["Options", "Problems", "read"]


def read(
    sources: Sequence[str | Path],
    mapping: Mapping | None = None,
    *,
    now: datetime,
    limits: Limits = Limits(),  # noqa: B008 - a frozen value, the same for every call
    options: Options = Options(),  # noqa: B008 - a frozen value, the same for every call
) -> Reading | Problems:
    """Read files and globs, or one store, into one relation, or say everything that is wrong with them.

    Text is loaded once into a table within `limits.memory` (it spills to the scratch directory beyond it);
    Parquet is read where it lies (see `upheld.telemetry.parquet`). Every line is accounted for: lines = rows
    + bad + blank. Above `limits.bad_share` the reading is refused. `now` is aware; rows more than a day after
    it are bad. The caller closes the reading.
    """
    if len(sources) == 1 and is_store(Path(sources[0])):
        return open_store(Path(sources[0]), mapping.series if mapping else None, limits=limits, options=options)
    found, problems = find(sources)
    if problems:
        return problems
    tables = [source for source in found if source.is_parquet]
    if tables and len(tables) < len(found):
        what = "Parquet and text cannot be read together"
        return (Problem(Place(tables[0].name), "", what, "ingest both into a store, or read them apart"),)
    scratch = Path(tempfile.mkdtemp(prefix="upheld-", dir=limits.scratch))
    connection = connect(limits, scratch, [source.path for source in found])
    task = Task(found, mapping or Mapping(), now, limits, options, connection, scratch)
    try:
        outcome = read_parquet(task) if tables else read_text(task)
    except BaseException:
        discard(task)
        raise
    if not isinstance(outcome, Reading):
        discard(task)
    return outcome


def discard(task: Task) -> None:
    """Close what was opened for a reading that came to nothing."""
    task.connection.close()
    shutil.rmtree(task.scratch, ignore_errors=True)
