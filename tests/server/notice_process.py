"""A process of its own for tests of notices: it sets a desk up, opens tickets, or works, and dies where it is told to.

- `open HOOK-URL... COUNT`: a desk with these endpoints, and tickets;
- `again`: one more ticket of the same account;
- `contact ADDRESS`: one more contact of it;
- `quick`: a desk whose response is due in 3 seconds; prints a key of its owner;
- `work [POINT]`: a worker; it kills itself when a mail was `claimed` or `sent`, a webhook `posted`, or a mail `marked`
  as sent (a build that records first and sends afterwards).
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta

from upheld.cli.server_options import say
from upheld.server.configuration import Configuration
from upheld.server.starting import start_django

start_django(Configuration.of(os.environ))

from django.db import transaction  # noqa: E402 - Django first

from tests.server.scene import AGREEMENT, NOBODY, set_up  # noqa: E402 - likewise
from tests.server.telling import add_customer, add_desk, furnish, opened  # noqa: E402 - likewise
from upheld.server.accounts.models import Account  # noqa: E402 - likewise
from upheld.server.delivery.mail import MailLine  # noqa: E402 - likewise
from upheld.server.delivery.outcomes import Outcome  # noqa: E402 - likewise
from upheld.server.delivery.recording import conclude  # noqa: E402 - likewise
from upheld.server.jobs import queue, worker  # noqa: E402 - likewise
from upheld.server.notices import bundling, hooking, mailing  # noqa: E402 - likewise
from upheld.server.present import present  # noqa: E402 - likewise
from upheld.server.serving import work_alone  # noqa: E402 - likewise
from upheld.server.webhooks import sending  # noqa: E402 - likewise
from upheld.server.webhooks.registering import register_endpoint  # noqa: E402 - likewise

for module in (queue, worker):
    setattr(module, "LEASE", timedelta(seconds=2))  # noqa: B010 - short, so that a test need not wait


def die() -> None:
    """End at once, as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def dying_at(point: str) -> None:
    """Have this process die where it is told to."""
    claim, send, post = bundling.next_bundle, MailLine.send, sending.send

    def claiming(*given: object) -> object:
        found = claim(*given)  # type: ignore[arg-type]  # handed on as it came
        if found:
            die()
        return found

    def handing_over(*given: object) -> Outcome:
        send(*given)  # type: ignore[arg-type]  # likewise
        die()
        raise AssertionError

    def posting(*given: object) -> Outcome:
        post(*given)  # type: ignore[arg-type]  # likewise
        die()
        raise AssertionError

    def marking(_: object, __: object, ___: object, bundle: tuple[object, ...]) -> Outcome:
        with transaction.atomic():
            for each in bundle:
                conclude(each, Outcome("delivered"), None, present())  # type: ignore[arg-type]  # likewise
        die()
        raise AssertionError

    places = {
        "claimed": (mailing, "next_bundle", claiming), "sent": (MailLine, "send", handing_over),
        "posted": (hooking, "send", posting), "marked": (mailing, "_sent", marking),
    }  # fmt: skip
    setattr(*places[point])
    # Nothing else is sent meanwhile, so that there is something left for the next to die over.
    lanes = {"webhooks": 1} if point == "posted" else {"mail": 1}
    setattr(worker, "LANE_THREADS", lanes)  # noqa: B010 - as above


def open_tickets(urls: list[str], count: int) -> None:
    """A desk with endpoints, and tickets that were just opened."""
    scene = set_up()
    furnish(scene)
    for url in urls:
        register_endpoint(scene.acme, url, NOBODY, present())
    for number in range(count):
        opened(scene.acme, subject=f"Number {number}")


if __name__ == "__main__":
    if sys.argv[1] == "open":
        open_tickets(sys.argv[2:-1], int(sys.argv[-1]))
    elif sys.argv[1] == "quick":
        scene = set_up(AGREEMENT.replace("within: 1 hour", "within: 3 seconds").replace("at: 1 hour", "at: 6 seconds"))
        furnish(scene)
        add_desk()
        sys.stdout.write(scene.owner)
    elif sys.argv[1] == "contact":
        add_customer(Account.objects.get(slug="acme"), sys.argv[2])
    elif sys.argv[1] == "again":
        opened(Account.objects.get(slug="acme"), subject="One more")
    else:
        if sys.argv[2:]:
            dying_at(sys.argv[2])
        work_alone(Configuration.of(os.environ), lambda name: say(f"ready: {name}"))
