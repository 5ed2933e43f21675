"""Every route of the service; one that names no action stops it from starting."""

from __future__ import annotations

from django.urls import include, path

from upheld.server.access.routes import declared
from upheld.server.api.application import api_routes, tmf_routes
from upheld.server.console.routes import console_routes
from upheld.server.look.routes import look_routes
from upheld.server.mailhooks.routes import mailhook_routes
from upheld.server.portal.routes import portal_routes
from upheld.server.probes import livez, metrics, readyz
from upheld.server.signing.routes import signing_routes
from upheld.server.statuspage.routes import statuspage_routes

API = "api/v1/"
TMF = "tmf-api/troubleTicket/v5/"
handler400, handler403 = "upheld.server.look.errors.bad_request", "upheld.server.look.errors.forbidden"
handler404, handler500 = "upheld.server.look.errors.not_found", "upheld.server.look.errors.broken"

urlpatterns = declared(
    [
        path("livez", livez),
        path("readyz", readyz),
        path("metrics", metrics),
        *signing_routes(),
        *statuspage_routes(),
        path("portal/", include((portal_routes(), "portal"))),
        path("desk/", include((console_routes(), "desk"))),
        *look_routes(),
        *mailhook_routes(),
        path(API, include((api_routes(), "api"))),
        path(TMF, include((tmf_routes(), "tmf"))),
    ]
)
