"""The guide is right: every agreement in it passes `check`, and every fragment does inside a small frame."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from upheld.agreements.explaining import about_term, explain
from upheld.agreements.lint import lint
from upheld.agreements.reading import Source, read_agreement
from upheld.agreements.terms.rule_use import Vocabulary
from upheld.rules import vocabulary

GUIDE = Path(__file__).parents[3] / "docs" / "guide"
HEAD = """
upheld: 1
agreement: guide
title: An agreement of the guide
provider: Example Ltd
version: {id: "1"}
include: [{file: frame.yaml, ranks: below}]
"""
# What fragments lean on: a calendar, a service, a measure, a commitment and a plan, under the names that they use.
FRAME = """
upheld: 1
agreement: frame
title: The frame
provider: Example Ltd
version: {id: "1"}
zone: UTC
calendars:
  office: {zone: UTC, week: {mon: [09:00-17:00], tue: [09:00-17:00]}}
services:
  api: {title: The API}
measures:
  api:
    series: requests
    service: api
    valid: "TRUE"
    bad: status >= 500
    slice: 1 minute
    down: {error_share: {over: 5%}}
    partial_slices: by seconds
    no_traffic: up
commitments:
  availability: {measure: api, period: calendar month, target: 99.9%, comparison: at least, remedy: none}
remedies:
  credits: {base: fee of the month, credit: {tiers: {table: [{below: 99.9%, credit: 10%}]}}}
support:
  priorities: {p1: {title: Outage, definition: It is out.}}
  plans:
    standard: {title: Standard, calendar: office, targets: {p1: {response: {within: 1 hour, counted: working time}}}}
"""


def blocks() -> list[tuple[str, str]]:
    """(file:number, text) of every YAML block of the guide."""
    found = []
    for page in sorted(GUIDE.glob("*.md")):
        for number, text in enumerate(re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL), 1):
            found.append((f"{page.name}:{number}", text))
    return found


def whole(text: str) -> str:
    """A block as an agreement: itself, or a fragment laid over the frame."""
    if text.startswith("upheld:"):
        return text
    own = set(re.findall(r"(?m)^(\w+):", text))
    head = [line for line in HEAD.splitlines() if line.partition(":")[0] not in own]
    return "\n".join([*head, text])


@pytest.mark.parametrize(("name", "text"), blocks(), ids=[name for name, _ in blocks()])
def test_every_example_of_the_guide_passes_check(name: str, text: str) -> None:
    texts = {"example.yaml": whole(text), "frame.yaml": FRAME}
    made, problems = read_agreement("example.yaml", Source(lambda file, _: (file, texts[file]), vocabulary()))
    assert made is not None, f"{name}\n" + "\n".join(map(str, problems))


def test_the_agreement_of_the_first_page_leaves_no_question_that_measuring_needs() -> None:
    text = dict(blocks())["README.md:1"]
    made, _ = read_agreement("example.yaml", Source(lambda file, _: (file, text), vocabulary()))
    assert made is not None
    assert [each.term for each in lint(made) if each.is_open] == []


def test_the_guides_own_rule_works_as_it_stands() -> None:
    page = (GUIDE / "your-own-rule.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    rule = ModuleType("failures")
    exec(code, rule.__dict__)  # noqa: S102 - the guide's own example
    known = vocabulary()
    extended = Vocabulary({**known.rules, "downtime": {**known.of("downtime"), "failures": rule.Terms}})
    text = FRAME.replace("error_share: {over: 5%}", "failures: {at_least: 10}")
    made, problems = read_agreement("frame.yaml", Source(lambda file, _: (file, text), extended))
    assert made is not None, problems
    (said,) = about_term(explain(made), "measures.api.down")
    assert said.says == "A slice is down when 10 or more of its valid requests failed."
    terms = made.text.measures["api"].down
    slices = SimpleNamespace(bad=10)
    assert terms is not None
    assert rule.down(slices, terms.terms)


def test_every_page_is_reached_from_the_first_and_every_link_leads_somewhere() -> None:
    links = {
        page.name: set(re.findall(r"\]\(([\w-]+\.md)(?:#[\w-]+)?\)", page.read_text(encoding="utf-8")))
        for page in GUIDE.glob("*.md")
    }
    assert links["README.md"] | {"README.md"} == set(links)
    assert all(target in links for targets in links.values() for target in targets)
