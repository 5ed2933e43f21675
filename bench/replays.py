"""How quickly ticket histories are judged, taken over and reported on. Run it with `./run bench replays`.

`--tickets N` says how many tickets (20,000 where it is not said), `--runs N` how often each is judged (5). The desk
stands on SQLite, in this one process. Tickets are made from a fixed seed: half a dozen events each over two years, a
third of them waiting for the customer, a tenth with another priority on the way.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from statistics import median
from types import MappingProxyType

from tests.unit.support.test_replay import DESK
from upheld.agreements.reading import Source, read_agreement
from upheld.rules import vocabulary
from upheld.support.compliance import compliance_of
from upheld.support.events import Event, Opening
from upheld.support.history import History
from upheld.support.replay import Terms, replay

SEED = 20261122
FIRST = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TWO_YEARS = 2 * 365 * 86400
HOUR = 3600


def main() -> None:
    """Judge a history by the core alone, then take it over into a desk and report on it there."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tickets", type=int, default=20_000)
    asked.add_argument("--runs", type=int, default=5)
    told = asked.parse_args()
    tickets = {f"T{number}": tuple(_story(number)) for number in range(told.tickets)}
    history = History(MappingProxyType(tickets), sum(map(len, tickets.values())))
    print(f"{len(tickets)} tickets, {history.rows} events")
    core = partial(replay, history, _terms(), int(NOW.timestamp()))
    _show("judged by the core", [_timed(core) for _ in range(told.runs)])
    with tempfile.TemporaryDirectory() as place:
        _on_a_desk(Path(place), history, told.runs)


def _on_a_desk(place: Path, history: History, runs: int) -> None:
    os.environ["UPHELD_DATA_DIR"] = str(place)
    from upheld.server.starting import configured, migrate_database, prepare, start_django  # noqa: PLC0415 - see below

    # Django is set up for the directory that was just made; its models cannot be imported before.
    found = configured(None)
    prepare(found)
    start_django(found)
    migrate_database()
    from upheld.server.access.actor import system  # noqa: PLC0415 - see above
    from upheld.server.accounts.registering import (  # noqa: PLC0415 - see above
        NewAccount,
        NewSubscription,
        register_account,
        subscribe,
    )
    from upheld.server.contracts.publishing import publish  # noqa: PLC0415 - see above
    from upheld.server.desk.compliance import Span, compliance  # noqa: PLC0415 - see above
    from upheld.server.desk.importing import Import, import_history  # noqa: PLC0415 - see above

    bench = system("bench")
    publish("desk.yaml", lambda file, _: (file, DESK), bench, NOW)
    account = register_account(NewAccount("acme", "Acme"), bench, NOW)
    subscribe(account, NewSubscription("desk", "standard", date(2020, 1, 1)), bench, NOW)
    _show("taken over", [_timed(partial(import_history, Import(history, "desk", "acme"), bench, NOW))])
    span, now = Span(0, int(NOW.timestamp())), int(NOW.timestamp())
    _show("reported on from the database", [_timed(partial(compliance, span, bench, now)) for _ in range(runs)])
    (report,) = compliance(span, bench, now)
    alone, _ = replay(history, _terms(), now)
    assert alone is not None  # noqa: S101 - it was read
    ours = [(each.kept, each.missed, each.open) for each in (kept.counts for kept in report.targets) if each]
    if ours != [(each.kept, each.missed, each.open) for each in compliance_of(alone)]:
        raise SystemExit("the desk and the core judge differently")


def _story(number: int) -> Iterator[Event]:
    """What happens to one ticket."""
    luck = random.Random(SEED + number)  # noqa: S311 - a fixed seed is what is wanted
    at = FIRST + luck.randrange(TWO_YEARS)
    yield Event(at, "opened", 0, opening=Opening(luck.choice("1234")))
    at += luck.randrange(2 * HOUR)
    yield Event(at, "acknowledged", 1, "call logged")
    if luck.random() < 1 / 10:
        yield Event(at + luck.randrange(HOUR), "priority_changed", 2, luck.choice("123"))
    if luck.random() < 1 / 3:
        yield Event(at + HOUR, "paused", 3, "waiting_on_customer")
        at += luck.randrange(HOUR, 60 * HOUR)
        yield Event(at, "resumed", 4, "waiting_on_customer")
    at += HOUR + luck.randrange(40 * HOUR)
    yield Event(at, "resolved", 5, "portal")
    yield Event(at + 24 * HOUR, "closed", 6)


def _terms() -> Terms:
    agreement, _ = read_agreement("desk.yaml", Source(lambda file, _: (file, DESK), vocabulary()))
    assert agreement is not None  # noqa: S101 - the text is ours
    return lambda _account, _opened: (agreement, ())


def _timed(run: Callable[[], object]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - clock, time.process_time() - processor


def _show(what: str, took: list[tuple[float, float]]) -> None:
    clock, processor = (median(each[index] for each in took) for index in (0, 1))
    print(f"{what}: {clock:.2f} s by the clock, {processor:.2f} s of processor time")


if __name__ == "__main__":
    main()
