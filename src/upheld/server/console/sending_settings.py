"""Settings of what goes out: webhooks, deliveries with their tries, addresses that take no mail."""

from __future__ import annotations

from http import HTTPStatus

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from upheld.problems import Refused
from upheld.server.api.calling import actor_in
from upheld.server.api.deliveries import resent
from upheld.server.api.replies import ApiProblem
from upheld.server.console.pages import desk_page
from upheld.server.console.sent import CHANNELS, OUTCOMES, STATUSES, sent_of
from upheld.server.console.settings_pages import asked_again, back_to, part_of, settings_page
from upheld.server.delivery.freeing import free_address
from upheld.server.delivery.models import WEBHOOK, Attempt, Delivery, DeliveryRows, SuppressedAddress
from upheld.server.look.errors import error_page
from upheld.server.notices.message import Message
from upheld.server.notices.writing import written
from upheld.server.present import present
from upheld.server.webhooks.models import Endpoint
from upheld.server.webhooks.registering import disable, enable

_HERE = "/desk/settings/sending"
_ASKED = ("status", "channel", "recipient")
_TOLD = ("ticket.", "step.")
"""Letters whose words may be read again: others may hold a link that opens a door."""
_MOST = 100


@desk_page("webhook.read")
@require_safe
def sending_settings(request: HttpRequest) -> HttpResponse:
    """Endpoints of webhooks, addresses that take no mail, and the latest deliveries."""
    actor = actor_in(request)
    asked = {name: request.GET.get(name, "").strip()[:200] for name in _ASKED}
    rows = Delivery.objects.visible_to(actor).select_related("letter", "account")
    found, after = part_of(_filtered(rows, asked), request)
    page = {
        "deliveries": sent_of(found), "after": after, "asked": asked, "more": asked_again(asked),
        "endpoints": _endpoints(request)[:_MOST], "statuses": STATUSES.items(), "channels": CHANNELS.items(),
        "writes": "provider.write" in actor.may,
        "suppressed": SuppressedAddress.objects.order_by("-pk")[:_MOST], "filtered": any(asked.values()),
        "queued": rows.filter(status="waiting").count(), "failed": rows.filter(status="failed").count(),
    }  # fmt: skip
    return settings_page(request, "sending", page)


@desk_page("webhook.read")
@require_http_methods(["GET", "HEAD", "POST"])
def delivery_page(request: HttpRequest, number: int) -> HttpResponse:
    """A delivery: what it says, how each try ended; sent again on request. Raises Http404 where there is none."""
    actor, now = actor_in(request), present()
    rows = Delivery.objects.visible_to(actor).select_related("letter__ticket", "account")
    row = get_object_or_404(rows, pk=number)
    if request.method == "POST":
        return _sent_again(request, row)
    # Once it has come, it says what it said then, and not how late it is by now.
    said = written(row, row.delivered_at or now) if row.letter.kind.startswith(_TOLD) and row.letter.ticket_id else None
    page = {
        "row": row, "sent": sent_of([row])[0], "works": "ticket.work" in actor.may,
        "message": said if isinstance(said, Message) else None,
        "tries": [(each, _ending(each)) for each in Attempt.objects.filter(delivery=row).order_by("number")],
    }  # fmt: skip
    return settings_page(request, "delivery", page, tab="sending")


@desk_page("webhook.read")
@require_http_methods(["GET", "HEAD", "POST"])
def webhook_page(request: HttpRequest, number: int) -> HttpResponse:
    """A customer's webhook, its latest deliveries; stopped and started again. Raises Http404 where there is none."""
    actor, now = actor_in(request), present()
    endpoint = get_object_or_404(_endpoints(request), pk=number)
    if request.method == "POST":
        if "webhook.write" not in actor.may:
            return error_page(request, HTTPStatus.FORBIDDEN)
        try:
            if request.POST.get("do") == "start":
                enable(endpoint, actor, now)
            else:
                disable(endpoint, _("stopped at the desk"), actor, now)
        except Refused as refused:
            return error_page(request, HTTPStatus.CONFLICT, "; ".join(each.what for each in refused.problems))
        return back_to(f"/desk/settings/webhooks/{number}?done=1")
    rows = Delivery.objects.visible_to(actor).filter(channel=WEBHOOK, recipient=str(number))
    page = {
        "endpoint": endpoint, "writes": "webhook.write" in actor.may,
        "deliveries": sent_of(rows.select_related("letter", "account").order_by("-pk")[:20]),
    }  # fmt: skip
    return settings_page(request, "webhook", page, tab="sending")


@desk_page("provider.write")
@require_http_methods(["GET", "HEAD", "POST"])
def free_suppressed(request: HttpRequest, number: int) -> HttpResponse:
    """Send to an address again. Raises Http404 where it is not held back."""
    row = get_object_or_404(SuppressedAddress, pk=number)
    if request.method != "POST":
        return back_to(f"{_HERE}#addresses")
    free_address(row, actor_in(request), present())
    return back_to(f"{_HERE}?done=1")


def _sent_again(request: HttpRequest, row: Delivery) -> HttpResponse:
    actor = actor_in(request)
    if "ticket.work" not in actor.may:
        return error_page(request, HTTPStatus.FORBIDDEN)
    try:
        resent(row, actor, present())
    except ApiProblem as refused:
        return error_page(request, refused.status, refused.detail)
    return back_to(f"/desk/settings/deliveries/{row.pk}?done=1")


def _filtered(rows: DeliveryRows, asked: dict[str, str]) -> DeliveryRows:
    exact = {name: asked[name] for name in ("status", "channel") if asked[name]}
    rows = rows.filter(**exact)
    return rows.filter(recipient__icontains=asked["recipient"]) if asked["recipient"] else rows


def _endpoints(request: HttpRequest) -> QuerySet[Endpoint]:
    rows = Endpoint.objects.visible_to(actor_in(request))
    return rows.select_related("account").order_by("account__name", "pk")


def _ending(attempt: Attempt) -> str:
    return str(OUTCOMES.get(attempt.outcome) or attempt.outcome)
