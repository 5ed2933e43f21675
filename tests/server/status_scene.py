"""A status page for tests: its snapshot in a directory of the test's own, read as a browser would read it."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from upheld.server.statuspage.answering import SnapshotFirst
from upheld.server.statuspage.loaded import Shelf
from upheld.server.statuspage.snapshot import write_snapshot


@dataclass(frozen=True)
class Seen:
    """What a reader got: status, headers and body, unpacked."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """What a reader is shown: each break of a line in it is the space that it is read as."""
        return re.sub(r"\s*\n\s*", " ", self.body.decode())

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reader:
    """Reads the page out of a data directory, through the door that stands before the service."""

    data_dir: Path
    shelf: Shelf = field(init=False)

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.data_dir)

    def written(self, now: datetime) -> Reader:
        """After a snapshot was written."""
        write_snapshot(self.data_dir, now)
        self.shelf = Shelf(self.data_dir)
        return self

    def get(self, path: str, method: str = "GET", **headers: str) -> Seen:
        """Ask for a path; 599 stands for what is handed on to the service behind."""
        environ = {"PATH_INFO": path, "REQUEST_METHOD": method}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def behind(_: dict[str, Any], start: Any) -> Iterable[bytes]:
            start("599 Behind", [])
            return ()

        def start(status: str, sent: list[tuple[str, str]]) -> None:
            told.append((status, sent))

        body = b"".join(SnapshotFirst(behind, self.shelf)(environ, start))
        ((status, sent),) = told
        found = dict(sent)
        plain = gzip.decompress(body) if found.get("Content-Encoding") == "gzip" else body
        return Seen(int(status[:3]), found, plain)
