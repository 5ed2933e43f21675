"""How long pages take with many tickets on the desk. Run it with `./run bench pages --tickets 100000 /desk/ ...`.

The paths are asked for by a signed-in owner, or with a key where they belong to the API; without any, the queue of the
API. `--times N` asks N times for each (200). On SQLite; with TEST_DATABASE=postgresql before it, on PostgreSQL.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench._service import Service, running, spread, timed

QUEUE = "/api/v1/tickets?order=due&state=open&limit=50"
WARM = 5


def main() -> None:
    """Fill the desk, then ask for each page time and again."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tickets", type=int, default=10_000)
    asked.add_argument("--times", type=int, default=200)
    asked.add_argument("paths", nargs="*", default=[QUEUE])
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as place, running(Path(place)) as service:
        print(service.fill("open", str(told.tickets)), end="")
        cookie = service.fill("session").strip()
        for path in told.paths:
            measured(service, path, "" if path.startswith("/api/") else cookie, told.times)


def measured(service: Service, path: str, cookie: str, times: int) -> None:
    """Ask for one page, and say how long that took and what it cost."""
    ask = service.asking(path, cookie=cookie)
    timed(WARM, ask)
    before = sum(service.processor().values())
    took = timed(times, ask)
    cost = (sum(service.processor().values()) - before) / times
    print(f"{path}: {spread(took)}; processor time of each {cost * 1000:.1f} ms")


if __name__ == "__main__":
    main()
