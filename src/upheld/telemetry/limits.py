"""The bounds that reading keeps: memory, disk, time, and the share of bad lines that a figure may rest on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

MAX_LINE = 64 * 1024  # bytes; longer lines are counted as bad and not kept in memory
MAX_RATIO = 250  # a compressed log that grows more than this is a bomb; repetitive logs reach about 60
EXAMPLES = 5  # bad lines shown for each reason

ParquetCare = Literal["reencode", "confine", "decode", "probe", "trust"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading may use.

    `memory` is the bound for DuckDB in bytes (it spills to `scratch` beyond it); `threads` None means all
    cores; `scratch` None means the system's temporary directory. `bad_share` is the largest share of bad
    lines. `parquet` says how foreign Parquet is treated (see `upheld.telemetry.parquet`); None chooses by
    size. `child_seconds` bounds each query of the child process that looks at it; larger files get more.
    """

    memory: int = 512 * 1024 * 1024
    threads: int | None = None
    scratch: Path | None = None
    bad_share: Fraction = Fraction(1, 100)
    parquet: ParquetCare | None = None
    child_seconds: int = 120
