"""What of a ticket's events does not go together with the rest: another ticket, a cause, a person, a term of time."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from upheld.agreements.text import Path
from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Person
from upheld.server.desk.facts import Fact
from upheld.server.desk.models import Ticket
from upheld.server.desk.standing import Standing
from upheld.support.entering import stays_in_figures
from upheld.support.replies import may_reopen
from upheld.support.sources import origin_of
from upheld.wording import say

NOBODY = "nobody"
"""To whom a ticket is assigned that nobody is to work on."""

LINK = re.compile(r"(ticket|incident)/([1-9]\d{0,17})", re.ASCII)
_DONE = frozenset({"fixed", "resolved", "closed"})
_AFTER_CLOSING = frozenset(
    {"reopened", "note", "customer_message", "linked", "assigned", "excluded", "included", "merged"}
)


def refuse_after_the_end(row: Ticket, facts: Sequence[Fact]) -> None:
    """A merged ticket takes nothing more; its successor does. A closed one is reopened first, or takes notes."""
    if row.state == "merged" or (row.state == "closed" and facts[0].kind not in _AFTER_CLOSING):
        what = say("ticket {number} is {status}", number=row.pk, status=row.state)
        mend = say("reopen it first") if row.state == "closed" else say("write to the ticket that it was merged into")
        raise Refused([Problem(Place("request"), "event", what, mend, code=f"ticket {row.state}")])


def refuse_unfit(row: Ticket, stands: Standing, facts: Sequence[Fact], actor: Actor) -> None:
    """Make sure that facts name what there is and may be named. `stands` has them already. Raises `upheld.Refused`."""
    problems = [problem for fact in facts for problem in _problems(row, stands, fact, actor)]
    if problems:
        raise Refused(problems)


def _problems(row: Ticket, stands: Standing, fact: Fact, actor: Actor) -> Iterator[Problem]:
    if fact.kind == "reopened" and not actor.of_provider:
        yield from _too_late(row, stands, fact)
    elif fact.kind == "closed" and not actor.of_provider:
        yield from _unsolved(row)
    elif fact.kind in _LOOKS_AT:
        yield from _LOOKS_AT[fact.kind](row, stands, fact)


def _unsolved(row: Ticket) -> Iterator[Problem]:
    """A customer confirms what the provider's side says is solved; before that there is nothing to confirm."""
    if row.state != "solved":
        what = say("ticket {number} is {status}, not solved", number=row.pk, status=row.state)
        yield Problem(Place("request"), "event", what, say("write what has changed to it instead"), code="not solved")


def _too_late(row: Ticket, stands: Standing, fact: Fact) -> Iterator[Problem]:
    """A customer reopens within the plan's time, where the plan names one; the provider's side at any time."""
    plan = stands.agreement.text.plan(row.plan)
    solved = [turn.at for turn in stands.folded.turns if turn.what in _DONE] if stands.folded else []
    if plan is None or not solved or may_reopen(solved[-1], plan, fact.at):
        return
    path: Path = ("support", "plans", row.plan, "reopen_within")
    what = say("a ticket is reopened within {within} of its solution", within=plan.reopen_within)
    clause = origin_of(stands.agreement, path).clause
    yield Problem(
        Place("request"), "event", what, say("write to it: another ticket begins"), code="too late", clause=clause
    )


def _merge(row: Ticket, _stands: Standing, fact: Fact) -> Iterator[Problem]:
    into = _other(row, fact.detail)
    if into is None:
        yield _problem("into", _no_other(row, fact.detail[:40]), "unknown ticket")
    elif into.state == "merged":
        what = say("ticket {number} was merged into another one itself", number=into.pk)
        yield _problem("into", what, "ticket merged")


def _no_other(row: Ticket, named: str) -> str:
    return say("`{name}` is no other ticket of {account}", name=named, account=row.account.slug)


def _link(row: Ticket, _stands: Standing, fact: Fact) -> Iterator[Problem]:
    named = LINK.fullmatch(fact.detail)
    if named is None:
        what = say("`{name}` is neither `ticket/7` nor `incident/7`", name=fact.detail[:40])
        yield _problem("to", what, "unknown link")
    elif named[1] == "ticket" and _other(row, named[2]) is None:
        yield _problem("to", _no_other(row, named[2]), "unknown ticket")


def _assign(_row: Ticket, _stands: Standing, fact: Fact) -> Iterator[Problem]:
    if not fact.detail and "queue" not in fact.data:
        yield _problem("to", say("neither a person nor a queue is named"), "missing")
    elif fact.detail and fact.detail != NOBODY and agent_named(fact.detail) is None:
        what = say("nobody on the provider's side is known as {name}", name=fact.detail[:100])
        yield _problem("to", what, "unknown person")


def _exclude(_row: Ticket, stands: Standing, fact: Fact) -> Iterator[Problem]:
    """A cause is one that the agreement names, where it names any; with evidence, where it asks for that."""
    causes = stands.agreement.text.exclusions
    if not causes:
        return
    named = causes.get(fact.detail)
    if named is None:
        near = difflib.get_close_matches(fact.detail, list(causes), 1)
        mend = say("did you mean `{name}`?", name=near[0]) if near else say("known: {known}", known=", ".join(causes))
        what = say("the agreement names no cause `{name}`", name=fact.detail[:60])
        yield _problem("cause", what, "unknown cause", mend)
        return
    clause = origin_of(stands.agreement, ("exclusions", fact.detail)).clause
    if stays_in_figures(stands.agreement, fact.detail):
        what = say("a ticket of the cause {name} stays in the figures", name=fact.detail)
        yield Problem(Place("request"), "cause", what, code="stays in the figures", clause=clause)
    elif any(use.name == "evidence" for use in named.conditions) and not fact.data.get("text"):
        what = say("the cause {name} asks for evidence", name=fact.detail)
        yield Problem(Place("request"), "text", what, say("say what shows it"), code="no evidence", clause=clause)


_Looks = Callable[[Ticket, Standing, Fact], Iterator[Problem]]
_LOOKS_AT: Mapping[str, _Looks] = MappingProxyType(
    {"merged": _merge, "linked": _link, "assigned": _assign, "excluded": _exclude}
)


def agent_named(email: str) -> Person | None:
    """The person on the provider's side with an address."""
    return Person.objects.filter(email=email.lower(), is_active=True, grants__account=None).first()


def _other(row: Ticket, number: str) -> Ticket | None:
    """Another ticket of the same account by its number."""
    if not re.fullmatch(r"[1-9]\d{0,17}", number, re.ASCII) or int(number) == row.pk:
        return None
    return Ticket.objects.filter(pk=int(number), account=row.account_id).first()


def _problem(field: str, what: str, code: str, mend: str = "") -> Problem:
    return Problem(Place("request"), field, what, mend, code=code)
