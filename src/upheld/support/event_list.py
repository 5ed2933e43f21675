"""The events of one ticket from a YAML or JSON list, each entry with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from upheld.agreements.text import Node, Scalar, Sequence, Table, parse
from upheld.problems import Place, Problem
from upheld.support.events import Event
from upheld.support.records import FIELDS, Record, RecordError, event_of

_KEY = "events"


def read_event_list(
    text: str, file: str, instant: Callable[[str], int]
) -> tuple[tuple[Event, ...], tuple[Problem, ...]]:
    """Events from a list of records, or from a mapping with the list under `events`: the events, or every problem."""
    bare = _is_bare(text)
    tree, problems = parse(_as_mapping(text) if bare else text, file)
    listed = tree.get(_KEY) if tree else None
    if tree is not None and not isinstance(listed, Sequence):
        mend = "write `- {at: ..., event: opened}` lines"
        problems = (Problem(Place(file, 1), _KEY, "a list of events is needed", mend),)
    made = [each for number, item in _numbered(listed) for each in _events(item, number, instant)]
    problems = (*problems, *(each for each in made if isinstance(each, Problem)), *_mixed(listed))
    if problems:
        return (), tuple(_one_up(problem) if bare else problem for problem in problems)
    return tuple(each for each in made if isinstance(each, Event)), ()


def _numbered(listed: Node | None) -> Iterator[tuple[int, Node]]:
    return iter(enumerate(listed.items if isinstance(listed, Sequence) else ()))


def _mixed(listed: Node | None) -> Iterator[Problem]:
    """A problem where the events name more than one ticket."""
    named = [(_record(item).get("ticket", ""), item) for _, item in _numbered(listed) if isinstance(item, Table)]
    told = [(ticket, item) for ticket, item in named if ticket]
    other = next((item for ticket, item in told if ticket != told[0][0]), None)
    if other is not None:
        mend = "keep one ticket in the list, or use `upheld replay` for many"
        yield Problem(other.place, _KEY, f"another ticket than `{told[0][0][:60]}`", mend)


def _events(item: Node, number: int, instant: Callable[[str], int]) -> Iterator[Event | Problem]:
    if not isinstance(item, Table):
        yield Problem(item.place, f"{_KEY}.{number}", "an event is a mapping", "write `{at: ..., event: opened}`")
        return
    unknown = [Problem(key.place, f"{_KEY}.{number}", f"no field is named `{key.text}`", f"known: {', '.join(FIELDS)}")
               for key, _ in item.entries if key.text not in FIELDS]  # fmt: skip
    yield from unknown
    if unknown:
        return
    try:
        yield event_of(_record(item), instant, number)
    except RecordError as error:
        yield Problem(item.place, f"{_KEY}.{number}", str(error))


def _record(item: Table) -> Record:
    return {str(key.text): _text(node) for key, node in item.entries}


def _text(node: Node) -> str:
    """A scalar as it is written; a mapping of answers as a row would have it."""
    if isinstance(node, Scalar):
        return node.text or ""
    if isinstance(node, Table):
        return "; ".join(f"{key.text}={_text(value)}" for key, value in node.entries)
    return "; ".join(_text(part) for part in node.items)


def _is_bare(text: str) -> bool:
    """Whether the text is a list on its own, and not a mapping."""
    lines = (line.strip() for line in text.splitlines())
    first = next((line for line in lines if line and not line.startswith(("#", "---", "%"))), "")
    return first.startswith(("-", "["))


def _as_mapping(text: str) -> str:
    """A list on its own put under a name in one line before it, since a text of ours is a mapping."""
    body = text.strip()
    return f"{_KEY}:\n {body}" if body.startswith("[") else f"{_KEY}:\n{text}"


def _one_up(problem: Problem) -> Problem:
    """The place in the file as it is, without the line that was put before it."""
    return replace(problem, place=replace(problem.place, line=max(0, problem.place.line - 1)))
