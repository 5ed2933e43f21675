"""Check that files, functions and the lines of templates stay small enough to be read at once."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("src", "tests", "tools", "bench")
FILE_LINES = 400
FUNCTION_LINES = 50
TEMPLATE_SIGNS = 160
_MESSAGE = re.compile(r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}|{%\s*translate\b.*?%}")
_AS_IT_STANDS = re.compile(r"<pre\b[^>]*>.*")


def main() -> int:
    """Name every file and function that is too long; 1 when there is one."""
    faults = [fault for path in sources() for fault in too_long(path)]
    faults += [fault for path in templates() for fault in too_wide(path)]
    sizes = f"No file over {FILE_LINES} lines, no function over {FUNCTION_LINES}, no line of a template over"
    print("\n".join(faults) or f"{sizes} {TEMPLATE_SIGNS} signs.")
    return 1 if faults else 0


def sources() -> Iterator[Path]:
    """Every Python file of the project."""
    yield ROOT / "run"
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def templates() -> Iterator[Path]:
    """Every template of a page."""
    yield from sorted((ROOT / "src" / "upheld" / "server").glob("*/templates/**/*.html"))


def too_wide(path: Path) -> Iterator[str]:
    """Which lines of a template are too long, as `file:line: what`."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if signs(line) > TEMPLATE_SIGNS:
            yield f"{path.relative_to(ROOT)}:{number}: {signs(line)} signs in a line; at most {TEMPLATE_SIGNS}"


def signs(line: str) -> int:
    """How long a line of a template is, but for what has to stand in one line.

    That is its longest message, whose text is the key of its translation, and what `pre` shows as it stands.
    """
    rest = _AS_IT_STANDS.sub("", line)
    return len(rest) - max((len(found[0]) for found in _MESSAGE.finditer(rest)), default=0)


def too_long(path: Path) -> Iterator[str]:
    """What in one file is too long, as `file:line: what`."""
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT)
    if (lines := len(text.splitlines())) > FILE_LINES:
        yield f"{name}:1: {lines} lines; a file has at most {FILE_LINES}"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{name}:{node.lineno}: {node.name} has {length} lines; at most {FUNCTION_LINES}"


if __name__ == "__main__":
    sys.exit(main())
