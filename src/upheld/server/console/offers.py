"""What can be done to a ticket as it stands: the choices of its forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from upheld.agreements.terms.support import Support
from upheld.server.access.actor import Actor
from upheld.server.console.choices import Choice, agents, waiting_word
from upheld.server.console.doing import Form
from upheld.server.desk.models import Ticket
from upheld.server.desk.standing import Standing
from upheld.server.look.fields import Field
from upheld.server.portal.fields import with_faults


@dataclass(frozen=True, slots=True)
class Offers:
    """The choices of a ticket's forms; empty where an act makes no sense now, or is not this reader's to do."""

    works: bool
    open: bool
    solved: bool
    waits: bool
    acknowledges: bool
    states: tuple[Choice, ...]
    causes: tuple[Choice, ...]
    excluded: bool
    agents: tuple[Choice, ...]
    questions: tuple[Field, ...]
    levels: tuple[str, ...]
    """Whom the plan names for an escalation, in their order; empty where it lets this one not be escalated."""
    notices: tuple[tuple[str, str], ...]


def offers_of(ticket: Ticket, stands: Standing, actor: Actor, failed: Form | None) -> Offers:
    """What this reader may do to a ticket now."""
    works = "ticket.work" in actor.may and stands.state != "merged"
    support, folded = stands.agreement.text.support, stands.folded
    exclusions = stands.agreement.text.exclusions
    return Offers(
        works, stands.state in {"open", "waiting"}, stands.state in {"solved", "closed"}, stands.state == "waiting",
        any(clock.kind == "response" and clock.open for clock in stands.clocks),
        _states(ticket, stands),
        tuple(Choice(name, each.title) for name, each in exclusions.items() if each.tickets),
        bool(folded and folded.excluded), agents() if works else (),
        tuple(_questions(support, stands.priority, failed)), _levels(ticket, stands), _notices(),
    )  # fmt: skip


def _states(ticket: Ticket, stands: Standing) -> tuple[Choice, ...]:
    """Waiting states: those that pause a clock, then the others that there usually are."""
    plan = stands.agreement.text.plan(ticket.plan)
    pausing = plan.pauses if plan else ()
    others = [name for name in ("waiting_on_customer", "waiting_on_third_party") if name not in pausing]
    stops, runs = _("its clocks stand still"), _("its clocks run on")
    return tuple(
        Choice(name, f"{waiting_word(name)} ({stops if name in pausing else runs})") for name in (*pausing, *others)
    )


def _notices() -> tuple[tuple[str, str], ...]:
    """The statuses that a notice may bear which tells no change, each with its word here; what goes out stays."""
    return ("Update", _("Update")), ("Informational", _("Informational")), ("Action Required", _("Action required"))


def _levels(ticket: Ticket, stands: Standing) -> tuple[str, ...]:
    plan = stands.agreement.text.plan(ticket.plan)
    if plan is None or stands.priority in plan.never_escalated:
        return ()
    return tuple(each.to for each in plan.escalation)


def _questions(support: Support | None, priority: str, failed: Form | None) -> list[Field]:
    """The plan's questions; where there are none, its priorities with what they mean."""
    if support is None:
        return []
    sent = failed if failed and failed.name == "priority" else None
    fields = list(_asked(support, priority))
    return list(with_faults(fields, sent.kept, sent.problems)) if sent else fields


def _asked(support: Support, priority: str) -> Iterator[Field]:
    if not support.questions:
        choices = tuple((name, f"{name}: {each.title}", each.definition) for name, each in support.priorities.items())
        yield Field("priority", _("Priority"), "choice", value=priority, choices=choices)
    for name, each in support.questions.items():
        answers = tuple((key, answer, "") for key, answer in each.answers.items())
        yield Field(f"answers.{name}", each.ask, "choice", choices=answers)
