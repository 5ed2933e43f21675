"""Agreements from files: one by itself, or all versions of one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from upheld.problems import Place, Problem, Refused

if TYPE_CHECKING:
    from upheld.agreements.agreement import Agreement
    from upheld.agreements.reading import Source
    from upheld.agreements.versions import Versions


def file_source() -> Source:
    """Agreements from files: an included file is looked for beside the one that names it."""
    from upheld.agreements.reading import Source  # noqa: PLC0415 - `import upheld` stays quick
    from upheld.rules import vocabulary  # noqa: PLC0415 - likewise

    return Source(_open_file, vocabulary())


def try_load(file: str | Path) -> tuple[Agreement | None, tuple[Problem, ...]]:
    """Read an agreement file: the agreement, or every problem found."""
    from upheld.agreements.reading import read_agreement  # noqa: PLC0415 - likewise

    return read_agreement(str(file), file_source())


def load(file: str | Path) -> Agreement:
    """Read an agreement file. Raises `upheld.Refused` with every problem found."""
    agreement, problems = try_load(file)
    if agreement is None:
        raise Refused(problems)
    return agreement


def load_versions(*places: str | Path) -> Versions:
    """Read the versions of one agreement: files, or directories whose `*.yaml` files are its versions.

    Raises `upheld.Refused` with every problem found.
    """
    from upheld.agreements.versions import Versions  # noqa: PLC0415 - likewise

    read = [try_load(file) for place in places for file in _version_files(Path(place))]
    problems = [problem for _, found in read for problem in found]
    if problems:
        raise Refused(problems)
    return Versions.of(agreement for agreement, _ in read if agreement is not None)


def text_of(file: str | Path) -> str:
    """The text of a file. Raises `upheld.Refused` where it cannot be read."""
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise Refused([Problem(Place(str(file)), "", f"cannot be read: {reason}")]) from None


def _version_files(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place]
    found = sorted(place.glob("*.yaml"))
    if not found:
        raise Refused([Problem(Place(str(place)), "", "the directory holds no agreement (*.yaml)", "name a file")])
    return found


def _open_file(file: str, by: str | None) -> tuple[str, str]:
    """A file's name and text, its line ends made alike; no more is read than an agreement may have."""
    from upheld.agreements.unfit import MAX_BYTES  # noqa: PLC0415 - likewise

    path = Path(file) if by is None else Path(by).parent / file
    with path.open("rb") as source:
        data = source.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError(f"it has more than {MAX_BYTES} bytes, which no agreement has")
    return str(path), data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
