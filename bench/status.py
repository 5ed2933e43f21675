"""How many readers the status page takes while the database is stopped. Run it with `./run bench status`.

A PostgreSQL of its own is filled and stopped; then web processes alone are asked over connections that are kept.
`--clients N` says how many ask beside each other (16 where it is not said), `--seconds S` for how long (5).
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles

os.environ["TEST_DATABASE"] = "postgresql"  # before the tests' own modules are read

from tests.server.installation import PROGRAM, Installation, until
from tests.server.postgresql import new_database, server, started

_TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Fill, write a snapshot, stop the database, and ask."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--clients", type=int, default=16)
    asked.add_argument("--seconds", type=float, default=5)
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as place, ExitStack() as running:
        folder = Path(place) / "postgresql"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        installation = Installation(Path(place) / "data", port, new_database(server(folder), "status"))
        fill = [sys.executable, "-m", "tests.browser.fill_status"]
        subprocess.run(fill, env=installation.environment, check=True)
        with _process(installation, "worker"):
            until((installation.directory / "statuspage" / "current").exists)
        web = running.enter_context(_process(installation, "web"))
        until(lambda: _status(installation, "/api/v2/status.json") == 200)
        started(folder).cleanup()
        until(lambda: _status(installation, "/readyz") == 503)
        print(f"the database is stopped: /readyz answers 503, /status/ {_status(installation, '/status/')}")
        for path, more in (("/status/", "Accept-Encoding: gzip"), ("/api/v2/summary.json", "Accept-Encoding: gzip"),
                           ("/status/", _known(installation, "/status/"))):  # fmt: skip
            _measure(installation, path, more, (told.clients, told.seconds, web.pid))


@contextmanager
def _process(installation: Installation, command: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [*PROGRAM, command], env=installation.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _measure(installation: Installation, path: str, more: str, how: tuple[int, float, int]) -> None:
    """Ask with several clients in processes of their own, and say what came back and what it took."""
    clients, seconds, web = how
    command = [sys.executable, "-m", "bench._status_asking", str(installation.port), path, more, str(clients // 2)]
    used = _processor(web)
    asking = [subprocess.Popen([*command, str(seconds)], stdout=subprocess.PIPE) for _ in range(2)]
    found = [json.loads(each.communicate()[0]) for each in asking]
    took = [second for each in found for second in each]
    spent = _processor(web) - used
    cuts = quantiles(took, n=100)
    what = "answered 304" if more.startswith("If-None-Match") else "answered 200"
    print(
        f"{path} {what}: {len(took) / seconds:.0f} a second, half within {cuts[49] * 1000:.1f} ms, 99 of 100 within "
        f"{cuts[98] * 1000:.1f} ms; {spent / len(took) * 1e6:.0f} µs of the web processes' time each"
    )


def _processor(pid: int) -> float:
    """Processor seconds of a process and those that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    own = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(own[11]) + int(own[12])) / _TICK + sum(_processor(int(each)) for each in children)


def _status(installation: Installation, path: str) -> int:
    try:
        return installation.call("GET", path).status
    except OSError:
        return 0


def _known(installation: Installation, path: str) -> str:
    headers = {name.lower(): value for name, value in installation.call("GET", path).headers.items()}
    return f"If-None-Match: {headers['etag']}"


if __name__ == "__main__":
    main()
