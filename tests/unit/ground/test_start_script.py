"""The start script: what it says before anything is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def start(*arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Start `run` with these arguments and gather what it prints."""
    command = [sys.executable, str(root / "run"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_help_names_every_command() -> None:
    shown = start("--help")
    assert shown.returncode == 0
    for command in ("demo", "test", "check", "clauses", "bench", "upheld", "requirements"):
        assert f"\n  {command} " in shown.stdout


def test_no_command_is_a_mistake() -> None:
    assert start().returncode == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tset",), "There is no command 'tset'."),
        (("check", "src"), "./run check takes no arguments."),
        (("bench", "nothing-of-the-kind"), "Which benchmark? There are:"),
    ],
)
def test_a_wrong_command_is_answered_in_words(arguments: tuple[str, ...], said: str) -> None:
    answer = start(*arguments)
    assert answer.returncode == 2
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_damaged_installer_is_never_run(tmp_path: Path) -> None:
    pins = tmp_path / "requirements"
    pins.mkdir()
    (tmp_path / "run").write_bytes((ROOT / "run").read_bytes())
    (tmp_path / "pyproject.toml").touch()
    for pin in ("uv.txt", "dev.txt"):
        (pins / pin).touch()
    wheel = next((ROOT / "requirements").glob("pip-*.whl"))
    (pins / wheel.name).write_bytes(wheel.read_bytes()[:-1])

    answer = start("upheld", "--help", root=tmp_path)

    assert answer.returncode == 2
    assert f"{wheel.name} is damaged" in answer.stderr
    assert not (tmp_path / ".venv").exists()
