"""The account's webhooks: where notices are posted to, the secret that signs them, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upheld.problems import Place, Problem, Refused
from upheld.server.access.routes import asks_for
from upheld.server.api.deliveries import resent
from upheld.server.delivery.models import WEBHOOK, Delivery, DeliveryRows
from upheld.server.look.fields import Field
from upheld.server.look.numbers import number_in
from upheld.server.portal.reader import Reader, for_customers
from upheld.server.present import present
from upheld.server.webhooks.models import Endpoint
from upheld.server.webhooks.registering import disable, enable, register_endpoint, rotate_secret, secret_of

PLACE = "/portal/notices/webhooks"
PAGE = 25
_LONGEST = 1000


@asks_for("webhook.write")
@require_http_methods(["GET", "POST"])
@for_customers
def webhooks(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the endpoints; make one, and show its secret."""
    if request.method == "GET":
        return _page(request, reader)
    url = request.POST.get("url", "").strip()
    if len(url) > _LONGEST:
        return _page(request, reader, (Problem(Place("request"), "url", _("At most %d characters.") % _LONGEST),))
    try:
        made = register_endpoint(reader.account, url, reader.actor, present())
    except Refused as refused:
        return _page(request, reader, refused.problems)
    return _secret(request, made, HTTPStatus.CREATED)


@asks_for("webhook.read")
@require_GET
@for_customers
def webhook(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:
    """Show an endpoint and what was sent to it, the newest first."""
    endpoint = _endpoint(reader, number)
    rows = _deliveries(endpoint).select_related("letter").prefetch_related("attempts").order_by("-pk")
    before = number_in(request.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    page = {
        "endpoint": endpoint, "deliveries": found[:PAGE], "next": found[PAGE - 1].pk if len(found) > PAGE else None,
        "may_write": "webhook.write" in reader.actor.may,
    }  # fmt: skip
    return render(request, "portal/webhook.html", page)


@asks_for("webhook.write")
@require_POST
@for_customers
def rotate(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:
    """Give an endpoint a new secret and show it; for a day the former one signs too."""
    return _secret(request, rotate_secret(_endpoint(reader, number), reader.actor, present()), HTTPStatus.OK)


@asks_for("webhook.write")
@require_POST
@for_customers
def stop(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:  # noqa: ARG001 - every page has it
    """Send nothing more to an endpoint."""
    disable(_endpoint(reader, number), "asked for", reader.actor, present())
    return _to(number)


@asks_for("webhook.write")
@require_POST
@for_customers
def start(request: HttpRequest, reader: Reader, number: int) -> HttpResponse:
    """Send to an endpoint again."""
    try:
        enable(_endpoint(reader, number), reader.actor, present())
    except Refused as refused:
        return _page(request, reader, refused.problems)
    return _to(number)


@asks_for("webhook.write")
@require_POST
@for_customers
def resend(request: HttpRequest, reader: Reader, number: int, delivery: int) -> HttpResponse:  # noqa: ARG001 - likewise
    """Send a message once more, under the same id. Raises Http404 for what was not sent to this endpoint."""
    row = get_object_or_404(_deliveries(_endpoint(reader, number)), pk=delivery)
    resent(row, reader.actor, present())
    return _to(number)


def _to(number: int) -> HttpResponse:
    return HttpResponseRedirect(f"{PLACE}/{number}", status=HTTPStatus.SEE_OTHER)


def _endpoint(reader: Reader, number: int) -> Endpoint:
    return get_object_or_404(Endpoint.objects.visible_to(reader.actor), account=reader.account, pk=number)


def _deliveries(endpoint: Endpoint) -> DeliveryRows:
    return Delivery.objects.filter(channel=WEBHOOK, recipient=str(endpoint.pk), account=endpoint.account_id)


def _secret(request: HttpRequest, endpoint: Endpoint, status: HTTPStatus) -> HttpResponse:
    """Not a redirect: the secret is shown where it was made, and on no page that is opened again by itself."""
    page = {
        "title": _("The secret of the webhook"), "secret": secret_of(endpoint), "back": f"{PLACE}/{endpoint.pk}",
        "says": _("Every message is signed with it. Copy it now; your receiver checks the signature with it."),
    }  # fmt: skip
    return render(request, "portal/secret.html", page, status=status)


def _page(request: HttpRequest, reader: Reader, problems: Iterable[Problem] = ()) -> HttpResponse:
    wrong = "; ".join(problem.what for problem in problems)
    field = Field(
        "url", _("Address"), required=True, value=request.POST.get("url", "")[:_LONGEST], error=wrong, longest=_LONGEST,
        hint=_("By https, on the public internet."),
    )  # fmt: skip
    rows = Endpoint.objects.filter(account=reader.account).order_by("pk")
    page = {"endpoints": rows, "field": field, "tab": "webhooks"}
    return render(request, "portal/webhooks.html", page, status=422 if wrong else 200)
