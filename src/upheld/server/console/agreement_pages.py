"""Agreements: the text and its reading side by side, what it leaves open, whom it binds, what a version changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import PurePath
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from upheld.agreements.lint import lint
from upheld.agreements.lint.finding import Finding
from upheld.agreements.terms.agreement import AgreementText
from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.api.calling import actor_in
from upheld.server.console.agreement_hours import hours_of
from upheld.server.console.agreement_text import line_id, linked
from upheld.server.console.differences import Difference, difference_of
from upheld.server.console.pages import desk_page
from upheld.server.contracts.models import PublishedVersion
from upheld.server.contracts.reading import BoundAccount, bound_by, published_to, texts_for
from upheld.server.contracts.stored import Known, stored
from upheld.server.present import present

_BOUND = 50
"""So many of the accounts that a version binds are named."""


@dataclass(frozen=True, slots=True)
class ChangedText:
    """A text of an agreement that differs between two versions; `kind` says whether it came, went or changed."""

    name: str
    kind: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class Reading:
    """What a version leaves open, each with the line that it is about, and its text beside its reading as HTML."""

    findings: tuple[tuple[Finding, str], ...]
    workbench: SafeString


@desk_page("agreement.read")
@require_safe
def latest_version(request: HttpRequest, name: str) -> HttpResponse:
    """Lead to the version of an agreement that was published last. Raises Http404 where none is published."""
    row = published_to(actor_in(request)).filter(agreement=name).only("agreement", "version").order_by("-pk").first()
    if row is None:
        raise Http404
    return HttpResponseRedirect(f"/desk/agreements/{name}/versions/{quote(row.version, safe='')}")


@desk_page("agreement.read")
@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """Every agreement with its versions, the latest first, and how many accounts it binds today."""
    actor, now = actor_in(request), present()
    rows = published_to(actor).defer("files", "holidays").order_by("agreement", "-pk")
    found: dict[str, list[PublishedVersion]] = {}
    for row in rows:
        found.setdefault(row.agreement, []).append(row)
    latest = {name: stored(Known(each[0].pk, each[0].digest)) for name, each in found.items()}
    page = {
        "agreements": [
            (name, latest[name].text.title, each, [one for one in lint(latest[name]) if one.is_open])
            for name, each in found.items()
        ],
        "now": now,
    }  # fmt: skip
    return render(request, "console/agreements.html", page)


@desk_page("agreement.read")
@require_safe
def agreement_page(request: HttpRequest, name: str, version: str) -> HttpResponse:
    """One version: the text beside its reading."""
    actor, now = actor_in(request), present()
    row = _version(actor, name, version)
    known, language = Known(row.pk, row.digest), get_language() or "en"
    text, bound = stored(known).text, tuple(bound_by(row, actor, now))
    reading = _reading(known, texts_for(row, actor) or (), language)
    page = {
        "row": row, "text": text, "workbench": reading.workbench,
        "findings": reading.findings, "decided": [each for each in reading.findings if not each[0].is_open],
        "open": [each for each in reading.findings if each[0].is_open], "bound": _bound(bound[:_BOUND], text),
        "further": max(len(bound) - _BOUND, 0), "hours": _hours(known, now.date(), language),
        "versions": published_to(actor).filter(agreement=name).defer("files", "holidays"),
    }  # fmt: skip
    return render(request, "console/agreement.html", page)


@desk_page("agreement.read")
@require_safe
def version_changes(request: HttpRequest, name: str, version: str) -> HttpResponse:
    """What a version changed, line by line: since another one, or since the one that was published before it."""
    actor = actor_in(request)
    row = _version(actor, name, version)
    others = published_to(actor).filter(agreement=name).exclude(pk=row.pk).defer("files", "holidays")
    since = request.GET.get("since", "")[:40]
    before = _version(actor, name, since) if since else others.filter(pk__lt=row.pk).first()
    page = {
        "row": row, "before": before, "others": list(others),
        "texts": tuple(changed_texts(before, row, actor)) if before else (),
    }  # fmt: skip
    return render(request, "console/changes.html", page)


def changed_texts(before: PublishedVersion, after: PublishedVersion, actor: Actor) -> Iterator[ChangedText]:
    """The texts of two versions that differ: the agreement's own, and those that it includes by their names."""
    old, new = (_by_name(row, actor) for row in (before, after))
    for name in dict.fromkeys((*new, *old)):
        made = difference_of(old.get(name, ""), new.get(name, ""))
        if made.new or made.gone:
            kind = "changed" if name in old and name in new else "new" if name in new else "gone"
            yield ChangedText(name or after.agreement, kind, made)


def _by_name(row: PublishedVersion, actor: Actor) -> dict[str, str]:
    """Texts by their names; the agreement's own has none, so that it may be named otherwise in each version."""
    texts = texts_for(row, actor) or ()
    return {PurePath(name).name if number else "": text for number, (name, text) in enumerate(texts)}


def _version(actor: Actor, name: str, version: str) -> PublishedVersion:
    row = published_to(actor).filter(agreement=name, version=version).first()
    if row is None:
        raise Http404
    return row


@lru_cache(maxsize=32)
def _reading(known: Known, texts: tuple[tuple[str, str], ...], _language: str) -> Reading:
    """A version's text beside its reading, drawn once for each language: nothing in a published version changes."""
    agreement, names = stored(known), [name for name, _text in texts]
    findings = lint(agreement)
    drawn = render_to_string("console/agreement_linked.html", {"linked": linked(agreement, texts, findings)})
    return Reading(tuple((each, line_id(each.place, names)) for each in findings), drawn)


@lru_cache(maxsize=64)
def _hours(known: Known, today: date, language: str) -> tuple[SafeString, ...]:
    """The calendars of a version as HTML, drawn once a day."""
    drawn = hours_of(stored(known), today, language)
    return tuple(render_to_string("console/hours.html", {"each": each}) for each in drawn)


def _bound(found: Sequence[BoundAccount], text: AgreementText) -> list[tuple[BoundAccount, str, str]]:
    """Accounts that a version binds, each with its name and the title of its plan."""
    names = dict(Account.objects.filter(slug__in=[each.account for each in found]).values_list("slug", "name"))
    plans = text.support.plans if text.support else {}
    titles = {name: plan.title for name, plan in plans.items()}
    return [(each, names.get(each.account, each.account), titles.get(each.plan, "")) for each in found]
