"""Ingesting sources into a store, once each: `ingest`."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from upheld.problems import Place, Problem
from upheld.telemetry.fields import ACCOUNT, COUNT, TIME
from upheld.telemetry.files import read
from upheld.telemetry.limits import Limits
from upheld.telemetry.mapping import Mapping
from upheld.telemetry.options import Options
from upheld.telemetry.reading import Reading
from upheld.telemetry.scanning import Unreadable, blocks, digest
from upheld.telemetry.sources import Source, find
from upheld.telemetry.store.manifest import Ingested, Manifest, load, save
from upheld.telemetry.store.partitions import write_parts

Problems = tuple[Problem, ...]
_SCRATCH = ".scratch"
_MICRO = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Storing:
    """How a store counts: the length of its slices (None keeps rows as they are) and the fields that it leaves out.

    No slice of an agreement that is measured from it may be finer. The first ingest decides; later ones must agree.
    """

    grain: timedelta | None = timedelta(minutes=1)
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """What an ingest did: names of the sources added, those that replaced their shorter selves, those already there."""

    added: tuple[str, ...]
    grown: tuple[str, ...]
    known: tuple[str, ...]
    rows: int
    parts: int


def ingest(
    sources: Sequence[str | Path],
    store: Path,
    mapping: Mapping | None = None,
    *,
    now: datetime,
    how: tuple[Storing, Limits, Options] = (Storing(), Limits(), Options()),
) -> Stored | Problems:
    """Add sources to a store, or say what is wrong; what was added before a problem stays, whole.

    A source is known by the digest of its content: the same one again, under any name or packed, changes nothing. A log
    that has grown since replaces what was read from its shorter self (not a zstd or Parquet file, whose content is not
    looked into). Each source writes its own files into the days that it touches and nothing else; the manifest is
    replaced last, so that a crash leaves the store as it was. Two ingests wait for each other.
    """
    found, problems = find(sources)
    if problems:
        return problems
    terms = mapping or Mapping()
    folder = store / terms.series
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        try:
            manifest = load(folder)
        except Unreadable as fault:
            return (Problem(Place(str(folder)), "", str(fault)),)
        return _Ingest(folder, terms, now, *how).all(found, manifest)
