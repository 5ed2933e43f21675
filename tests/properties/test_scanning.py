"""The quicker scanner says of every text what the YAML library's own says: the same events, places and refusals."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from upheld.agreements.scanning import events_of

TEXTS = [path.read_text("utf-8") for path in sorted((Path(__file__).parents[2] / "agreements").glob("*.yaml"))]
FOUNDING = "".join(TEXTS)
# Signs and pieces that mean something in YAML, blanks of every kind, and a few that mean nothing.
SIGNS = st.sampled_from(list(" \n\n  :-?,[]{}#&*!|>'\"%@`ab1\t\r\x85\u2028.~\\"))
PIECES = st.sampled_from(
    ["a: ", "b", "\n", "\n  ", "- ", "? ", ": ", "{", "}", "[", "]", ", ", "#c", " # z", "%YAML 1.1\n", "---\n",
     "...\n", '"', "'", "x y", "|\n", ">-\n", ":a", "a:b", "?a", "a?b", "\r\n", "\t"]
)  # fmt: skip


@st.composite
def excerpts(draw: st.DrawFn) -> str:
    """A part of a founding agreement with a few signs changed."""
    start = draw(st.integers(0, len(FOUNDING) - 40))
    text = FOUNDING[start : start + draw(st.integers(20, 400))]
    for at in draw(st.lists(st.integers(0, len(text) - 1), max_size=4)):
        text = text[:at] + draw(SIGNS) + text[at + draw(st.integers(0, 1)) :]
    return text


def library(text: str) -> Iterable[object]:
    """The events of the library alone."""
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    events: Iterable[object] = yaml.parse(text)
    return events


def told(events: Iterable[object]) -> list[object]:
    """What each event is, says, and where it begins and ends; at the end, what was refused."""
    found: list[object] = []
    names = ("value", "style", "tag", "anchor", "flow_style", "implicit")
    try:
        for each in events:
            marks = (getattr(each, name) for name in ("start_mark", "end_mark"))
            places = [(mark.index, mark.line, mark.column) for mark in marks]
            found.append((type(each), places, [str(getattr(each, name, None)) for name in names]))
    except YAMLError as error:
        found.append(str(error))
    return found


@settings(max_examples=250)
@given(st.one_of(st.text(SIGNS, max_size=40), st.lists(PIECES, max_size=25).map("".join), excerpts()))
def test_events_are_those_of_the_library(text: str) -> None:
    assert told(events_of(text)) == told(library(text))


def test_the_founding_agreements_are_read_alike() -> None:
    assert len(TEXTS) == 5
    assert all(told(events_of(text)) == told(library(text)) for text in TEXTS)
