"""Making one text file ready for DuckDB: as it lies there where it is clean, else as a mended copy."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path

from upheld.telemetry.scanning import InvalidBytes, Packing, copy, digest, look
from upheld.telemetry.sources import Source


@dataclass(frozen=True, slots=True)
class Staged:
    """What DuckDB reads: the path, its packing and its lines (None where only DuckDB can count them).

    `suspicious` is True where lines may hold marked bytes or be too long, `objects` where each line is known to begin
    as a JSON object. `digests` waits for the SHA-256 of
    the file and of its unpacked content, which is taken in another thread meanwhile.
    """

    path: Path
    packing: Packing
    lines: int | None
    suspicious: bool
    digests: Callable[[], tuple[str, str]]
    objects: bool = False


def stage(source: Source, scratch: Path, invalid: InvalidBytes, executor: Executor, *, objects: bool = False) -> Staged:
    """Look at the file and copy it when it must be mended; raises Unreadable where it cannot be read to its end.

    With `objects` it also sees whether every line begins as a JSON object.
    """
    file_digest: Future[str] = executor.submit(digest, source.path)
    if source.packing == "zstd":
        return Staged(source.path, "zstd", None, suspicious=True, digests=lambda: (file_digest.result(),) * 2)
    if source.packing == "none":
        seen = look(source.path, objects=objects)
        if seen.clean:
            twice = lambda: (file_digest.result(),) * 2  # noqa: E731 - it reads like the line above
            return Staged(source.path, "none", seen.lines, suspicious=False, digests=twice, objects=seen.objects)
    target = scratch / "mended.txt"
    copied = copy(source.path, source.packing, target, invalid)
    return Staged(target, "none", copied.lines, suspicious=True, digests=lambda: (file_digest.result(), copied.content))
