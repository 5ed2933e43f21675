"""What channels, events and the state of a promise are called where customers read them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from upheld.server.look.moments import length_text
from upheld.server.look.words import Words
from upheld.support.clock import Clock

CHANNELS: Mapping[str, Words] = MappingProxyType(
    {
        "web form": _("by the form"), "api": _("over the API"), "e-mail": _("by e-mail"),
        "telephone": _("by telephone"), "monitoring": _("by monitoring"),
    }
)  # fmt: skip

CHANGES: Mapping[str, tuple[Words, str]] = MappingProxyType(
    {
        "opened": (_("The case was opened"), "ticket"),
        "acknowledged": (_("We have it and are looking at it"), "check"),
        "update": (_("Message from the desk"), "mail"),
        "message_written": (_("Message from the desk"), "mail"),
        "customer_message": (_("You wrote"), "person"),
        "paused": (_("Waiting"), "pause"),
        "resumed": (_("Being worked on again"), "play"),
        "priority_changed": (_("The priority was changed"), "flag"),
        "worked_around": (_("There is a way around it"), "tools"),
        "fixed": (_("It was fixed"), "check"),
        "resolved": (_("It was solved"), "check"),
        "closed": (_("The case was closed"), "lock"),
        "reopened": (_("It was taken up again"), "again"),
        "merged": (_("It goes on in another case"), "merge"),
        "linked": (_("Linked with another case"), "link"),
        "excluded": (_("Its times are not judged"), "none"),
        "included": (_("Its times are judged again"), "check"),
    }
)


def standing_words(clock: Clock) -> str:
    """How a target stands, in a few words."""
    left, late = length_text(max(clock.left or 0, 0)), length_text(clock.late or 0)
    if clock.verdict == "kept":
        return gettext("Kept with %(left)s to spare") % {"left": left}
    if clock.verdict == "missed" and clock.open:
        return gettext("Late by %(late)s so far") % {"late": late}
    if clock.verdict == "missed":
        return gettext("Came %(late)s too late") % {"late": late}
    if clock.verdict == "paused":
        return gettext("It stands still, with %(left)s left") % {"left": left}
    if clock.verdict == "running":
        return gettext("%(left)s left") % {"left": left}
    return gettext("No time is promised.")
