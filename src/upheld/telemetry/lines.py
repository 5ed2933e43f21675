"""A text file as a relation of its lines, read by DuckDB in parallel and in order."""

from __future__ import annotations

from pathlib import Path

from upheld.telemetry import sql
from upheld.telemetry.limits import MAX_LINE
from upheld.telemetry.scanning import Packing

# Four control characters that no line holds (scanning.py sees to it): so each line is one column.
_DELIMITER = "\x01\x02\x03\x04"


def lines(path: Path, *, packing: Packing = "none", skip: int = 0) -> str:
    r"""SELECT of one VARCHAR column `line`, NULL for an empty line; `skip` lines at the start are passed over.

    The reader is DuckDB's CSV reader without quotes and escapes. Line ends must be `\\n` (a `\\r` would end a
    line too). Of a zstd file, lines that are not UTF-8 come into the table `reject_errors` instead.
    """
    rejects = ", store_rejects = true, rejects_limit = 0" if packing == "zstd" else ""
    return (
        f"SELECT line FROM read_csv({sql.value(str(path))}, delim = {sql.value(_DELIMITER)}, "
        f"quote = '', escape = '', comment = '', header = false, new_line = '\\n', strict_mode = false, "
        f"columns = {{'line': 'VARCHAR'}}, auto_detect = false, skip = {skip}, "
        f"max_line_size = {2 * MAX_LINE}, compression = '{packing}'{rejects})"
    )
