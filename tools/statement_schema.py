"""Writes the JSON Schema of statements to `docs/reference/`: `python tools/statement_schema.py`."""

from __future__ import annotations

import json
from pathlib import Path

from upheld.statements.schema import statement_schema

PUBLISHED = Path(__file__).parent.parent / "docs" / "reference" / "statement.schema.json"


def schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(statement_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    PUBLISHED.parent.mkdir(parents=True, exist_ok=True)
    PUBLISHED.write_text(schema_text(), encoding="utf-8")
    print(PUBLISHED)
