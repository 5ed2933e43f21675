"""Decisions on what a text leaves open: each fills its term, or every term that its path with `*` reaches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from upheld.agreements.text import Node, Path, Scalar, Sequence, Table, node_at, replaced
from upheld.problems import Place, Problem
from upheld.wording import say

MAX_FILLED = 5_000  # terms that the decisions of one text may fill; a contract has a few dozen


@dataclass(frozen=True, slots=True)
class Filled:
    """A tree with its decisions carried out: dotted path of each term filled -> place of the decision."""

    tree: Table
    decided: Mapping[str, Place]
    problems: tuple[Problem, ...] = ()


def decide(tree: Table, decisions: tuple[Table, ...], earlier: Mapping[str, Place]) -> Filled:
    """Fill each term left open with the reading chosen for it.

    A decision may also replace an `earlier` one of a lower-ranking text; what a text states cannot be decided.
    """
    filled: Node = tree
    decided = dict(earlier)
    problems: list[Problem] = []
    for item in decisions:
        chosen, term = item.get("chosen"), _word(item, "term")
        if chosen is None or not term:
            continue
        paths = tuple(_open_paths(filled, tuple(term.split("."))))
        problems.extend(_faults(filled, term, paths, (item, decided)))
        if problems or len(decided) + len(paths) > MAX_FILLED:
            continue
        for path in paths:
            filled = replaced(filled, path, chosen)
            decided[".".join(map(str, path))] = item.place
    return Filled(filled if isinstance(filled, Table) else tree, MappingProxyType(decided), tuple(problems))


def decisions_in(tree: Table) -> tuple[Table, ...]:
    """The decisions that a text lists."""
    listed = tree.get("decisions")
    return tuple(item for item in (listed.items if isinstance(listed, Sequence) else ()) if isinstance(item, Table))


def _open_paths(tree: Node, pattern: Path) -> Iterator[Path]:
    """The path itself where it has no `*`; otherwise every term it reaches that says `unstated`."""
    if "*" not in pattern:
        yield pattern
        return
    for path in _reached(tree, pattern):
        if is_open(node_at(tree, path)):
            yield path


def _reached(node: Node, pattern: Path) -> Iterator[Path]:
    if not pattern:
        yield ()
        return
    for name, child in _children(node):
        if pattern[0] in ("*", name):
            for rest in _reached(child, pattern[1:]):
                yield (name, *rest)


def _children(node: Node) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Table):
        yield from ((str(key.text), child) for key, child in node.entries)
    elif isinstance(node, Sequence):
        yield from ((str(index), child) for index, child in enumerate(node.items))


def is_open(node: Node | None) -> bool:
    """Whether a term says `unstated`."""
    return isinstance(node, Scalar) and node.text == "unstated"


def _faults(
    tree: Node, term: str, paths: tuple[Path, ...], about: tuple[Table, Mapping[str, Place]]
) -> Iterator[Problem]:
    item, decided = about
    if not paths:
        mend = say("name terms that say `unstated`, e.g. exclusions.*.effect")
        yield Problem(item.place, "decisions", say("no term at `{term}` is left open", term=term), mend)
    for path in paths:
        stated = node_at(tree, path)
        if not isinstance(node_at(tree, path[:-1]), Table):
            mend = say("name the path of a term, e.g. measures.api.no_traffic")
            yield Problem(item.place, "decisions", say("no term stands at `{term}`", term=term), mend)
        elif stated is not None and not is_open(stated) and term not in decided:
            what = say("decides `{term}`, which the text states in line {line}", term=term, line=stated.place.line)
            mend = say("leave the term `unstated` in the text, or drop the decision")
            yield Problem(item.place, "decisions", what, mend)


def _word(table: Table, key: str) -> str:
    node = table.get(key)
    return node.text or "" if isinstance(node, Scalar) else ""
