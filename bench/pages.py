"""How long every page takes with many tickets on the desk. Run it with `./run bench pages --tickets 100000`.

It fills an installation once, and walks all pages of the desk, the portal and the status page by itself, or those whose
path begins with one of the arguments. `--accounts N` says how many customers there are (1,000), `--times N` how often
each page is asked for (60); `--place DIRECTORY` keeps what was filled in, and takes it again. On SQLite; with
TEST_DATABASE=postgresql before it, on PostgreSQL.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from statistics import quantiles

from bench._service import Service, serving, timed
from tests.server.installation import Installation, new_installation
from tests.server.postgresql import WANTED, new_database, server

WARM = 3
PATIENCE, CALM, IDLE = 900, 20, 0.1
"""For so many seconds in a row a service that has settled uses less than so much of a processor."""
KEPT = "filled.json"
# Pages, by who reads them; in braces what `_page_filling` tells of what it filled in.
DESK = (
    "/desk/", "/desk/queue", "/desk/queue?state=closed", "/desk/queue?state=all&account=customer-0",
    "/desk/queue?whose=me", "/desk/queue?due=late", "/desk/queue?q=4711", "/desk/queue?q=trace+1012",
    "/desk/queue?q=uuid-0000abcd", "/desk/queue?q=destination+calls", "/desk/queue?q=zz", "/desk/queue?q=a",
    "/desk/queue?q=%22AND%22+*", "/desk/queue?q=customer+17", "/desk/queue?q=nothing-has-this",
    "/desk/queue?q=trace+1012&account=customer-0", "/desk/accounts", "/desk/accounts?q=99",
    "/desk/accounts/customer-0", "/desk/accounts/customer-1", "/desk/accounts/customer-0/fees",
    "/desk/tickets/{ticket}", "/desk/tickets/{longest}", "/desk/tickets/{longest}?before=5000", "/desk/tickets/new",
    "/desk/tickets/new?account=customer-0", "/desk/agreements", "/desk/agreements/draft",
    "/desk/agreements/draft?from=desk&view=form", "/desk/agreements/desk/versions/1", "/desk/settings",
    "/desk/settings/people", "/desk/settings/people/{person}", "/desk/settings/keys", "/desk/settings/sending",
    "/desk/settings/mail", "/desk/settings/audit", "/desk/incidents/", "/desk/incidents/new",
    "/desk/incidents/components", "/desk/incidents/maintenance", "/desk/incidents/{incident}",
    "/desk/incidents/subscribers", "/profile", "/profile/code", "/api/v1/tickets?order=due&state=open&limit=50",
)  # fmt: skip
MOST = (
    "/portal/", "/portal/tickets/", "/portal/tickets/?view=all", "/portal/tickets/?q=4711",
    "/portal/tickets/?q=trace+1012", "/portal/tickets/{ticket}", "/portal/tickets/{longest}", "/portal/tickets/new",
    "/portal/uptime", "/portal/uptime/{figure}", "/portal/promises", "/portal/notices", "/portal/people",
    "/portal/keys", "/portal/notices/contacts", "/portal/notices/webhooks", "/status/own", "/status/own/history",
    "/status/own/incidents/{incident}",
)  # fmt: skip
FEW = ("/portal/", "/portal/tickets/", "/portal/tickets/?q=4711", "/portal/tickets/{few_ticket}")
OPEN = (
    "/status/", "/status/history", "/status/subscribe", "/status/embed", "/status/incidents/{incident}",
    "/api/v2/summary.json", "/sign-in", "/reset",
)  # fmt: skip
PAGES: Mapping[str, Sequence[str]] = {"owner": DESK, "most": MOST, "few": FEW, "": OPEN}


Asked = tuple[str, str]
"""A path, and the cookie of who asks for it."""


@dataclass(frozen=True)
class Measured:
    """What a page cost: milliseconds by the clock, of the processor, questions to the database, and bytes, packed."""

    path: str
    half: float
    most: float
    processor: float
    queries: int
    packed: int


def main() -> None:
    """Fill the desk, then ask for each page time and again."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tickets", type=int, default=10_000)
    asked.add_argument("--accounts", type=int, default=1_000)
    asked.add_argument("--times", type=int, default=60)
    asked.add_argument("--place", type=Path)
    asked.add_argument("paths", nargs="*")
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = told.place or Path(scratch)
        installation, known = filled(place, told.tickets, told.accounts)
        asked_for = [each for each in pages(known) if not told.paths or each[0].startswith(tuple(told.paths))]
        with serving(installation) as processes:
            service = Service(installation, "", processes)
            settled(service)
            counted = questions(installation, asked_for)
            print(f"{'page':<52}{'half':>7}{'95%':>7}{'cpu':>7}{'queries':>9}{'kB':>6}")
            for path, cookie in asked_for:
                status, queries = counted[path, cookie]
                if status != HTTPStatus.OK:
                    # The public page is a snapshot: it answers before the database is asked anything.
                    status, queries = _status(service, path, cookie), 0
                if status == HTTPStatus.OK:
                    show(measured(service, path, cookie, told.times, queries))
                else:
                    print(f"{path[:51]:<52}{status:7}", flush=True)


def pages(known: Mapping[str, object]) -> Iterator[Asked]:
    """Each page with the cookie of who reads it."""
    for who, paths in PAGES.items():
        for path in paths:
            yield path.format_map(known), str(known.get(who, ""))


def filled(place: Path, tickets: int, accounts: int) -> tuple[Installation, dict[str, object]]:
    """An installation in a directory, with what can be looked at; filled where it is not yet."""
    place.mkdir(parents=True, exist_ok=True)
    address = server(place / "postgresql") if WANTED else ""
    kept = place / KEPT
    installation = replace(new_installation(place), database="sqlite")
    if WANTED:
        installation = replace(installation, database=address.replace("/postgres?", "/pages?"))
    if not kept.exists():
        if WANTED:
            new_database(address, "pages")
        kept.write_text(_beside(installation, "fill", str(tickets), str(accounts)), encoding="utf-8")
    return installation, json.loads(kept.read_text(encoding="utf-8"))


def questions(installation: Installation, asked: Iterable[Asked]) -> dict[Asked, tuple[int, int]]:
    """The status of each page, and how many questions it asks the database."""
    asked = list(asked)
    told = _beside(installation, "queries", typed="".join(json.dumps(each) + "\n" for each in asked)).splitlines()
    return {each: tuple(json.loads(line)) for each, line in zip(asked, told, strict=True)}


def _beside(installation: Installation, *told: str, typed: str = "") -> str:
    program = [sys.executable, "-m", "bench._page_filling", *told]
    done = subprocess.run(
        program, env=installation.environment, input=typed, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return done.stdout


def settled(service: Service) -> None:
    """Wait until the service has done what it does at its start: the counts of the last weeks, above all."""
    end, calm = time.monotonic() + PATIENCE, 0
    while calm < CALM and time.monotonic() < end:
        before = sum(service.processor().values())
        time.sleep(1)
        calm = calm + 1 if sum(service.processor().values()) - before < IDLE else 0


def measured(service: Service, path: str, cookie: str, times: int, queries: int) -> Measured:
    """Ask for one page, and say how long that took and what it cost."""
    ask = service.asking(path, cookie=cookie)
    timed(WARM, ask)
    before = _web(service)
    took = timed(times, ask)
    cost = (_web(service) - before) / times
    cuts = quantiles(took, n=100)
    return Measured(path, cuts[49] * 1000, cuts[94] * 1000, cost * 1000, queries, _packed(service, path, cookie))


def _web(service: Service) -> float:
    """The processor time of what answers: on SQLite that is the one process, whatever else it does meanwhile."""
    used = service.processor()
    return used.get("web", used.get("serve", 0.0))


def _status(service: Service, path: str, cookie: str) -> int:
    answer, _ = _answered(service, path, cookie)
    return answer.status


def _packed(service: Service, path: str, cookie: str) -> int:
    answer, text = _answered(service, path, cookie)
    return len(text) if answer.headers["Content-Encoding"] == "gzip" else len(gzip.compress(text, 6))


def _answered(service: Service, path: str, cookie: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", service.installation.port, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer, text


def show(each: Measured) -> None:
    """One line of the table."""
    figures = f"{each.half:7.0f}{each.most:7.0f}{each.processor:7.1f}{each.queries:9}{each.packed / 1000:6.1f}"
    print(f"{each.path[:51]:<52}{figures}", flush=True)


if __name__ == "__main__":
    main()
