"""Every page of the service, once: who sees it, its route, and how it is found in any installation that has something.

Tests look at each of them in every size and theme, and `tools.screens` takes their pictures. A page whose address holds
a name or a number is found by a link on another page, as a person finds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Who = Literal["owner", "customer", "stranger"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page: the name of its picture, its route as `urls` has it, and where it is found.

    `path` is what is asked for (empty: the route), `links` selectors of the links that lead on to the page, one after
    the other, `typed` what is typed into fields there (selector and text), and `press` a selector of what is pressed
    then.
    """

    name: str
    route: str
    path: str = ""
    links: tuple[str, ...] = ()
    typed: tuple[tuple[str, str], ...] = ()
    press: str = ""

    @property
    def start(self) -> str:
        """What is asked for first."""
        return self.path or self.route


_TICKET = "a[data-row-link]"
_ACCOUNT = "main td a[href^='/desk/accounts/']"
# The shortest: a text of many lines takes long to look at, and shows nothing else.
_VERSION = "main a[href*='/northlight'][href*='/versions/']"
_OTHERS = "[href$=new], [href$=maintenance], [href*=components], [href*=subscribers], [href*='?']"
_INCIDENT = f"main a[href^='/desk/incidents/']:not({_OTHERS})"
DESK = (
    Listed("desk-overview", "/desk/"),
    Listed("desk-queue", "/desk/queue"),
    Listed("desk-queue-empty", "/desk/queue", "/desk/queue?q=nothing+like+it"),
    Listed("desk-ticket", "/desk/tickets/{number}", "/desk/queue", (_TICKET,)),
    Listed("desk-ticket-new", "/desk/tickets/new"),
    Listed("desk-ticket-new-which", "/desk/tickets/new", "/desk/tickets/new?account=harbour-labs"),
    Listed("desk-ticket-new-plan", "/desk/tickets/new", press="main button.first"),
    Listed("desk-accounts", "/desk/accounts"),
    Listed("desk-account", "/desk/accounts/{slug}", "/desk/accounts", (_ACCOUNT,)),
    Listed("desk-fees", "/desk/accounts/{slug}/fees", "/desk/accounts", (_ACCOUNT, "main a[href$='/fees']")),
    Listed("desk-agreements", "/desk/agreements"),
    Listed("desk-agreement", "/desk/agreements/{name}/versions/{version}", "/desk/agreements", (_VERSION,)),
    Listed("desk-draft", "/desk/agreements/draft"),
    Listed("desk-draft-form", "/desk/agreements/draft", "/desk/agreements/draft?from=northlight&view=form"),
    Listed("desk-draft-blank", "/desk/agreements/draft", "/desk/agreements/draft?template=blank&view=form"),
    Listed("desk-incidents", "/desk/incidents/"),
    Listed("desk-incident", "/desk/incidents/{code}", "/desk/incidents/", (_INCIDENT,)),
    Listed("desk-incident-new", "/desk/incidents/new"),
    Listed("desk-incident-of-ticket", "/desk/incidents/new", "/desk/queue", (_TICKET, "#open-incident")),
    Listed("desk-maintenance-new", "/desk/incidents/maintenance"),
    Listed("desk-components", "/desk/incidents/components"),
    Listed("desk-subscribers", "/desk/incidents/subscribers"),
    Listed("desk-settings", "/desk/settings"),
    Listed("desk-people", "/desk/settings/people"),
    Listed("desk-person", "/desk/settings/people/{number}", "/desk/settings/people",
           ("main a[href^='/desk/settings/people/']",)),
    Listed("desk-keys", "/desk/settings/keys"),
    Listed("desk-sending", "/desk/settings/sending"),
    Listed("desk-mail", "/desk/settings/mail"),
    Listed("desk-audit", "/desk/settings/audit"),
    Listed("profile", "/profile"),
    Listed("profile-code", "/profile/code"),
    Listed("look", "/look/"),
    Listed("not-here", "", "/desk/nothing"),
)  # fmt: skip
PORTAL = (
    Listed("portal-overview", "/portal/"),
    Listed("portal-tickets", "/portal/tickets/"),
    Listed("portal-tickets-empty", "/portal/tickets/", "/portal/tickets/?q=nothing+like+it"),
    Listed("portal-ticket", "/portal/tickets/{number}", "/portal/tickets/", (_TICKET,)),
    Listed("portal-ticket-new", "/portal/tickets/new"),
    Listed("portal-notices", "/portal/notices"),
    Listed("portal-contacts", "/portal/notices/contacts"),
    Listed("portal-webhooks", "/portal/notices/webhooks"),
    Listed("portal-uptime", "/portal/uptime"),
    Listed("portal-uptime-period", "/portal/uptime/{figure}", "/portal/uptime", ("main a[href^='/portal/uptime/']",)),
    Listed("portal-promises", "/portal/promises"),
    Listed("portal-people", "/portal/people"),
    Listed("portal-keys", "/portal/keys"),
    Listed("portal-profile", "/profile"),
    Listed("status-own", "/status/own"),
    Listed("status-own-history", "/status/own/history"),
    Listed("status-own-component", "/status/own/components/{code}", "/status/own",
           ("main a[href^='/status/own/components/']",)),
    Listed("status-own-incident", "/status/own/incidents/{code}", "/status/own",
           ("main a[href^='/status/own/incidents/']",)),
    Listed("not-yours", "", "/portal/tickets/999999"),
)  # fmt: skip
STATUS = (
    Listed("status", "/status/"),
    Listed("status-history", "/status/history"),
    Listed("status-component", "/status/components/{code}", "/status/", ("main a[href^='/status/components/']",)),
    Listed("status-incident", "/status/incidents/{code}", "/status/history", ("main a[href^='/status/incidents/']",)),
    Listed("status-embed", "/status/embed"),
    Listed("status-subscribe", "/status/subscribe"),
    Listed("status-link-over", "/status/confirm", "/status/confirm?t=broken"),
    Listed("status-unsubscribe-over", "/status/unsubscribe", "/status/unsubscribe?t=broken"),
    Listed("sign-in", "/sign-in"),
    Listed("sign-in-refused", "/sign-in", typed=(("#email", "nobody@example.com"), ("#password", "wrong")),
           press="main button.first"),
    Listed("reset", "/reset"),
    Listed("reset-link-over", "/reset/password", "/reset/nothing"),
    Listed("invitation-over", "/invitation", "/invitation/nothing"),
    Listed("nothing", "", "/nothing/here"),
)  # fmt: skip
PAGES: dict[Who, tuple[Listed, ...]] = {"owner": DESK, "customer": PORTAL, "stranger": STATUS}

ELSEWHERE = {
    "/sign-in/code": "test_second_factor walks through it",
    "/sign-in/set-up": "the page of /profile/code, before anything else may be done",
    "/profile/recovery-codes": "test_second_factor walks through it",
    "/desk/agreements/{name}": "leads to the version that was published last",
    "/desk/agreements/{name}/versions/{version}/changes": "the example has one version of each agreement",
    "/desk/settings/deliveries/{number}": "the example sends nothing; tests/server/test_console_people.py",
    "/desk/settings/webhooks/{number}": "likewise",
    "/desk/settings/inbox/{number}": "what came in as it came, not a page",
    "/portal/notices/contacts/{number}": "a form of /portal/notices/contacts, shown again with its faults",
    "/portal/notices/webhooks/{number}": "test_portal makes one and looks at it",
    "/portal/statements/{number}": "a statement is a document of its own; test_status reads one",
}
"""Pages that are not in the list, and why."""
