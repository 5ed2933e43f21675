"""Ctrl-C ends a command with its own exit code and no traceback, also in the middle of a query."""

from __future__ import annotations

import subprocess
import sys

# In the place of the commands one that asks DuckDB for more than a minute's work, and gets Ctrl-C meanwhile. By one
# thread: DuckDB hears of Ctrl-C in the thread that asked, and that one may be waiting where others have all the work.
LONG_QUERY = """
import os, signal, threading
import duckdb
from upheld.cli import main

# Where the tests run in the background of a shell, Ctrl-C is not heard of by itself.
signal.signal(signal.SIGINT, signal.default_int_handler)

def command(_):
    duckdb.sql("SET threads = 1")
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    duckdb.sql("SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b").fetchall()

main.application = lambda: command
main.main(["measure"])
"""


def test_a_query_that_is_interrupted_is_no_fault() -> None:
    command = [sys.executable, "-c", LONG_QUERY]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (told.returncode, told.stderr) == (130, "")
