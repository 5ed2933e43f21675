"""The page of a ticket: its clocks and why, what happened, and everything that can be done to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.api.calling import actor_in
from upheld.server.api.forms_once import ONCE, done_once, form_token
from upheld.server.console.choices import channel_word
from upheld.server.console.clocks import clocks_shown, target_word
from upheld.server.console.doing import Form, form_of
from upheld.server.console.effects import effect_of
from upheld.server.console.files import carried_of, files_of, seal_of
from upheld.server.console.offers import offers_of
from upheld.server.console.pages import desk_page
from upheld.server.console.preview import Preview, looked_at, preview_of, refuse_incomplete
from upheld.server.console.queue_rows import IN_WORK
from upheld.server.console.sent import Sent, sent_of
from upheld.server.console.similar import others
from upheld.server.console.ticket_faults import in_words, marked_of
from upheld.server.console.timeline import happenings
from upheld.server.delivery.models import Delivery
from upheld.server.desk.acts import BY_NOTICE, Said, action_for, fact_of
from upheld.server.desk.escalating import escalate
from upheld.server.desk.facts import Fact, opening_of
from upheld.server.desk.models import Ticket
from upheld.server.desk.recording import Stale, record, refuse_unrecordable
from upheld.server.desk.standing import Standing, judged_events, opening_said, standing
from upheld.server.incidents.linked import LinkedIncident, OpenIncident, incidents_of, open_besides
from upheld.server.look.errors import error_page
from upheld.server.look.numbers import number_in
from upheld.server.look.taken import taken
from upheld.server.portal.fields import other_problems
from upheld.server.portal.reported import intake_shown
from upheld.server.portal.uploads import file_field
from upheld.server.present import present, present_second
from upheld.server.statuspage.words import INCIDENTS, Look
from upheld.support.steps import Step
from upheld.timeline.instants import epoch_seconds
from upheld.wording import say

_STALE = Problem(
    Place("request"), "seen", say("somebody has changed the ticket meanwhile"), say("look at it again"), code="stale"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A ticket that is looked at: its row, how it stands, and what its opening told."""

    ticket: Ticket
    stands: Standing
    told: dict[str, object]

    @property
    def environment(self) -> str:
        """Where it happens."""
        return opening_of(self.told).environment


@desk_page("ticket.notes")
@require_safe
def ticket_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show a ticket."""
    return _page(request, _seen(request, number))


@desk_page("ticket.notes")
@require_http_methods(["GET", "HEAD", "POST"])
def act_on_ticket(request: HttpRequest, number: int) -> HttpResponse:
    """Do what a form of the page asks for; a form that cannot be taken comes back with what was written in it."""
    seen = _seen(request, number)
    if request.method != "POST":
        return HttpResponseRedirect(_address(number), status=HTTPStatus.SEE_OTHER)
    try:
        return _acted(request, seen)
    except Refused as refused:
        return _page(request, seen, refused.problems)
    except Stale:
        return _page(request, _seen(request, number), (_STALE,), status=HTTPStatus.CONFLICT)


@desk_page("ticket.work")
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge_ticket(request: HttpRequest, number: int) -> HttpResponse:
    """Acknowledge a ticket from the queue, with the words that we have for it."""
    seen, now = _seen(request, number), present()
    if request.method != "POST":
        return HttpResponseRedirect(_address(number), status=HTTPStatus.SEE_OTHER)
    actor, back = actor_in(request), request.POST.get("query", "")[:1000].replace("\n", "")
    # The row that was pressed says which state it showed (`41@3`): a second press finds the ticket changed.
    expected = number_in(request.POST.get("one", "")[:40].partition("@")[2])
    try:
        fact = fact_of(Said("acknowledge", {"how": BY_NOTICE}), actor, epoch_seconds(now))
        refuse_incomplete(seen.ticket, fact, actor, now)
        record(seen.ticket.pk, [fact], actor, now, expected)
        what = "done=1"
    except Refused as refused:
        return _page(request, seen, refused.problems)
    except Stale:
        what = "passed=1"
    query = "&".join(part for part in (back, what) if part)
    return HttpResponseRedirect(f"/desk/queue?{query}", status=HTTPStatus.SEE_OTHER)


def _acted(request: HttpRequest, seen: Seen) -> HttpResponse:
    actor, now, told = actor_in(request), present(), request.POST
    if told.get("form") == "escalate":
        if "ticket.message" not in actor.may:
            return error_page(request, HTTPStatus.FORBIDDEN)
        words = told.get("text", "")[:5000].strip()
        return _once(request, seen, "escalate", lambda: escalate(seen.ticket.pk, words, actor, now))
    form = form_of(told, seen.stands.agreement, seen.environment)
    if action_for(form.said) not in actor.may:
        return error_page(request, HTTPStatus.FORBIDDEN)
    files = files_of(request, form.name, seen.ticket.pk)
    fact = _with(files, fact_of(form.said, actor, epoch_seconds(now)))
    looked, text = told.get("looked", ""), told.get("text", "")
    changed = bool(looked) and looked != looked_at(text)
    if told.get("preview") or changed:
        kept = {**form.kept, **seal_of(files, seen.ticket.pk), "looked": looked_at(text)}
        # What cannot be done is refused before anybody is shown what would go out.
        refuse_unrecordable(seen.ticket, [fact], actor, now)
        made = preview_of(seen.ticket, fact, actor, now)
        return _previewed(request, seen, replace(form, kept=kept), made, changed=changed and not told.get("preview"))
    refuse_incomplete(seen.ticket, fact, actor, now)
    return _once(request, seen, form.name, lambda: record(seen.ticket.pk, [fact], actor, now, form.seen))


def _once(request: HttpRequest, seen: Seen, form: str, act: Callable[[], object]) -> HttpResponse:
    """Do what a form asks for, and go on to the ticket; what a second click sends finds it done."""

    def done() -> str:
        act()
        return _address(seen.ticket.pk)

    told = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    return taken(request, draft_of(seen.ticket.pk, form), done_once(told, actor_in(request), request.path, done))


def _with(files: Mapping[str, object], fact: Fact) -> Fact:
    return replace(fact, data={**fact.data, **files}) if files else fact


def draft_of(number: int, form: str) -> str:
    """The name under which a browser keeps what is being written in a form of a ticket."""
    return f"desk-{number}-{form}"


def _previewed(request: HttpRequest, seen: Seen, form: Form, made: Preview, *, changed: bool) -> HttpResponse:
    """Show exactly what would go out, before it does; `changed` says that it was not what was looked at before."""
    page = {
        "ticket": seen.ticket, "preview": made, "form": form, "zone": seen.ticket.account.zone, "changed": changed,
        "effect": effect_of(form, seen.ticket, seen.stands), "draft": draft_of(seen.ticket.pk, form.name),
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if made.lacks or changed else HTTPStatus.OK
    return render(request, "console/preview.html", page, status=status)


def _seen(request: HttpRequest, number: int) -> Seen:
    ticket = get_object_or_404(Ticket.objects.visible_to(actor_in(request)).with_terms(), pk=number)
    rows = judged_events(ticket)
    return Seen(ticket, standing(ticket, rows, present_second()), opening_said(rows))


def _page(
    request: HttpRequest, seen: Seen, problems: Iterable[Problem] = (), status: int = HTTPStatus.UNPROCESSABLE_ENTITY
) -> HttpResponse:
    wrong = in_words(problems)
    return render(
        request, "console/ticket.html", _told(request, seen, wrong), status=status if wrong else HTTPStatus.OK
    )


def _told(request: HttpRequest, seen: Seen, wrong: tuple[Problem, ...]) -> dict[str, object]:
    ticket, stands, actor = seen.ticket, seen.stands, actor_in(request)
    terms, before = stands.agreement.text, request.GET.get("before", "")
    page = number_in(before)
    told, older = happenings(ticket, terms, page)
    kept = {key: value for key, value in request.POST.items() if isinstance(value, str)} if wrong else {}
    failed = Form(kept.get("form", ""), Said("note"), None, kept, wrong) if wrong else None
    offers = offers_of(ticket, stands, actor, failed)
    marked = (*marked_of(wrong), *offers.questions)
    plan = terms.plan(ticket.plan)
    return {
        "ticket": ticket, "stands": stands, "clocks": clocks_shown(stands), "told": told,
        "older": older, "newer": page is not None, "plan": plan.title if plan else ticket.plan,
        "priority": terms.priority(stands.priority), "problems": other_problems(offers.questions, wrong),
        "kept": kept, "offers": offers, "others": others(ticket, actor),
        "ahead": _ahead(stands), "intake": intake_shown(seen.told), "environment": seen.environment,
        "channel": channel_word(ticket.channel), "sent": _sent(ticket, actor), "terms": terms,
        "incidents": _incidents(ticket, actor), "tells": _tells(ticket, actor), "open_incidents": _open(ticket, actor),
        "files": file_field(wrong, carried_of(request, ticket.pk) if wrong else None),
        "marked": marked, "prefix": f"{kept.get('form', '')}-", "faulty": bool(wrong),
        "wrong": {each.name: each.error for each in marked},
        "once": kept.get(ONCE) or form_token(),
    }  # fmt: skip


def _ahead(stands: Standing) -> list[tuple[Step, str]]:
    """The next steps owed, each with the target that it is about as people call it."""
    return [(step, target_word(step.target)) for step in stands.steps if step.at > stands.now][:4]


def _incidents(ticket: Ticket, actor: Actor) -> list[tuple[LinkedIncident, Look]]:
    """The incidents that it is linked with, each with how its state looks."""
    found = incidents_of(ticket.pk) if "incident.read" in actor.may else ()
    return [(each, INCIDENTS[each.status]) for each in found]


def _tells(ticket: Ticket, actor: Actor) -> bool:
    """Whether an incident may be opened, or linked, out of it."""
    return "incident.write" in actor.may and ticket.state in IN_WORK


def _open(ticket: Ticket, actor: Actor) -> list[tuple[OpenIncident, Look]]:
    """The open incidents with which it may be linked, each with how its state looks."""
    found = open_besides(ticket.pk) if _tells(ticket, actor) else ()
    return [(each, INCIDENTS[each.status]) for each in found]


def _sent(ticket: Ticket, actor: Actor) -> tuple[Sent, ...]:
    rows = Delivery.objects.visible_to(actor).filter(letter__ticket=ticket).select_related("letter", "account")
    return sent_of(rows.order_by("-pk")[:6])


def _address(number: int) -> str:
    return f"/desk/tickets/{number}"
