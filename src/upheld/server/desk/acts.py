"""What people do to a ticket: each act with the action that it asks for and the event that it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Action, Actor
from upheld.server.desk.facts import NOTHING, Fact, Kind
from upheld.support.events import INTERNAL

ActName = Literal[
    "acknowledge", "message", "note", "take", "wait", "resume", "priority", "work_around", "fix", "resolve", "close",
    "confirm", "reopen", "exclude", "include", "merge", "assign", "link",
]  # fmt: skip
Need = Literal["how", "state", "priority", "cause", "into", "text", "to", "queue", "notice", ""]
BY_NOTICE = "notice"
"""How of a message that the service is to bring to the customer: it answers a clock once it has reached them."""


@dataclass(frozen=True, slots=True)
class Rule:
    """An act: the action that it asks for, and the event that it becomes.

    `detail` names the field that becomes the event's detail, `needs` those that must be given, `beside` those that may.
    """

    action: Action
    kind: Kind
    detail: Need = ""
    needs: tuple[Need, ...] = ()
    beside: tuple[Need, ...] = ("text",)


RULES: Mapping[ActName, Rule] = MappingProxyType(
    {
        "acknowledge": Rule("ticket.work", "acknowledged", "how", ("how",)),
        "message": Rule("ticket.message", "update", "how", ("text",), ("notice",)),
        "note": Rule("ticket.notes", "note", "", ("text",)),
        "take": Rule("ticket.work", "taken"),
        "wait": Rule("ticket.work", "paused", "state", ("state",)),
        "resume": Rule("ticket.work", "resumed", "state"),
        "priority": Rule("ticket.work", "priority_changed", "priority", ("priority", "text")),
        "work_around": Rule("ticket.work", "worked_around", "how"),
        "fix": Rule("ticket.work", "fixed", "how"),
        "resolve": Rule("ticket.work", "resolved", "how"),
        "close": Rule("ticket.work", "closed", "how"),
        # The customer finds it solved: it is closed by them, who may also reopen it.
        "confirm": Rule("ticket.reopen", "closed"),
        "reopen": Rule("ticket.reopen", "reopened"),
        "exclude": Rule("ticket.work", "excluded", "cause", ("cause",)),
        "include": Rule("ticket.work", "included", "", ("text",)),
        "merge": Rule("ticket.work", "merged", "into", ("into",)),
        "assign": Rule("ticket.work", "assigned", "to", (), ("queue", "text")),
        "link": Rule("ticket.work", "linked", "to", ("to",)),
    }
)


@dataclass(frozen=True, slots=True)
class Said:
    """An act as somebody asks for it.

    `fields` by name: `text`, `how`, `state`, `priority`, `cause`, `into`; `to` is the address of whom it is assigned to
    (`nobody`), or what it is linked with (`ticket/7`, `incident/7`); `queue` the queue that it is moved to.
    """

    act: ActName
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def action_for(said: Said) -> Action:
    """The action that an act asks for. A message that stays in the house is a note."""
    internal = said.act == "message" and said.fields.get("how") == INTERNAL
    return "ticket.notes" if internal else RULES[said.act].action


def fact_of(said: Said, actor: Actor, at: int) -> Fact:
    """The event that an act becomes at an instant (UTC epoch seconds). Raises `upheld.Refused`.

    What a customer writes is a `customer_message`: it answers no clock. What the provider's side writes names how it
    reached the customer.
    """
    rule = RULES[said.act]
    given = {name: value.strip() for name, value in said.fields.items() if value.strip()}
    needs: tuple[Need, ...] = (*rule.needs, "how") if said.act == "message" and actor.of_provider else rule.needs
    missing = [name for name in needs if name not in given]
    known = {rule.detail, *needs, *rule.beside}
    beside = [name for name in given if name not in known]
    if missing or beside:
        raise Refused([*(_missing(said, name) for name in missing), *(_beside(said, name) for name in beside)])
    told: dict[str, object] = {name: given[name] for name in ("text", "notice", "queue") if name in given}
    data = told or NOTHING
    if said.act == "message" and not actor.of_provider:
        return Fact(at, "customer_message", data=data)
    if given.get("how") == BY_NOTICE:
        return _by_notice(rule, at, data)
    return Fact(at, rule.kind, given.get(rule.detail, ""), data)


def _by_notice(rule: Rule, at: int, data: Mapping[str, object]) -> Fact:
    """A message is on its way until it has reached the customer; what was done to the ticket is done at once."""
    if rule.kind in {"acknowledged", "update"}:
        return Fact(at, "message_written", data={**data, "as": rule.kind})
    return Fact(at, rule.kind, data=data)


def _missing(said: Said, name: str) -> Problem:
    return Problem(Place("request"), name, f"`{said.act}` needs `{name}`", code="missing")


def _beside(said: Said, name: str) -> Problem:
    return Problem(Place("request"), name, f"`{said.act}` takes no `{name}`", code="not expected")
