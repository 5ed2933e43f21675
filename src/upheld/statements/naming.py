"""Names for statement files that are safe on every system, whatever an account is called."""

from __future__ import annotations

import hashlib
import re

from upheld.statements.statement import Statement

_UNSAFE = re.compile(r"[^a-z0-9-]+")
_LONGEST = 60


def file_stem(statement: Statement) -> str:
    """A file name without its ending, such as `gold-acme-2026-10`.

    Where a name had to be changed, a part of its SHA-256 keeps two such names apart.
    """
    labels = [part.period_label for part in statement.commitments[:1]]
    return "-".join(_safe(name) for name in (statement.agreement, statement.account, *labels))


def _safe(name: str) -> str:
    plain = _UNSAFE.sub("-", name.lower()).strip("-")[:_LONGEST]
    if plain == name:
        return plain
    mark = hashlib.sha256(name.encode("utf-8")).hexdigest()[:8]
    return f"{plain}-{mark}" if plain else mark
