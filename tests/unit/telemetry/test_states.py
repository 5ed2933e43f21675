"""Probe histories: words of state, sites as members, and what is not known."""

from __future__ import annotations

from fractions import Fraction

from tests.unit.telemetry.conftest import Files, micro
from upheld.telemetry.limits import Limits

MAPPING = """
    series: states
    time: {field: committed_at}
    fields: {state: status, member: site, latency_ms: response_ms}
    states: {up: [up, degraded], down: [down], unknown: [paused]}
"""
CHECKS = """committed_at,site,status,http_code,response_ms
2026-03-01T00:00:00+00:00,shop,up,200,1550
2026-03-02T10:00:00+00:00,shop,DOWN,0,0
2026-03-02T10:07:00+00:00,shop,degraded,200,30000
2026-03-03T00:00:00+00:00,shop,paused,,
"""


def test_words_become_states_and_a_failed_probe_has_no_http_status_to_judge(files: Files) -> None:
    reading = files.read([files.write("checks.csv", CHECKS)], MAPPING)
    assert (reading.relation, reading.series) == ("states", "states")
    rows = reading.connection.execute('SELECT "at", member, state, latency_us FROM states ORDER BY 1').fetchall()
    assert rows == [
        (micro("2026-03-01T00:00:00Z"), "shop", "up", 1_550_000),
        (micro("2026-03-02T10:00:00Z"), "shop", "down", 0),
        (micro("2026-03-02T10:07:00Z"), "shop", "up", 30_000_000),
        (micro("2026-03-03T00:00:00Z"), "shop", "unknown", None),
    ]


def test_a_word_that_the_mapping_does_not_know_is_never_guessed(files: Files) -> None:
    text = CHECKS + "2026-03-04T00:00:00+00:00,shop,maintenance,,\n2026-03-04T00:00:00+00:00,shop,,,\n"
    reading = files.read([files.write("checks.csv", text)], MAPPING, limits=Limits(bad_share=Fraction(1)))
    assert dict(reading.bad.by_reason) == {"state missing": 1, "state word not in the mapping": 1}


def test_states_without_a_field_for_the_state_are_refused(files: Files) -> None:
    source = files.write("checks.csv", CHECKS)
    assert files.refusal([source], "series: states\ntime: {field: committed_at}\nfields: {member: site}\n") == (
        "checks.csv: error: fields.state: which field is the state? the source has: committed_at, site, status, "
        "http_code, response_ms (say it in the mapping file: `fields: {state: ...}`)"
    )


def test_probes_may_have_a_status_instead_of_a_state(files: Files) -> None:
    text = "time,site,code\n2026-03-01T00:00:00Z,fra,200\n2026-03-01T00:00:00Z,nyc,\n"
    reading = files.read([files.write("p.csv", text)], "series: probes\nfields: {member: site, status: code}\n")
    rows = reading.connection.execute("SELECT member, status FROM states ORDER BY 1").fetchall()
    assert rows == [("fra", 200), ("nyc", None)]
