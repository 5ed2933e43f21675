"""Reading logs: ours beside GoAccess and beside the best parse that DuckDB alone can do, in one run.

Run it with `./run bench parsing`. GoAccess is no requirement of ours: install it beside the package to see it. The
lines are made from a fixed seed. Ours does all that `upheld measure` does before it measures: it looks at every byte,
takes the SHA-256, reads time, client, method, route and status, gives every line that is bad its reason, and keeps the
rows. DuckDB alone reads the same fields, keeps the rows, and takes every line to be good. Cases take turns; each
figure is a median.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import duckdb

from upheld.telemetry.files import read
from upheld.telemetry.mapping import Mapping
from upheld.telemetry.reading import Reading

LINES = 1_500_000
RUNS = 5
NOW = datetime(2026, 11, 1, tzinfo=UTC)
JSON = Mapping.model_validate({"format": "json", "shape": "nginx_json", "account": {"field": "tenant"}})
LOG = Mapping.model_validate({"format": "combined", "account": {"field": "client"}})

_SECOND = "TIMESTAMP '2026-10-01 00:00:00' + to_seconds(i // 10)"
_STATUS = "CASE WHEN hash(i) % 200 = 0 THEN 503 ELSE 200 END"
_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36"
_PATH = "/v1/messages/' || hash(i + 3) % 5000 || '?page=' || hash(i + 5) % 9 || '"
_COMBINED = (
    f"'198.18.' || hash(i + 1) % 250 || '.' || hash(i + 2) % 250 || ' - - [' || "
    f"strftime({_SECOND}, '%d/%b/%Y:%H:%M:%S') || ' +0000] \"GET {_PATH} HTTP/1.1\" ' || {_STATUS} || ' ' || "
    f'hash(i + 4) % 90000 || \' "https://www.example/start" "{_AGENT}"\''
)
_JSON = (
    f'\'{{"time_iso8601":"\' || strftime({_SECOND}, \'%Y-%m-%dT%H:%M:%S\') || \'+00:00","tenant":"t\' || '
    f'hash(i + 1) % 1000 || \'","request_method":"GET","request_uri":"{_PATH}","status":\' || {_STATUS} || '
    f'\',"request_time":0.\' || 100 + hash(i + 4) % 900 || \',"http_user_agent":"{_AGENT}"}}\''
)
Case = tuple[str, Callable[[], object]]


def main() -> None:
    """Print both kinds of log, each with its peers."""
    with tempfile.TemporaryDirectory() as folder:
        combined, json = Path(folder) / "access.log", Path(folder) / "access.json"
        _made(_COMBINED, combined)
        _made(_JSON, json)
        _shown("Combined log", combined, [("upheld", _ours(combined, LOG)), *_combined_peers(combined)])
        _shown("JSON lines", json, [("upheld", _ours(json, JSON)), *_json_peers(json)])


def _made(expression: str, target: Path) -> None:
    options = "FORMAT csv, HEADER false, QUOTE '', DELIMITER '\x01'"
    duckdb.connect().execute(f"COPY (SELECT {expression} FROM range({LINES}) AS r(i)) TO '{target}' ({options})")


def _shown(title: str, path: Path, cases: list[Case]) -> None:
    size = path.stat().st_size
    print(f"{title}: {LINES:,} lines, {size / 1e6:.0f} MB (median of {RUNS} runs)")
    times = _timed(cases)
    ours = times["upheld"]
    for name, seconds in times.items():
        rates = f"{seconds:8.2f} s {size / seconds / 1e6:8.0f} MB/s {LINES / seconds / 1e6:7.2f} M lines/s"
        print(f"  {name:<44}{rates}   {seconds / ours:6.2f} x our time")


def _timed(cases: list[Case]) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name, _ in cases}
    for _ in range(RUNS):
        for name, work in cases:
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    return {name: median(taken) for name, taken in times.items()}


def _ours(path: Path, mapping: Mapping) -> Callable[[], object]:
    def work() -> None:
        reading = read([path], mapping, now=NOW)
        if not isinstance(reading, Reading) or reading.rows != LINES:
            raise SystemExit(f"{path} was not read: {reading}")
        reading.close()

    return work


def _query(text: str) -> Callable[[], object]:
    return lambda: duckdb.connect().execute(f"SET TimeZone = 'UTC'; CREATE TABLE rows AS {text}")


def _lines(path: Path) -> str:
    plain = "delim = '\x01', quote = '', escape = '', header = false, auto_detect = false"
    return f"read_csv('{path}', {plain}, columns = {{'line': 'VARCHAR'}})"


def _combined_peers(path: Path) -> list[Case]:
    fields = (
        "split_part(s[1], ' ', 1) AS client, split_part(s[2], ' ', 1) AS method, "
        "split_part(split_part(s[2], ' ', 2), '?', 1) AS route, split_part(s[3], ' ', 2)::INTEGER AS status, "
        "epoch_us(strptime(substr(s[1], -28, 26), '%d/%b/%Y:%H:%M:%S %z')) AS moment"
    )
    split = f"SELECT {fields} FROM (SELECT string_split(line, '\"') AS s FROM {_lines(path)})"
    pattern = r'^(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) ([^ ?]+)\S* \S+" (\d{3})'
    names = "['client', 'moment', 'method', 'route', 'status']"
    taken = f"SELECT regexp_extract(line, '{pattern}', {names}) AS r FROM {_lines(path)}"
    regular = (
        "SELECT r.client, r.method, r.route, r.status::INTEGER AS status, "
        f"epoch_us(strptime(r.moment, '%d/%b/%Y:%H:%M:%S %z')) AS moment FROM ({taken})"
    )
    peers: list[Case] = [
        ("DuckDB alone, split at quotes", _query(split)),
        ("DuckDB alone, regular expression", _query(regular)),
    ]
    if shutil.which("goaccess") is None:
        print("  goaccess is not installed, so it is not compared")
        return peers
    command = [
        "goaccess",
        str(path),
        "--log-format=COMBINED",
        "--no-progress",
        "-o",
        str(path.with_suffix(".out.json")),
    ]
    return [*peers, ("GoAccess", lambda: subprocess.run(command, check=True, capture_output=True))]


def _json_peers(path: Path) -> list[Case]:
    columns = (
        "{'time_iso8601': 'VARCHAR', 'tenant': 'VARCHAR', 'request_method': 'VARCHAR', 'request_uri': 'VARCHAR', "
        "'status': 'INTEGER', 'request_time': 'DECIMAL(18, 6)'}"
    )
    source = f"read_json('{path}', format = 'newline_delimited', columns = {columns})"
    same = (
        "SELECT epoch_us(time_iso8601::TIMESTAMPTZ) AS moment, tenant, request_method, "
        f"split_part(request_uri, '?', 1) AS route, status, (request_time * 1000000)::BIGINT AS latency FROM {source}"
    )
    return [
        ("DuckDB's own reader, as it stands", _query(f"SELECT * FROM {source}")),
        ("DuckDB's own reader, the same columns", _query(same)),
    ]


if __name__ == "__main__":
    main()
