"""Rows that a quick reading found bad, read once more from their lines: what a line is, is judged by its text alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from upheld.telemetry import sql

_LINES, _READ = "odd_lines", "odd_rows"


@dataclass(frozen=True, slots=True)
class Odd:
    """The bad rows of a table from the row `start` on, which is the first line of a file; every line is a row."""

    connection: duckdb.DuckDBPyConnection
    table: str
    start: int

    def lines(self, text: str) -> str | None:
        """The lines of these rows in order, as a SELECT; None where all rows are good. `text` gives all lines."""
        if not self.connection.execute(f"SELECT 1 FROM ({self._places()}) LIMIT 1").fetchall():
            return None
        numbered = f"SELECT line, row_number() OVER () - 1 + {self.start} AS place FROM ({text})"
        kept = f"SELECT line FROM ({numbered}) WHERE place IN ({self._places()}) ORDER BY place"
        self.connection.execute(f"CREATE TEMP TABLE {_LINES} AS {kept}")
        return f"SELECT line FROM {_LINES}"

    def replace(self, rows: str, columns: Iterable[str]) -> None:
        """Put what was read from `lines`, row by row, in place of the rows."""
        self.connection.execute(f"CREATE TEMP TABLE {_READ} AS {rows}")
        numbered = f"SELECT place, row_number() OVER (ORDER BY place) - 1 AS number FROM ({self._places()})"
        values = ", ".join(f"{name} = r.{name}" for name in map(sql.name, (*columns, "reason", "line")))
        self.connection.execute(
            f"UPDATE {self.table} SET {values} FROM {_READ} AS r JOIN ({numbered}) AS p ON r.rowid = p.number "
            f"WHERE {self.table}.rowid = p.place"
        )
        self.connection.execute(f"DROP TABLE {_LINES}; DROP TABLE {_READ}")

    def _places(self) -> str:
        return f"SELECT rowid AS place FROM {self.table} WHERE reason <> 0 AND rowid >= {self.start}"
