"""Whatever is handed in at the command line: an answer, or declared problems with exit code 2, nothing half done."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measured import MAPPING, Desk, Run, minute, upheld

# One agreement that uses most terms of measuring, so that a change of any value is felt.
AGREEMENT = """
upheld: 1
agreement: test
title: Test
provider: Provider
version: {id: "1", effective: 2026-01-01}
zone: Europe/Berlin
fields: {tier: text}
calendars:
  office: {zone: Europe/Berlin, week: {mon: [08:00-18:00], thu: [08:00-18:00]}, holidays: none}
measures:
  api:
    series: requests
    where: tier IS NULL OR tier <> 'free'
    valid: NOT (status BETWEEN 400 AND 499)
    bad: status >= 500 OR latency_ms > 3000
    slice: 1 minute
    down: {error_share: {over: 5%, minimum: 1}}
    opens_after: 1
    closes_after: 2
    minimum_outage: {length: 1 minute, counts: whole}
    no_traffic: unknown and out
    value: time
  sites:
    series: requests
    valid: "TRUE"
    bad: status >= 500
    slice: 5 minutes
    down: {latency_average: {over: 500}}
    members: region
    expected: [eu]
    combine: {way: weighted, share: 50%, weights: {eu: 2, us: 1}}
    no_traffic: unknown and out
  both: {of: [api, sites], combine: {way: at least, count: 1}}
exclusions:
  works:
    title: Works
    effect: leaves both sides
    covers: downtime
    conditions:
      announced: {at_least: 3 business days, calendar: office, counted: full days}
      budget: {at_most: 8 hours, per: calendar month, spent_by: recorded time}
  surge: {title: Surge, effect: counts as up, conditions: {rate_exceeded: {agreed: 40 per minute}}}
commitments:
  uptime: {measure: both, period: day, target: 99.9%, comparison: at least, rounding: none, remedy: credits}
remedies:
  credits:
    base: fee of the month
    credit: {linear: {credit: 1%, per: 0.1%, steps: commenced, up_to: 30%}}
    caps: [{share: 50%, per: year, of: base fee}]
    minimum: 1.00 EUR
    rounding: {places: 2, mode: half up}
    claim: {within: 30 days, from: end of period}
accounts:
  acme: {title: Acme, agreed_rate: 100 per second, terms: {commitments.uptime.target: 99.99%}}
"""
EXCLUSIONS = """
exclusions:
  - cause: works
    start: 2026-10-05T10:00:00Z
    end: 2026-10-05T12:30:00+02:00
    zone: Europe/Berlin
    account: acme
    announced: 2026-09-20T10:00:00
    author: Ann
    measures: [both]
"""
FEES = "fees:\n  - {account: acme, amount: 100.00 EUR, period: 2026-10, line: base, one_time: false}\n"
GRANTED = "granted:\n  - {account: acme, commitment: uptime, period: 2026-10-04, amount: 5.00 EUR}\n"
KINDS = MAPPING.strip() + "\nextra: {tier: {field: tier, type: text}}\ncount: n\n"
TEXTS = {
    "agreement": AGREEMENT, "mapping": KINDS, "exclusions": EXCLUSIONS, "fees": FEES, "granted": GRANTED,
}  # fmt: skip
ROWS = [
    *minute("2026-10-05T10:00", 0, 3, tier="paid", n=2),
    *minute("2026-10-05T10:01", 3, 0, tier="free", n=1, region="us"),
    *minute("2026-10-04T21:59", 1, 1, tier=None, n=5),
]

NASTY = [
    "NaN", "1e400", "9" * 400, "999999999999999999", "-1", "0", "0%", "100%", "1000%", "0.000000000000000001%",
    "unstated", "", "~", "true", "2026-02-30", "9999-12-31", "0001-01-01T00:00:00Z", "calendar month",
    "rolling 30 days", "1 second", "1 day", "31 days", "1 month", "999999999 weeks", "Europe/Nowhere", "+05:45",
    "[]", "{}", "'unclosed", '"\\u202e"', "*a", "&a", "status", "FALSE", "region", "all", "states", "ratio of totals",
    "mean of slice ratios", "counts as down", "whole time", "'; DROP TABLE requests; --", "x" * 3000, "ä", "up",
]  # fmt: skip
VALUE = re.compile(r"(?<=[:\[,] )[^\s{}\[\],#][^{}\[\],#\n]*")


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, str]:
    """The files, up to two values of which are changed."""
    texts = dict(TEXTS)
    for _ in range(draw(st.integers(1, 2))):
        name = draw(st.sampled_from(sorted(texts)))
        places = [found.span() for found in VALUE.finditer(texts[name])]
        if places:
            start, end = draw(st.sampled_from(places))
            texts[name] = texts[name][:start] + draw(st.sampled_from(NASTY) | st.text(max_size=6)) + texts[name][end:]
    return texts


def asked(folder: Path, texts: dict[str, str], log: str, *options: str) -> Run:
    """`upheld measure` over files of these texts; the folder holds nothing else before or after."""
    desk = Desk(folder)
    named = {name: desk.file(f"{name}.yaml", text) for name, text in texts.items()}
    files = (named.pop("agreement"), desk.file("requests.jsonl", log), "--period", "2026-10-05")
    given = [each for name, file in named.items() for each in (f"--{name}", file)]
    found = upheld("measure", *files, *given, "--json", "--now", "2026-11-20T00:00:00Z", *options)
    left = sorted(each.name for each in folder.iterdir())
    assert left == sorted([*(f"{name}.yaml" for name in texts), "requests.jsonl"])
    return found


def declared(found: Run) -> None:
    """An answer as JSON, or problems that name their place and say what is wrong."""
    assert found.code in {0, 2}, (found.code, found.err)
    if found.code == 0:
        assert found.json
        return
    problems = found.json["problems"]
    assert problems
    for problem in problems:
        assert problem["file"]
        assert problem["what"]
        assert "Error" not in problem["what"].replace("Internal Error", "")
    assert "Traceback" not in found.err


LOG = "".join(json.dumps(row) + "\n" for row in ROWS)


def test_the_files_are_fine_as_they_are() -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = asked(Path(folder), TEXTS, LOG, "--account", "acme")
    assert found.code == 0, found.err


@settings(max_examples=40)
@given(mutated(), st.sampled_from([(), ("--account", "acme"), ("--account", "acme", "--why", "2026-10-05T12:00")]))
def test_files_with_changed_values_give_an_answer_or_declared_problems(
    texts: dict[str, str], options: tuple[str, ...]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        declared(asked(Path(folder), texts, LOG, *options))


WRITTEN = [
    "null", "NaN", "1e400", "-1", "0", '""', '"x"', "true", "[]", "{}", "9223372036854775807", "999999999999999999999",
    "0.1", '"\\u0000"', '"2026-10-05T10:00:00"', '"9999-12-31T00:00:00Z"', '"\\ud800"', '"500.0"', "1e3",
]  # fmt: skip


CHANGES = st.tuples(st.integers(0, len(ROWS) - 1), st.sampled_from(sorted(ROWS[0])), st.sampled_from(WRITTEN))


@settings(max_examples=30)
@given(st.lists(CHANGES, max_size=4))
def test_lines_with_changed_values_give_an_answer_or_declared_problems(changes: list[tuple[int, str, str]]) -> None:
    lines = [{name: json.dumps(value) for name, value in row.items()} for row in ROWS]
    for at, name, value in changes:
        lines[at][name] = value
    log = "".join("{" + ", ".join(f'"{name}": {value}' for name, value in line.items()) + "}\n" for line in lines)
    with tempfile.TemporaryDirectory() as folder:
        declared(asked(Path(folder), TEXTS, log, "--bad-lines", "100%"))


@settings(max_examples=40)
@given(
    st.sampled_from(["--period", "--now", "--why", "--account", "--commitment", "--bad-lines", "--memory"]),
    st.sampled_from([*NASTY, "2026-10-05", "2026-10-05T12:00", "2026-10-05T12:00:00Z", "-"]) | st.text(max_size=8),
)
def test_options_with_any_value_give_an_answer_or_declared_problems(option: str, value: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = asked(Path(folder), TEXTS, LOG, f"{option}={value}")
    assert found.code in {0, 2}, (found.code, found.err)
    assert found.code == 0 or found.err
    assert "Traceback" not in found.err
