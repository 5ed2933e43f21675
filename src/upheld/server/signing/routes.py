"""The routes by which people come in and go out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path

from upheld.server.access.routes import open_to_all
from upheld.server.signing import profile
from upheld.server.signing.forgotten import forgotten, reset
from upheld.server.signing.home import home
from upheld.server.signing.invited import invitation
from upheld.server.signing.links import invitation_link, reset_link
from upheld.server.signing.outside import come_back, sign_in_with
from upheld.server.signing.securing import set_up_first
from upheld.server.signing.signing_in import code, sign_in, sign_out


@open_to_all("it tells nothing, and leads on")
def former_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead from where sign-in was to where it is."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"/sign-in?{query}" if query else "/sign-in")


def signing_routes() -> list[URLPattern]:
    """Every page of the room."""
    return [
        path("", home, name="home"),
        path("sign-in", sign_in, name="sign-in"),
        path("sign-in/code", code, name="sign-in-code"),
        path("sign-in/set-up", set_up_first, name="sign-in-set-up"),
        path("sign-in/with/<slug:server>/", sign_in_with, name="sign-in-with"),
        path("sign-in/with/<slug:server>/back", come_back, name="sign-in-back"),
        path("sign-out", sign_out, name="sign-out"),
        path("portal/sign-in", former_sign_in),
        path("invitation", invitation, name="invitation"),
        path("invitation/<str:secret>", invitation_link, name="invitation-link"),
        path("reset", forgotten, name="reset"),
        path("reset/password", reset, name="reset-password"),
        path("reset/<str:secret>", reset_link, name="reset-link"),
        path("profile", profile.profile, name="profile"),
        path("profile/password", profile.password, name="profile-password"),
        path("profile/code", profile.second_factor, name="profile-code"),
        path("profile/code/away", profile.second_factor_away, name="profile-code-away"),
        path("profile/recovery-codes", profile.recovery_codes, name="profile-recovery-codes"),
        path("profile/sessions", profile.end_session, name="profile-sessions"),
        path("profile/side", profile.act_for, name="profile-side"),
    ]
