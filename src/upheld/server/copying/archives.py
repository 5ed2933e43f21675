"""A copy as one file, and the scratch directories in which copies are made."""

from __future__ import annotations

import secrets
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from upheld.problems import Place, Problem, Refused


def is_archive(target: Path) -> bool:
    """Whether a copy is to be one file, by its name."""
    return target.name.endswith((".tar", ".tar.gz"))


def pack(root: Path, archive: Path, *, compressed: bool) -> None:
    """Put a directory into one file."""
    with tarfile.open(archive, "w:gz" if compressed else "w") as sink:
        sink.add(root, arcname=".")


@contextmanager
def opened(source: Path) -> Iterator[Path]:
    """A copy as a directory; an archive is unpacked beside itself for as long as it is needed.

    Raises `upheld.Refused` where there is none, or where the archive cannot be read.
    """
    if source.is_dir():
        yield source
        return
    if not source.is_file():
        raise Refused([Problem(Place(str(source)), "", "there is no such backup")])
    with scratch_beside(source) as scratch:
        try:
            with tarfile.open(source) as archive:
                archive.extractall(scratch, filter="data")
        except (tarfile.TarError, EOFError, OSError) as error:
            raise Refused([Problem(Place(str(source)), "", f"cannot be unpacked: {error}")]) from None
        yield scratch


@contextmanager
def scratch_beside(beside: Path) -> Iterator[Path]:
    """A directory for its owner alone, on the disk where the result is to be; removed at the end."""
    beside.absolute().parent.mkdir(parents=True, exist_ok=True)
    made = beside.absolute().with_name(f".{beside.name}.{secrets.token_hex(4)}")
    made.mkdir(mode=0o700)
    try:
        yield made
    finally:
        shutil.rmtree(made)
