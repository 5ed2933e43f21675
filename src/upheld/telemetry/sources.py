"""The files that a reading is made of: globs expanded, faults found before any is read, packing found by content."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from upheld.problems import Place, Problem
from upheld.telemetry.scanning import Packing, Unreadable, blocks
from upheld.telemetry.zstandard import MAGIC as ZSTD
from upheld.telemetry.zstandard import require_whole

SAMPLE = 64 * 1024  # bytes looked at to find out what a file is
_GZIP = b"\x1f\x8b"
PARQUET = b"PAR1"
_FOREIGN = {
    b"PK\x03\x04": "a zip archive", b"BZh": "packed by bzip2", b"\xfd7zXZ": "packed by xz",
    b"\xff\xfe": "UTF-16 text", b"\xfe\xff": "UTF-16 text", b"SQLite format 3": "an SQLite database",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its path, the name that it was given by, its size in bytes, how it is packed, and its first bytes.

    `changed` is the time of its last change in nanoseconds, to see whether somebody writes while we read.
    """

    path: Path
    name: str
    size: int
    changed: int
    packing: Packing
    sample: bytes

    @property
    def is_parquet(self) -> bool:
        """True for a Parquet file, by its first bytes."""
        return self.sample.startswith(PARQUET)


def find(given: Sequence[str | Path]) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The files behind names and globs, in the order given, each once; and everything that is wrong with them."""
    found: dict[Path, Source] = {}
    problems: list[Problem] = []
    for path, name in _named(given, problems):
        if path.resolve() in found:
            continue
        try:
            found[path.resolve()] = _opened(path, name)
        except Unreadable as fault:
            problems.append(Problem(Place(name), "", str(fault)))
        except OSError as error:
            problems.append(Problem(Place(name), "", f"the file cannot be read: {error.strerror or error}"))
    if not given:
        problems.append(Problem(Place(""), "", "no source is given", "name at least one file"))
    return tuple(found.values()), tuple(problems)


def _named(given: Sequence[str | Path], problems: list[Problem]) -> Iterator[tuple[Path, str]]:
    for item in given:
        text = str(item)
        path = Path(text)
        if path.exists() or not glob.has_magic(text):
            yield path, text
            continue
        matches = sorted(glob.glob(text, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if not matches:
            problems.append(Problem(Place(text), "", "no file fits this pattern"))
        yield from ((Path(match), match) for match in matches if not Path(match).is_dir())


def _opened(path: Path, name: str) -> Source:
    if path.is_dir():
        raise Unreadable(f"this is a directory; name its files, for example {name.rstrip('/')}/*.log")
    if not path.exists():
        raise Unreadable("there is no such file")
    if not path.is_file():
        raise Unreadable("this is no regular file; save it to one first")
    with path.open("rb") as stream:
        start = stream.read(SAMPLE)
    packing = _packing(path, start)
    sample = start
    if packing == "gzip":
        sample = next(blocks(path, "gzip"), b"")[:SAMPLE]
    if not sample:
        raise Unreadable("the file is empty")
    foreign = next((what for magic, what in _FOREIGN.items() if sample.startswith(magic)), None)
    if foreign:
        raise Unreadable(f"the file is {foreign}; give it as plain text, gzip, zstd or Parquet")
    status = path.stat()
    return Source(path.resolve(), name, status.st_size, status.st_mtime_ns, packing, sample)


def _packing(path: Path, start: bytes) -> Packing:
    if start.startswith(_GZIP):
        return "gzip"
    if start.startswith(ZSTD):
        require_whole(path)
        return "zstd"
    return "none"
