"""Packs: the many small partitions of a month once more in one file, so that a year is a dozen files to open.

A pack is a copy; the daily partitions stay what counts. An ingest that adds a few partitions leaves the packs
alone. A day of which a partition was replaced since is not read from its pack, and a pack that is gone or damaged is
passed over.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from upheld.telemetry import sql
from upheld.telemetry.fields import ACCOUNT, COUNT, TIME
from upheld.telemetry.limits import Limits
from upheld.telemetry.scanning import digest
from upheld.telemetry.session import connect
from upheld.telemetry.store.manifest import Manifest, Pack, Part
from upheld.telemetry.store.placing import FORMAT, moved

FOLDER = "packs"
_LOOSE = 8  # so many partitions of a month stay beside its pack before it is made anew
_SMALL = 4 * 1024 * 1024  # a partition of more bytes is large enough to be read by itself
_NARROW = frozenset({TIME, ACCOUNT, COUNT, "status"})  # what most agreements look at


def packed(manifest: Manifest, folder: Path, scratch: Path, limits: Limits) -> Manifest:
    """The manifest with packs for the months that have many partitions outside of one; only these months are read."""
    due = sorted(month for month, loose in _loose(manifest).items() if loose > _LOOSE)
    if not due:
        return manifest
    kept = [pack for pack in manifest.packs if pack.month not in due]
    with closing(connect(limits, scratch, (), [folder.resolve()])) as connection:
        packing = _Packing(connection, manifest, folder, scratch)
        made = [pack for month in due for pack in packing.packs_of(month)]
    return replace(manifest, packs=tuple(sorted([*kept, *made], key=lambda pack: pack.path)))


def _loose(manifest: Manifest) -> Mapping[str, int]:
    """How many small partitions of each month no pack holds."""
    held = {path for pack in manifest.packs for path in pack.parts}
    found: defaultdict[str, int] = defaultdict(int)
    for part in _small(manifest):
        found[part.month] += part.path not in held
    return found


def _small(manifest: Manifest) -> Iterator[Part]:
    """The partitions that are packed: slice counts in small files."""
    if manifest.grain:
        yield from (part for part in manifest.parts() if part.bytes <= _SMALL)


@dataclass(frozen=True, slots=True)
class _Packing:
    connection: duckdb.DuckDBPyConnection
    manifest: Manifest
    folder: Path
    scratch: Path

    def packs_of(self, month: str) -> Iterator[Pack]:
        """A pack with every field of the store; and a narrow one, where leaving fields out makes fewer rows."""
        parts = tuple(part.path for part in _small(self.manifest) if part.month == month)
        files = sql.values(str(self.folder.resolve() / path) for path in parts)
        every = tuple(self.manifest.fields)
        narrow = tuple(name for name in every if name in _NARROW)
        rows = f"FROM read_parquet([{files}])"
        yield self._written(month, every, parts, f"SELECT {_listed(every)} {rows}")
        if narrow != every:
            keys = _listed(name for name in narrow if name != COUNT)
            sums = ", ".join(f"{_summed(name)} AS {sql.name(name)}" for name in narrow)
            yield self._written(month, narrow, parts, f"SELECT {sums} {rows} GROUP BY {keys} ORDER BY {keys}")

    def _written(self, month: str, fields: tuple[str, ...], parts: tuple[str, ...], rows: str) -> Pack:
        key = hashlib.sha256("\n".join((*fields, *parts)).encode()).hexdigest()[:20]
        target = self.scratch / f"{month}-{key}.parquet"
        self.connection.execute(f"COPY ({rows}) TO {sql.value(str(target))} {FORMAT}")
        path = moved(target, self.folder / FOLDER / target.name)
        return Pack(f"{FOLDER}/{path.name}", month, digest(path), path.stat().st_size, fields, parts)


def _listed(names: Iterator[str] | tuple[str, ...]) -> str:
    return ", ".join(map(sql.name, names))


def _summed(name: str) -> str:
    return f"CAST(sum({sql.name(name)}) AS BIGINT)" if name == COUNT else sql.name(name)
