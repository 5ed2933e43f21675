"""Who is bound by what, when: an account's subscription, and the version of its agreement in force on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from upheld.agreements.agreement import Agreement
from upheld.agreements.versions import Versions
from upheld.agreements.words import Unstated
from upheld.problems import Place, Problem, Refused
from upheld.server.accounts.models import Account, Subscription
from upheld.server.contracts.stored import Known, bound, ordered, versions_of
from upheld.support.opening import plan_for
from upheld.timeline.days import local_date
from upheld.timeline.instants import epoch_seconds
from upheld.timeline.zones import zone
from upheld.wording import say

PLACE = Place("request")


@dataclass(frozen=True, slots=True)
class Bound:
    """The published version that binds an account at an instant, as it binds it, and the plan that holds.

    `lapsed` says why support is not owed although an agreement is known (its term is over, or to come), and `clause`
    by which term of it; empty where it is owed.
    """

    version: Known
    agreement: Agreement
    plan: str
    lapsed: str = ""
    clause: str = ""


def binding(account: Account, at: datetime, agreement: str = "") -> Bound:
    """What binds an account at an instant; `agreement` says which, where it has several.

    Raises `upheld.Refused` where it has none, or several and none is named, or no version is in force.
    """
    subscribed = _subscriptions(account, agreement)
    published = {name: versions_of(name) for name in {each.agreement for each in subscribed}}
    days = {name: _day(known, at) for name, known in published.items()}
    if not subscribed:
        named = say(" to `{name}`", name=agreement) if agreement else ""
        what = say("account {account} has no subscription{named}", account=account.slug, named=named)
        raise Refused([Problem(PLACE, "agreement", what, code="no subscription")])
    held = [each for each in subscribed if each.begins <= days[each.agreement]]
    running = [each for each in held if each.until is None or days[each.agreement] < each.until]
    if len({each.agreement for each in running}) > 1:
        listed = ", ".join(sorted({each.agreement for each in running}))
        what, mend = say("which agreement is meant is not said"), say("name one of: {known}", known=listed)
        raise Refused([Problem(PLACE, "agreement", what, mend)])
    # Where a plan was changed, the later subscription holds; before the first, there is none but that.
    chosen = max(running or held, key=_order) if held else min(subscribed, key=_order)
    lapsed = "" if running else _lapsed(account, chosen, ended=bool(held))
    return _bound(account, chosen, published[chosen.agreement], days[chosen.agreement], lapsed)


def _lapsed(account: Account, chosen: Subscription, *, ended: bool) -> str:
    if ended:
        return say("the subscription of {account} ended on {date}", account=account.slug, date=chosen.until)
    return say("the subscription of {account} begins on {date}", account=account.slug, date=chosen.begins)


def check_plan(agreement: str, plan: str) -> None:
    """Make sure that an agreement is published and has a plan. Raises `upheld.Refused`."""
    known = versions_of(agreement)
    if not known:
        what = say("no version of `{name}` is published", name=agreement)
        raise Refused([Problem(PLACE, "agreement", what, code="no agreement")])
    versions, _ = ordered(known)
    _, problems = plan_for(versions.latest, plan, "")
    if problems and (plan or not _without_plans(problems)):
        raise Refused(problems)


def version_bound(version: int, digest: str, account: str) -> Agreement:
    """A version that binds already, such as a ticket's, as it binds the account."""
    return bound(Known(version, digest), account)


def _order(subscription: Subscription) -> tuple[date, int]:
    return subscription.begins, subscription.pk


def _bound(account: Account, chosen: Subscription, published: tuple[Known, ...], day: date, lapsed: str) -> Bound:
    versions, rows = ordered(published)
    held = versions.in_force(day)
    if held is None:
        what = say("no version of `{name}` is in force on {date}", name=chosen.agreement, date=day)
        raise Refused([Problem(PLACE, "agreement", what, code="no version in force")])
    known = next(row for version, row in zip(versions.ordered, rows, strict=True) if version is held)
    agreement = bound(known, account.slug)
    plan, problems = plan_for(agreement, chosen.plan, account.slug)
    # An agreement may leave plans to another document: its tickets are kept, and nothing is promised of them here.
    if plan is None and not lapsed and not _without_plans(problems):
        raise Refused(problems)
    support = agreement.text.support
    clause = (support.clause_of("only_during_term") or "") if support and lapsed else ""
    return Bound(known, agreement, plan or "", lapsed, clause)


def _without_plans(problems: Iterable[Problem]) -> bool:
    return all(problem.code == "no support" for problem in problems)


def _subscriptions(account: Account, agreement: str) -> list[Subscription]:
    rows = Subscription.objects.filter(account=account)
    return list(rows.filter(agreement=agreement) if agreement else rows)


def day_of(agreement: str, at: datetime) -> date:
    """The date of an instant in the agreement's zone."""
    return _day(versions_of(agreement), at)


def _day(published: tuple[Known, ...], at: datetime) -> date:
    versions: Versions = ordered(published)[0]
    named = versions.latest.text.zone
    return local_date(epoch_seconds(at), zone("UTC" if isinstance(named, Unstated) else named))
