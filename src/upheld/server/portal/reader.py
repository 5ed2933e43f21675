"""Who reads a page of the portal: an actor on the side of one account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.api.calling import actor_in
from upheld.server.desk.models import Ticket
from upheld.server.look.errors import error_page

Given = ParamSpec("Given")


@dataclass(frozen=True, slots=True)
class Reader:
    """A customer's person and the account for which they act."""

    actor: Actor
    account: Account

    def ticket(self, number: int) -> Ticket:
        """A ticket of the account. Raises Http404: what is not theirs is not there."""
        return get_object_or_404(Ticket.objects.visible_to(self.actor).with_terms(), pk=number)


def for_customers(
    view: Callable[Concatenate[HttpRequest, Reader, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """A page for customers: the provider's people are led to their own, and may not act in a customer's name."""

    @wraps(view)
    def shown(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        actor = actor_in(request)
        if actor.account is None:
            if request.method == "GET" and request.path == "/portal/":
                return redirect("/desk/")
            # What lies under a number is an account's own: for others it is not there.
            status = HTTPStatus.NOT_FOUND if kwargs else HTTPStatus.FORBIDDEN
            return error_page(request, status, _("The portal is for customers."))
        return view(request, Reader(actor, Account.objects.get(pk=actor.account)), *args, **kwargs)

    return shown
