"""Tickets of another desk taken over: the verdicts of `upheld replay`, nobody told, and nothing twice."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.server.installation import Installation
from tests.server.scene import NOBODY, NOW, text_source
from tests.unit.support.test_replay import BPI, BPI_MAPPING, DESK, OWN, UCI, UCI_MAPPING
from upheld.agreements.words import Share
from upheld.library.support import Judging, history_of, replay
from upheld.problems import Refused
from upheld.server.access.actor import system
from upheld.server.accounts.models import Account
from upheld.server.accounts.registering import NewAccount, NewSubscription, register_account, subscribe
from upheld.server.audit.models import AuditEntry
from upheld.server.contracts.publishing import publish
from upheld.server.desk.compliance import Span, compliance
from upheld.server.desk.importing import Import, Imported, import_history
from upheld.server.desk.models import Ticket
from upheld.server.desk.standing import standing_of
from upheld.server.desk.steps import due_tickets, post_steps
from upheld.server.outbox.models import Outbox
from upheld.support.history import History
from upheld.support.telling import clock_record
from upheld.timeline.instants import epoch_seconds

NOW_SECOND = epoch_seconds(NOW)
LOGS = [(UCI, UCI_MAPPING, "10%"), (BPI, BPI_MAPPING, "1%")]


@pytest.fixture
def acme(db: None) -> Account:  # noqa: ARG001 - the database that it stands in
    """A customer under an agreement by which the logs are judged."""
    publish("desk.yaml", text_source(DESK), NOBODY, NOW)
    account = register_account(NewAccount("acme", "Acme"), NOBODY, NOW)
    subscribe(account, NewSubscription("desk", "standard", date(2010, 1, 1)), NOBODY, NOW)
    return account


def taken_over(history: History) -> Imported:
    return import_history(Import(history, "desk", "acme"), NOBODY, NOW)


def read(log: Path, mapping: str | None, bad: str) -> History:
    return history_of(log, Judging(mapping, bad_rows=Share.parse(bad)))


@pytest.mark.parametrize(("log", "mapping", "bad"), LOGS, ids=["uci", "bpi"])
def test_the_verdicts_are_those_of_the_core(acme: Account, tmp_path: Path, log: Path, mapping: str, bad: str) -> None:
    text = tmp_path / "desk.yaml"
    text.write_text(DESK, encoding="utf-8")
    judged, history = replay(text, log, Judging(mapping, now=NOW.isoformat(), bad_rows=Share.parse(bad)))
    done = taken_over(read(log, mapping, bad))
    assert (done.written, done.known, done.left) == (len(history.tickets), 0, {})
    for told in judged.tickets:
        row = Ticket.objects.with_terms().get(account=acme, source=told.ticket)
        stands = standing_of(row, NOW_SECOND)
        ours = [{**clock_record(clock), "ticket": told.ticket} for clock in stands.clocks]
        assert ours == [clock_record(clock) for clock in told.clocks]
        assert (row.plan, row.opened_at, row.subject) == ("standard", told.opened, told.ticket)


def test_the_figures_of_an_imported_log(acme: Account) -> None:
    taken_over(read(UCI, UCI_MAPPING, "10%"))
    (report,) = compliance(Span(0, NOW_SECOND), system("test"), NOW_SECOND)
    figures = {each.priority: each.counts for each in report.targets}
    # As worked out by hand in tests/unit/support/test_replay.py; nothing is said of responses, which no log shows.
    assert {name: (each.kept, each.missed, each.replaced) for name, each in figures.items() if each} == {
        "1": (0, 1, 0), "2": (1, 0, 0), "3": (2, 2, 1),
    }  # fmt: skip
    assert {each.target for each in report.targets} == {"resolution"}
    assert report.tickets == Ticket.objects.filter(account=acme).count()


def test_nobody_is_told_and_a_second_time_changes_nothing(acme: Account) -> None:
    history = read(UCI, UCI_MAPPING, "10%")
    first = taken_over(history)
    letters = list(Outbox.objects.values_list("key", "dispatched_at"))
    # Whatever was owed is over; nothing waits for anybody to send it.
    assert letters
    assert all(at is not None for _, at in letters)
    assert due_tickets(NOW) == []
    audited = AuditEntry.objects.filter(action="ticket.import", account=acme.pk).count()
    again = taken_over(history)
    assert (audited, again.written, again.known) == (first.written, 0, first.written)
    assert Ticket.objects.count() == first.written


def own_rows(tmp_path: Path, text: str = OWN) -> History:
    file = tmp_path / "tickets.csv"
    file.write_text(text, encoding="utf-8")
    return read(file, None, "1%")


def test_what_falls_due_later_is_told_like_that_of_any_ticket(acme: Account, tmp_path: Path) -> None:
    # NOW is Monday, 2 November 2026, 09:00 UTC: one hour of the eight had run since 08:00, so they end at 16:00.
    rows = "ticket,at,event,priority\nH,2026-11-02T07:00Z,opened,1\n"
    assert taken_over(own_rows(tmp_path, rows)).written == 1
    ticket = Ticket.objects.get(account=acme)
    due = epoch_seconds(NOW) + 7 * 3600
    assert (ticket.next_due, ticket.next_step, ticket.state, ticket.channel) == (due, due + 1, "open", "import")
    steps = post_steps(ticket.pk, NOW.replace(hour=17))
    assert [(step.kind, step.key) for step in steps] == [("breach", f"{ticket.pk}/resolution/1/breach")]


def test_what_cannot_be_judged_is_left_and_counted(acme: Account, tmp_path: Path) -> None:
    done = taken_over(own_rows(tmp_path))
    assert (done.written, done.left) == (5, {"no opening": 1, "no priority": 1})
    states = dict(Ticket.objects.filter(account=acme).values_list("source", "state"))
    assert states == {"A": "solved", "B": "open", "C": "merged", "F": "open", "G": "open"}
    (report,) = compliance(Span(0, NOW_SECOND), system("test"), NOW_SECOND)
    assert [(each.reason, each.tickets) for each in report.left] == [("carriers", 1), ("merged", 1)]


def test_whose_tickets_they_are_must_be_known(acme: Account, tmp_path: Path) -> None:  # noqa: ARG001 - stands there
    rows = "ticket,at,event,priority,account\nA,2026-01-13T10:00Z,opened,2,nobody\nB,2026-01-13T10:00Z,opened,2,\n"
    with pytest.raises(Refused) as refused:
        import_history(Import(own_rows(tmp_path, rows), "desk"), NOBODY, NOW)
    assert {problem.what for problem in refused.value.problems} == {
        "tickets name no account", "there is no account `nobody`",
    }  # fmt: skip
    with pytest.raises(Refused, match="no version of `desks` is published"):
        import_history(Import(own_rows(tmp_path), "desks", "acme"), NOBODY, NOW)
    assert Ticket.objects.count() == 0


def test_a_ticket_is_bound_by_what_bound_its_account_when_it_was_opened(acme: Account, tmp_path: Path) -> None:
    text = DESK.replace('{id: "1"}', '{id: "2", effective: 2026-02-01}').replace("within: 8 hours", "within: 2 hours")
    publish("two.yaml", text_source(text), NOBODY, NOW)
    rows = "".join(f"{day},2026-{day}T08:00Z,opened,1,\n" for day in ("01-30", "02-02"))
    taken_over(own_rows(tmp_path, "ticket,at,event,priority,account\n" + rows))
    hours = [(row.next_due or 0) - row.opened_at for row in Ticket.objects.filter(account=acme).order_by("opened_at")]
    # Both are long missed and still owed: Friday 08:00 and eight hours, Monday 08:00 and two.
    assert hours == [8 * 3600, 2 * 3600]


def test_before_the_term_nothing_was_owed(acme: Account, tmp_path: Path) -> None:
    rows = "ticket,at,event,priority\nold,2009-01-13T10:00Z,opened,1\n"
    taken_over(own_rows(tmp_path, rows))
    row = Ticket.objects.get(account=acme)
    assert (row.state, row.next_due, row.next_step) == ("not entitled", None, None)


REGISTER = """
import os
from datetime import date
from upheld.server.configuration import Configuration
from upheld.server.starting import start_django
start_django(Configuration.of(os.environ))
from upheld.server.access.actor import system
from upheld.server.accounts.registering import NewAccount, NewSubscription, register_account, subscribe
from upheld.server.present import present
acme = register_account(NewAccount("acme", "Acme"), system("test"), present())
subscribe(acme, NewSubscription("desk", "", date(2010, 1, 1)), system("test"), present())
"""


def test_the_command_says_what_it_did(installation: Installation, tmp_path: Path) -> None:
    text = tmp_path / "desk.yaml"
    text.write_text(DESK, encoding="utf-8")
    for command in (("migrate",), ("publish", text)):
        assert installation.run(*command).returncode == 0
    program = [sys.executable, "-c", REGISTER]
    subprocess.run(program, env=installation.environment, check=True, timeout=60)
    taken = ("import-tickets", "desk", UCI, "--account", "acme", "--mapping", UCI_MAPPING, "--bad-rows", "10%")
    said = [installation.run(*taken) for _ in range(2)]
    assert [(each.returncode, each.stdout) for each in said] == [
        (0, "5 tickets taken over, 0 were there already\n"), (0, "0 tickets taken over, 5 were there already\n"),
    ]  # fmt: skip
    refused = installation.run(*taken[:3], "--account", "acne", *taken[5:])
    assert (refused.returncode, "there is no account `acne`" in refused.stderr) == (2, True)
