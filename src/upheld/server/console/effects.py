"""What an act will do beside telling the customer: said before it is done."""

from __future__ import annotations

from django.utils.translation import gettext as _

from upheld.server.console.choices import waiting_word
from upheld.server.console.doing import Form
from upheld.server.desk.acts import RULES
from upheld.server.desk.models import Ticket
from upheld.server.desk.standing import Standing
from upheld.server.desk.titles import priority_in_full


def effect_of(form: Form, ticket: Ticket, stands: Standing) -> str:
    """What a form does to a ticket, in a sentence; empty where its message is all there is to it."""
    told, fields, terms = form.said.act, form.said.fields, stands.agreement.text
    if told == "merge":
        words = _("Ticket %(ticket)s ends here and goes on in ticket %(into)s. This cannot be undone.")
        return words % {"ticket": ticket.pk, "into": fields.get("into", "")}
    if told == "priority":
        words = _("The priority becomes %(priority)s, and the deadlines are worked out anew.")
        return words % {"priority": priority_in_full(terms, fields.get("priority", ""))}
    if told == "wait":
        return _waits(ticket, stands, fields.get("state", ""))
    if told == "exclude":
        cause = terms.exclusions.get(fields.get("cause", ""))
        title = cause.title if cause else fields.get("cause", "")
        return _("Left out of the figures, for this cause: %(cause)s. It can be counted again later.") % {
            "cause": title
        }
    sentences = {
        "fix": _("The ticket is solved and its clocks stop. The customer may reopen it."),
        "resolve": _("The ticket is solved and its clocks stop. The customer may reopen it."),
        "work_around": _("The clock of the workaround stops; the ticket stays open."),
        "reopen": _("The ticket is open again, and its clocks run."),
    }
    return sentences.get(told, "") if told in RULES else ""


def _waits(ticket: Ticket, stands: Standing, state: str) -> str:
    plan = stands.agreement.text.plan(ticket.plan)
    words = {"state": waiting_word(state)}
    if plan and state in plan.pauses:
        return _("%(state)s: its clocks stand still until it goes on.") % words
    return _("%(state)s: its clocks run on.") % words
