"""Settings of people: who is on the provider's side, who is invited, and what each person may do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import CUSTOMER_ROLES, PROVIDER_ROLES, Role
from upheld.server.accounts.models import Account, Grant, Person
from upheld.server.api.calling import actor_in
from upheld.server.console.pages import desk_page
from upheld.server.console.settings_pages import back_to, settings_page
from upheld.server.look.errors import error_page
from upheld.server.look.faults import in_one
from upheld.server.look.fields import Field
from upheld.server.look.numbers import number_in
from upheld.server.look.words import Words
from upheld.server.people.granting import activate, deactivate, grants_visible_to, people_visible_to, set_roles
from upheld.server.people.inviting import NewInvitation, invite, revoke
from upheld.server.people.models import Invitation
from upheld.server.present import present
from upheld.wording import say

ROLES: tuple[tuple[Role, Words, Words], ...] = (
    ("agent", _("Agent"), _("Works on tickets and incidents.")),
    ("lead", _("Lead"), _("Also looks after accounts, settings and figures.")),
    ("owner", _("Owner"), _("May do everything, with people, keys and agreements.")),
    ("billing", _("Billing"), _("Reads accounts, agreements, tickets and figures.")),
    ("auditor", _("Auditor"), _("Reads everything, and who did what.")),
    ("reporter", _("Reporter"), _("Opens cases and follows them.")),
    ("admin", _("Admin"), _("Also looks after the account's people and keys.")),
)
"""Every role as people read it: its name, its title, what it may; from the one that is given most often."""


@dataclass(frozen=True, slots=True)
class Side:
    """The roles of a person on one side: `account` is None for the provider's; `choices` as (name, title, means, held).

    `key` tells the forms of a page apart.
    """

    key: str
    account: Account | None
    choices: tuple[tuple[Role, Words, Words, bool], ...]


@desk_page("person.read")
@require_http_methods(["GET", "HEAD", "POST"])
def people_settings(request: HttpRequest) -> HttpResponse:
    """People of the provider's side, and who is invited."""
    actor, told, now = actor_in(request), request.POST, present()
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        if "person.write" not in actor.may:
            return error_page(request, HTTPStatus.FORBIDDEN)
        try:
            _invite_or_withdraw(request, now)
            return back_to("/desk/settings/people?done=1")
        except Refused as refused:
            problems = refused.problems
    people = list(people_visible_to(actor).filter(grants__account=None).distinct().order_by("name", "email")[:200])
    fields = tuple(_fields(told.dict() if problems else {}, problems))
    page = {
        "people": [(each, roles) for each, roles in zip(people, _titles(people), strict=True)], "problems": problems,
        "invited": [(each, _title(each.role)) for each in _invited(now)],
        "fields": fields, "marked": fields, "writes": "person.write" in actor.may,
    }  # fmt: skip
    return settings_page(request, "people", page, HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK)


def _fields(told: Mapping[str, str], problems: Sequence[Problem]) -> Iterator[Field]:
    """The form of an invitation, with what was written in it and what is wrong with it."""
    wrong = {each.field: in_one(each) for each in problems}
    roles = tuple((name, str(title), str(means)) for name, title, means in ROLES if name in PROVIDER_ROLES)
    yield Field("email", gettext("E-mail address"), "email", required=True, value=told.get("email", ""),
                error=wrong.get("email", ""), longest=254)  # fmt: skip
    yield Field("name", gettext("Name"), value=told.get("name", ""), longest=200)
    yield Field("role", gettext("Role"), "choice", required=True, value=told.get("role", roles[0][0]),
                error=wrong.get("role", ""), choices=roles)  # fmt: skip


def _invite_or_withdraw(request: HttpRequest, now: datetime) -> None:
    """Do what a form of the page asks for. Raises `upheld.Refused`; Http404 for an invitation that is not ours."""
    actor, told = actor_in(request), request.POST
    if told.get("do") == "withdraw":
        rows = Invitation.objects.filter(account=None)
        revoke(get_object_or_404(rows, pk=number_in(told.get("invitation", ""))), actor, now)
        return
    role, name = told.get("role", ""), told.get("name", "").strip()[:200]
    asked: Role = role if role in PROVIDER_ROLES else "agent"
    invite(NewInvitation(told.get("email", "").strip()[:254], asked, name=name), actor, now)


@desk_page("person.read")
@require_http_methods(["GET", "HEAD", "POST"])
def person_settings(request: HttpRequest, number: int) -> HttpResponse:
    """One person: the roles on each side, and whether they are let in. Raises Http404 for nobody."""
    actor = actor_in(request)
    person = get_object_or_404(people_visible_to(actor), pk=number)
    if request.method != "POST":
        return _person(request, person)
    if "person.write" not in actor.may:
        return error_page(request, HTTPStatus.FORBIDDEN)
    try:
        _change(request, person)
    except Refused as refused:
        return _person(request, person, refused.problems)
    return back_to(f"/desk/settings/people/{number}?done=1")


def _change(request: HttpRequest, person: Person) -> None:
    """Do what a form of the page asks for. Raises `upheld.Refused`; Http404 for a side that the page does not show."""
    actor, told, now = actor_in(request), request.POST, present()
    if told.get("do") == "let in":
        activate(person, actor, now)
    elif told.get("do") == "keep out":
        if actor.id == f"person:{person.pk}":
            what = say("nobody keeps themselves out")
            raise Refused([Problem(Place("request"), "do", what, say("let another owner do it"))])
        deactivate(person, actor, now)
    else:
        side = next((each for each in _sides(_grants(request, person)) if each.key == told.get("side")), None)
        if side is None:
            raise Http404
        # Whatever the form names is judged where roles are given: a role of the other side is refused there.
        set_roles(person, side.account, frozenset(cast("list[Role]", told.getlist("role")[:9])), actor, now)


def _person(request: HttpRequest, person: Person, problems: Sequence[Problem] = ()) -> HttpResponse:
    actor = actor_in(request)
    page = {
        "person": person, "sides": _sides(_grants(request, person)), "problems": problems,
        "writes": "person.write" in actor.may, "self": actor.id == f"person:{person.pk}",
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return settings_page(request, "person", page, status, tab="people")


def _grants(request: HttpRequest, person: Person) -> list[Grant]:
    return list(grants_visible_to(actor_in(request), [person]))


def _sides(grants: Sequence[Grant]) -> tuple[Side, ...]:
    """The sides on which somebody has a role; the provider's where they have none anywhere."""
    accounts = {grant.account_id: grant.account for grant in grants} or {None: None}
    held: dict[int | None, set[str]] = defaultdict(set)
    for grant in grants:
        held[grant.account_id].add(grant.role)
    return tuple(
        Side(account.slug if account else "", account, tuple(_choices(account, held[key])))
        for key, account in accounts.items()
    )


def _choices(account: Account | None, held: set[str]) -> Iterable[tuple[Role, Words, Words, bool]]:
    fitting = PROVIDER_ROLES if account is None else CUSTOMER_ROLES
    return ((name, title, means, name in held) for name, title, means in ROLES if name in fitting)


def _invited(now: datetime) -> Iterable[Invitation]:
    return Invitation.objects.open_at(now).filter(account=None).order_by("-pk")[:50]


def _title(role: str) -> Words:
    return next((title for name, title, _means in ROLES if name == role), role)


def _titles(people: list[Person]) -> list[list[Words]]:
    titles = {name: title for name, title, _means in ROLES}
    held: dict[int, list[Words]] = defaultdict(list)
    grants = Grant.objects.filter(person__in=people, account=None).order_by("role")
    for person, role in grants.values_list("person_id", "role"):
        held[person].append(titles.get(cast("Role", role), role))
    return [held[each.pk] for each in people]
