"""Choosing the files of a store to read: packs where they serve, partitions for the rest, all checked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from upheld.problems import Place, Problem
from upheld.telemetry.scanning import digest
from upheld.telemetry.store.manifest import Manifest, Pack, Part


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file to read: its path below the store; of a pack only the rows of some UTC days where `days` is not None."""

    path: str
    days: tuple[date, ...] | None = None


def choose(
    manifest: Manifest, folder: Path, parts: Sequence[Part], fields: Collection[str]
) -> Iterator[Chosen | Problem]:
    """The files that together hold the fields of some partitions, each row once; and what is wrong with partitions.

    `parts` are whole days: all partitions of a day, or none.
    """
    live = {part.path for part in manifest.parts()}
    held: set[str] = set()
    for pack in _serving(manifest, folder, {part.month for part in parts}, fields):
        stale = {_day(path) for path in pack.parts if path not in live}
        fresh = {path for path in pack.parts if _day(path) not in stale}
        read = [part for part in parts if part.path in fresh]
        held.update(part.path for part in read)
        if read:
            yield Chosen(
                pack.path, None if len(read) == len(pack.parts) else tuple(sorted({part.day for part in read}))
            )
    for part in parts:
        if part.path not in held:
            yield _checked(folder, part)


def _serving(manifest: Manifest, folder: Path, months: Collection[str], fields: Collection[str]) -> Iterator[Pack]:
    """For each month the pack with the fewest fields that has all that are asked for, and is as it was written."""
    for month in sorted(months):
        able = [pack for pack in manifest.packs if pack.month == month and set(fields) <= set(pack.fields)]
        yield from [pack for pack in sorted(able, key=lambda pack: len(pack.fields)) if _is_intact(folder, pack)][:1]


def _checked(folder: Path, part: Part) -> Chosen | Problem:
    if _is_intact(folder, part):
        return Chosen(part.path)
    gone = not (folder / part.path).is_file()
    what = "this partition is missing" if gone else "this partition was changed since it was written"
    return Problem(Place(str(folder / part.path)), "", what, "ingest its source again")


def _is_intact(folder: Path, file: Part | Pack) -> bool:
    path = folder / file.path
    return path.is_file() and path.stat().st_size == file.bytes and digest(path) == file.sha256


def _day(path: str) -> str:
    """The folder of a partition, which names its day."""
    return path.partition("/")[0]
