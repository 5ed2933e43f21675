"""The child process: runs queries that the parent sends, under limits that it cannot lift, and answers in JSON.

Started as `python -m upheld.telemetry.confined`. The first line of its input says the limits; each further
line is one query. Each answer is one line: `{"rows": [...]}` or `{"error": "..."}`.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import duckdb

from upheld.telemetry.limits import Limits
from upheld.telemetry.session import connect

_OWN = 4 * 1024**3  # address space for the interpreter, threads and libraries beside DuckDB's memory


def main() -> None:
    """Answer queries until the input ends."""
    start = json.loads(sys.stdin.readline())
    for kind, bound in (
        (resource.RLIMIT_AS, start["memory"] * 2 + _OWN),
        (resource.RLIMIT_CPU, start["seconds"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (bound, bound))
    limits = Limits(memory=start["memory"], threads=start["threads"])
    connection = connect(limits, Path(start["scratch"]), map(Path, start["files"]), distrust=True)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(connection, json.loads(line))) + "\n")
        sys.stdout.flush()


def _answer(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, object]:
    try:
        return {"rows": connection.execute(query).fetchall()}
    except duckdb.Error as error:
        return {"error": str(error).splitlines()[0]}


if __name__ == "__main__":
    main()
