"""Writing an agreement: checked while it is written, read in plain words, and published when it is right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from upheld.agreements.agreement import Agreement
from upheld.agreements.editing import written
from upheld.agreements.explaining import Explained, explain
from upheld.agreements.lint import lint
from upheld.agreements.lint.finding import Finding
from upheld.agreements.reading import Opener, Source, read_agreement
from upheld.problems import Problem, Refused
from upheld.rules import vocabulary
from upheld.server.api.calling import actor_in
from upheld.server.console.agreement_pages import ChangedText
from upheld.server.console.differences import difference_of
from upheld.server.console.draft_drawn import pieces_drawn
from upheld.server.console.draft_edits import Edited, edited
from upheld.server.console.draft_fields import Shown, sections_of
from upheld.server.console.draft_origin import (
    Included,
    Origin,
    origin_of,
    published_beginnings,
    template_beginnings,
)
from upheld.server.console.pages import desk_page
from upheld.server.contracts.publishing import publish
from upheld.server.contracts.reading import bound_by, published_to
from upheld.server.look.errors import error_page
from upheld.server.look.taken import taken
from upheld.server.present import present

LONGEST = 400_000
_NAME = "agreement.yaml"
_KEPT_SIGNS = 64_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, with the line that it is about as it is written; empty for a line of another text, or of none."""

    problem: Problem
    line: int
    written: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What the reader says of a text: what is wrong, or what it says and leaves open."""

    faults: tuple[Fault, ...] = ()
    agreement: Agreement | None = None
    findings: tuple[Finding, ...] = ()
    sentences: tuple[Explained, ...] = ()


@desk_page("agreement.read")
@require_http_methods(["GET", "HEAD", "POST"])
def draft_page(request: HttpRequest) -> HttpResponse:
    """Show a text to write in; check it, or publish it."""
    told = request.POST
    origin = origin_of(request, actor_in(request))
    if len(told.get("text", "")) > LONGEST:
        # Not cut: what is left might read as an agreement too, and bind.
        return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    text = told.get("text", "").replace("\r\n", "\n") if request.method == "POST" else origin.text
    if told.get("do") == "publish":
        return _published(request, origin, text)
    edit = edited(text, told, _NAME) if "shown" in told else Edited(text)
    if len(edit.text) > LONGEST:
        return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    checked = _checked(origin.included, edit.text) if edit.text.strip() else Checked()
    if told.get("do") == "review" and checked.agreement is not None and not edit.refused:
        return _review(request, origin, edit.text, checked)
    return _page(request, origin, edit, checked)


def _published(request: HttpRequest, origin: Origin, text: str) -> HttpResponse:
    actor = actor_in(request)
    if "agreement.publish" not in actor.may:
        return error_page(request, HTTPStatus.FORBIDDEN)
    try:
        row = publish(_NAME, _opener(origin.included, text), actor, present())
    except Refused as refused:
        faulty = Checked(_faults(refused.problems, text))
        return _page(request, origin, Edited(text), faulty, HTTPStatus.UNPROCESSABLE_ENTITY)
    return taken(request, origin.draft, f"/desk/agreements/{row.agreement}/versions/{row.version}")


def _review(request: HttpRequest, origin: Origin, text: str, checked: Checked) -> HttpResponse:
    """Say what publishing will do, before it does: what changes against the latest version, and whom it will bind."""
    actor = actor_in(request)
    if "agreement.publish" not in actor.may or checked.agreement is None:
        return error_page(request, HTTPStatus.FORBIDDEN)
    latest = published_to(actor).filter(agreement=checked.agreement.text.agreement).first()
    before = str(latest.files[0]["text"]) if latest else ""
    page = {
        "text": text, "agreement": checked.agreement, "origin": origin, "latest": latest,
        "open": [each for each in checked.findings if each.is_open], "view": _view(request),
        "changed": ChangedText(_NAME, "changed" if latest else "new", difference_of(before, text)),
        "bound": [each.account for each in bound_by(latest, actor, present())] if latest else [],
    }  # fmt: skip
    return render(request, "console/draft_review.html", page)


def _view(request: HttpRequest) -> str:
    """Which of the two views is asked for: the one that was pressed, or the one that was shown."""
    asked = request.POST.get("view") or request.POST.get("shown") or request.GET.get("view")
    return "form" if asked == "form" else "text"


def _page(
    request: HttpRequest, origin: Origin, edit: Edited, checked: Checked, status: int = HTTPStatus.OK
) -> HttpResponse:
    actor = actor_in(request)
    # What was refused would be lost in the text: it stays in its fields.
    wants_form = _view(request) == "form" or bool(edit.refused)
    file = edit.file or (written(edit.text, _NAME)[0] if edit.text.strip() else None) if wants_form else None
    faults = (*edit.refused, *(each.problem for each in checked.faults if each.line))
    sections = sections_of(file, Shown(faults, edit.typed, edit.fresh)) if file else ()
    page = {
        "text": edit.text, "checked": checked, "base": origin.base, "origin": origin,
        "publishes": "agreement.publish" in actor.may,
        "open": [each for each in checked.findings if each.is_open],
        "sections": tuple((each, pieces_drawn(each.pieces)) for each in sections),
        "unreadable": wants_form and file is None and bool(edit.text.strip()), "refused": edit.refused,
        "mentions": edit.mentions, "judged": request.POST.get("do") in {"check", "review", "publish"},
        "fresh": request.method != "POST", "changed": edit.text != origin.text,
        **({} if edit.text.strip() else {"published": published_beginnings(actor), "templates": template_beginnings()}),
    }  # fmt: skip
    return render(request, "console/draft.html", page, status=status)


def _checked(included: Included, text: str) -> Checked:
    """What the reader says; of the last few texts it is known, for whoever looks at one in both views and publishes."""
    return (_known if len(text) <= _KEPT_SIGNS else _read)(included, text)


def _read(included: Included, text: str) -> Checked:
    agreement, problems = read_agreement(_NAME, Source(_opener(included, text), vocabulary()))
    if agreement is None:
        return Checked(_faults(problems, text))
    return Checked((), agreement, lint(agreement), explain(agreement))


@lru_cache(8)
def _known(included: Included, text: str) -> Checked:
    return _read(included, text)


def _faults(problems: Iterable[Problem], text: str) -> tuple[Fault, ...]:
    lines = text.splitlines()
    return tuple(_fault(each, lines) for each in sorted(problems, key=lambda each: each.place))


def _fault(problem: Problem, lines: Sequence[str]) -> Fault:
    line = problem.place.line if problem.place.file == _NAME else 0
    return Fault(problem, line, lines[line - 1].strip() if 0 < line <= len(lines) else "")


def _opener(included: Included, text: str) -> Opener:
    """The text itself, and the published texts that it includes; nothing else is opened."""
    known = {asked: (name, content) for asked, name, content in included}

    def opener(file: str, by: str | None) -> tuple[str, str]:
        if by is None:
            return _NAME, text
        if file not in known:
            raise FileNotFoundError(2, "no published text that this one began from has this name", file)
        return known[file]

    return opener
