"""The monthly verdict of every account: ours beside a group-by written by hand, and beside a plain scan, in one run.

Run it with `./run bench verdicts`, smaller with `--rows 5000000`. The requests are made from a fixed seed: background
errors, and five-minute outages of single accounts. Ours is the whole command, with all that it does before and after:
reading the agreement, a child process that alone opens the file, its SHA-256, and a line of JSON for every account.
The group-by is one query in a process that
imports DuckDB and does nothing else, with all the memory it likes. Commands take turns; times are
medians, memory is the highest seen.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from bench._agreement import judged_by
from bench._processes import PYTHON, UPHELD, Finished, in_turns, shown

START = 1_790_812_800_000_000  # 1 October 2026 in UTC, epoch microseconds
MONTH = 31 * 86_400_000_000
MAPPING = "time: {field: time, format: iso}\naccount: {field: account}\nfields: {status: status}\n"
GROUP_BY = """
SELECT account, 1 - sum(down)::BIGINT / 44640 FROM (
    SELECT account, epoch_us(time) // 60000000 AS minute,
        (count(*) FILTER (status >= 500) * 20 > count(*) FILTER (status NOT BETWEEN 400 AND 499))::INTEGER AS down
    FROM '{file}' GROUP BY ALL
) GROUP BY account
"""
SCAN = "SELECT sum(strlen(account)), sum(status), bit_xor(epoch_us(time)) FROM '{file}'"
QUERY = (
    "import duckdb, json, sys; c = duckdb.connect(); c.execute('SET enable_progress_bar = false'); "
    "print(json.dumps(c.execute(sys.argv[1]).fetchall(), default=str))"
)


def main() -> None:
    """Make the telemetry of each number of accounts, and print how long its verdicts take."""
    asked = argparse.ArgumentParser(prog="./run bench verdicts", description="Monthly verdicts of every account.")
    asked.add_argument("--rows", type=int, default=100_000_000)
    asked.add_argument("--accounts", type=int, nargs="+", default=[1_000, 100_000])
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--scratch", type=Path, help="where files are made and kept; else they are removed at the end")
    terms = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = terms.scratch or Path(folder)
        scratch.mkdir(parents=True, exist_ok=True)
        for accounts in terms.accounts:
            _one(_made(scratch, terms.rows, accounts), accounts, terms.runs)


def _one(file: Path, accounts: int, runs: int) -> None:
    folder = file.parent
    (folder / "agreement.yaml").write_text(judged_by("calendar month"))
    (folder / "mapping.yaml").write_text(MAPPING)
    ours = [UPHELD, "measure", f"{folder}/agreement.yaml", str(file), "--period", "2026-10", "--json"]
    commands: dict[str, Sequence[str]] = {
        "group-by in SQL by hand": [PYTHON, "-c", QUERY, GROUP_BY.format(file=file)],
        "upheld measure": [*ours, "--mapping", f"{folder}/mapping.yaml"],
        "limit: reading the three columns": [PYTHON, "-c", QUERY, SCAN.format(file=file)],
    }
    found = in_turns(commands, runs)
    print(f"{accounts:,} accounts, {file.stat().st_size / 1e6:.0f} MB (median of {runs} runs)")
    shown(found, "group-by in SQL by hand")
    _require_same(found)


def _require_same(found: Mapping[str, Finished]) -> None:
    """Both must have found the same downtime for the same accounts."""
    shares = json.loads(found["group-by in SQL by hand"].output)
    theirs = {account: round(44_640 * (1 - float(up))) for account, up in shares}
    lines = json.loads(found["upheld measure"].output)["lines"]
    if theirs != {line["account"]: line["down"]["seconds"] // 60 for line in lines}:
        raise SystemExit("the figures differ")
    print(f"  the same {sum(theirs.values()):,} minutes of downtime\n")


def _made(scratch: Path, rows: int, accounts: int) -> Path:
    """Requests spread evenly over the month in order of time; a file that is there already is taken."""
    file = scratch / f"requests-{rows}-{accounts}.parquet"
    if file.exists():
        return file
    at = f"i * ({MONTH} // {rows})"
    outage = f"hash(hash(i) % {accounts}, ({at}) // 300000000) % 2000 = 0 AND hash(i * 3) % 10 < 3"
    query = f"""
        SELECT make_timestamptz({START} + {at}) AS time,
            'account-' || lpad((hash(i) % {accounts})::VARCHAR, 6, '0') AS account,
            CASE WHEN hash(i * 7 + 1) % 10000 < 2 THEN 500 WHEN {outage} THEN 503
                 WHEN hash(i * 11) % 100 < 3 THEN 404 ELSE 200 END::SMALLINT AS status,
            (hash(i * 13) % 400 + 20)::INTEGER AS latency_ms,
            '/v1/r' || (hash(i * 17) % 20)::VARCHAR AS route
        FROM range({rows}) AS r(i)"""
    unfinished = file.with_suffix(".part")
    duckdb.connect().execute(f"SET TimeZone = 'UTC'; COPY ({query}) TO '{unfinished}' (FORMAT parquet)")
    unfinished.rename(file)
    return file


if __name__ == "__main__":
    main()
