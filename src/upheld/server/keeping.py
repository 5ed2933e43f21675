"""Files that are kept as they came (messages, attachments): by their SHA-256 under the data directory, for good.

A file is written beside its place, synced, and moved there whole; the same bytes are kept once.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

FOLDER = "attachments"
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def keep(data_dir: Path, content: bytes) -> str:
    """Keep bytes; their SHA-256 in hex. They have reached the disk when this returns."""
    digest = hashlib.sha256(content).hexdigest()
    place = place_of(data_dir, digest)
    if place.exists():
        return digest
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = place.with_name(f".{digest}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sink:
        sink.write(content)
        sink.flush()
        os.fsync(sink.fileno())
    part.replace(place)
    _sync(place.parent)
    return digest


def kept(data_dir: Path, digest: str) -> bytes:
    """What was kept. Raises ValueError where the bytes are no longer those, FileNotFoundError where they are gone."""
    content = place_of(data_dir, digest).read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(f"the kept file {digest} has been changed")
    return content


def place_of(data_dir: Path, digest: str) -> Path:
    """Where the bytes with a SHA-256 are. Raises ValueError for what is none."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("this is no SHA-256 in hex")
    return data_dir / FOLDER / digest[:2] / digest


def _sync(folder: Path) -> None:
    """Make a new name in a folder outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
