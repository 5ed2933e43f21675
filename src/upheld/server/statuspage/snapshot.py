"""Writing the snapshot: every file of the page in a new folder, signed as a whole, and put in place at one stroke.

    statuspage/<number>/manifest.json     what there is: paths, types, SHA-256, when it was written
    statuspage/<number>/manifest.sig      the signature of that file (Ed25519, base64)
    statuspage/<number>/files/...         the files, and beside each text the same packed (`.gz`)
    statuspage/current                    a link to the number in place

Any web server can serve `current/files`, also of a copy that is kept elsewhere.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from upheld.server.jobs.pace import at_once
from upheld.server.statuspage.contents import Content, contents
from upheld.server.statuspage.gathering import gathered
from upheld.server.statuspage.proof import signature
from upheld.server.statuspage.v2 import instant

FOLDER, CURRENT, MANIFEST, SIGNATURE, FILES = "statuspage", "current", "manifest.json", "manifest.sig", "files"
KEPT = 3
_LEAST_TO_PACK = 500
_PACKED = (".html", ".json", ".css", ".js", ".svg", ".txt", ".atom", ".rss", ".ics")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file of a snapshot as the manifest lists it."""

    content: Content
    file: str
    sha256: str


def write_snapshot(data_dir: Path, now: datetime, rest: Callable[[], None] = at_once) -> Path:
    """Gather, write and put in place; the folder that is in place then. `rest` is called after each file is drawn.

    Writers take turns.
    """
    with _turn(data_dir / FOLDER) as folder:
        kept = tuple(_drawn(contents(gathered(now)), rest))
        made = _written(folder, kept, now)
        _put_in_place(folder, made)
        _prune(folder)
    return made


def written_at(data_dir: Path) -> datetime | None:
    """As of when the snapshot in place was gathered; None where there is none."""
    try:
        told = json.loads((data_dir / FOLDER / CURRENT / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    return datetime.fromisoformat(told["written_at"])


@contextmanager
def _turn(folder: Path) -> Iterator[Path]:
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _written(folder: Path, kept: tuple[_Kept, ...], now: datetime) -> Path:
    made = folder / str(max(_numbers(folder), default=0) + 1)
    part = folder / f".{made.name}"
    shutil.rmtree(part, ignore_errors=True)
    former = folder / CURRENT / FILES
    for each in kept:
        _write(part / FILES / each.file, each.content.body, former / each.file)
    manifest = json.dumps(_manifest(kept, now), indent=1).encode()
    (part / MANIFEST).write_bytes(manifest)
    (part / SIGNATURE).write_text(signature(manifest) + "\n", encoding="ascii")
    part.rename(made)
    return made


def _write(place: Path, body: bytes, former: Path) -> None:
    """Write a file and its packed form; where the former snapshot has the same, both are linked."""
    place.parent.mkdir(parents=True, exist_ok=True)
    packs = place.suffix in _PACKED and len(body) >= _LEAST_TO_PACK
    packed, former_packed = (each.with_name(f"{each.name}.gz") for each in (place, former))
    if _same(former, body):
        os.link(former, place)
        if packs and former_packed.exists():
            os.link(former_packed, packed)
            return
    else:
        place.write_bytes(body)
    if packs:
        packed.write_bytes(gzip.compress(body, 6, mtime=0))


def _same(former: Path, body: bytes) -> bool:
    try:
        return former.read_bytes() == body
    except OSError:
        return False


def _put_in_place(folder: Path, made: Path) -> None:
    link = folder / f".{CURRENT}"
    link.unlink(missing_ok=True)
    link.symlink_to(made.name)
    link.replace(folder / CURRENT)


def _prune(folder: Path) -> None:
    for number in sorted(_numbers(folder))[:-KEPT]:
        shutil.rmtree(folder / str(number), ignore_errors=True)


def _numbers(folder: Path) -> list[int]:
    return [int(each.name) for each in folder.iterdir() if each.name.isdecimal()]


def _drawn(found: Iterable[Content], rest: Callable[[], None]) -> Iterator[_Kept]:
    for each in found:
        yield _kept(each)
        rest()


def _kept(content: Content) -> _Kept:
    return _Kept(content, file_of(content.path, content.language), hashlib.sha256(content.body).hexdigest())


def file_of(path: str, language: str) -> str:
    """Where a path's file is below `files`: pages end in `.html`, those that are not in English in `.de.html`."""
    plain = f"{path}index" if path.endswith("/") else path
    if not language:
        return plain.lstrip("/")
    return plain.lstrip("/") + (".html" if language == "en" else f".{language}.html")


def _manifest(kept: Iterable[_Kept], now: datetime) -> dict[str, object]:
    return {
        "written_at": instant(now),
        "files": [
            {
                "path": each.content.path, "language": each.content.language, "type": each.content.kind,
                "file": each.file, "sha256": each.sha256,
            }
            for each in kept
        ],
    }  # fmt: skip
