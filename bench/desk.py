"""How quickly the service opens tickets, escalates what is due and lists its queue. Run it with `./run bench desk`.

On SQLite; with TEST_DATABASE=postgresql before it, on a PostgreSQL of its own with two web processes and a worker.
`--tickets N` says how many tickets are open (10,000), `--due N` how many are overdue at once (10,000), `--seconds S`
for how long tickets are opened (10), `--rate R` how many a second then (100, and 200 on PostgreSQL), and `--clients C`
by how many clients beside each other (16). UPHELD_WEB_THREADS and UPHELD_WEB_PROCESSES hold for the service.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bench._service import Service, bare_writes, running, spread, timed
from tests.server.postgresql import WANTED
from tests.server.test_serving import REPORT

PAGES = 300
QUEUE = "/api/v1/tickets?order=due&state=open&limit=50"


@dataclass
class Clients:
    """Clients that open tickets beside each other, as fast as they are answered, or so many a second in all.

    At a rate, a ticket's time counts from the moment at which it was to be sent: who waits for a turn waits too.
    """

    service: Service
    seconds: float
    many: int
    rate: float = 0
    took: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Open for as long as asked."""
        numbers, began = count(), time.perf_counter()
        clients = [threading.Thread(target=self._client, args=(numbers, began)) for _ in range(self.many)]
        for each in clients:
            each.start()
        for each in clients:
            each.join()

    def _client(self, numbers: count[int], began: float) -> None:
        ask = self.service.asking("/api/v1/tickets", REPORT)
        while True:
            # `next` of a count is one step of the interpreter: no two clients get the same number.
            due = began + next(numbers) / self.rate if self.rate else time.perf_counter()
            if due >= began + self.seconds:
                return
            time.sleep(max(0.0, due - time.perf_counter()))
            try:
                ask()
            except (SystemExit, OSError) as fault:
                self.failed.append(str(fault))
                ask = self.service.asking("/api/v1/tickets", REPORT)
            else:
                self.took.append(time.perf_counter() - due)


def main() -> None:
    """Open tickets, fill the desk, list its queue, and let many be overdue at once."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tickets", type=int, default=10_000)
    asked.add_argument("--due", type=int, default=10_000)
    asked.add_argument("--seconds", type=float, default=10)
    asked.add_argument("--rate", type=float, default=200 if WANTED else 100)
    asked.add_argument("--clients", type=int, default=16)
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as place, running(Path(place)) as service:
        print(f"limit: {bare_writes(service.installation):.0f} bare rows a second by one client, each synced")
        opened(Clients(service, min(told.seconds, 10), 8), "as fast as they are answered")
        if told.rate:
            opened(Clients(service, told.seconds, told.clients, told.rate), f"{told.rate:.0f} a second asked for")
        if told.tickets:
            print(service.fill("open", str(told.tickets)), end="")
            service.asking(QUEUE)()
            print(f"page of the queue by time to breach: {spread(timed(PAGES, service.asking(QUEUE)))}")
        if told.due:
            print(service.fill("due", str(told.due)), end="")


def opened(clients: Clients, how: str) -> None:
    """Let clients open tickets, and say how quickly it went and what it cost."""
    before = clients.service.processor()
    began = time.perf_counter()
    clients.run()
    seconds, done = time.perf_counter() - began, len(clients.took)
    after = clients.service.processor()
    cost = ", ".join(f"{(after[name] - used) / done * 1000:.1f} ms of `{name}`" for name, used in before.items())
    print(
        f"tickets opened, {how}: {done / seconds:.0f} a second; {spread(clients.took)}; processor time of each: {cost}"
    )
    if clients.failed:
        print(f"  {len(clients.failed)} failed, the first: {clients.failed[0]}")


if __name__ == "__main__":
    main()
