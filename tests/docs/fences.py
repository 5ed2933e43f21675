"""The fenced blocks of a page: what a reader copies, and what the page says comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Command:
    """A command of a page and the lines that it is said to print; one that ends in `...` goes on."""

    line: str
    prints: tuple[str, ...]


def blocks(page: Path, language: str) -> Iterator[str]:
    """The text of each block in a language."""
    return (text for tongue, text in _BLOCK.findall(page.read_text(encoding="utf-8")) if tongue == language)


def commands(page: Path) -> Iterator[Command]:
    """The commands of all `console` blocks: a line after `$ `, with the lines that it continues on."""
    for text in blocks(page, "console"):
        whole = re.sub(r" *\\\n *", " ", text)
        for part in re.split(r"^\$ ", whole, flags=re.MULTILINE)[1:]:
            line, *prints = part.splitlines()
            yield Command(line, tuple(stated for stated in prints if stated.strip()))
