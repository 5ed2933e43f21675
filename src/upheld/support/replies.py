"""What a customer's reply does to its ticket: it goes on, is reopened, or another ticket begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from upheld.agreements.terms.support import Plan
from upheld.support.ticket import Mark, Ticket

ReplyDoes = Literal["adds", "resumes", "reopens", "follows up"]
ASKS_CUSTOMER = ("customer", "user")
"""A waiting state whose name holds one of these waits for the customer's side."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a reply does; `states` are the waiting states that it ends."""

    does: ReplyDoes
    states: tuple[str, ...] = ()


def effect_of_reply(ticket: Ticket, plan: Plan | None, at: int) -> Effect:
    """What a person's reply at `at` (epoch seconds) does to a ticket that holds what had happened by then.

    A solved ticket is reopened up to and including the last second of the plan's `reopen_within`, at any time where the
    plan names none; a closed one never.
    """
    ended = ended_by(ticket)
    if ended is None:
        waits = tuple(pause.state for pause in ticket.pauses if pause.end is None and waits_on_customer(pause.state))
        return Effect("resumes", waits) if waits else Effect("adds")
    if ended.what != "closed" and may_reopen(ended.at, plan, at):
        return Effect("reopens")
    return Effect("follows up")


def may_reopen(solved: int, plan: Plan | None, at: int) -> bool:
    """Whether the plan's time for reopening, if it names one, runs still at `at`; instants are epoch seconds."""
    within = plan.reopen_within if plan else None
    return within is None or at <= solved + (within.seconds or 0)


def ended_by(ticket: Ticket) -> Mark | None:
    """What solved or closed the ticket; None while it is open."""
    last = next((turn for turn in reversed(ticket.turns) if turn.what != "worked_around"), None)
    return None if last is None or last.what == "reopened" else last


def waits_on_customer(state: str) -> bool:
    """Whether a waiting state waits for somebody at the customer, by its name."""
    return any(word in state.casefold().replace(" ", "_").split("_") for word in ASKS_CUSTOMER)
