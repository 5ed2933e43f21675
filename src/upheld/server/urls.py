"""Every route of the service; one that names no action stops it from starting."""

from __future__ import annotations

from django.urls import include, path

from upheld.server.access.routes import declared
from upheld.server.api.application import api_routes
from upheld.server.portal.routes import portal_routes
from upheld.server.probes import livez, metrics, readyz

API = "api/v1/"

urlpatterns = declared(
    [
        path("livez", livez),
        path("readyz", readyz),
        path("metrics", metrics),
        path("portal/", include((portal_routes(), "portal"))),
        path(API, include((api_routes(), "api"))),
    ]
)
