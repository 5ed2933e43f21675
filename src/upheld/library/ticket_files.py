"""Text files of the support side: read whole or line by line, plain or gzip; what cannot be read is refused."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from upheld.problems import Place, Problem, Refused

_GZIP = b"\x1f\x8b"


def text_of(file: str | Path) -> str:
    """The whole text of a UTF-8 file. Raises Refused where there is none."""
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused([_unreadable(file, error)]) from None


@contextmanager
def lines_of(file: str | Path) -> Iterator[io.TextIOBase]:
    """The lines of a text file, plain or gzip; what cannot be read is refused, also in the middle of it."""
    try:
        with Path(file).open("rb") as raw:
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            source = gzip.GzipFile(fileobj=raw) if packed else raw
            yield io.TextIOWrapper(source, encoding="utf-8-sig", newline="")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise Refused([_unreadable(file, error)]) from None


def _unreadable(file: str | Path, error: Exception) -> Problem:
    if isinstance(error, UnicodeDecodeError):
        return Problem(Place(str(file)), "", "this is not UTF-8 text")
    if isinstance(error, IsADirectoryError):
        return Problem(Place(str(file)), "", "this is a directory, not a file")
    if isinstance(error, FileNotFoundError):
        return Problem(Place(str(file)), "", "there is no such file")
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Problem(Place(str(file)), "", f"this file cannot be read: {reason}")
