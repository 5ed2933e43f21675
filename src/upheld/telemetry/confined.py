"""The child process: runs queries that the parent sends, under limits that it cannot lift, and answers in JSON.

Started as `python -m upheld.telemetry.confined`. The first line of its input says the limits; each further
line is one query, or TRUST. Each answer is one line: `{"rows": [...]}` or `{"error": "...", "kind": "..."}`, the
kind being DuckDB's name for it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

import duckdb

from upheld.telemetry.limits import Limits
from upheld.telemetry.session import connect

TRUST = ""  # instead of a query: from now on, statistics that the files have of themselves may speed up answers
_OWN = 4 * 1024**3  # address space for the interpreter, threads and libraries beside DuckDB's memory


def main() -> None:
    """Answer queries until the input ends."""
    start = json.loads(sys.stdin.readline())
    for kind, bound in ((resource.RLIMIT_AS, start["memory"] * 2 + _OWN), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(kind, (bound, bound))
    limits = Limits(memory=start["memory"], threads=start["threads"])
    where = Path(start["scratch"]), tuple(map(Path, start["files"]))
    connection = connect(limits, *where, distrust=True)
    for line in sys.stdin:
        query = json.loads(line)
        if query == TRUST:
            connection.close()
            connection, query = connect(limits, *where), "SELECT 1"
        _allow(start["seconds"] * (start["threads"] or os.cpu_count() or 1))
        sys.stdout.write(json.dumps(_answer(connection, query)) + "\n")
        sys.stdout.flush()


def _allow(seconds: int) -> None:
    """So much processor time for the next query; the parent looks at the clock, but may be gone."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def _answer(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, object]:
    try:
        return {"rows": connection.execute(query).fetchall()}
    except duckdb.Error as error:
        return {"error": str(error).splitlines()[0], "kind": type(error).__name__}


if __name__ == "__main__":
    main()
