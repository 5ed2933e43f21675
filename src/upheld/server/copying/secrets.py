"""What opens doors, and is left out of a copy that people are to read."""

from __future__ import annotations

from typing import Any

_FIELDS = frozenset({"password", "secret_sha256"})
_SEALED = "sealed1:"
LEFT_OUT = "(left out)"


def withheld(row: dict[str, Any]) -> dict[str, Any]:
    """A row without the hashes of passwords and keys, and without sealed texts, wherever they stand in it."""
    return {name: LEFT_OUT if name in _FIELDS else _open(value) for name, value in row.items()}


def _open(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _open(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_open(inner) for inner in value]
    return LEFT_OUT if isinstance(value, str) and value.startswith(_SEALED) else value
