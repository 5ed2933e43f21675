"""Ingesting sources into a store, once each: `ingest`."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from upheld.problems import Place, Problem
from upheld.telemetry import refusals
from upheld.telemetry.fields import COUNT, TIME
from upheld.telemetry.files import read
from upheld.telemetry.limits import Limits
from upheld.telemetry.mapping import Mapping
from upheld.telemetry.options import Options
from upheld.telemetry.reading import Reading
from upheld.telemetry.scanning import Unreadable, blocks, digest
from upheld.telemetry.sources import Source, find
from upheld.telemetry.store.locking import locked
from upheld.telemetry.store.manifest import Ingested, Manifest, load, save
from upheld.telemetry.store.packs import FOLDER as PACKS
from upheld.telemetry.store.packs import packed
from upheld.telemetry.store.partitions import write_parts

Problems = tuple[Problem, ...]
_SCRATCH = ".scratch"
_MICRO = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Storing:
    """How a store counts: the length of its slices (None keeps rows as they are) and the fields that it leaves out.

    No slice of an agreement that is measured from the store may be finer. The first ingest decides.
    """

    grain: timedelta | None = timedelta(minutes=1)
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ingesting:
    """How sources are ingested. `storing` None means as the store is, or as `Storing()` where it is new."""

    storing: Storing | None = None
    limits: Limits = field(default_factory=Limits)
    options: Options = field(default_factory=Options)


@dataclass(frozen=True, slots=True)
class Stored:
    """What an ingest did.

    Names of the sources added, of those among them that replaced an earlier self, and of those that were
    there already; the rows read and the partitions written.
    """

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    rows: int = 0
    parts: int = 0


def ingest(
    sources: Sequence[str | Path],
    store: Path,
    mapping: Mapping | None = None,
    *,
    now: datetime,
    how: Ingesting = Ingesting(),
) -> Stored | Problems:
    """Add sources to a store, or say what is wrong; a source that is good is added even where another one is not.

    A source is known by the digest of its content: the same one again, under any name or packed by gzip,
    changes nothing; read by another mapping it is counted anew. A log that has grown since replaces what was
    read from its shorter self (a zstd or Parquet file does not: its content is not looked into; and a shorter
    copy that comes after the longer one is not recognised). Each source writes its own files into the days
    that it touches, and nothing else; the manifest is replaced last, so a crash leaves the store as it was. A
    month that has gathered many small files is packed (see `upheld.telemetry.store.packs`); an ingest that adds a
    few reads nothing of the store but its manifest. A second ingest waits for the first.
    """
    found, problems = find(sources)
    if problems:
        return problems
    terms = mapping or Mapping()
    folder = store / terms.series
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        try:
            state = _State(load(folder), Stored())
        except Unreadable as fault:
            return (Problem(Place(str(folder)), "", str(fault)),)
        _clean(folder, state.manifest)
        work = _Work(folder, terms, now, how)
        for source in found:
            state, refused = work.add(state, source)
            problems += refused
        _clean(folder, work.packed(state))
    return problems or state.stored


@dataclass(frozen=True, slots=True)
class _State:
    manifest: Manifest | None
    stored: Stored

    def known(self, digest_: str | None, mapping: str) -> bool:
        """Whether a source with this content was read by the same mapping."""
        sources = self.manifest.sources if self.manifest else ()
        return any(digest_ in {s.file.content, s.file.sha256} and s.mapping == mapping for s in sources)

    def seen_again(self, source: Source) -> _State:
        return replace(self, stored=replace(self.stored, known=(*self.stored.known, source.name)))


@dataclass(frozen=True, slots=True)
class _Work:
    folder: Path
    mapping: Mapping
    now: datetime
    how: Ingesting

    def add(self, state: _State, source: Source) -> tuple[_State, Problems]:
        """The state after one source, or why it was not added."""
        if state.known(digest(source.path), self._mapping_digest()):
            return state.seen_again(source), ()
        limits = replace(self.how.limits, scratch=_scratch(self.folder))
        reading = read([source.path], self.mapping, now=self.now, limits=limits, options=self.how.options)
        if not isinstance(reading, Reading):
            return state, reading
        with reading:
            try:
                return self._added(state, source, reading)
            except Unreadable as fault:
                return state, (refusals.unread(fault, source.name),)

    def packed(self, state: _State) -> Manifest | None:
        """The manifest of the store, after months that have many small partitions were packed."""
        if state.manifest is None or not state.stored.parts:
            return state.manifest
        manifest = packed(state.manifest, self.folder, _scratch(self.folder), self.how.limits)
        if manifest != state.manifest:
            save(self.folder, manifest)
        return manifest

    def _added(self, state: _State, source: Source, reading: Reading) -> tuple[_State, Problems]:
        file = replace(reading.sources[0], name=source.name)
        if state.known(file.content, self._mapping_digest()):
            return state.seen_again(source), ()
        manifest = state.manifest or self._new(reading)
        problems = tuple(self._differing(manifest, reading, source))
        if problems:
            return state, problems
        size, earlier = _earlier(source, manifest)
        gone = frozenset({file.content or "", *earlier}) & {held.file.content for held in manifest.sources}
        parts = write_parts(reading, self.folder, manifest.grain, tuple(manifest.fields))
        entry = Ingested(file, self._mapping_digest(), size, reading.bad, parts)
        manifest = manifest.with_source(entry, frozenset(content or "" for content in gone))
        save(self.folder, manifest)
        before = state.stored
        stored = Stored(
            added=(*before.added, source.name),
            replaced=(*before.replaced, *([source.name] if gone else [])),
            known=before.known,
            rows=before.rows + reading.rows,
            parts=before.parts + len(parts),
        )
        return _State(manifest, stored), ()

    def _new(self, reading: Reading) -> Manifest:
        storing = self.how.storing or Storing()
        counted = self.mapping.series == "requests" and storing.grain is not None
        grain = int((storing.grain or timedelta()) / _MICRO) if counted else 0
        drop = tuple(sorted(storing.drop))
        fields = {name: kind for name, kind in reading.fields.items() if name not in drop}
        return Manifest(self.mapping.series, grain, fields, drop)

    def _differing(self, manifest: Manifest, reading: Reading, source: Source) -> Iterator[Problem]:
        unknown = sorted({*manifest.drop} - {*reading.fields} | {*manifest.drop} & {TIME, COUNT})
        if unknown and not manifest.sources:
            what = f"these fields cannot be left out: {', '.join(unknown)}"
            yield Problem(Place(source.name), "drop", what, f"the source has: {', '.join(reading.fields)}")
        kept = {name: kind for name, kind in reading.fields.items() if name not in manifest.drop}
        odd = sorted({name for name, _ in kept.items() ^ manifest.fields.items()})
        if odd:
            what = f"its fields differ from those of the store: {', '.join(odd)}"
            yield Problem(Place(source.name), "fields", what, "map the same fields, or use a store of its own")
        storing = self.how.storing
        if storing and manifest.sources and (self._new(reading).grain, storing.drop) != (manifest.grain, manifest.drop):
            what = "the store was begun with another length of slices or other fields left out"
            yield Problem(Place(str(self.folder)), "", what, "leave both unsaid, or begin another store")

    def _mapping_digest(self) -> str:
        text = json.dumps(self.mapping.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _earlier(source: Source, manifest: Manifest) -> tuple[int | None, frozenset[str]]:
    """The size of the unpacked content, and the sources of the store that this one begins with, by content."""
    if source.is_parquet or source.packing == "zstd":
        return None, frozenset()
    edges = sorted({held.size for held in manifest.sources if held.size})
    if source.packing == "none" and not (edges and edges[0] < source.size):
        return source.size, frozenset()
    prefixes: set[str] = set()
    running, size = hashlib.sha256(), 0
    for block in blocks(source.path, source.packing):
        start = 0
        for edge in [edge for edge in edges if size < edge <= size + len(block)]:
            running.update(block[start : edge - size])
            start = edge - size
            prefixes.add(running.hexdigest())
        running.update(block[start:])
        size += len(block)
    return size, frozenset(prefixes - {running.hexdigest()})


def _scratch(folder: Path) -> Path:
    scratch = folder / _SCRATCH
    scratch.mkdir(exist_ok=True)
    return scratch


def _clean(folder: Path, manifest: Manifest | None) -> None:
    """Remove what a crash or a replaced source has left: files that the manifest does not name."""
    parts, packs = (manifest.parts(), manifest.packs) if manifest else ((), ())
    named = {folder / path for path in (*(part.path for part in parts), *(pack.path for pack in packs))}
    for file in (*folder.glob("day=*/*"), *folder.glob(f"{PACKS}/*")):
        if file not in named:
            file.unlink()
    for day in folder.glob("day=*"):
        if not any(day.iterdir()):
            day.rmdir()
    shutil.rmtree(folder / _SCRATCH, ignore_errors=True)
