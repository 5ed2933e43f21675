"""Fills a desk with open tickets whose clocks have run out, and decides for each what is owed: part of `bench desk`."""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta

from upheld.server.configuration import Configuration
from upheld.server.starting import start_django

start_django(Configuration.of(os.environ))

from django.db import transaction  # noqa: E402 - Django first

from upheld.server.access.actor import system  # noqa: E402 - likewise
from upheld.server.accounts.models import Account  # noqa: E402 - likewise
from upheld.server.desk.opening import Report, open_ticket  # noqa: E402 - likewise
from upheld.server.desk.steps import due_tickets, post_steps  # noqa: E402 - likewise
from upheld.server.desk.work import TOGETHER  # noqa: E402 - likewise
from upheld.server.present import present  # noqa: E402 - likewise

AT_ONCE = 500


def main(tickets: int) -> None:
    """Open so many tickets two hours ago, then decide what is due."""
    account, actor, now = Account.objects.get(slug="acme"), system("bench"), present()
    began = time.perf_counter()
    for first in range(0, tickets, AT_ONCE):
        with transaction.atomic():
            for number in range(first, min(first + AT_ONCE, tickets)):
                at = now - timedelta(hours=2, seconds=number % 600)
                open_ticket(account, Report(f"Case {number}", priority="1"), actor, at)
    print(f"{tickets} tickets filled in, {tickets / (time.perf_counter() - began):.0f} a second")
    began, steps, decided = time.perf_counter(), 0, 0
    while due := due_tickets(now, most=TOGETHER):
        with transaction.atomic():
            steps += sum(len(post_steps(ticket, now)) for ticket in due)
        decided += len(due)
    took = time.perf_counter() - began
    print(
        f"{decided} tickets due at once: {steps} steps decided in {took:.1f} s, {decided / took:.0f} tickets a second"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
