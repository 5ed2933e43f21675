"""The page on which a customer reports a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from upheld.problems import Place, Problem, Refused
from upheld.server.access.routes import asks_for
from upheld.server.accounts.models import Account, Person
from upheld.server.api.forms_once import ONCE, done_once, form_token
from upheld.server.contracts.binding import Bound, binding
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.look.taken import taken
from upheld.server.portal.fields import fields_of, intake_told, other_problems
from upheld.server.portal.promised import bound_today
from upheld.server.portal.reader import Reader, for_customers
from upheld.server.portal.uploads import carrying, file_field, taken_in
from upheld.server.present import present
from upheld.support.events import Opening
from upheld.support.intake import intake_problems
from upheld.support.opening import priority_of

CHANNEL = "web form"
_FORM = "/portal/tickets/new"
_LONGEST: Mapping[str, int] = {"subject": 300, "description": 50_000}
_LONGEST_OTHER = 5_000
_ASKED = Place("request")


@asks_for("ticket.open")
@require_http_methods(["GET", "POST"])
@for_customers
def new_ticket(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the form, or open a ticket from what was written in it."""
    actor, account = reader.actor, reader.account
    named = request.POST.get("agreement") or request.GET.get("agreement") or ""
    try:
        bound = binding(account, present(), named)
    except Refused as refused:
        return _which_agreement(request, account, refused)
    told = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    if request.method == "GET":
        # Who is signed in reports it, where nothing else is written; a page that leads here may say what it is about.
        subject = request.GET.get("subject", "")[: _LONGEST["subject"]]
        known = {ONCE: form_token(), "intake.reporter": _name(request), "subject": subject}
        return _form(request, account, bound, known)
    try:
        page = done_once(told, actor, _FORM, lambda: _opened(reader, _whole(request, account, bound, told)))
        return taken(request, f"report-{account.slug}-{bound.agreement.text.agreement}", page)
    except Refused as refused:
        return _form(request, account, bound, told, refused.problems)


def _name(request: HttpRequest) -> str:
    person = request.user
    return person.name if isinstance(person, Person) else ""


def _whole(request: HttpRequest, account: Account, bound: Bound, told: Mapping[str, str]) -> Report:
    """The report with its files. Raises `upheld.Refused` with what is wrong with any field, all at once."""
    return replace(report_of(account, bound, told), mail=taken_in(request, _place(account)))


def _place(account: Account) -> str:
    """Where the files of a report are carried: nowhere but in a report of the same account."""
    return f"report of {account.slug}"


def _opened(reader: Reader, report: Report) -> str:
    """Open the ticket, and answer the address of its page."""
    made = open_ticket(reader.account, report, reader.actor, present())
    return f"/portal/tickets/{made.ticket.pk}"


def report_of(account: Account, bound: Bound, told: Mapping[str, str], channel: str = CHANNEL) -> Report:
    """What a form reports. Raises `upheld.Refused` with what is wrong with any field, all at once."""
    intake, problems = intake_told(told, account.zone)
    found = [*problems, *_too_long(told)]
    if not told.get("subject", "").strip():
        found.append(Problem(_ASKED, "subject", _("Say in one line what it is about."), code="missing"))
    answers = {name.removeprefix("answers."): value for name, value in told.items() if name.startswith("answers.")}
    report = Report(
        told.get("subject", "").strip(), told.get("description", "").strip(), channel, told.get("priority", ""),
        {name: value for name, value in answers.items() if value}, agreement=bound.agreement.text.agreement,
        intake=intake,
    )  # fmt: skip
    found.extend(problem for problem in _refusals(bound, report) if problem.field not in {each.field for each in found})
    if found:
        raise Refused(found)
    return report


def _refusals(bound: Bound, report: Report) -> tuple[Problem, ...]:
    """What the agreement refuses of a report: looked at before anything is written, so that all is told at once."""
    priorities: tuple[Problem, ...] = ()
    if not bound.lapsed and bound.plan:
        opening = Opening(report.priority, dict(report.answers) or None)
        priorities = priority_of(bound.agreement, opening)[1]
    return (*intake_problems(bound.agreement, report.channel, report.intake), *priorities)


def _too_long(told: Mapping[str, str]) -> list[Problem]:
    over = ((name, _LONGEST.get(name, _LONGEST_OTHER)) for name in told)
    return [Problem(_ASKED, name, _("At most %d characters.") % most) for name, most in over if len(told[name]) > most]


def _form(
    request: HttpRequest, account: Account, bound: Bound, told: Mapping[str, str], problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    fields = fields_of(bound.agreement, account.zone, told, problems)
    support, carried = bound.agreement.text.support, carrying(request, _place(account))
    others = other_problems(fields, (each for each in problems if each.field != "files"))
    page = {
        "account": account, "agreement": bound.agreement.text, "fields": fields, "lapsed": bound.lapsed,
        "files": file_field(problems, carried), "others": others, "once": told.get(ONCE, ""), "faulty": bool(problems),
        "priorities": tuple(support.priorities.values()) if support and support.questions else (),
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return render(request, "portal/new_ticket.html", page, status=status)


def _which_agreement(request: HttpRequest, account: Account, refused: Refused) -> HttpResponse:
    """Ask which agreement it is about; where there is nothing to choose from, say why there is no form."""
    agreements = [each.agreement.text for each in bound_today(account)]
    asked = len(agreements) > 1 and request.method == "GET"
    page = {"says": "" if asked else refused.problems[0].what, "agreements": agreements}
    status = HTTPStatus.OK if asked else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "portal/which_agreement.html", page, status=status)
