"""Where a text mentions the names that it gives: what is renamed is renamed there too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from upheld.agreements.editing.replacing import Changes
from upheld.agreements.editing.written import Part, Written, part_at
from upheld.agreements.text import Path

_Pattern = list[str]

# Where a name is given -> where it is mentioned; `*` is any name or number, `<3>` what stands third where it is given.
_AS_VALUE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "calendars.*": (
            "commitments.*.during", "remedies.*.claim.calendar", "duties.*.calendar", "support.plans.*.calendar",
            "support.plans.*.targets.*.*.calendar", "exclusions.*.conditions.*.calendar",
        ),
        "documents.*.id": ("document",),
        "fields.*": ("measures.*.members", "measures.*.retries.recognised_by.*"),
        "measures.*": ("commitments.*.measure", "measures.*.of.*", "exclusions.*.measures.*"),
        "remedies.*": ("commitments.*.remedy",),
        "services.*": ("measures.*.service",),
        "support.plans.*": ("accounts.*.plan",),
        "support.priorities.*": ("support.priority_rules.*.priority", "support.plans.*.never_escalated.*"),
        "support.questions.*.answers.*": ("support.priority_rules.*.answers.<3>.*",),
    }
)  # fmt: skip
_AS_NAME: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "measures.*": ("measures.*.combine.weights.*",),
        "support.priorities.*": ("support.plans.*.targets.*",),
        "support.questions.*": ("support.priority_rules.*.answers.*",),
    }
)
_CONDITIONS = tuple(
    each.split(".")
    for each in (
        "measures.*.where", "measures.*.valid", "measures.*.bad", "services.*.match", "services.*.features.*.match"
    )
)  # fmt: skip
_FIELD, _WEIGHT = ["fields", "*"], ["measures", "*", "combine", "weights", "*"]
_WORD = re.compile(r"'(?:[^']|'')*'|\w+")  # of a condition: a text in quotes, or a word
_WORDS = frozenset({"none", "unstated"})  # where a remedy may be named, these stand for themselves


@dataclass(frozen=True, slots=True)
class _Renamed:
    """A name that changes, and the patterns of the places that mention it."""

    place: _Pattern
    old: str
    new: str
    as_value: tuple[_Pattern, ...]
    as_name: tuple[_Pattern, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """A name or value of a text: where it stands, and which term it is about; the two differ in what decides a term."""

    path: Path
    role: Literal["name", "value"]
    about: _Pattern
    text: str


def followed(old: Written, changes: Changes) -> tuple[Changes, int]:
    """The changes, and with each name that changes its mentions in the same text, and how many these are.

    A mention that is changed to something else in the same go stays as it is asked for.
    """
    renamed = tuple(_renamed(old, changes))
    if not renamed:
        return changes, 0
    values, names = dict(changes.values), dict(changes.names)
    for each in _said(old.root):
        into = names if each.role == "name" else values
        text = _mended(each, renamed)
        if text != each.text and each.path not in into and not _names_members(old, each):
            into[each.path] = text
    count = len(values) + len(names) - len(changes.values) - len(changes.names)
    return Changes(MappingProxyType(values), MappingProxyType(names)), count


def _renamed(old: Written, changes: Changes) -> Iterator[_Renamed]:
    """The names that change; one that would stand twice is refused later, and has no mentions."""
    for path, new in changes.names.items():
        other = (*path[:-1], new)
        is_taken = part_at(old.root, other) is not None and other not in changes.names
        if new.strip() and not is_taken:
            yield from _of(path, str(path[-1]), new, is_name=True)
    for path, value in changes.values.items():
        if value:
            yield from _of(path, _value(old, path), value, is_name=False)


def _of(path: Path, before: str, new: str, *, is_name: bool) -> Iterator[_Renamed]:
    where = list(map(str, path))
    if where[0] == "remedies" and before in _WORDS:
        return
    for given in dict.fromkeys((*_AS_VALUE, *_AS_NAME)):
        if _fits(where, given.split(".")) and is_name == given.endswith("*"):
            as_value, as_name = (
                tuple(_filled(each, where) for each in mentions.get(given, ())) for mentions in (_AS_VALUE, _AS_NAME)
            )
            yield _Renamed(where, before, new, as_value, as_name)
            return
    if is_name:
        yield _Renamed(where, before, new, (), ())


def _filled(mention: str, where: _Pattern) -> _Pattern:
    return [where[int(step[1:-1]) - 1] if step.startswith("<") else step for step in mention.split(".")]


def _value(old: Written, path: Path) -> str:
    part = part_at(old.root, path)
    return part.value or "" if part is not None else ""


def _said(root: Part, path: Path = (), about: _Pattern | None = None) -> Iterator[_Said]:
    """Every name and value of a text, with the term that it is about."""
    about = [] if about is None else about
    if root.kind == "scalar":
        yield _Said(path, "value", about, root.value or "")
    for each in root.entries:
        below, term = (*path, each.step), [*about, str(each.step)]
        if _fits(term, ["accounts", "*", "terms", "*"]):
            term = str(each.step).split(".")  # terms agreed with an account are named by their dotted paths
        elif _fits(term, ["decisions", "*", "chosen"]):
            term = _decided(root)
        if each.name is not None:
            yield _Said(below, "name", [*about, str(each.step)], str(each.step))
        yield from _said(each.part, below, term)


def _decided(decision: Part) -> _Pattern:
    """The term that a decision decides; nothing's, where it names none."""
    term = part_at(decision, ("term",))
    return (term.value or "").split(".") if term is not None else [""]


def _mended(said: _Said, renamed: tuple[_Renamed, ...]) -> str:
    """What stands there when everything has its new name."""
    if (said.role == "value" and _fits(said.about, ["decisions", "*", "term"])) or (
        said.role == "name" and _fits(said.about, ["accounts", "*", "terms", "*"])
    ):
        return ".".join(_path_mended(said.text.split("."), renamed))
    if said.role == "value" and any(_fits(said.about, each) for each in _CONDITIONS):
        return _condition_mended(said.text, renamed)
    for each in renamed:
        mentions = each.as_name if said.role == "name" else each.as_value
        if said.text == each.old and any(_fits(said.about, mention) for mention in mentions):
            return each.new
    return said.text


def _path_mended(steps: list[str], renamed: tuple[_Renamed, ...]) -> list[str]:
    """A dotted path in which every step that is a renamed name, or mentions one, has the new name."""
    made = list(steps)
    for each in renamed:
        for place in (each.place, *each.as_name):
            at = len(place) - 1
            if _fits(steps[: at + 1], place) and steps[at] == each.old:
                made[at] = each.new
    return made


def _names_members(old: Written, said: _Said) -> bool:
    """Whether it is the weight of a member, which is a value of a field, and not that of a measure."""
    return _fits(said.about, _WEIGHT) and part_at(old.root, (*said.path[:-3], "of")) is None


def _condition_mended(text: str, renamed: tuple[_Renamed, ...]) -> str:
    """A condition in which each field has its new name, as which it is read in any case; texts in quotes are none."""
    new = {each.old.lower(): each.new for each in renamed if _fits(each.place, _FIELD)}
    return _WORD.sub(lambda found: new.get(found[0].lower(), found[0]), text) if new else text


def _fits(steps: _Pattern, pattern: _Pattern) -> bool:
    """Whether a path is one that a pattern means; `*` stands for any step, in either of them."""
    return len(steps) == len(pattern) and all(
        step == wanted or "*" in (step, wanted) for step, wanted in zip(steps, pattern, strict=True)
    )
