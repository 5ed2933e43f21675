"""What the tests of telemetry share: files written on the spot, and their rows as dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from upheld.problems import Problem
from upheld.telemetry.files import read
from upheld.telemetry.limits import Limits
from upheld.telemetry.mapping import Mapping, load_mapping
from upheld.telemetry.options import Options
from upheld.telemetry.reading import Reading

NOW = datetime(2026, 11, 22, tzinfo=UTC)
Rows = list[dict[str, Any]]


def terms(text: str) -> Mapping:
    """A mapping from its YAML, which must be right."""
    mapping, problems = load_mapping(text, "mapping.yaml")
    assert mapping is not None, problems
    return mapping


def rows_of(reading: Reading) -> Rows:
    """Every row of a reading in order of time, as the relation gives it."""
    names = ", ".join(f'"{name}"' for name in reading.fields)
    rows = reading.connection.execute(f"SELECT {names} FROM {reading.relation} ORDER BY ALL").fetchall()
    return [dict(zip(reading.fields, row, strict=True)) for row in rows]


class Files:
    """Writes files into a directory of the test and reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: list[Reading] = []

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def outcome(
        self,
        sources: Sequence[str | Path],
        mapping: str | None = None,
        limits: Limits | None = None,
        options: Options | None = None,
    ) -> Reading | tuple[Problem, ...]:
        chosen = terms(mapping) if mapping else None
        outcome = read(sources, chosen, now=NOW, limits=limits or Limits(), options=options or Options())
        if isinstance(outcome, Reading):
            self.opened.append(outcome)
        return outcome

    def read(self, sources: Sequence[str | Path], mapping: str | None = None, **more: Any) -> Reading:
        outcome = self.outcome(sources, mapping, **more)
        assert isinstance(outcome, Reading), "\n".join(map(str, outcome))
        return outcome

    def rows(self, name: str, content: str | bytes, mapping: str | None = None, **more: Any) -> Rows:
        return rows_of(self.read([self.write(name, content)], mapping, **more))

    def refusal(self, sources: Sequence[str | Path], mapping: str | None = None, **more: Any) -> str:
        """The problems of sources that cannot be read, one per line, without the directory of the test."""
        outcome = self.outcome(sources, mapping, **more)
        assert not isinstance(outcome, Reading)
        return "\n".join(map(str, outcome)).replace(f"{self.folder}/", "")


@pytest.fixture
def files(tmp_path: Path) -> Any:
    folder = tmp_path / "sources"
    folder.mkdir()
    made = Files(folder)
    yield made
    for reading in made.opened:
        reading.close()


def micro(text: str) -> int:
    """An ISO instant as epoch microseconds."""
    moment: Callable[[str], datetime] = datetime.fromisoformat
    return int((moment(text) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000)
