"""Which addresses take mail, and which agreement of an account is meant by one."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from upheld.server.accounts.models import Account, Subscription
from upheld.server.contracts.binding import Bound, binding
from upheld.server.contracts.models import PublishedVersion
from upheld.server.contracts.stored import Known, stored
from upheld.server.installed import installation
from upheld.server.threads import ticket_of_reply
from upheld.support.intake import intake_of, requests_at


def takes_mail(address: str) -> bool:
    """Whether mail to an address is for us: one of an agreement, of the configuration, or for replies."""
    wanted = address.strip().lower()
    if ticket_of_reply(wanted) is not None:
        return True
    settings = installation().inbound
    own = {each.lower() for each in settings.addresses} if settings else set()
    rows = PublishedVersion.objects.order_by("id").values_list("id", "digest")
    return wanted in own or wanted in _of_agreements(tuple(Known(*row) for row in rows))


def bound_at(account: Account, address: str, now: datetime) -> Bound:
    """What binds an account for mail to an address: the one of its agreements that names it, else the one that it has.

    Raises `upheld.Refused` as `binding` does.
    """
    names = Subscription.objects.filter(account=account).order_by("agreement").values_list("agreement", flat=True)
    found = [binding(account, now, name) for name in names.distinct()]
    naming = [each for each in found if requests_at(each.agreement, address) is not None]
    running = [each for each in naming if not each.lapsed] or naming
    return running[0] if len(running) == 1 else binding(account, now)


@lru_cache(4)
def _of_agreements(versions: tuple[Known, ...]) -> frozenset[str]:
    """Every address that a published version names; kept until another one is published."""
    return frozenset(address.lower() for version in versions for address in intake_of(stored(version)).addresses)
