"""Check that files and functions stay small enough to be read at once."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("src", "tests", "tools", "bench")
FILE_LINES = 400
FUNCTION_LINES = 50


def main() -> int:
    """Name every file and function that is too long; 1 when there is one."""
    faults = [fault for path in sources() for fault in too_long(path)]
    print("\n".join(faults) or f"No file over {FILE_LINES} lines, no function over {FUNCTION_LINES}.")
    return 1 if faults else 0


def sources() -> Iterator[Path]:
    """Every Python file of the project."""
    yield ROOT / "run"
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


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
