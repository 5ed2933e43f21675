"""Every command of the first page and of the tour is run, and what the page says it prints is printed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.docs.conftest import Demo
from tests.docs.fences import Command, commands
from tests.measured import ROOT, Run, upheld

PAGES = (ROOT / "README.md", ROOT / "docs" / "tour.md")
# They start everything from the beginning, these tests too; continuous integration runs them on a bare machine.
STARTS_ALL = ("./run test",)
# Makes `upheld` a command of the shell, which it is here.
ACTIVATES = ". .venv/bin/activate"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.usefixtures("played")
def test_the_commands_of_a_page_do_what_it_says(page: Path, demo: Demo) -> None:
    for command in commands(page):
        done = carried_out(command.line, demo)
        fails = any(": error:" in stated for stated in command.prints)
        assert done.code == (2 if fails else 0), f"{command.line}\n{done.err}"
        assert_printed(command, done)


def carried_out(line: str, demo: Demo) -> Run:
    """Carry out one line of a shell: Upheld's own commands in this process, others by the shell."""
    words = shlex.split(line)
    if line in STARTS_ALL or line == ACTIVATES:
        return Run(0, "", "")
    if line == "./run demo":
        return demo.run
    if words[0] == "cd":
        os.chdir(words[1])
        return Run(0, "", "")
    if words[0] == "upheld":
        return upheld(*words[1:])
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)  # noqa: S602 - our own pages
    return Run(done.returncode, done.stdout, done.stderr)


def assert_printed(command: Command, done: Run) -> None:
    """Every stated line is printed, in order; runs of blanks count as one, since widths depend on the terminal."""
    printed = iter([" ".join(line.split()) for line in (done.out + done.err).splitlines()])
    for stated in command.prints:
        wanted = " ".join(stated.split())
        begins = wanted.endswith("...")
        found = any(line.startswith(wanted[:-3]) if begins else line == wanted for line in printed)
        assert found, f"`{command.line}` does not print, in this order: {stated}\n{done.out}{done.err}"


def test_pages_hold_commands() -> None:
    # A page whose blocks were renamed would test nothing.
    assert [len(list(commands(page))) >= least for page, least in zip(PAGES, (8, 15), strict=True)] == [True, True]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert targets
    assert [target for target in targets if not (page.parent / target).exists()] == []
