"""The terms of an agreement in plain words, for the form that edits its file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

FRAME = _("The agreement")

_LABELS: Mapping[str, Promise] = MappingProxyType(
    {
        "about": _("What it is about"), "accounts": _("Accounts"), "addresses": _("Addresses"), "after": _("After"),
        "agreed_rate": _("Agreed rate"), "agreement": _("Short name of the agreement"), "amount": _("Amount"),
        "announced": _("Announced"), "answer_to_others": _("Answer to other channels"), "answers": _("Answers"),
        "applies_to": _("Applies to"), "ask": _("Question to the customer"), "at": _("When"), "at_least": _("At least"),
        "at_most": _("At most"), "bad": _("Condition: failed"), "base": _("Of which fee"), "before": _("Before"),
        "below": _("Below"), "binding": _("How binding"), "by": _("By"), "calendar": _("Calendar"),
        "calendars": _("Calendars"), "caps": _("Caps"), "change_requests": _("Change requests"),
        "changes": _("Changes of the agreement"), "channel": _("Channels"), "channels": _("Channels"),
        "chosen": _("Chosen"), "claim": _("Claim"), "clause": _("Clause"), "closes_after": _("Closes after"),
        "combine": _("Combination"), "commitments": _("Commitments"), "comparison": _("Comparison"),
        "conditions": _("Conditions"), "count": _("Count"), "counted": _("Counted in"), "covers": _("Covers"),
        "credit": _("Credit"), "decisions": _("Decisions"), "default": _("Default plan"),
        "definition": _("Definition"), "definitions": _("Definitions"), "document": _("Document"),
        "documents": _("Documents"), "down": _("Counts as down"), "during": _("During"), "duties": _("Duties"),
        "effect": _("Effect"), "effective": _("Holds from"), "effort": _("Effort"), "entitlement": _("Entitlement"),
        "environments_refused": _("Environments refused"), "escalates_to": _("Escalates to"),
        "escalation": _("Escalation"), "evidence": _("Evidence"), "exceptions": _("Exceptions"),
        "exclusions": _("Exclusions"), "features": _("Functions"), "fields": _("Columns of the telemetry"),
        "file": _("File"), "form": _("Given as"), "from": _("From"), "fulfilled_when": _("Fulfilled when"),
        "holidays": _("Holidays"), "id": _("Id"), "include": _("Included documents"), "intake": _("Intake"),
        "kept_share": _("Share that must be kept"), "kinds": _("Kinds"), "length": _("Length"),
        "match": _("Condition: its traffic"), "measure": _("Measure"), "measures": _("Measures"),
        "members": _("Members"), "minimum": _("Minimum"), "must_hold": _("Must hold"),
        "never_escalated": _("Never escalated"), "no_traffic": _("Without traffic"), "note": _("Remark"),
        "notices": _("Notices"), "on": _("On"), "only_during_term": _("Only during the term"),
        "opens_after": _("Opens after"), "optional": _("May be told"), "over": _("Over"), "owed_by": _("Owed by"),
        "partial_slices": _("Slices cut by the period"), "paused_targets": _("Targets that pause"),
        "pauses": _("Pauses"), "per": _("Per"), "period": _("Period"), "plan": _("Plan"), "plans": _("Plans"),
        "priorities": _("Priorities"), "priority": _("Priority"), "priority_change": _("When the priority changes"),
        "priority_rules": _("Rules of priority"), "provider": _("Provider"), "question": _("Question"),
        "questions": _("Questions"), "rank": _("Rank"), "readings": _("Possible readings"),
        "received_by": _("Received by"), "recognised_by": _("Recognised by"), "remedies": _("Remedies"),
        "remedy": _("Remedy"), "reopen_within": _("Reopened within"), "reopening": _("Reopening"),
        "required": _("Required"), "resolution": _("Resolution"), "resolved_by": _("Resolved by"),
        "response": _("Response"), "responses": _("What counts as a response"), "retries": _("Retries"),
        "rounding": _("Rounding"), "scope": _("Scope"), "series": _("Series"), "service": _("Service"),
        "services": _("Services"), "share": _("Share"), "slice": _("Slice"), "stages": _("Stages"),
        "starts": _("Starts with"), "steps": _("Steps"), "support": _("Support"), "table": _("Tiers"),
        "target": _("Target"), "targets": _("Targets"), "term": _("Term"), "terms": _("Terms"), "tickets": _("Tickets"),
        "title": _("Title"), "to": _("To"), "unless": _("Unless"), "until": _("Until"), "update": _("Updates"),
        "upheld": _("Version of the language"), "valid": _("Condition: counts"), "value": _("Value"),
        "version": _("Version"), "warn_at": _("Warned at"), "week": _("Week"), "weights": _("Weights"),
        "where": _("Condition: looked at"), "why": _("Why"), "within": _("Within"), "workaround": _("Workaround"),
        "zone": _("Time zone"),
        "above": _("Above"), "after_debt_of": _("After a debt of"), "agreed": _("Agreed rate"),
        "assessed_by": _("Assessed by"), "base_lines": _("Lines of the fee"), "count_at_least": _("At least so many"),
        "counts": _("Counts"), "counts_while": _("Counts while"), "covered": _("Covered"), "ends": _("Ends"),
        "every": _("Every"), "expected": _("Expected members"), "in_whole": _("In whole units of"), "is": _("Is"),
        "key": _("Key"), "landing": _("Where it lands"), "may_degrade": _("May make it worse"),
        "minimum_outage": _("Shortest outage"), "mode": _("Mode"), "needs": _("Needs"), "of": _("Of"),
        "openapi": _("OpenAPI file"), "place": _("Place"), "ranks": _("Ranks"), "quoted": _("Quoted"),
        "service_time": _("Service time"), "slower_than": _("Slower than"), "source": _("Source"),
        "spent_by": _("Spent by"), "stage": _("Stage"), "starts_when": _("Starts when"), "times": _("Times"),
        "up_to": _("Up to"), "way": _("Way"), "per_breach": _("Per breach"), "all_failed": _("All requests failed"),
        "error_share": _("Share of errors"), "latency_average": _("Average latency"),
        "latency_share": _("Share of slow requests"), "sites_agree": _("Sites agree"), "state": _("Recorded state"),
        "tiers": _("Tiers"), "linear": _("Linear"), "fixed": _("Fixed amount"), "highest_of": _("Highest of"),
        "sum_of": _("Sum of"), "pro_rata": _("Pro rata"), "advised": _("Advised in advance"), "budget": _("Budget"),
        "feature_stage": _("Stage of a function"), "rate_exceeded": _("Rate exceeded"), "suspended": _("Suspended"),
        "within_hours": _("Within hours"),
        "mon": _("Monday"), "tue": _("Tuesday"), "wed": _("Wednesday"), "thu": _("Thursday"), "fri": _("Friday"),
        "sat": _("Saturday"), "sun": _("Sunday"),
    }
)  # fmt: skip


def label_of(term: str) -> str:
    """What a term is called; one that has no words of its own is its name, made readable."""
    return _label(term, get_language() or "") if term in _LABELS else _readable(term)


def _readable(term: str) -> str:
    words = term.replace("_", " ")
    return words[:1].upper() + words[1:]


@lru_cache(1024)
def _label(term: str, _language: str) -> str:
    return str(_LABELS[term])


def about(text: str) -> str:
    """What the language says of a term, in the reader's language; its texts stand in the terms' own descriptions."""
    return gettext(text) if text else ""
