"""Looking at a text file's bytes before DuckDB does: digest, number of lines, and mending what would mislead a reader.

A clean file is read by DuckDB as it lies there. Any other one (packed, Windows line ends, invalid UTF-8, a
line over 64 KiB) is copied to the scratch directory first, line for line, so that line numbers stay true and
no line can be lost or split. All work is done on blocks of bytes; single lines are only looked at where a
block has a fault.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from upheld.telemetry.limits import MAX_LINE, MAX_RATIO

if TYPE_CHECKING:
    import numpy as np

BLOCK = 256 * 1024
_HALF = MAX_LINE // 2
_FREE_GROWTH = 64 * 1024 * 1024  # below this a high ratio does no harm
_DELIMITER_SIGN = b"\x04"  # the last sign of the delimiter that must never occur (see lines.py)

# Invalid bytes 0x80 to 0xFF are kept as U+10FF80 to U+10FFFF: no text uses these, and the line is found again by them.
_MARKS = {0xDC00 + byte: 0x10FF00 + byte for byte in range(0x80, 0x100)}
_BYTES = {0x10FF00 + byte: f"\\x{byte:02x}" for byte in range(0x80, 0x100)}
MARKED = "[\\x{10FF80}-\\x{10FFFF}]"

Packing = Literal["none", "gzip", "zstd"]
InvalidBytes = Literal["escape", "mark"]


class Unreadable(Exception):  # noqa: N818 - it says what the file is; turned into a problem by the caller
    """A file that cannot be read to its end; the text says why, in words for the reader."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at the bytes found: number of lines, and whether DuckDB may read the file as it is.

    `objects` is True where every line begins as a JSON object does.
    """

    lines: int
    clean: bool
    objects: bool


@dataclass(frozen=True, slots=True)
class Copied:
    """A mended copy: lines, digest of the unpacked content, and whether any byte was not UTF-8."""

    lines: int
    content: str
    size: int
    invalid: bool


def look(path: Path, *, objects: bool = False) -> Look:
    """Count the lines of a plain file and see whether it is clean; about 5 GB/s where the file is in memory.

    With `objects` also see whether every line begins as a JSON object; without, that stays False.
    """
    import numpy as np  # noqa: PLC0415 - numpy costs 0.14 s, which Parquet and stores need not pay

    newlines, clean, last = 0, True, b"\n"
    decoder = codecs.getincrementaldecoder("utf-8")()
    for block in blocks(path, "none"):
        signs = np.frombuffer(block, np.uint8)
        ends = signs == ord("\n")
        newlines += int(np.count_nonzero(ends))
        clean = clean and _is_clean(block, decoder)
        objects = objects and (last != b"\n" or block.startswith(b"{")) and _begin_objects(signs, np.flatnonzero(ends))
        last = block[-1:]
    return Look(newlines + (last != b"\n"), clean and _decodes(decoder, b"", final=True), objects)


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal; about 2 GB/s."""
    with path.open("rb", buffering=0) as stream:
        if os.fstat(stream.fileno()).st_size <= BLOCK:
            return hashlib.sha256(stream.readall()).hexdigest()
        return hashlib.file_digest(stream, "sha256").hexdigest()


def copy(path: Path, packing: Packing, target: Path, invalid: InvalidBytes) -> Copied:
    """Write an unpacked and mended copy to `target`; raises Unreadable for a truncated or bomb-like file."""
    content = hashlib.sha256()
    mending = _Mending(invalid)
    with target.open("wb") as stream:
        for block in _bounded(path, packing):
            content.update(block)
            stream.write(mending.take(block))
        stream.write(mending.rest())
    return Copied(mending.lines, content.hexdigest(), mending.size, mending.invalid)


def blocks(path: Path, packing: Packing) -> Iterator[bytes]:
    """The unpacked bytes of a plain or gzip file, in blocks."""
    try:
        with path.open("rb") if packing == "none" else gzip.open(path, "rb") as stream:
            while block := stream.read(BLOCK):
                yield block
    except EOFError as error:
        raise Unreadable("the gzip file is cut short: its end is missing") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise Unreadable(f"the gzip file is damaged: {error}") from error


def shown(text: str) -> str:
    r"""A line as people may see it: invalid bytes written as \\xHH."""
    return text.translate(_BYTES)


def _bounded(path: Path, packing: Packing) -> Iterator[bytes]:
    packed, unpacked = path.stat().st_size, 0
    for block in blocks(path, packing):
        unpacked += len(block)
        if unpacked > max(_FREE_GROWTH, packed * MAX_RATIO):
            raise Unreadable(f"it unpacks to more than {MAX_RATIO} times its size, as no log does")
        yield block


def _begin_objects(signs: np.ndarray[Any, np.dtype[np.uint8]], ends: np.ndarray[Any, np.dtype[np.intp]]) -> bool:
    """Whether all lines after the first of a block begin with a brace; what follows its last byte is not known yet."""
    within = ends[:-1] if len(ends) and ends[-1] == len(signs) - 1 else ends
    return bool((signs[within + 1] == ord("{")).all())


def _is_clean(block: bytes, decoder: codecs.IncrementalDecoder) -> bool:
    return (
        b"\r" not in block
        and _DELIMITER_SIGN not in block
        and not any(block.find(b"\n", at, at + _HALF) < 0 for at in range(0, len(block) - _HALF + 1, _HALF))
        and ((block.isascii() and not decoder.getstate()[0]) or _decodes(decoder, block))
    )


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


class _Mending:
    r"""Takes blocks of bytes and gives whole lines back: `\\n` ends, valid UTF-8, none longer than MAX_LINE + 1."""

    def __init__(self, invalid: InvalidBytes) -> None:
        self._escape: Callable[[bytes], bytes] = _escaped if invalid == "escape" else _marked
        self._carry = b""
        self._skipping = False
        self.lines = 0
        self.size = 0
        self.invalid = False

    def take(self, block: bytes) -> bytes:
        self.size += len(block)
        if self._skipping:
            at = block.find(b"\n")
            if at < 0:
                return b""
            block, self._skipping = block[at:], False
        whole, newline, rest = (self._carry + block).rpartition(b"\n")
        self._carry = rest
        if len(rest) > MAX_LINE:
            self._carry, self._skipping = rest[: MAX_LINE + 1], True
        return self._mended(whole + newline) if newline else b""

    def rest(self) -> bytes:
        """The last line, where it has no line end."""
        return self._mended(self._carry + b"\n") if self._carry else b""

    def _mended(self, text: bytes) -> bytes:
        self.lines += text.count(b"\n")
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\\x0d").replace(_DELIMITER_SIGN, b"\\x04")
        if any(len(line) > MAX_LINE for line in text.split(b"\n")):
            text = b"\n".join(line[: MAX_LINE + 1] for line in text.split(b"\n"))
        if text.isascii():
            return text
        mended = self._escape(text)
        self.invalid = self.invalid or mended != text
        return mended


def _escaped(text: bytes) -> bytes:
    r"""Invalid bytes as \\xHH, just as nginx and Apache themselves write bytes that they do not trust."""
    return text.decode("utf-8", "backslashreplace").encode()


def _marked(text: bytes) -> bytes:
    return text.decode("utf-8", "surrogateescape").translate(_MARKS).encode()
