"""Notices under faults, with real processes: killed workers, restarts, and receivers that hang."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from tests.server.installation import Installation, stop, until
from tests.server.sinks import HookSink, MailSink, hang, hook_server, mail_server
from tests.server.telling import CUSTOMER, EXECUTIVE, LIST
from upheld.server.delivery.models import line_of

PROGRAM = (sys.executable, "-m", "tests.server.notice_process")
COUNT = 4


@dataclass(frozen=True)
class World:
    """An installation, and the servers that it sends to."""

    desk: Installation
    mail: MailSink
    hooks: HookSink

    def open(self, urls: list[str], count: int) -> None:
        """A desk with these endpoints, and tickets that were just opened."""
        subprocess.run([*PROGRAM, "open", *urls, str(count)], env=self.desk.environment, check=True)

    def copies(self) -> Counter[str]:
        """How often each notice came in, by its id."""
        mailed = [part for each in self.mail.taken for part in str(each["X-Upheld-Notice"]).split()]
        return Counter([*mailed, *(each.headers["webhook-id"] for each in self.hooks.got)])


@pytest.fixture
def world(installation: Installation) -> Iterator[World]:
    """An installation with an empty database, a mail server and a receiver of webhooks."""
    with mail_server(MailSink()) as mail, hook_server() as hooks:
        told = {
            "UPHELD_MAIL_HOST": "127.0.0.1", "UPHELD_MAIL_PORT": str(mail.port), "UPHELD_MAIL_SECURITY": "none",
            "UPHELD_MAIL_SENDER": "support@desk.example", "UPHELD_WEBHOOKS_TO_LOOPBACK": "true",
        }  # fmt: skip
        desk = replace(installation, more={**installation.more, **told})
        assert desk.run("migrate").returncode == 0
        yield World(desk, mail, hooks)


def killed(world: World, point: str) -> None:
    """Run a worker until it dies at a point."""
    with world.desk.started("work", point, program=PROGRAM) as process:
        assert process.wait(30) == -signal.SIGKILL


def test_workers_killed_between_claim_send_and_record_lose_nothing(world: World) -> None:
    world.open([world.hooks.url("/hook")], COUNT)
    points = ("claimed", "sent", "posted")
    for point in points:
        killed(world, point)
    with world.desk.started("work", program=PROGRAM) as process:
        until(lambda: len(world.mail.taken) >= COUNT and len(world.copies()) >= 2 * COUNT, 30)
        assert stop(process) == 0
    copies = world.copies()
    # Each of the four notices went to one address and one endpoint; each kill may have cost one more copy.
    assert len(copies) == 2 * COUNT
    assert copies.total() <= 2 * COUNT + len(points)
    assert max(copies.values()) > 1
    assert {str(each["Message-ID"]).count(part) for each in world.mail.taken
            for part in str(each["X-Upheld-Notice"]).split()} == {1}  # fmt: skip


def test_control_a_build_that_records_before_it_sends_loses_a_notice(world: World) -> None:
    world.open([], 1)
    killed(world, "marked")
    with world.desk.started("work", program=PROGRAM) as process:
        # Another ticket's notice arrives: the worker works, and the first one is lost all the same.
        subprocess.run([*PROGRAM, "again"], env=world.desk.environment, check=True)
        until(world.mail.subjects, 30)
        assert stop(process) == 0
    assert [each for each in world.mail.subjects() if "Number 0" in each] == []


def test_receivers_that_hang_do_not_delay_those_that_take(world: World) -> None:
    paths = [f"/hang/{number}" for number in range(3)]
    for path in paths:
        world.hooks.answers[path] = hang
    world.open([world.hooks.url(path) for path in (*paths, "/good")], COUNT)
    with world.desk.started("work", program=PROGRAM) as process:
        # A message to a receiver that hangs takes 15 seconds; those to the good one are all there before.
        until(lambda: len(world.hooks.at("/good")) == COUNT and len(world.mail.taken) == COUNT, 12)
        assert {len(world.hooks.at(path)) for path in paths} == {1}
        process.send_signal(signal.SIGKILL)


def test_an_address_whose_server_hangs_does_not_delay_the_mail_to_others(world: World) -> None:
    slow = next(each for each in (f"slow{number}@acme.example" for number in range(9))
                if line_of(each) != line_of(CUSTOMER))  # fmt: skip
    world.mail.silent.add(slow)
    world.open([], COUNT)
    subprocess.run([*PROGRAM, "contact", slow], env=world.desk.environment, check=True)
    with world.desk.started("work", program=PROGRAM) as process:
        # The mail server is given 30 seconds to answer; what goes to the other address is all there before.
        until(lambda: len(world.mail.subjects(CUSTOMER)) == COUNT, 15)
        process.send_signal(signal.SIGKILL)
    assert world.mail.subjects(slow) == []


@pytest.mark.clause("PS-06")
def test_escalations_survive_restarts_of_every_process_and_come_once(world: World) -> None:
    """Three lives of the whole service, the first two killed: before the breach, and between list and executive."""
    desk = world.desk
    made = subprocess.run([*PROGRAM, "quick"], env=desk.environment, check=True, capture_output=True, text=True)
    key = made.stdout.strip()
    with desk.started("serve") as process:
        ticket = desk.call("POST", "/api/v1/tickets", key, {"subject": "Down", "account": "acme", "priority": "1"})
        assert ticket.status == 201, ticket.body
        process.kill()
    number = ticket.body["number"]
    with desk.started("serve") as process:
        # Killed with nothing in hand: else its lease of 30 seconds would hold up the mail of the next life.
        until(lambda: _delivered(desk, key, number, LIST) and _idle(desk, key))
        process.kill()
    assert world.mail.subjects(LIST) == [f"[Ticket {number}] Escalation to desk lead: Down"]
    with desk.started("serve") as process:
        until(lambda: _delivered(desk, key, number, EXECUTIVE))
        # What comes after it shows that the worker went on, and found nothing of it left to do.
        news = {"event": "message", "how": "notice", "text": "News."}
        assert desk.call("POST", f"/api/v1/tickets/{number}/events", key, news).status == 201
        until(lambda: any("Update" in each for each in world.mail.subjects(CUSTOMER)))
        assert stop(process) == 0
    assert [each for each in world.mail.subjects() if "Escalation" in each] == [
        f"[Ticket {number}] Escalation to {to}: Down" for to in ("desk lead", "account executive")
    ]


def _delivered(desk: Installation, key: str, number: int, address: str) -> bool:
    """Whether something has been delivered to an address, and is on record as such."""
    rows = desk.call("GET", f"/api/v1/tickets/{number}/deliveries", key).body["items"]
    told = [row for row in rows if row["recipient"] == address and row["kind"] == "step.escalation"]
    return any(row["status"] == "delivered" for row in told)


def _idle(desk: Installation, key: str) -> bool:
    """Whether no job is in hand."""
    figures = desk.call("GET", "/metrics", key).body
    return 'upheld_jobs{status="done"}' in figures and 'upheld_jobs{status="running"}' not in figures
