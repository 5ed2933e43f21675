"""Reading Parquet files: understood and passed through by a child process, then measured where they lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from types import MappingProxyType

import duckdb

from upheld.problems import Problem
from upheld.telemetry import refusals, sql
from upheld.telemetry.bad import BadLine, BadLines, gathered, shortened
from upheld.telemetry.guard import Run, guarded
from upheld.telemetry.layout import Typed, layout
from upheld.telemetry.options import Task
from upheld.telemetry.parquet import BROKEN, ParquetFile, Passed, all_rows, care_for, kinds_of, passed, probed, reencoded, scan
from upheld.telemetry.plan import Seen, narrowed, resolve
from upheld.telemetry.progress import Progress
from upheld.telemetry.reading import Reading, SourceFile, relation_of, span_of
from upheld.telemetry.scanning import Unreadable, digest
from upheld.telemetry.shapes import SHAPES
from upheld.telemetry.sources import Source

Problems = tuple[Problem, ...]


def read_parquet(task: Task) -> Reading | Problems:
    """The rows of Parquet files, or everything that is wrong with them."""
    size = sum(source.size for source in task.sources)
    care = care_for(size, task.limits.parquet)
    with ThreadPoolExecutor(1) as executor:
        digests = {source: executor.submit(digest, source.path) for source in task.sources if task.options.digests}
        child = guarded(task.limits, task.scratch, [source.path for source in task.sources])
        with nullcontext(_own(task)) if care == "trust" else child as run:
            return _read(task, run, care, digests)
