"""The manifest of a copy: what it was taken of, and each part with its SHA-256, so that a fault in it is found."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from upheld.problems import Place, Problem, Refused

FILE = "manifest.json"
ROWS = "rows"
FILES = "files"
FORM: Final = 1
Kind = Literal["backup", "export"]
_BLOCK = 1024 * 1024


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Record):
    """One file of a copy: its path inside it (`rows/desk.Ticket.jsonl`), bytes, SHA-256 in hex, and rows if any."""

    path: str
    size: int
    sha256: str
    rows: int | None = None


class Manifest(_Record):
    """What a copy is made of. `made_at` is in UTC; `key` tells the installation's key from others, and not the key."""

    form: Literal[1]
    kind: Kind
    upheld: str
    made_at: datetime
    database: str
    key: str
    migrations: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return sum(part.rows or 0 for part in self.parts)

    @property
    def files(self) -> int:
        """How many kept files it holds."""
        return sum(part.rows is None for part in self.parts)


def key_mark(secret_key: str) -> str:
    """What tells an installation's key from another, and gives nothing of it away."""
    return hmac.new(secret_key.encode(), b"upheld: the mark of this key", hashlib.sha256).hexdigest()[:16]


def part_of(root: Path, path: str, rows: int | None = None) -> Part:
    """A file as it now stands on the disk."""
    digest, size = hashlib.sha256(), 0
    with (root / path).open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return Part(path=path, size=size, sha256=digest.hexdigest(), rows=rows)


def manifest_in(root: Path, named: str) -> Manifest:
    """The manifest of the copy in a directory, once every part of it was read and found as it was written.

    `named` is what problems call the copy. Raises `upheld.Refused` with everything that is wrong.
    """
    manifest = _read(root, named)
    problems = [*_changed(root, manifest, named), *_beside(root, manifest, named)]
    if problems:
        raise Refused(problems)
    return manifest


def _read(root: Path, named: str) -> Manifest:
    try:
        return Manifest.model_validate_json((root / FILE).read_bytes())
    except FileNotFoundError:
        what = f"there is no {FILE} in it"
    except ValidationError as error:
        what = f"its {FILE} is not one that this version reads: {error.errors()[0]['msg']}"
    raise Refused([Problem(Place(named), "", what, "name what `upheld backup` wrote")])


def _changed(root: Path, manifest: Manifest, named: str) -> Iterator[Problem]:
    for part in manifest.parts:
        if not (root / part.path).resolve().is_relative_to(root.resolve()):
            yield Problem(Place(named), part.path, "lies outside of the copy")
        elif not (root / part.path).is_file():
            yield Problem(Place(named), part.path, "is missing")
        elif part_of(root, part.path, part.rows) != part:
            yield Problem(Place(named), part.path, "is not what was written", "use another copy")


def _beside(root: Path, manifest: Manifest, named: str) -> Iterator[Problem]:
    known = {FILE, *(part.path for part in manifest.parts)}
    found = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    for path in sorted(found - known):
        yield Problem(Place(named), path, "does not belong to it")
