"""What answers queries: DuckDB in this process, or in a child process that alone opens the files."""

from __future__ import annotations

from typing import Any, Protocol


class Answer(Protocol):
    """What came of a query."""

    def fetchall(self) -> list[Any]:
        """Every row."""
        ...


class Queries(Protocol):
    """A database that answers queries until it is closed; a DuckDB connection is one."""

    def execute(self, query: str, /) -> Answer:
        """Run one query, or raise duckdb.Error, or Unreadable where the files or the process behind it fail."""
        ...

    def close(self) -> None:
        """End it; nothing can be asked any more."""
        ...
