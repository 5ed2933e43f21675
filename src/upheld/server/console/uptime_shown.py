"""Uptime promises that run, as pages draw them: what was measured, and how much of what is allowed is gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _

from upheld.server.accounts.models import Account
from upheld.server.figures.values import Promise
from upheld.server.look.bars import Bar, Tone, bar_of
from upheld.server.look.moments import length_text, period_text

_TONES: Mapping[str, Tone] = MappingProxyType(
    {"down": "bad", "missed": "bad", "at risk": "warn", "so far": "good", "unknown": "none"}
)


@dataclass(frozen=True, slots=True)
class PromiseShown:
    """A commitment that runs: what was measured, and how much of what it allows is gone.

    `left` is what is left of that, or too much, in words.
    """

    promise: Promise
    account: str
    bar: Bar | None
    tone: Tone
    left: str

    @property
    def so_far(self) -> str:
        """The period, and how long it was down in it."""
        figure = self.promise.figure
        told = {"period": period_text(figure.label), "length": length_text(figure.down_seconds)}
        return (_("%(period)s so far, %(length)s down") if figure.down_seconds else _("%(period)s so far")) % told


def promises_shown(promises: tuple[Promise, ...]) -> list[PromiseShown]:
    """Running commitments as pages draw them; those to look at first stand first."""
    slugs = {each.figure.account for each in promises if each.figure.account}
    names = dict(Account.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}
    return [promise_shown(each, names.get(each.figure.account or "", each.figure.account or "")) for each in promises]


def promise_shown(each: Promise, account: str) -> PromiseShown:
    """A running commitment as pages draw it, to an account by its name."""
    tone = _TONES[each.state]
    if each.allowed_seconds is None or each.left_seconds is None:
        return PromiseShown(each, account, None, tone, "")
    gone, left = each.allowed_seconds - each.left_seconds, each.left_seconds
    said = _("%(gone)s of %(allowed)s gone") % {
        "gone": length_text(gone), "allowed": length_text(each.allowed_seconds),
    }  # fmt: skip
    told = _("%(length)s too much") if left < 0 else _("%(length)s left")
    drawn = bar_of(((gone, tone),), said, gone + max(left, 0))
    return PromiseShown(each, account, drawn, tone, told % {"length": length_text(left)})
