"""What an account pays in a month: shown, recorded, and ended. Credits are shares of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from upheld.problems import Place, Problem, Refused
from upheld.server.accounts.fees import NewFee, agree_fee, end_fee, fee_faults
from upheld.server.accounts.models import Account
from upheld.server.api.calling import actor_in
from upheld.server.console.pages import desk_page
from upheld.server.console.settings_pages import back_to
from upheld.server.desk.titles import published_last
from upheld.server.look.errors import error_page
from upheld.server.look.faults import in_one
from upheld.server.look.fields import Field
from upheld.server.present import present

_NAMES = ("agreement", "amount", "begins", "until", "line")


@desk_page("account.read")
@require_http_methods(["GET", "HEAD", "POST"])
def account_fees(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the fees of an account; record one."""
    actor, account = actor_in(request), _account(request, slug)
    if request.method != "POST":
        return _page(request, account)
    if "account.write" not in actor.may:
        return error_page(request, HTTPStatus.FORBIDDEN)
    told = {
        name: request.POST.get(name, "").strip()[:200] for name in ("agreement", "amount", "begins", "until", "line")
    }
    try:
        agree_fee(account, _asked(told), actor, present())
    except Refused as refused:
        return _page(request, account, refused.problems)
    return back_to(f"/desk/accounts/{slug}/fees?done=1")


@desk_page("account.write")
@require_POST
def end_account_fee(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Let a fee end after the month that runs. Raises Http404 where there is none."""
    account, actor, now = _account(request, slug), actor_in(request), present()
    fee = account.fees.filter(pk=number, until=None).first()
    if fee is None:
        raise Http404
    following = date(now.year + now.month // 12, now.month % 12 + 1, 1)
    try:
        end_fee(fee, following, actor, now)
    except Refused as refused:
        return _page(request, account, refused.problems)
    return back_to(f"/desk/accounts/{slug}/fees?done=1")


def _account(request: HttpRequest, slug: str) -> Account:
    found = Account.objects.visible_to(actor_in(request)).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _asked(told: Mapping[str, str]) -> NewFee:
    """The fee that a form asks for. Raises `upheld.Refused` with every fault that shows before it is recorded."""
    begins, until = _month(told["begins"]), _month(told["until"]) if told["until"] else None
    if begins is None or (told["until"] and until is None):
        raise Refused([*fee_faults(told["amount"]), *_no_months(told, begins, until)])
    return NewFee(told["agreement"], told["amount"], begins, until, told["line"][:100])


def _month(written: str) -> date | None:
    """The first day of a month written as `2026-11`; None for what is none."""
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError:
        return None


def _no_months(told: Mapping[str, str], begins: date | None, until: date | None) -> Iterator[Problem]:
    for name, month in (("begins", begins), ("until", until)):
        if month is None and (name == "begins" or told[name]):
            yield Problem(Place("request"), name, _("Write the month as in 2026-11."))


def _page(request: HttpRequest, account: Account, problems: Iterable[Problem] = ()) -> HttpResponse:
    wrong = {problem.field: in_one(problem) for problem in problems}
    names = tuple(dict.fromkeys(account.subscriptions.order_by("agreement").values_list("agreement", flat=True)))
    titles = {name: agreement.text.title for name, agreement in published_last(names).items()}
    writes = "account.write" in actor_in(request).may
    fees = [(row, titles.get(row.agreement, row.agreement)) for row in account.fees.order_by("agreement", "begins")]
    page = {
        "account": account, "fees": fees, "writes": writes,
        "fields": tuple(_fields(request.POST.dict(), wrong, titles)) if writes and names else (),
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render(request, "console/account_fees.html", page, status=status)


def _fields(told: Mapping[str, str], wrong: Mapping[str, str], titles: Mapping[str, str]) -> Iterator[Field]:
    choices = tuple((name, title, "") for name, title in titles.items())
    yield Field("agreement", _("For what is promised in"), "select", required=True, choices=choices,
                value=told.get("agreement", ""), error=wrong.get("agreement", ""))  # fmt: skip
    labels = (
        ("amount", _("Fee of a month"), _("As in 1200.00 EUR"), True),
        ("begins", _("From the month"), _("As in 2026-11"), True),
        ("until", _("First month without it"), _("Empty: until further notice"), False),
        ("line", _("What it is for"), _("Where several lines add up, each has a name."), False),
    )
    for name, label, hint, required in labels:
        yield Field(name, label, required=required, hint=hint, value=told.get(name, ""), error=wrong.get(name, ""))
