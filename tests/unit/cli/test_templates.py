"""A template measures as it stands: what `upheld new` writes is an agreement that works."""

from __future__ import annotations

from pathlib import Path

from tests.measured import Desk, minute, upheld

PROBES = """
format: csv
series: probes
time: {field: time}
fields: {state: state, member: member}
"""


def started(desk: Desk, template: str) -> Path:
    """An agreement started from a template."""
    file = desk.folder / "mine.yaml"
    assert upheld("new", "--template", template, "--out", file, "--name", "Mine").code == 0
    return file


def test_probes_from_three_places_in_runs_of_three_minutes(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    # Twenty minutes of probes. Two of three places fail in the minutes 5 to 7: an outage of three minutes, counted from
    # its first. They fail in 12 and 13: too short a run. One place alone fails in 16 to 19: no agreement.
    down: dict[int, tuple[str, ...]] = {
        5: ("eu", "us"),
        6: ("eu", "us"),
        7: ("us", "asia"),
        12: ("eu", "us"),
        13: ("eu", "us"),
    }
    one: tuple[str, ...] = ("eu",)
    down |= dict.fromkeys(range(16, 20), one)
    rows = [
        f"2026-10-05T10:{n:02}:30Z,{place},{'down' if place in down.get(n, ()) else 'up'}"
        for n in range(20)
        for place in ("eu", "us", "asia")
    ]
    probes = desk.file("probes.csv", "\n".join(["time,member,state", *rows]) + "\n")
    mapping = desk.file("mapping.yaml", PROBES)
    run = upheld(
        "measure", started(desk, "probe-based"), probes, "--period", "2026-10", "--mapping", mapping, "--json",
        "--now", "2027-01-01T00:00:00Z",
    )  # fmt: skip
    (found,) = run.json["commitments"]
    # Minutes without probes are left out of the month: 17 of 20 minutes were up, which is less than 99.5%.
    assert (found["measured"]["percent"], found["verdict"]) == ("85", "missed")


def test_five_minute_error_rates_are_averaged_and_not_added_up(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    # One interval of 5 minutes with 1 of 2 requests failed, one with none of 100. The month has 8,928 intervals; those
    # without requests have no errors. The mean error rate is (1/2) / 8,928; of the totals 1 of 102 failed.
    rows = [*minute("2026-10-05T10:00", 1, 1), *minute("2026-10-05T11:00", 100)]
    found = desk.measure(
        started(desk, "five-minute-error-rate"), desk.log(rows), "2026-10", "--account", "acme",
        "--now", "2027-01-01T00:00:00Z",
    )["commitments"][0]  # fmt: skip
    measured = found["measured"]
    assert measured["numerator"] * 2 * 8928 == measured["denominator"] * (2 * 8928 - 1)
    assert found["verdict"] == "kept"
