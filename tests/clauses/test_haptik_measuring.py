"""Haptik: what counts as downtime, worked out by hand and measured with the product's own agreement file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.measured import ROOT, Desk, minute, request, steady

HAPTIK = ROOT / "agreements" / "haptik.yaml"
OCTOBER = 31 * 24 * 60  # minutes; the agreement counts months in UTC, as decided in its file


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A scratch directory."""
    return Desk(tmp_path)


def judged(desk: Desk, rows: list[dict[str, object]], *options: str) -> Any:
    """The one commitment of the agreement, judged for October 2026."""
    statement = desk.measure(HAPTIK, desk.log(rows), "2026-10", "--now", "2026-11-05T00:00:00Z", *options)
    return statement["commitments"][0]


def down_seconds(commitment: Any) -> int:
    """Downtime that counts."""
    return sum(outage["counted"]["seconds"] for outage in commitment["outages"])


@pytest.mark.clause("HK-01")
def test_only_production_counts_and_the_month_is_compared_with_the_target(desk: Desk) -> None:
    # 45 minutes of nothing but errors: 44,640 - 45 = 44,595 minutes up of 44,640 = 99.899%, below 99.9%.
    # Staging burns all month and changes nothing.
    outage = [row for n in range(45) for row in minute(f"2026-10-05T10:{n:02}", 0, 2)]
    staging = [row for n in range(50) for row in minute(f"2026-10-06T10:{n:02}", 0, 2, environment="staging")]
    found = judged(desk, outage + staging)
    assert down_seconds(found) == 45 * 60
    assert found["measured"]["numerator"] * OCTOBER == found["measured"]["denominator"] * (OCTOBER - 45)
    assert found["verdict"] == "missed"


@pytest.mark.clause("HK-01")
def test_44_minutes_are_within_the_promise(desk: Desk) -> None:
    # 0.1% of 44,640 minutes is 44.64 minutes: 44 keep the promise.
    found = judged(desk, [row for n in range(44) for row in minute(f"2026-10-05T10:{n:02}", 0, 2)])
    assert (found["verdict"], down_seconds(found)) == ("kept", 44 * 60)


@pytest.mark.clause("HK-02")
def test_services_that_are_not_covered_change_nothing(desk: Desk) -> None:
    rows = [
        *minute("2026-10-05T10:00", 0, 5, route="/builder/flows"),
        *minute("2026-10-05T10:01", 0, 5, route="/analytics/report"),
        *minute("2026-10-05T10:02", 0, 5, route="/tools/import"),
        *minute("2026-10-05T10:03", 0, 5, route="/chat/messages"),
    ]
    assert down_seconds(judged(desk, rows)) == 60


@pytest.mark.clause("HK-03")
def test_exactly_five_per_cent_is_up_and_anything_above_is_down(desk: Desk) -> None:
    rows = [
        *minute("2026-10-05T10:00", 95, 5),  # 5 of 100 = 5%: up
        *minute("2026-10-05T10:02", 94, 6),  # 6 of 100: down
        *minute("2026-10-05T10:04", 19, 1),  # 1 of 20 = 5%: up
        *minute("2026-10-05T10:06", 18, 1),  # 1 of 19 = 5.26%: down
    ]
    found = judged(desk, rows)
    starts = [outage["stretch"]["start"]["utc"] for outage in found["outages"]]
    assert starts == ["2026-10-05T10:02:00Z", "2026-10-05T10:06:00Z"]


@pytest.mark.clause("HK-04")
def test_periods_are_whole_clock_minutes(desk: Desk) -> None:
    # Errors from 10:00:30 to 10:02:30. The clock minute 10:00 has 30 good and 30 bad requests (50%), 10:01 only bad
    # ones, 10:02 half and half: three whole minutes are down, one period.
    rows = [
        request(f"2026-10-05T10:{m:02}:{s:02}", 500 if 30 <= m * 60 + s < 150 else 200)
        for m in range(4)
        for s in range(60)
    ]
    found = judged(desk, rows)
    assert [(o["stretch"]["start"]["utc"], o["stretch"]["end"]["utc"]) for o in found["outages"]] == [
        ("2026-10-05T10:00:00Z", "2026-10-05T10:03:00Z")
    ]


@pytest.mark.clause("HK-04")
@pytest.mark.parametrize(
    ("policy", "up", "counted", "unknown"),
    [
        # One request a minute in the first 60 minutes of the month, all good; 44,580 of 44,640 minutes are silent.
        ("up", 44_640, 44_640, 0),
        ("down", 60, 44_640, 0),
        ("unknown and out", 60, 60, 44_580),
        ("unknown and in", 60, 44_640, 44_580),
    ],
)
def test_a_minute_without_valid_requests_counts_as_the_agreement_says(
    desk: Desk, policy: str, up: int, counted: int, unknown: int
) -> None:
    text = HAPTIK.read_text(encoding="utf-8").replace("no_traffic: unstated", f"no_traffic: {policy}", 1)
    text = text[: text.index("  - term: measures.chat.no_traffic")] + after_entry(text, "measures.chat.no_traffic")
    agreement = desk.file("haptik.yaml", text)
    statement = desk.measure(
        agreement, desk.log(steady("2026-10-01T00:00", 60)), "2026-10", "--now", "2026-11-05T00:00:00Z"
    )
    found = statement["commitments"][0]
    assert found["measured"]["numerator"] * counted == found["measured"]["denominator"] * up
    assert sum(day["unknown"]["seconds"] for day in found["days"]) == unknown * 60
    assert found["slices_unknown"] == 44_580


def after_entry(text: str, term: str) -> str:
    """The text behind one entry of the list of decisions."""
    rest = text[text.index(f"  - term: {term}") + 4 :]
    return rest[rest.index("  - term: ") :] if "  - term: " in rest else ""


@pytest.mark.clause("HK-05")
def test_other_errors_than_500_with_internal_error_are_no_errors(desk: Desk) -> None:
    rows = [
        *minute("2026-10-05T10:00", 0, 5, code="Deadline Exceeded"),  # 500, other code
        *minute("2026-10-05T10:01", 0, 5, status=502),
        *minute("2026-10-05T10:02", 0, 5, status=503),
        *minute("2026-10-05T10:03", 0, 5),  # 500 with the code "Internal Error"
    ]
    assert down_seconds(judged(desk, rows)) == 60


@pytest.mark.clause("HK-06")
def test_requests_in_error_on_the_callers_side_leave_both_sides(desk: Desk) -> None:
    # 1 error among 19 valid requests is 5.26% and down; 81 answers of 404 do not dilute it to 1%.
    rows = [*minute("2026-10-05T10:00", 18, 1), *minute("2026-10-05T10:00", 0, 81, status=404)]
    assert down_seconds(judged(desk, rows)) == 60


OPENAPI = """
openapi: 3.1.0
info: {title: Chat, version: "1"}
servers: [{url: https://api.example.com/v1}]
paths:
  /messages: {get: {}, post: {}}
  /messages/{id}: {get: {}}
"""


@pytest.mark.clause("HK-06")
def test_documented_routes_can_be_asked_for(desk: Desk) -> None:
    desk.file("openapi.yaml", OPENAPI)
    text = HAPTIK.read_text(encoding="utf-8").replace(
        "AND NOT (status BETWEEN 400 AND 499)",
        "AND NOT (status BETWEEN 400 AND 499) AND documented\n    openapi: openapi.yaml",
        1,
    )
    rows = [
        *minute("2026-10-05T10:00", 0, 2, route="/v1/messages/17"),  # documented: down
        *minute("2026-10-05T10:01", 0, 2, route="/v1/messages/17/raw"),  # not documented
        *minute("2026-10-05T10:02", 0, 2, route="/v1/messages/17", method="DELETE"),  # nor this method
    ]
    statement = desk.measure(desk.file("haptik.yaml", text), desk.log(rows), "2026-10", "--now", "2026-11-05T00:00:00Z")
    assert down_seconds(statement["commitments"][0]) == 60


STAGES = """
    features:
      voice:
        match: route LIKE '/chat/voice%'
        stages:
          - {stage: beta, from: 2026-01-01T00:00:00Z}
          - {stage: generally available, from: 2026-10-15T00:00:00Z}
"""


@pytest.mark.clause("HK-09")
def test_a_feature_counts_from_the_instant_it_is_generally_available(desk: Desk) -> None:
    text = HAPTIK.read_text(encoding="utf-8")
    place = text.index("    clause: 'Definitions, \"Covered Service\"'", text.index("  chat:\n    title: End user"))
    agreement = desk.file("haptik.yaml", text[:place] + STAGES.lstrip("\n") + text[place:])
    rows = [
        *minute("2026-10-14T23:59", 0, 3, route="/chat/voice/1"),  # still beta
        *minute("2026-10-15T00:00", 0, 3, route="/chat/voice/1"),  # generally available
    ]
    statement = desk.measure(agreement, desk.log(rows), "2026-10", "--now", "2026-11-05T00:00:00Z")
    starts = [outage["stretch"]["start"]["utc"] for outage in statement["commitments"][0]["outages"]]
    assert starts == ["2026-10-15T00:00:00Z"]


def excluded(desk: Desk, rows: list[dict[str, object]], records: str) -> Any:
    """The commitment, judged with recorded exclusions."""
    return judged(desk, rows, "--exclusions", str(desk.file("exclusions.yaml", records)))


WINDOW = """
- cause: scheduled_maintenance
  start: 2026-10-29T10:00:00+05:30
  end: 2026-10-29T10:10:00+05:30
  announced: {announced}
  author: Asha
"""


@pytest.mark.clause("HK-10")
@pytest.mark.parametrize(
    ("announced", "counted", "holds"),
    [
        # Thursday 29 October, 10:00 in Mumbai; the third business day before is Monday the 26th, 10:00 the latest.
        ("2026-10-26T10:00:00+05:30", 0, True),
        ("2026-10-26T10:01:00+05:30", 600, False),
        # Friday evening of the week before is in time; a window never announced is not.
        ("2026-10-23T20:00:00+05:30", 0, True),
    ],
)
def test_maintenance_is_excluded_when_announced_three_business_days_before(
    desk: Desk, announced: str, counted: int, holds: object
) -> None:
    rows = [row for n in range(10) for row in minute(f"2026-10-29T04:{30 + n}", 0, 2)]
    found = excluded(desk, rows, WINDOW.format(announced=announced))
    assert down_seconds(found) == counted
    assert [each["holds"] for each in found["exclusions"]] == [holds]
    assert found["exclusions"][0]["clause"] == "SLA Exclusions, sixth item"


@pytest.mark.clause("HK-08")
def test_each_exclusion_is_a_reason_with_its_evidence(desk: Desk) -> None:
    records = """
- {cause: outside_control, start: 2026-10-05T10:00:00Z, end: 2026-10-05T10:01:00Z, author: Asha,
   evidence: ["what happened: flood at the exchange"]}
- {cause: other_products, start: 2026-10-05T10:02:00Z, end: 2026-10-05T10:03:00Z, author: Asha,
   evidence: ["which product: a carrier's gateway"]}
- {cause: use_against_advice, account: acme, start: 2026-10-05T10:04:00Z, end: 2026-10-05T10:05:00Z, author: Asha,
   advice: send at most 10 a second, advised: 2026-09-01T09:00:00Z, evidence: [mail to the customer]}
- {cause: use_against_advice, account: acme, start: 2026-10-05T10:06:00Z, end: 2026-10-05T10:07:00Z, author: Asha}
- {cause: non_adherence, account: acme, start: 2026-10-05T10:08:00Z, end: 2026-10-05T10:09:00Z, author: Asha,
   evidence: [an unsupported platform]}
"""
    rows = [row for n in (0, 2, 4, 6, 8) for row in minute(f"2026-10-05T10:0{n}", 0, 2)]
    found = excluded(desk, rows, records)
    assert [each["holds"] for each in found["exclusions"]] == [True, True, True, False, True]
    assert down_seconds(found) == 60  # only 10:06, for which neither the advice nor its date is on record
    # They count as up, as decided in the file: 44,640 minutes stay the whole.
    assert found["measured"]["numerator"] * OCTOBER == found["measured"]["denominator"] * (OCTOBER - 1)
