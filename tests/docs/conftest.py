"""What the tests of the pages share: the demo, run once, and copies of its folder to play in."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.measured import Run, upheld


@dataclass(frozen=True)
class Demo:
    """The demo as it ran in an empty folder."""

    home: Path
    run: Run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo, run once."""
    home = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        patch.setenv("COLUMNS", "80")
        # Given back before anybody else runs: they begin where the whole run began.
        return Demo(home, upheld("demo", "--no-service"))


@pytest.fixture
def played(demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place with a copy of the demo's folder beside; commands begin there."""
    shutil.copytree(demo.home / "upheld-demo", tmp_path / "upheld-demo")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path
