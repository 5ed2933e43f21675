"""The guide is right: every agreement in it passes `check`, and every fragment does inside a small frame."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from upheld.agreements.explaining import about_term, explain
from upheld.agreements.lint import lint
from upheld.agreements.reading import Source, read_agreement
from upheld.agreements.schema import json_schema
from upheld.agreements.terms.rule_use import Vocabulary
from upheld.availability.records import read_records
from upheld.remedies.fees import read_fees
from upheld.remedies.granted import read_granted
from upheld.rules import vocabulary
from upheld.telemetry.mapping import load_mapping

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


def names_in(node: object) -> Iterator[str]:
    """Every name of a term, and every word that one may hold, anywhere in a schema."""
    if isinstance(node, Mapping):
        yield from (str(name) for name in node.get("properties", {}))
        yield from (str(word) for word in node.get("enum", ()))
    inner = node.values() if isinstance(node, Mapping) else node if isinstance(node, list | tuple) else ()
    for part in inner:
        yield from names_in(part)


def test_every_name_of_the_language_stands_in_the_guide() -> None:
    guide = "\n".join(page.read_text(encoding="utf-8") for page in GUIDE.glob("*.md"))
    # Matched as whole words: `of` in `off` does not tell anybody about `of`.
    told = {name: re.search(rf"(?<!\w){re.escape(name)}(?!\w)", guide) for name in names_in(json_schema(vocabulary()))}
    assert [name for name, found in told.items() if not found] == []


def block(tongue: str) -> str:
    """The one block in a language of the page about what is handed in."""
    (found,) = re.findall(rf"```{tongue}\n(.*?)```", (GUIDE / "measuring.md").read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


def test_the_files_of_the_page_on_measuring_can_be_read() -> None:
    mapping, problems = load_mapping(block("mapping"), "mapping.yaml")
    assert mapping is not None, problems
    records, problems = read_records(block("exclusions"), "exclusions.yaml")
    assert [record.cause for record in records] == ["maintenance", "force_majeure"], problems
    fees, problems = read_fees(block("fees"), "fees.yaml")
    assert fees is not None, problems
    assert [len(fees.of(name)) for name in ("acme", "beta")] == [1, 3]


def test_the_granted_credits_of_the_page_on_measuring_can_be_read() -> None:
    files = {"example.yaml": whole("remedies: {}"), "frame.yaml": FRAME.replace("remedy: none", "remedy: credits")}
    made, problems = read_agreement("example.yaml", Source(lambda file, _: (file, files[file]), vocabulary()))
    assert made is not None, problems
    granted, problems = read_granted(block("granted"), "granted.yaml", made)
    assert [one.amount for one in granted] == [100], problems
