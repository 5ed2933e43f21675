"""A person's own page: name, language, password, second factor, sessions, and the side on which they act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from types import MappingProxyType

from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from upheld.problems import Refused
from upheld.server.access.routes import View, asks_for
from upheld.server.access.scope import EVERYTHING, within
from upheld.server.accounts.authentication import actors_of_person
from upheld.server.accounts.models import Account, Contact, Person
from upheld.server.api.calling import CHOSEN_ACCOUNT, actor_in
from upheld.server.installed import installation
from upheld.server.look.fields import Field
from upheld.server.look.language import LANGUAGE_COOKIE, LANGUAGES
from upheld.server.look.words import Words
from upheld.server.people.granting import change_profile
from upheld.server.people.resetting import change_password
from upheld.server.people.second_factor import (
    has_second_factor,
    recovery_codes_left,
    renew_recovery_codes,
    show,
    take_away,
)
from upheld.server.people.sessions import end_sessions
from upheld.server.present import present
from upheld.server.signing.entering import SIGN_IN
from upheld.server.signing.invited import password_field
from upheld.server.signing.limits import CODE, PASSWORD, too_often
from upheld.server.signing.securing import codes_page, set_up_page, tried
from upheld.server.signing.sessions import end_one, shown_sessions
from upheld.server.signing.signing_in import LONGEST_PASSWORD

PROFILE = "/profile"


def of_person(view: View) -> View:
    """A page about the person who is signed in; whatever role they have, it is theirs. A program has none."""

    @wraps(view)
    def page(request: HttpRequest, **told: str) -> HttpResponseBase:
        if not isinstance(request.user, Person):
            return HttpResponseRedirect(SIGN_IN)
        with within(EVERYTHING):  # rows about a person belong to no account; nothing else is looked at here
            return view(request, request.user, **told)

    return asks_for("account.read")(page)


@of_person
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the page; change name and language."""
    if request.method == "GET":
        return _page(request, person)
    language = request.POST.get("language", "")
    try:
        change_profile(person, request.POST.get("name", ""), language, present())
    except Refused as refused:
        return _page(request, person, _Faults(language=refused.problems[0].what))
    answer = _back("saved")
    # What was chosen at the foot of a page gives way to what the person says here.
    answer.delete_cookie(LANGUAGE_COOKIE)
    return answer


@of_person
@sensitive_post_parameters("current", "password")
@require_POST
def password(request: HttpRequest, person: Person) -> HttpResponse:
    """Change the password, which ends every other session; who has one shows the former first."""
    if too_often(present(), (PASSWORD, f"change {person.pk}")):
        return _page(request, person, _Faults(current=_("Too many tries. Wait a minute, then try again.")))
    current = request.POST.get("current", "")[:LONGEST_PASSWORD]
    if person.has_usable_password() and not person.check_password(current):
        return _page(request, person, _Faults(current=_("This is not your password.")))
    try:
        key = request.session.session_key
        change_password(person, request.POST.get("password", "")[:LONGEST_PASSWORD], key, present())
    except Refused as refused:
        return _page(request, person, _Faults(password=" ".join(each.what for each in refused.problems)))
    update_session_auth_hash(request, person)
    return _back("password")


@of_person
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest, person: Person) -> HttpResponse:
    """Set up a second factor; who has one takes it away first, with a code of it."""
    if has_second_factor(person):
        return HttpResponseRedirect(PROFILE)
    if request.method == "GET":
        return set_up_page(request, person)
    codes = tried(request, person)
    return set_up_page(request, person, wrong=True) if codes is None else codes_page(request, codes, PROFILE)


@of_person
@require_POST
def second_factor_away(request: HttpRequest, person: Person) -> HttpResponse:
    """Ask no code any more, where it is not required."""
    if _required(person):
        return _page(request, person, _Faults(code=_("Everybody at the desk signs in with a code here.")))
    if not _shown(request, person):
        return _page(request, person, _Faults(code=_("This code does not fit.")))
    take_away(person, f"person:{person.pk}", present())
    return _back("away")


@of_person
@require_POST
def recovery_codes(request: HttpRequest, person: Person) -> HttpResponse:
    """Make new recovery codes, and show them this once."""
    if not _shown(request, person):
        return _page(request, person, _Faults(code=_("This code does not fit.")))
    return codes_page(request, renew_recovery_codes(person, present()), PROFILE)


@of_person
@require_POST
def end_session(request: HttpRequest, person: Person) -> HttpResponse:
    """End one session by its begin, or all; where this one is among them, the person is signed out."""
    which = request.POST.get("session", "")
    if which == "all":
        end_sessions(person)
        logout(request)
        return HttpResponseRedirect(SIGN_IN, status=HTTPStatus.SEE_OTHER)
    if which == "others":
        end_sessions(person, but=request.session.session_key)
    else:
        end_one(person, which)
    return _back("ended")


@of_person
@require_POST
def act_for(request: HttpRequest, person: Person) -> HttpResponse:
    """Choose the side on which one acts, where one has several."""
    wanted = request.POST.get("account", "")
    accounts = {actor.account for actor in actors_of_person(person)}
    row = Account.objects.filter(slug=wanted, pk__in=[each for each in accounts if each]).first()
    if row is not None or (wanted == "" and None in accounts):
        request.session[CHOSEN_ACCOUNT] = wanted
    return HttpResponseRedirect("/", status=HTTPStatus.SEE_OTHER)


@dataclass(frozen=True, slots=True)
class _Faults:
    """What is wrong with what somebody wrote, by its field."""

    language: str = ""
    current: str = ""
    password: str = ""
    code: str = ""


_NO_FAULTS = _Faults()


def _page(request: HttpRequest, person: Person, wrong: _Faults = _NO_FAULTS) -> HttpResponse:
    """The page, with what is wrong at its field."""
    known = (("", _("Not chosen"), ""), *((code, name, "") for code, name in LANGUAGES))
    secured, now = has_second_factor(person), present()
    current = Field("current", _("Present password"), "password", required=True, error=wrong.current,
                    complete="current-password")  # fmt: skip
    told = {
        "done": _DONE.get(request.GET.get("done", "")),
        "about": (
            Field("name", _("Name"), value=person.name, complete="name", longest=200),
            Field("language", _("Language"), "select", value=person.language, choices=known, error=wrong.language),
        ),
        "passwords": (*((current,) if person.has_usable_password() else ()), password_field(wrong.password)),
        "secured": secured,
        "required": _required(person),
        "codes_left": recovery_codes_left(person) if secured else 0,
        "code_error": wrong.code,
        "code": Field("code", _("Code"), required=True, error=wrong.code, complete="one-time-code", longest=40),
        "sessions": shown_sessions(request, person, now),
        "sides": _sides(request, person),
        "others": person.outside_identities.order_by("pk"),
        "now": now,
        "told": _told_as(request, person),
    }
    status = HTTPStatus.OK if wrong == _NO_FAULTS else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "signing/profile.html", told, status=status)


_ROLES: Mapping[str, Words] = MappingProxyType(
    {
        "technical": gettext_lazy("technical contact"),
        "business": gettext_lazy("business contact"),
        "billing": gettext_lazy("billing contact"),
        "security": gettext_lazy("security contact"),
    }
)
_DONE = {
    "saved": gettext_lazy("Your profile is saved."),
    "password": gettext_lazy("Your password is changed. Your other sessions have ended."),
    "away": gettext_lazy("No code is asked of you any more."),
    "ended": gettext_lazy("Signed out there."),
}


def _back(done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{PROFILE}?done={done}", status=HTTPStatus.SEE_OTHER)


def _required(person: Person) -> bool:
    return installation().require_second_factor and any(actor.of_provider for actor in actors_of_person(person))


def _shown(request: HttpRequest, person: Person) -> bool:
    """Whether a code in the form is the person's own, and tries are left."""
    if too_often(present(), (CODE, str(person.pk))):
        return False
    return show(person, request.POST.get("code", ""), present()) is not None


def _told_as(request: HttpRequest, person: Person) -> tuple[Words, ...]:
    """As what somebody is told of the cases of the account for which they act; empty where they are no contact."""
    account = actor_in(request).account
    if account is None:
        return ()
    roles = Contact.objects.filter(account=account, channel="e-mail", address__iexact=person.email)
    return tuple(_ROLES.get(role, role) for role in roles.order_by("pk").values_list("role", flat=True))


def _sides(request: HttpRequest, person: Person) -> tuple[tuple[str, str, bool], ...]:
    """Where a person has several sides: the account (empty: the provider's), its name, whether they act on it."""
    actors = actors_of_person(person)
    if len(actors) < 2:
        return ()
    chosen = request.session.get(CHOSEN_ACCOUNT, "")
    desk = (("", _("The desk"), not chosen),) if any(actor.of_provider for actor in actors) else ()
    accounts = Account.objects.filter(pk__in=[each.account for each in actors if each.account]).order_by("name")
    return (*desk, *((row.slug, row.name, row.slug == chosen) for row in accounts))
