"""The events of one ticket from a YAML or JSON list, each entry with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from upheld.agreements.text import Node, Scalar, Sequence, Table, parse
from upheld.problems import Place, Problem
from upheld.support.events import Event
from upheld.support.records import FIELDS, Record, RecordError, event_of

_KEY = "events"


def read_event_list(
    text: str, file: str, instant: Callable[[str], int]
) -> tuple[tuple[Event, ...], tuple[Problem, ...]]:
    """Events from a list of records, or from a mapping with the list under `events`: the events, or every problem."""
    tree, problems = parse(_as_mapping(text), file)
    if tree is None:
        return (), tuple(_one_up(problem, text) for problem in problems)
    listed = tree.get(_KEY)
    if not isinstance(listed, Sequence):
        return (), (
            Problem(Place(file, 1), _KEY, "a list of events is needed", "write `- {at: ..., event: opened}` lines"),
        )
    events: list[Event] = []
    found: list[Problem] = []
    for number, item in enumerate(listed.items):
        for made in _events(item, number, instant):
            events.append(made) if isinstance(made, Event) else found.append(_one_up(made, text))
    return ((), tuple(found)) if found else (tuple(events), ())


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


def _bare(text: str) -> bool:
    lines = (line.strip() for line in text.splitlines())
    first = next((line for line in lines if line and not line.startswith(("#", "---", "%"))), "")
    return first.startswith(("-", "["))


def _as_mapping(text: str) -> str:
    """A list on its own, put under a name, since a text of ours is a mapping."""
    if not _bare(text):
        return text
    body = text.strip()
    return f"{_KEY}:\n {body}" if body.startswith("[") else f"{_KEY}:\n{text}"


def _one_up(problem: Problem, text: str) -> Problem:
    """The place in the file as it is, without the line that was put before it."""
    if not _bare(text) or not problem.place.line:
        return problem
    place = Place(problem.place.file, max(1, problem.place.line - 1), problem.place.column)
    return Problem(place, problem.field, problem.what, problem.help)
