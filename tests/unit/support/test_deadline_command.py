"""`upheld deadline` as people use it, and the page of the guide that tells them how."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.desk import AGREEMENTS, OFFICE
from upheld.cli.main import main

PAGE = (AGREEMENTS.parent / "docs" / "guide" / "tickets.md").read_text(encoding="utf-8")
PLAN = """      pauses: [waiting_on_customer]
      targets:
        "1": {resolution: {within: 8 hours, counted: working time}}
        "2": {response: {within: 2 hours, counted: working time}, resolution: {within: 4 hours, counted: working time}}
"""


@pytest.fixture
def desk(tmp_path: Path) -> str:
    file = tmp_path / "desk.yaml"
    file.write_text(OFFICE + PLAN, encoding="utf-8")
    return str(file)


def block(name: str, file: Path) -> str:
    """A block of the page as a file."""
    (text,) = re.findall(rf"```{name}\n(.*?)```", PAGE, re.DOTALL)
    file.write_text(text, encoding="utf-8")
    return str(file)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    said = capsys.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, said.out, said.err


def test_the_events_of_the_page(desk: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "deadline", desk, "--events", block("events", tmp_path / "t.yaml"), "--json")
    response, resolution = json.loads(out)["targets"]
    assert code == 0
    # Answered after 40 minutes of two hours.
    assert (response["verdict"], response["due_local"], response["spent_seconds"]) == (
        "kept", "2026-10-23T17:00:00+02:00", 40 * 60,
    )  # fmt: skip
    # One hour on Friday; waiting until Monday 09:00, after clocks went back (66 h); 1:15 of the three hours left.
    assert (resolution["verdict"], resolution["due_local"]) == ("kept", "2026-10-26T12:00:00+01:00")
    assert (resolution["spent_seconds"], resolution["paused_seconds"]) == (2 * 3600 + 15 * 60, 66 * 3600)


def test_the_table_and_the_mapping_of_the_page(desk: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "replay", desk, block("csv", tmp_path / "t.csv"))
    # Friday 15:00 to 18:00 in Berlin, and an hour on Monday is 09:00; solved at 10:15. A-2 is still open then:
    # 2:00 on Friday and 2:15 on Monday of eight.
    assert code == 0
    assert "priority 2   response   1 kept, 0 missed; 100.00% kept" in out
    assert "worst: A-1, late by 1 h 15 min" in out
    assert "priority 1   resolution 0 kept, 0 missed, 1 open; nothing to judge" in out
    log = tmp_path / "log.csv"
    log.write_text(
        "Number,Updated,Opened,Status,Urgency\n"
        "7,23/10/2026 16:00,23/10/2026 15:00,On hold,Normal\n"
        "7,26/10/2026 09:00,23/10/2026 15:00,In progress,Normal\n"
        "7,26/10/2026 12:01,23/10/2026 15:00,Done,Normal\n",
        encoding="utf-8",
    )
    mapping = block("mapping", tmp_path / "log.yaml")
    _, out, _ = run(capsys, "replay", desk, str(log), "--mapping", mapping)
    # One hour on Friday, three on Monday until 12:00: a minute late.
    assert "priority 2   resolution 0 kept, 1 missed; 0.00% kept" in out
    assert "worst: 7, late by 1 min" in out


OPENED = ("--opened", "2026-01-13 10:00")


def test_a_deadline_in_another_zone_is_told_with_its_zone(desk: str, capsys: pytest.CaptureFixture[str]) -> None:
    # 10:00 in Bucharest is 9:00 in Berlin; two hours of office time later the desk's clock shows 11:00.
    opened = ("--opened", "2026-01-13 10:00", "--zone", "Europe/Bucharest", "--now", "2026-01-13T08:00Z")
    _, out, _ = run(capsys, "deadline", desk, "--priority", "2", *opened)
    assert "due Tue 2026-01-13 11:00 +01:00 Europe/Berlin  2026-01-13T10:00:00Z" in out


def test_what_it_says_to_people(desk: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "deadline", desk, "--priority", "P2", *OPENED, "--now", "2026-01-13 11:00")
    assert "opened Tue 2026-01-13 10:00 +01:00 Europe/Berlin  2026-01-13T09:00:00Z" in out
    assert "response   due Tue 2026-01-13 12:00 +01:00  2026-01-13T11:00:00Z" in out
    assert "2 hours of working time, office in Europe/Berlin; 7; Desk agreement" in out
    assert "Running: 1 h spent, 1 h left." in out
    _, why, _ = run(capsys, "deadline", desk, "--priority", "P2", *OPENED, "--now", "2026-01-13 13:00", "--why")
    assert "Hours office: Monday to Friday 08:00-18:00." in why
    assert "Closed on holidays: 2026-01-06." in why
    assert "2 h have run by Tue 2026-01-13 12:00 +01:00: it is due then, and kept at that instant." in why
    assert "Missed, late by 1 h so far." in why


def test_a_zone_of_ones_own(desk: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--priority", "2", *OPENED, "--zone", "America/New_York", "--json")
    record = json.loads(run(capsys, "deadline", desk, *options)[1])
    # 10:00 in New York is 16:00 in Berlin: two hours are left, to closing.
    assert (record["opened"], record["targets"][0]["due"]) == ("2026-01-13T15:00:00Z", "2026-01-13T17:00:00Z")


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (("--priority", "2", "--opened", "2026-03-29 02:30"), "was skipped by the clocks of Europe/Berlin"),
        (("--priority", "2", "--opened", "2026-10-25 02:30"), "was shown twice by the clocks of Europe/Berlin"),
        (("--priority", "2", "--opened", "soon"), "`soon` is not an instant"),
        (("--priority", "2", *OPENED, "--now", "later"), "`later` is not an instant"),
        (("--priority", "2", *OPENED, "--zone", "Berlin"), "is not a time zone"),
        (("--priority", "2"), "when the ticket was opened is not said"),
        (("--priority", "7", *OPENED), "no priority is named `7`"),
        (OPENED, "no priority is named"),
        (("--priority", "2", "--plan", "silver", *OPENED), "no support plan is named `silver`"),
        (("--answers", "total", *OPENED), "are no answers"),
        (("--priority", "2", "--events", "nowhere.yaml"), "there is no such file"),
        (("--priority", "2", "--events", "."), "is a directory"),
    ],
)
def test_faulty_input_is_one_clear_error(
    desk: str, options: tuple[str, ...], what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "deadline", desk, *options)
    assert (code, out) == (2, "")
    assert what in err
    assert "Traceback" not in err


def test_events_of_one_ticket_in_a_table(desk: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "ticket.csv"
    file.write_text(
        "ticket,at,event,how\nT,2026-01-13 10:30,acknowledged,portal\nT,2026-01-13 10:40,acknowledged,pigeon\n",
        encoding="utf-8",
    )
    code, _, err = run(capsys, "deadline", desk, "--priority", "2", *OPENED, "--events", str(file))
    assert (code, "ticket.csv:3: error: unknown how" in err) == (2, True)
    file.write_text(file.read_text(encoding="utf-8").replace(",pigeon", ",portal"), encoding="utf-8")
    code, out, _ = run(capsys, "deadline", desk, "--priority", "2", *OPENED, "--events", str(file))
    assert (code, "Kept (portal), with 1 h 30 min left." in out) == (0, True)


def test_who_is_told_and_when(capsys: pytest.CaptureFixture[str]) -> None:
    options = (str(AGREEMENTS / "ignite-connex.yaml"), "--plan", "premium", "--opened", "2026-11-06 15:00")
    _, out, _ = run(capsys, "deadline", *options, "--priority", "1", "--now", "2026-11-06 17:30")
    assert "Fri 2026-11-06 17:00:01 -06:00  the response is missed (owed)" in out
    assert "Fri 2026-11-06 17:00:01 -06:00  the response is escalated to escalation list (owed)" in out
    assert "Fri 2026-11-06 18:00 -06:00  the response is escalated to account executive\n" in out
    _, out, _ = run(capsys, "deadline", *options, "--priority", "5", "--now", "2026-11-06 17:30")
    assert "priority 5 is not escalated under the plan premium (Premium Support, Premium Hours of Operation)" in out
    assert "escalated to" not in out


def test_an_agreement_without_support_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    haptik = str(AGREEMENTS / "haptik.yaml")
    code, _, err = run(capsys, "deadline", haptik, "--priority", "1", "--opened", "2026-01-13T10:00Z")
    assert (code, "promises no support" in err) == (2, True)
