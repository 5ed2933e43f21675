"""The account's people: who they are, inviting another, and ending what somebody may do."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from upheld.problems import Problem, Refused
from upheld.server.access.actor import Role
from upheld.server.access.routes import asks_for
from upheld.server.look.fields import Field
from upheld.server.people.granting import grants_visible_to, people_visible_to, set_roles
from upheld.server.people.inviting import NewInvitation, invite, revoke
from upheld.server.people.models import Invitation
from upheld.server.portal.ending import Ending, asked_first
from upheld.server.portal.reader import Reader, for_customers
from upheld.server.present import present


@asks_for("person.write")
@require_http_methods(["GET", "POST"])
@for_customers
def people(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the account's people; invite somebody by mail."""
    if request.method == "GET":
        return _page(request, reader)
    email, name = request.POST.get("email", "").strip()[:254], request.POST.get("name", "").strip()[:200]
    role = cast("Role", request.POST.get("role", ""))
    try:
        invite(NewInvitation(email, role, reader.account, name), reader.actor, present())
    except Refused as refused:
        return _page(request, reader, refused.problems)
    return HttpResponseRedirect("/portal/people?invited=1", status=HTTPStatus.SEE_OTHER)


@asks_for("person.write")
@require_http_methods(["GET", "POST"])
@for_customers
def end_person(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:
    """Say what it means, or take all roles on this account from somebody; not from oneself.

    Raises Http404 for who has none here.
    """
    person = people_visible_to(reader.actor).filter(pk=number).first()
    if person is None or reader.actor.id == f"person:{number}":
        raise Http404
    if request.method == "GET":
        asks = _("End the access of %(name)s?") % {"name": person.name or person.email}
        means = _(
            "They see nothing of this account any more, at once. What they wrote stays. You can invite them again."
        )
        return asked_first(request, Ending(asks, means, _("End access"), "/portal/people"))
    try:
        set_roles(person, reader.account, (), reader.actor, present())
    except Refused as refused:
        return _page(request, reader, refused.problems)
    return HttpResponseRedirect("/portal/people", status=HTTPStatus.SEE_OTHER)


@asks_for("person.write")
@require_POST
@for_customers
def end_invitation(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:  # noqa: ARG001 - every page has it
    """Take an invitation back. Raises Http404 for another account's."""
    found = get_object_or_404(Invitation, pk=number, account=reader.account)
    revoke(found, reader.actor, present())
    return HttpResponseRedirect("/portal/people", status=HTTPStatus.SEE_OTHER)


def _page(request: HttpRequest, reader: Reader, problems: Iterable[Problem] = ()) -> HttpResponse:
    wrong = {problem.field: problem.what for problem in problems}
    shown = list(people_visible_to(reader.actor).order_by("name", "email"))
    titles = {"reporter": _("Reporter"), "admin": _("Admin")}
    grants: dict[int, list[str]] = {}
    for grant in grants_visible_to(reader.actor, shown):
        grants.setdefault(grant.person_id, []).append(titles.get(grant.role, grant.role))
    roles = (
        ("reporter", titles["reporter"], _("Opens cases and follows them.")),
        ("admin", titles["admin"], _("Also looks after people and keys.")),
    )
    fields = (
        Field("email", _("E-mail address"), "email", required=True, value=request.POST.get("email", ""),
              error=wrong.get("email", "")),
        Field("name", _("Name"), value=request.POST.get("name", ""), longest=200),
        Field("role", _("Role"), "choice", required=True, value=request.POST.get("role", "reporter"),
              error=wrong.get("role", ""), choices=roles),
    )  # fmt: skip
    invited = Invitation.objects.open_at(present()).filter(account=reader.account).order_by("-pk")
    open_ones = [(each, titles.get(each.role, each.role)) for each in invited]
    page = {
        "people": [(each, grants.get(each.pk, []), f"person:{each.pk}" == reader.actor.id) for each in shown],
        "invited": open_ones, "fields": fields, "others": wrong.get("roles", "") or wrong.get("account", ""),
        "sent": "invited" in request.GET,
    }  # fmt: skip
    return render(request, "portal/people.html", page, status=422 if wrong else 200)
