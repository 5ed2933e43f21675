"""A name that is changed is changed wherever the same text mentions it, and nothing else of the text changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as File

import pytest

from upheld.agreements.editing import Changes, Written, followed, part_at, replaced, written
from upheld.agreements.reading import Source, read_agreement
from upheld.agreements.text import Path
from upheld.problems import Problem
from upheld.rules import vocabulary

MENTIONED = """\
upheld: 1   # every kind of name, and all that mentions it
documents: [{id: sla, title: The SLA, rank: 1}]
document: sla
calendars:
  office: {zone: UTC, week: {mon: ["08:00-18:00"]}}
services:
  api: {title: API, match: "region = 'region' and Region <> 'x'"}
fields: {region: text}
measures:
  eu: {series: requests, service: api, valid: path <> '/api', bad: "region = 'eu'", members: region}
  us: {of: [eu, eu2], combine: {way: weighted, weights: {eu: 1, eu2: 2}}}
  eu2: {members: region, combine: {way: weighted, weights: {eu: 1}}, retries: {recognised_by: [region]}}
exclusions:
  eu: {title: Europe, measures: [eu], conditions: {announced: {at_least: 1 day, calendar: office}}}
commitments:
  eu: {measure: eu, during: office, remedy: money}
remedies:
  money: {claim: {calendar: office}}
duties:
  review: {calendar: office}
support:
  priorities: {p1: {title: Office}, p2: {title: P1}}
  questions: {worst: {ask: Is it p1?, answers: {yes: p1, no: office}}, other: {answers: {yes: it is}}}
  priority_rules:
    - {answers: {worst: [yes], other: [yes, no]}, priority: p1}
  plans:
    gold:
      calendar: office   # office hours
      never_escalated: [p1]
      targets:
        p1: {response: {within: 1 hour, calendar: 'office'}}
accounts:
  gold: {plan: gold, terms: {support.plans.gold.calendar: office, commitments.eu: {remedy: money, note: eu}}}
decisions:
  - {term: support.plans.gold.targets.p1.response.counted, chosen: office}
  - {term: commitments.*.remedy, chosen: money}
  - {term: exclusions.eu.effect, chosen: eu}
"""

FOUNDING = sorted((File(__file__).parents[3] / "agreements").glob("*.yaml"))
NAMED = (
    ("calendars",), ("services",), ("measures",), ("remedies",), ("commitments",), ("exclusions",),
    ("support", "plans"), ("support", "priorities"), ("support", "questions"),
)  # fmt: skip


def read(text: str) -> Written:
    """A text that can be read."""
    made, problems = written(text, "a.yaml")
    assert made is not None, problems
    return made


def with_changes(old: Written, changes: Changes) -> tuple[str, int]:
    """The text with changes and what follows them, and how many mentions that were."""
    more, count = followed(old, changes)
    made, problems = replaced(old, more)
    assert made is not None, problems
    return made.text, count


def renamed(path: Path, name: str) -> tuple[dict[int, str], int]:
    """The lines (counted from 1) that differ when one name changes, and how many mentions followed."""
    text, count = with_changes(read(MENTIONED), Changes(names={path: name}))
    before, after = MENTIONED.split("\n"), text.split("\n")
    assert len(before) == len(after)
    return {at: line for at, (was, line) in enumerate(zip(before, after, strict=True), 1) if was != line}, count


def test_a_calendar_is_renamed_in_all_that_runs_by_it() -> None:
    lines, count = renamed(("calendars", "office"), "hq")
    # By hand: lines 14, 16, 18, 20, 28, 31 and the value of line 33; titles, answers, comments and texts stay.
    assert count == 7
    assert sorted(lines) == [5, 14, 16, 18, 20, 28, 31, 33]
    assert lines[28] == "      calendar: hq   # office hours"
    assert lines[31] == "        p1: {response: {within: 1 hour, calendar: 'hq'}}"
    assert "support.plans.gold.calendar: hq," in lines[33]


def test_a_measure_is_renamed_among_others_that_have_its_name() -> None:
    lines, count = renamed(("measures", "eu"), "europe")
    # `of` and the weight in line 11, the exclusion's list in 14, the commitment in 16; a member of line 12, an
    # exclusion and a commitment that are named alike stay.
    assert count == 4
    assert sorted(lines) == [10, 11, 14, 16]
    assert lines[11] == "  us: {of: [europe, eu2], combine: {way: weighted, weights: {europe: 1, eu2: 2}}}"
    assert lines[14].startswith("  eu: {title: Europe, measures: [europe],")
    assert lines[16] == "  eu: {measure: europe, during: office, remedy: money}"


@pytest.mark.parametrize(
    ("path", "name", "changed"),
    [
        (("services", "api"), "calls", {7, 10}),
        (("remedies", "money"), "credits", {16, 18, 33, 36}),
        # Rules, what is never escalated, the table of targets, and the path of a decision.
        (("support", "priorities", "p1"), "urgent", {22, 25, 29, 31, 35}),
        (("support", "questions", "worst"), "severe", {23, 25}),
        (("support", "questions", "worst", "answers", "yes"), "indeed", {23, 25}),
        (("support", "plans", "gold"), "best", {27, 33, 35}),
        (("commitments", "eu"), "uptime", {16, 33}),
        (("exclusions", "eu"), "europe", {14, 37}),
    ],
)
def test_each_kind_of_name_is_followed(path: Path, name: str, changed: set[int]) -> None:
    assert set(renamed(path, name)[0]) == changed


def test_a_field_is_renamed_in_conditions_but_not_in_their_texts() -> None:
    lines, count = renamed(("fields", "region"), "area")
    assert count == 5
    assert lines[7] == "  api: {title: API, match: \"area = 'region' and area <> 'x'\"}"
    assert "bad: \"area = 'eu'\", members: area}" in lines[10]
    assert lines[12].endswith("retries: {recognised_by: [area]}}")


def test_an_answer_is_followed_for_its_own_question_alone() -> None:
    lines, _count = renamed(("support", "questions", "worst", "answers", "yes"), "indeed")
    assert lines[25] == "    - {answers: {worst: [indeed], other: [yes, no]}, priority: p1}"


def test_the_id_of_a_document_is_a_name_too() -> None:
    text, count = with_changes(read(MENTIONED), Changes(values={("documents", 0, "id"): "terms"}))
    assert count == 1
    assert text == MENTIONED.replace("{id: sla", "{id: terms").replace("document: sla", "document: terms")


def test_names_that_trade_places_do_so_everywhere() -> None:
    swapped = Changes(names={("support", "priorities", "p1"): "p2", ("support", "priorities", "p2"): "p1"})
    text, _count = with_changes(read(MENTIONED), swapped)
    assert "priorities: {p2: {title: Office}, p1: {title: P1}}" in text
    assert "priority: p2}" in text
    assert "targets:\n        p2: {response" in text


def test_a_mention_that_is_changed_otherwise_is_left_to_its_writer() -> None:
    during = ("commitments", "eu", "during")
    changes = Changes(values={during: "nights"}, names={("calendars", "office"): "hq"})
    more, count = followed(read(MENTIONED), changes)
    assert more.values[during] == "nights"
    assert count == 6


def test_a_name_that_is_refused_is_refused_alone() -> None:
    old = read(MENTIONED)
    for name in ("", "p2"):
        changes = Changes(names={("support", "priorities", "p1"): name})
        assert followed(old, changes) == (changes, 0)
        assert replaced(old, changes)[0] is None


def names(file: Written) -> Iterator[Path]:
    """Every name that a text gives to calendars, measures, plans and their like."""
    for path in NAMED:
        part = part_at(file.root, path)
        for each in part.entries if part is not None else ():
            yield (*path, each.step)
            answers = part_at(each.part, ("answers",)) if path[-1] == "questions" else None
            yield from ((*path, each.step, "answers", one.step) for one in (answers.entries if answers else ()))


def problems_of(text: str) -> tuple[Problem, ...]:
    """What the reader finds wrong with a text."""
    return read_agreement("a.yaml", Source(lambda name, _by: (name, text), vocabulary()))[1]


@pytest.mark.parametrize("file", FOUNDING, ids=lambda file: file.stem)
def test_a_founding_agreement_is_read_alike_whatever_is_renamed(file: File) -> None:
    old = read(file.read_text("utf-8"))
    found = list(names(old))
    assert len(found) > 3
    for path in found:
        text, _count = with_changes(old, Changes(names={path: "renamed_here"}))
        assert problems_of(text) == (), path
