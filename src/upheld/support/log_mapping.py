"""How a foreign ticket log tells what happened: a small YAML mapping from its columns and words to ours."""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

from pydantic import Field

from upheld.agreements.terms.support import Response, TargetKind
from upheld.agreements.terms.term import Name, Term, Text
from upheld.agreements.text import Path, Table, parse
from upheld.agreements.validation import build
from upheld.agreements.words import FrozenMap
from upheld.problems import Place, Problem
from upheld.timeline.zones import ZoneError, zone

StateMeaning = Literal["open", "waiting", "worked_around", "fixed", "resolved", "closed"]


class State(Term):
    """What it means that a ticket is in a state of the log.

    `waiting` names in `as` the state of the agreement's `pauses`; `answered` says how entering the state
    reached the customer, where the log shows that it did.
    """

    is_: StateMeaning = Field(alias="is")
    as_: Name | None = Field(default=None, alias="as")
    answered: Response | None = None


class Values(Term):
    """A column and what its values mean; `constant` where the log has no such column."""

    column: Text | None = None
    values: FrozenMap[str, str] = Field(
        default_factory=lambda: MappingProxyType({}), description="As written there -> as named here."
    )
    constant: Text | None = None


class LogMapping(Term):
    """A log in which each row tells the state of a ticket from its time on.

    `time` is `iso` or a pattern such as `%d/%m/%Y %H:%M`; times without an offset need the `zone` of the
    clock that wrote them. `state` names the columns that make up the state, joined by `/` in `states`.
    `tells` names the targets that the log can judge; nothing is said about others.
    """

    upheld_history: Literal["1"] = Field(description="Version of this mapping.")
    title: Text | None = None
    ticket: Text
    at: Text
    opened_at: Text | None = Field(default=None, description="Column of the opening, where it is not the first row.")
    time: Text = "iso"
    zone: Text | None = None
    shown_twice: Literal["refused", "first", "second"] = Field(
        default="refused", description="Which instant is meant by an hour that the zone's clocks show twice."
    )
    state: tuple[Text, ...] = Field(min_length=1)
    states: FrozenMap[str, State] = Field(min_length=1)
    priority: Values
    environment: Values = Field(default_factory=Values)
    account: Values = Field(default_factory=Values)
    tells: tuple[TargetKind, ...] = ("response", "update", "workaround", "resolution")

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the log must have."""
        values = (self.priority.column, self.environment.column, self.account.column)
        return tuple(name for name in (self.ticket, self.at, self.opened_at, *self.state, *values) if name)


def read_log_mapping(text: str, file: str) -> tuple[LogMapping | None, tuple[Problem, ...]]:
    """A mapping from its YAML text, or every problem found."""
    tree, problems = parse(text, file)
    if tree is None:
        return None, problems
    made, faults = build(LogMapping, tree, {})
    if made is None:
        return None, faults
    found = _faults(made, tree, file)
    return (None, found) if found else (made, ())


def _faults(mapping: LogMapping, tree: Table, file: str) -> tuple[Problem, ...]:
    found: list[Problem] = []
    if mapping.zone is not None:
        try:
            zone(mapping.zone)
        except ZoneError as error:
            found.append(_at(tree, file, ("zone",), str(error)))
    if mapping.zone is None and mapping.time != "iso" and "%z" not in mapping.time:
        what = f"times such as {mapping.time} bear no offset, and no `zone` is named"
        found.append(
            _at(
                tree,
                file,
                ("time",),
                what,
                "say `zone: Europe/Berlin`: the clock by which the log was written",
            )
        )
    for name, state in mapping.states.items():
        if (state.is_ == "waiting") != (state.as_ is not None):
            mend = "e.g. `{is: waiting, as: waiting_on_customer}`"
            found.append(_at(tree, file, ("states", name), "`waiting` goes with `as`, and `as` with `waiting`", mend))
    if (mapping.priority.column is None) == (mapping.priority.constant is None):
        found.append(_at(tree, file, ("priority",), "a priority comes from a `column` or is a `constant`"))
    return tuple(found)


def _at(tree: Table, file: str, path: Path, what: str, mend: str = "") -> Problem:
    node = tree.get(str(path[0]))
    return Problem(node.place if node else Place(file), ".".join(map(str, path)), what, mend)
