"""The snapshot in memory: every file as it is answered; a new one is loaded once its signature holds."""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from time import monotonic
from types import MappingProxyType
from typing import Any

from upheld.server.statuspage.proof import is_ours
from upheld.server.statuspage.snapshot import CURRENT, FILES, FOLDER, MANIFEST, SIGNATURE

log = logging.getLogger(__name__)

LOOKS_EVERY = 1.0
"""Seconds between two looks at whether a new snapshot is in place."""

HTML = "text/html"
OLD_AFTER = 300
"""Seconds after which a page says of itself that it is old."""

_HIDDEN = b" hidden data-stale-page"
JSON, TEXT = "application/json; charset=utf-8", "text/plain; charset=utf-8"
_PAGE = "/status/"


@dataclass(frozen=True, slots=True)
class Answer:
    """A file as it is answered: its tag, its bytes and the same packed (empty where it does not pay)."""

    tag: str
    kind: str
    body: bytes
    packed: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it was written; `packed` is its packed form, empty where it has none on the disk."""

    sha256: str
    kind: str
    body: bytes
    packed: bytes = b""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A snapshot: its files by path and language, and when it was written.

    What is answered, a page in the colours that its reader chose, is made when it is first asked for and then kept.
    """

    number: str
    written_at: datetime
    files: Mapping[tuple[str, str], Stored]
    made: dict[tuple[str, str], Answer]

    def find(self, path: str, languages: tuple[str, ...], theme: str, *, old: bool = False) -> Answer | None:
        """The answer for a path, in the first of some languages that there is.

        Colours are those of pages alone, and so is the warning that a page is `old`.
        """
        tried = (self.files.get((path, each)) for each in ("", *languages, "en"))
        found = next((each for each in tried if each is not None), None)
        if found is None:
            return None
        form = f"{theme}{' old' if old else ''}" if found.kind.startswith(HTML) else ""
        held = self.made.get((found.sha256, form))
        if held is None:
            body = _coloured(found.body.replace(_HIDDEN, b"", 1) if old else found.body, theme if form else "")
            held = _answer(found.kind, body, found.packed if body == found.body else b"")
            self.made[found.sha256, form] = held
        return held


@dataclass(slots=True)
class Shelf:
    """What is in place in a data directory, looked at once a second at most; the last good one stays."""

    data_dir: Path
    _loaded: Loaded | None = None
    _looked: float = field(default=float("-inf"))
    _refused: str = ""
    _lock: Lock = field(default_factory=Lock)

    def taken(self) -> Loaded | None:
        """The snapshot in place; None where there was never a good one."""
        if monotonic() - self._looked >= LOOKS_EVERY and self._lock.acquire(blocking=False):
            try:
                self._looked = monotonic()
                self._look()
            finally:
                self._lock.release()
        return self._loaded

    def _look(self) -> None:
        folder = self.data_dir / FOLDER / CURRENT
        try:
            number = folder.readlink().name
        except OSError:
            return  # nothing was ever written, or the disk is away: what is loaded stays
        if self._loaded is not None and number == self._loaded.number:
            return
        try:
            self._loaded = load(folder.parent / number, self._loaded)
        except (OSError, ValueError, KeyError) as error:
            if number != self._refused:
                log.warning("snapshot refused", extra={"facts": {"number": number, "why": str(error)}})
            self._refused = number


def load(folder: Path, former: Loaded | None = None) -> Loaded:
    """Read a snapshot; what the former one had already is taken from there.

    Raises ValueError where its signature or a file does not hold, OSError where one is missing.
    """
    manifest = (folder / MANIFEST).read_bytes()
    signed = (folder / SIGNATURE).read_bytes()
    if not is_ours(manifest, signed.decode("ascii").strip()):
        raise ValueError("the signature does not hold")
    told = json.loads(manifest)
    known = {each.sha256: each for each in former.files.values()} if former else {}
    files = {(each["path"], each["language"]): _stored(folder / FILES, each, known) for each in told["files"]}
    files |= {(f"{_PAGE}{MANIFEST}", ""): _proof(JSON, manifest), (f"{_PAGE}{SIGNATURE}", ""): _proof(TEXT, signed)}
    held = {each.sha256 for each in files.values()}
    made = {key: answer for key, answer in former.made.copy().items() if key[0] in held} if former else {}
    written = datetime.fromisoformat(told["written_at"]).astimezone(UTC)
    return Loaded(folder.name, written, MappingProxyType(files), made)


def _stored(folder: Path, told: Mapping[str, Any], known: Mapping[str, Stored]) -> Stored:
    held = known.get(told["sha256"])
    if held is not None and held.kind == told["type"]:
        return held
    body = (folder / told["file"]).read_bytes()
    if hashlib.sha256(body).hexdigest() != told["sha256"]:
        raise ValueError(f"{told['file']} is not the file that was signed")
    packed = folder / f"{told['file']}.gz"
    return Stored(told["sha256"], told["type"], body, packed.read_bytes() if packed.exists() else b"")


def _proof(kind: str, content: bytes) -> Stored:
    """What anybody can check the snapshot with, beside the key."""
    return Stored(hashlib.sha256(content).hexdigest(), kind, content)


def _answer(kind: str, body: bytes, packed: bytes = b"") -> Answer:
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    pays = not packed and len(body) >= 500 and not kind.startswith(("image/png", "image/jpeg", "image/webp", "font/"))
    return Answer(tag, kind, body, gzip.compress(body, 6, mtime=0) if pays else packed)


def _coloured(body: bytes, theme: str) -> bytes:
    """A page in the colours that its reader chose: it is written once, for those of the reader's system."""
    if theme not in {"light", "dark"}:
        return body
    marked = body.replace(b"<html ", f'<html data-theme="{theme}" '.encode(), 1)
    pressed = marked.replace(b'value="auto" aria-pressed="true"', b'value="auto" aria-pressed="false"', 1)
    off, on = (f'value="{theme}" aria-pressed="{word}"'.encode() for word in ("false", "true"))
    return pressed.replace(off, on, 1)
