"""Asking to be told: nothing is sent to an address before it was confirmed by its one link, nor after its end."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import system
from upheld.server.audit.trail import Act, note
from upheld.server.delivery.recording import suppressed_among
from upheld.server.incidents.codes import new_code
from upheld.server.incidents.models import Component
from upheld.server.installed import installation
from upheld.server.jobs.queue import add
from upheld.server.notices.events import sender
from upheld.server.notices.filling import filled, one_line, plain_text
from upheld.server.notices.words import words_in
from upheld.server.outbox.posting import Letter, post
from upheld.server.outward.addresses import NotAllowedError
from upheld.server.outward.posting import checked
from upheld.server.people.tries import Rate, take
from upheld.server.sealing import seal, unseal
from upheld.server.statuspage.models import EMAIL, WEBHOOK, Subscriber
from upheld.server.webhooks.registering import bounds
from upheld.server.webhooks.signing import new_secret
from upheld.timeline.instants import epoch_seconds

ASKED = Place("request")
LINK_LASTS = timedelta(days=3)
ASKED_AGAIN = timedelta(minutes=10)
"""So long no second mail is sent to an address that has not confirmed yet."""
_ASKED = Rate("links to one address", 3, 3 / 24)
"""Of links and challenges, whoever asks: some at once, then three a day."""
FAILING_AT_MOST = timedelta(days=7)
"""A webhook that failed at every try for so long is told nothing more."""
KEPT_AFTER_END = timedelta(days=30)
MAIL = "mail.subscription"
CHALLENGE = "statuspage.challenge"
"""The kind of work that posts its challenge to a webhook."""
_ENDS = system("status page subscriptions")
LONGEST = 1000
"""Characters of an address."""
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants to be told, of which components (codes; none: all), in which language."""

    mode: str
    address: str
    components: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish as it was taken; the `secret` of a webhook that was just made, which nobody is shown again."""

    row: Subscriber
    secret: str = ""


def subscribe(wish: Wish, now: datetime) -> Asked:
    """Ask for news. An e-mail address gets a link by which it confirms; a webhook gets a challenge that it answers.

    An address that is known is not told so here: who asks learns nothing of others. Raises `upheld.Refused`.
    """
    problems = tuple(_faults(wish))
    if problems:
        raise Refused(problems)
    try:
        return _subscribed(wish, now)
    except IntegrityError:
        # Asked twice at the same moment: the first one stands, and is found now.
        return _subscribed(wish, now)


def _subscribed(wish: Wish, now: datetime) -> Asked:
    address = wish.address.strip()
    with transaction.atomic():
        row = Subscriber.objects.select_for_update().filter(
            mode=wish.mode, address__iexact=address, ended_at=None
        ).first()  # fmt: skip
        if row is None:
            row = Subscriber(code=new_code(), mode=wish.mode, address=address, created_at=now)
        elif not _is_news(row, wish):
            return Asked(row)
        if row.confirmed_at is None:
            row.components, row.language = list(wish.components), wish.language[:16]
        else:
            row.wanted = list(wish.components)
        if _was_just_asked(row, now) or take(_ASKED, f"{row.mode} {row.address.casefold()}", now):
            # The link that is on its way confirms what was asked last; of who has just left there is none, nor is one
            # sent to them without end.
            if row.pk is not None:
                row.save(update_fields=("components", "language", "wanted"))
            return Asked(row)
        return Asked(row, _begin(row, now))


def _is_news(row: Subscriber, wish: Wish) -> bool:
    """Whether there is something to confirm: who is told by e-mail may choose other components at any time."""
    if row.confirmed_at is None:
        return True
    return row.mode == EMAIL and set(wish.components) != set(row.components)


def confirm(token: str, now: datetime) -> Subscriber | None:
    """Confirm by the link of a mail: it works once, and until its time is over. None for a link that does not work."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    with transaction.atomic():
        row = confirmable(token, now)
        if row is None:
            return None
        row = Subscriber.objects.select_for_update().filter(pk=row.pk, link_sha256=digest).first()
        if row is None:
            return None
        row.link_sha256, row.link_until, row.confirmed_at = "", None, row.confirmed_at or now
        row.components, row.wanted = confirms(row), None
        row.save(update_fields=("link_sha256", "link_until", "confirmed_at", "components", "wanted"))
    return row


def confirmable(token: str, now: datetime) -> Subscriber | None:
    """The subscriber whom a link would confirm."""
    if not token:
        return None
    digest = hashlib.sha256(token.encode()).hexdigest()
    return Subscriber.objects.filter(link_sha256=digest, link_until__gt=now, ended_at=None).first()


def confirms(row: Subscriber) -> list[str]:
    """The components that the link at hand confirms; none for all."""
    found: list[str] = row.components if row.wanted is None else row.wanted
    return found


def unsubscribe(token: str, now: datetime) -> Subscriber | None:
    """Send nothing more; None for a link that is none of ours. It may be asked again and again."""
    row = of_leaving_link(token)
    if row is not None:
        # Who left, came back and now presses the link of an old mail means what they get today.
        for each in Subscriber.objects.filter(mode=row.mode, address__iexact=row.address, ended_at=None):
            end(each, now)
    return row


def end(row: Subscriber, now: datetime, because: str = "") -> None:
    """Send nothing more to a subscriber; `because` is on record where it is not they who left."""
    row.ended_at, row.link_sha256, row.ended_because = now, "", because[:200]
    with transaction.atomic():
        row.save(update_fields=("ended_at", "link_sha256", "ended_because"))
        if because:
            note(Act("subscriber.end", "subscriber", row.code, after={"because": row.ended_because}), _ENDS.id, now)


def fails(row: Subscriber, says: str, now: datetime) -> bool:
    """Note that a webhook did not take something; whether that was its end, after a week of nothing else."""
    since = row.failing_since or now
    if row.failing_since is None:
        Subscriber.objects.filter(pk=row.pk, failing_since=None).update(failing_since=now)
    if now - since < FAILING_AT_MOST:
        return False
    end(row, now, f"it took nothing for {FAILING_AT_MOST.days} days: {says}")
    return True


def thrives(row: Subscriber) -> None:
    """Note that a webhook took something."""
    if row.failing_since is not None:
        Subscriber.objects.filter(pk=row.pk).update(failing_since=None)


@dataclass(frozen=True, slots=True)
class Readers:
    """How many are told of what is posted."""

    addresses: int
    webhooks: int


def readers() -> Readers:
    """How many have confirmed, and have not left."""
    rows = Subscriber.objects.filter(ended_at=None, confirmed_at__isnull=False).order_by()
    counted = dict(rows.values_list("mode").annotate(count=models.Count("pk")))
    return Readers(counted.get(EMAIL, 0), counted.get(WEBHOOK, 0))


def forget(now: datetime) -> int:
    """Remove the addresses of who never confirmed, or left a month ago; how many there were.

    An address that takes no mail is told nothing: its subscription ends, and that is on record.
    """
    for row in _refusing():
        end(row, now, "its address takes no mail")
    late = models.Q(confirmed_at=None, link_until__lt=now) | models.Q(ended_at__lt=now - KEPT_AFTER_END)
    removed, _ = Subscriber.objects.filter(late).delete()
    return removed


def _refusing() -> Iterator[Subscriber]:
    """Who is told by e-mail at an address that takes none."""
    told = list(Subscriber.objects.filter(mode=EMAIL, ended_at=None, confirmed_at__isnull=False).order_by("pk"))
    for begin in range(0, len(told), _AT_ONCE):
        some = told[begin : begin + _AT_ONCE]
        refusing = suppressed_among(row.address for row in some)
        yield from (row for row in some if row.address.lower() in refusing)


def of_leaving_link(token: str) -> Subscriber | None:
    """The subscriber whose link to leave this is."""
    code, _, signed = token.partition(".")
    # As bytes: a text may hold anything, and not every text can be compared.
    if not hmac.compare_digest(_signed(code).encode(), signed.encode()):
        return None
    return Subscriber.objects.filter(code=code).first()


def confirming_link(token: str) -> str:
    """The address by which a subscription is confirmed: a page with a button, which programs may post to."""
    return f"{installation().base_url}/status/confirm?t={token}"


def challenge_place(code: str) -> str:
    """Where the challenge of a webhook is sealed for, until it is sent."""
    return f"challenge {code}"


def leaving_link(row: Subscriber) -> str:
    """The address by which a subscriber leaves: the same in every message, and nobody else's."""
    return f"{installation().base_url}/status/unsubscribe?t={row.code}.{_signed(row.code)}"


def secret_of(row: Subscriber) -> str:
    """The secret that signs what is posted to a webhook; it is shown once, when the subscription is made."""
    return unseal(row.secret, _place(row))


def subscribers_of(codes: Iterable[str]) -> Iterator[Subscriber]:
    """Who is told of a post about some components: who asked for one of them, for its group, or for all."""
    wanted = set(codes)
    groups = Component.objects.filter(code__in=wanted, group__isnull=False).values_list("group__code", flat=True)
    wanted |= set(groups)
    rows = Subscriber.objects.filter(ended_at=None, confirmed_at__isnull=False).order_by("pk")
    return (row for row in rows if not row.components or not wanted or not wanted.isdisjoint(row.components))


def _was_just_asked(row: Subscriber, now: datetime) -> bool:
    return row.link_until is not None and now < row.link_until - LINK_LASTS + ASKED_AGAIN


def _begin(row: Subscriber, now: datetime) -> str:
    """Ask an address to confirm; the secret of a webhook, a new one each time."""
    token = secrets.token_urlsafe(24)
    row.link_sha256, row.link_until = hashlib.sha256(token.encode()).hexdigest(), now + LINK_LASTS
    row.save()
    if row.mode == EMAIL:
        post([_confirmation(row, token, now)], None, now)
        return ""
    secret = new_secret()
    row.secret = seal(secret, _place(row))
    row.save(update_fields=("secret",))
    add(CHALLENGE, now, key=row.link_sha256[:32], code=row.code, sealed=seal(token, challenge_place(row.code)))
    return secret


def _confirmation(row: Subscriber, token: str, now: datetime) -> Letter:
    words, by = words_in(row.language), sender()
    values = {
        "provider": one_line(by.name or "Upheld"), "until": words.instant(epoch_seconds(now + LINK_LASTS), "UTC"),
        "confirm": confirming_link(token),
    }  # fmt: skip
    key = f"subscription/{row.code}/{row.link_sha256[:16]}"
    text = plain_text(filled(words("subscription.confirm_text"), values))
    told = {
        "to": row.address, "subject": one_line(filled(words("subscription.confirm_subject"), values)),
        "sealed": seal(text, key), "language": words.language,
    }  # fmt: skip
    return Letter(key, MAIL, told)


def _faults(wish: Wish) -> Iterator[Problem]:
    if wish.mode == EMAIL:
        yield from _address_faults(wish.address.strip())
    elif wish.mode == WEBHOOK:
        yield from _endpoint_faults(wish.address.strip())
    else:
        yield Problem(ASKED, "email", "give an e-mail address, or the URL of a webhook; telephones are not called")
    known = set(Component.objects.filter(code__in=wish.components, visibility="public").values_list("code", flat=True))
    unknown = sorted(set(wish.components) - known)
    yield from (Problem(ASKED, "components", f"there is no component `{each[:40]}`") for each in unknown)


def _address_faults(address: str) -> Iterator[Problem]:
    if not address:
        yield Problem(ASKED, "email", _("Write an e-mail address, or the URL of a webhook."))
        return
    try:
        validate_email(address)
    except ValidationError:
        yield Problem(ASKED, "email", _("%(address)s is no e-mail address.") % {"address": address[:100]})


def _endpoint_faults(address: str) -> Iterator[Problem]:
    if len(address) > LONGEST:
        yield Problem(ASKED, "endpoint", f"a URL has at most {LONGEST} characters")
        return
    try:
        checked(address, bounds())
    except NotAllowedError as error:
        yield Problem(ASKED, "endpoint", error.what)


def _signed(code: str) -> str:
    key = hashlib.sha256(b"upheld: status page subscriptions\0" + str(settings.SECRET_KEY).encode()).digest()
    told = hmac.new(key, code.encode(), hashlib.sha256).digest()
    return base64.b32encode(told).decode().lower()[:26]


def _place(row: Subscriber) -> str:
    return f"subscriber {row.code}"
