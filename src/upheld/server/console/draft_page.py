"""Writing an agreement: checked while it is written, read in plain words, and published when it is right."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from upheld.agreements.agreement import Agreement
from upheld.agreements.explaining import Explained, explain
from upheld.agreements.lint import lint
from upheld.agreements.lint.finding import Finding
from upheld.agreements.reading import Opener, Source, read_agreement
from upheld.problems import Problem, Refused
from upheld.rules import vocabulary
from upheld.server.access.actor import Actor
from upheld.server.api.calling import actor_in
from upheld.server.console.pages import desk_page
from upheld.server.contracts.models import PublishedVersion
from upheld.server.contracts.publishing import publish
from upheld.server.contracts.reading import published_to
from upheld.server.look.errors import error_page
from upheld.server.present import present

LONGEST = 400_000
_NAME = "agreement.yaml"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the reader says of a text: what is wrong, or what it says and leaves open."""

    problems: tuple[Problem, ...] = ()
    agreement: Agreement | None = None
    findings: tuple[Finding, ...] = ()
    sentences: tuple[Explained, ...] = ()


@desk_page("agreement.read")
@require_http_methods(["GET", "HEAD", "POST"])
def draft_page(request: HttpRequest) -> HttpResponse:
    """Show a text to write in; check it, or publish it."""
    actor, told = actor_in(request), request.POST
    base = _base(told.get("from", "") or request.GET.get("from", ""), actor)
    if len(told.get("text", "")) > LONGEST:
        # Not cut: what is left might read as an agreement too, and bind.
        return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    text = told.get("text", "").replace("\r\n", "\n") if request.method == "POST" else _text(base)
    if told.get("do") == "publish":
        return _published(request, base, text)
    return _page(request, base, text, _checked(base, text) if text.strip() else Checked())


def _published(request: HttpRequest, base: PublishedVersion | None, text: str) -> HttpResponse:
    actor = actor_in(request)
    if "agreement.publish" not in actor.may:
        return error_page(request, HTTPStatus.FORBIDDEN)
    try:
        row = publish(_NAME, _opener(base, text), actor, present())
    except Refused as refused:
        return _page(request, base, text, Checked(tuple(refused.problems)), HTTPStatus.UNPROCESSABLE_ENTITY)
    return HttpResponseRedirect(f"/desk/agreements/{row.agreement}/versions/{row.version}", status=HTTPStatus.SEE_OTHER)


def _page(
    request: HttpRequest, base: PublishedVersion | None, text: str, checked: Checked, status: int = HTTPStatus.OK
) -> HttpResponse:
    page = {
        "text": text, "checked": checked, "base": base, "publishes": "agreement.publish" in actor_in(request).may,
        "open": [each for each in checked.findings if each.is_open], "back": "/desk/agreements/draft",
    }  # fmt: skip
    return render(request, "console/draft.html", page, status=status)


def _checked(base: PublishedVersion | None, text: str) -> Checked:
    agreement, problems = read_agreement(_NAME, Source(_opener(base, text), vocabulary()))
    if agreement is None:
        return Checked(tuple(problems))
    return Checked((), agreement, lint(agreement), explain(agreement))


def _opener(base: PublishedVersion | None, text: str) -> Opener:
    """The text itself, and the published texts that the one it began from includes; nothing else is opened."""
    known = {str(file["asked"]): (str(file["name"]), str(file["text"])) for file in (base.files[1:] if base else ())}

    def opener(file: str, by: str | None) -> tuple[str, str]:
        if by is None:
            return _NAME, text
        if file not in known:
            raise FileNotFoundError(2, "no published text that this one began from has this name", file)
        return known[file]

    return opener


def _base(name: str, actor: Actor) -> PublishedVersion | None:
    return published_to(actor).filter(agreement=name[:64]).first() if name else None


def _text(base: PublishedVersion | None) -> str:
    return str(base.files[0]["text"]) if base else ""
