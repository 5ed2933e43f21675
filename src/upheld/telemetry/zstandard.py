"""Walking the frames of a zstd file (RFC 8878) without unpacking: is it whole?

DuckDB reads a truncated zstd file up to the cut and says nothing; so its frames are walked first.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from upheld.telemetry.scanning import Unreadable

MAGIC = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = range(0x184D2A50, 0x184D2A60)
_RAW_OR_PACKED = (0, 2)  # block types whose size is the bytes that follow; type 1 repeats one byte
_CUT = "the zstd file is cut short: its end is missing"


def require_whole(path: Path) -> None:
    """Raise Unreadable where the last frame is not complete or something else follows it."""
    with path.open("rb") as stream:
        while start := stream.read(4):
            number = int.from_bytes(start, "little")
            if start == MAGIC:
                _pass_frame(stream, path.stat().st_size)
            elif number in _SKIPPABLE:
                _skip(stream, int.from_bytes(_read(stream, 4), "little"), path.stat().st_size)
            else:
                raise Unreadable("the zstd file is damaged: what follows a frame is no frame")


def _pass_frame(stream: BinaryIO, size: int) -> None:
    descriptor = _read(stream, 1)[0]
    single = descriptor >> 5 & 1
    window = 0 if single else 1
    dictionary = (0, 1, 2, 4)[descriptor & 3]
    content = (single, 2, 4, 8)[descriptor >> 6]
    _skip(stream, window + dictionary + content, size)
    last = False
    while not last:
        header = int.from_bytes(_read(stream, 3), "little")
        last, kind, length = bool(header & 1), header >> 1 & 3, header >> 3
        _skip(stream, length if kind in _RAW_OR_PACKED else 1, size)
    _skip(stream, 4 if descriptor >> 2 & 1 else 0, size)


def _read(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise Unreadable(_CUT)
    return data


def _skip(stream: BinaryIO, count: int, size: int) -> None:
    if stream.seek(count, 1) > size:
        raise Unreadable(_CUT)
