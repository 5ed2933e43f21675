"""How quickly the service opens tickets, decides what is due and lists its queue. Run it with `./run bench desk`.

On SQLite; with TEST_DATABASE=postgresql before it, on a PostgreSQL of its own. `--tickets N` says how many tickets are
open (10,000 where it is not said), `--seconds S` for how long tickets are opened (5).
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import quantiles
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.server.django_settings")
django.setup()

from tests.server.installation import PROGRAM, Installation, new_installation, until  # noqa: E402 - Django first
from tests.server.postgresql import WANTED  # noqa: E402 - likewise
from tests.server.test_serving import REPORT, answers, furnished  # noqa: E402 - likewise

CLIENTS = 8
PAGES = 200


def main() -> None:
    """Open tickets over the API, then fill the desk, list its queue and let everything fall due at once."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tickets", type=int, default=10_000)
    asked.add_argument("--seconds", type=float, default=5)
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as place, ExitStack() as running:
        installation = replace(new_installation(Path(place)), more={"UPHELD_REQUESTS_PER_MINUTE": "1000000"})
        _start(installation, running)
        key = furnished(installation, Path(place))
        took = _opened(installation, key, told.seconds)
        _show(f"tickets opened by {CLIENTS} clients: {len(took) / told.seconds:.0f} a second;", took)
        program = [sys.executable, "-m", "bench._desk_filling", str(told.tickets)]
        filled = subprocess.run(program, env=installation.environment, check=True, capture_output=True, text=True)
        print(filled.stdout, end="")
        page = "/api/v1/tickets?order=due&state=open&limit=50"
        _show(
            f"page of the queue by time to breach, {told.tickets} open;",
            _timed(PAGES, _asking(installation, key, page)),
        )


def _start(installation: Installation, running: ExitStack) -> None:
    if installation.run("migrate").returncode:
        raise SystemExit("the database cannot be made")
    process = subprocess.Popen(
        [*PROGRAM, "web" if WANTED else "serve"],
        env=installation.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    running.callback(process.wait)
    running.callback(process.terminate)
    until(lambda: answers(installation))


def _opened(installation: Installation, key: str, seconds: float) -> list[float]:
    """How long each ticket took, opened by clients beside each other."""
    end, took = time.monotonic() + seconds, list[float]()

    def client() -> None:
        ask = _asking(installation, key, "/api/v1/tickets", REPORT)
        while time.monotonic() < end:
            took.extend(_timed(1, ask))

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    return took


def _asking(installation: Installation, key: str, path: str, body: object = None) -> Callable[[], None]:
    """One request over a connection that is kept."""
    connection = http.client.HTTPConnection("127.0.0.1", installation.port)

    def ask() -> None:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        if body is None:
            connection.request("GET", path, headers=headers)
        else:
            connection.request("POST", path, json.dumps(body), {**headers, "Idempotency-Key": uuid4().hex})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"{path}: {answer.status} {text[:200]!r}")

    return ask


def _timed(runs: int, ask: Callable[[], None]) -> list[float]:
    took = []
    for _ in range(runs):
        began = time.perf_counter()
        ask()
        took.append(time.perf_counter() - began)
    return took


def _show(what: str, took: Sequence[float]) -> None:
    cuts = quantiles(took, n=100)
    print(f"{what} half within {cuts[49] * 1000:.0f} ms, 99 of 100 within {cuts[98] * 1000:.0f} ms")


if __name__ == "__main__":
    main()
