"""The manifest of a store: every source that was ingested, every partition with its SHA-256.

What it omits is no data.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from upheld.telemetry.bad import BadLine, BadLines
from upheld.telemetry.mapping import Series
from upheld.telemetry.reading import SourceFile
from upheld.telemetry.scanning import Unreadable
from upheld.telemetry.store.placing import flush_folder

VERSION = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Part:
    """One partition file: its path below the store, its UTC day, digest and size.

    `source_rows` are the rows of the source that it stands for, `rows` those that it has itself, `requests`
    what they count; `first` and `last` are the instants of the first and last row in microseconds.
    """

    path: str
    day: date
    sha256: str
    bytes: int
    source_rows: int
    rows: int
    requests: int
    first: int
    last: int

    @property
    def month(self) -> str:
        """Its UTC month: `2026-10`."""
        return f"{self.day:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Pack:
    """A copy of partitions of one month in one file: its path below the store, its UTC month, digest and size.

    `fields` are those that its rows have, `parts` the paths of the partitions that it holds.
    """

    path: str
    month: str
    sha256: str
    bytes: int
    fields: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ingested:
    """One source in the store: the file, the digest of the mapping that it was read by, its bad lines, its partitions.

    `size` is the number of bytes of its unpacked content, None where that is not known.
    """

    file: SourceFile
    mapping: str
    size: int | None
    bad: BadLines
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that a store holds of one series.

    `grain` is the length of a slice in microseconds, 0 for rows as they are; `drop` are the fields that are
    left out.
    """

    series: Series
    grain: int
    fields: Mapping[str, str]
    drop: tuple[str, ...] = ()
    sources: tuple[Ingested, ...] = ()
    packs: tuple[Pack, ...] = ()

    def with_source(self, new: Ingested, gone: frozenset[str]) -> Manifest:
        """The manifest with a source added, and those whose content digest is in `gone` left out."""
        kept = [source for source in self.sources if source.file.content not in gone]
        return replace(self, sources=tuple(sorted([*kept, new], key=lambda source: source.file.content or "")))

    def parts(self) -> tuple[Part, ...]:
        """Every partition, in order of path."""
        return tuple(sorted((part for source in self.sources for part in source.parts), key=lambda part: part.path))


def load(folder: Path) -> Manifest | None:
    """The manifest in a folder, None where there is none; raises Unreadable where it is damaged."""
    path = folder / NAME
    if not path.exists():
        return None
    try:
        return _read(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"the manifest {path} is damaged or of another version") from error


def save(folder: Path, manifest: Manifest) -> None:
    """Write the manifest so that a reader sees the old one or the new one, whole, even after a power cut."""
    text = json.dumps(_written(manifest), sort_keys=True, indent=1, ensure_ascii=True) + "\n"
    part = folder / (NAME + ".part")
    with part.open("w", encoding="ascii", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(folder / NAME)
    flush_folder(folder)


def _written(manifest: Manifest) -> dict[str, Any]:
    sources = [
        {
            "file": asdict(source.file),
            "mapping": source.mapping,
            "size": source.size,
            "bad": dict(source.bad.by_reason),
            "examples": [asdict(example) for example in source.bad.examples],
            "parts": [{**asdict(part), "day": part.day.isoformat()} for part in source.parts],
        }
        for source in manifest.sources
    ]
    fields = [[name, kind] for name, kind in manifest.fields.items()]
    head: dict[str, Any] = {
        "version": VERSION,
        "series": manifest.series,
        "grain": manifest.grain,
        "fields": fields,
    }
    head["drop"] = list(manifest.drop)
    return {**head, "sources": sources, "packs": [asdict(pack) for pack in manifest.packs]}


def _read(written: dict[str, Any]) -> Manifest:
    if written["version"] != VERSION:
        raise ValueError(written["version"])
    sources = tuple(
        Ingested(
            file=SourceFile(**source["file"]),
            mapping=source["mapping"],
            size=source["size"],
            bad=BadLines(source["bad"], tuple(BadLine(**example) for example in source["examples"])),
            parts=tuple(Part(**{**part, "day": date.fromisoformat(part["day"])}) for part in source["parts"]),
        )
        for source in written["sources"]
    )
    packs = tuple(
        Pack(**{**pack, "fields": tuple(pack["fields"]), "parts": tuple(pack["parts"])})
        for pack in written.get("packs", ())  # a store that was written before there were packs
    )
    return Manifest(
        written["series"], written["grain"], dict(written["fields"]), tuple(written["drop"]), sources, packs
    )
