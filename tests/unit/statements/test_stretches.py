"""Outages that only silence keeps apart are one row of the sheet; the JSON has each of them."""

from __future__ import annotations

from pathlib import Path

from tests.measured import Desk, upheld

AGREEMENT = """
upheld: 1
agreement: quiet
title: A quiet account
provider: Example
version: {id: "1", effective: 2026-01-01}
zone: UTC
measures:
  api: {series: requests, valid: status > 0, bad: status >= 500, slice: 1 minute, down: {error_share: {over: 5%}},
        no_traffic: up}
commitments:
  uptime: {measure: api, period: calendar month, target: 99.9%, comparison: at least, rounding: none, remedy: none}
"""
# Three failures with silence between them; then a good request (10:30) before the next failure; then one that is more
# than an hour later.
LOG = """time,account,status
2026-10-01T10:00:00Z,acme,500
2026-10-01T10:03:00Z,acme,500
2026-10-01T10:20:00Z,acme,500
2026-10-01T10:30:00Z,acme,200
2026-10-01T10:31:00Z,acme,500
2026-10-01T12:00:00Z,acme,500
"""


def test_silence_between_outages_makes_one_stretch_of_them(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    files = desk.file("agreement.yaml", AGREEMENT), desk.file("log.csv", LOG)
    mapping = desk.file("mapping.yaml", "account: {field: account}\n")
    command = ("measure", *files, "--period", "2026-10", "--mapping", mapping, "--account", "acme")
    [promise] = upheld(*command, "--json").json["commitments"]
    assert [outage["stretch"]["start"]["utc"][11:16] for outage in promise["outages"]] == [
        "10:00", "10:03", "10:20", "10:31", "12:00"
    ]  # fmt: skip
    # 10:01 to 10:03; 10:04 to 10:20; before 10:31 there was a request; 10:32 to 12:00.
    silent = [outage["silent_before"] and outage["silent_before"]["seconds"] for outage in promise["outages"]]
    assert silent == [None, 120, 960, None, 5280]
    sheet = " ".join(upheld(*command).out.split())
    assert "5 outages, told as 3" in sheet
    assert "1 Oct 2026, 10:00 to 10:21" in sheet
    assert "3 outages, 18 min of silence" in sheet  # 120 s + 960 s
    assert "1 Oct 2026, 12:00 to 12:01" in sheet
