"""The overview and the accounts: what is kept and missed by plan, account and priority, the load, what changes soon."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from itertools import pairwise

import pytest

from tests.browser.living import settle
from tests.browser.people import AGENT, OWNER, PASSWORD
from tests.server.console_scene import signed_in, ticket
from tests.server.signing import Browser
from upheld.server.access.actor import system
from upheld.server.accounts.models import Account, ApiKey, Person, Provider
from upheld.server.accounts.registering import NewPerson, NewSubscription, register_person, subscribe
from upheld.server.console.models import Reckoning
from upheld.server.console.reckoning import reckon
from upheld.server.desk.models import Ticket
from upheld.server.incidents.maintenance import NewMaintenance, schedule
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds

pytestmark = pytest.mark.django_db
SYSTEM = system("test")
NONE = "\N{EN DASH}"


@pytest.fixture
def desk() -> Browser:
    """Mira, an agent, signed in at a desk with a day of tickets."""
    settle(present(), hostile=False)
    return signed_in(AGENT)


def words(desk: Browser, path: str) -> str:
    """What a page says, without marks and drawings."""
    return " ".join(unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", desk.text(path), flags=re.DOTALL)).split())


# Vega's five tickets under the plan Gold: the reports (p2) were answered after 35 minutes of 2 hours, and are still to
# be solved; the upload (p1) is 24 minutes old; the webhook (p3) was answered after 50 minutes and solved after 10 hours
# of 3 days; the invoice (p4) was answered after 100 minutes of a day; the receipts (p2) were answered after 160 minutes
# and solved after 8 hours 20 minutes of 8. So four promised times were kept, and two were missed.
VEGA = "Vega Retail 66.6% 2 of 6 missed"
VEGA_BY_TARGET = f"Vega Retail Response 3 1 75% 1 0 Update 0 0 {NONE} 1 0 Resolution 1 1 50% 2 0"


@pytest.mark.parametrize("stored", [False, True])
def test_promised_times_are_told_by_account(desk: Browser, *, stored: bool) -> None:
    if stored:
        reckon(present())
    text = words(desk, "/desk/?by=account")
    assert VEGA in text
    assert VEGA_BY_TARGET in text
    # It missed most, so it stands first.
    assert text.index(VEGA) < text.index("Harbour Logistics", text.index("By priority"))


def test_promised_times_are_told_by_plan_and_by_priority_with_their_titles(desk: Browser) -> None:
    assert re.search(r"Gold Northlight Care [\d.]+% 2 of \d+ missed", words(desk, "/desk/"))
    # The receipts alone were missed, twice; they are of priority p2.
    assert re.search(r"High Northlight Care [\d.]+% 2 of \d+ missed", words(desk, "/desk/?by=priority"))
    # What an address asks for and is none is passed over.
    assert "Gold Northlight Care" in words(desk, "/desk/?by=moon")


def test_what_a_week_brought_is_told_and_who_has_how_much(desk: Browser) -> None:
    Ticket.objects.filter(pk=ticket("upload").pk).update(assignee=Person.objects.get(email=AGENT))
    Ticket.objects.filter(pk=ticket("outage").pk).update(next_due=epoch_seconds(present()) - 60)
    text = desk.text("/desk/")
    weeks = re.findall(r"Week of [^:]*: (\d+) opened, (\d+) solved</title>", text)
    # Ten tickets were opened within the last 49 hours, and three of them solved.
    assert [sum(int(week[place]) for week in weeks) for place in (0, 1)] == [10, 3]
    assert "Mira Holm: 1 in work, 0 late" in text
    assert "Nobody: 6 in work, 1 late" in text
    assert 'href="/desk/queue?whose=mira%40northlight.example"' in text
    assert len(re.findall(r'id="t-\d+"', desk.text("/desk/queue?whose=mira@northlight.example"))) == 1


def test_an_empty_installation_says_what_would_stand_there() -> None:
    Provider.objects.create(name="Northlight")
    register_person(NewPerson(OWNER, PASSWORD, "owner", name="Olga Stein"), SYSTEM, present())
    text = words(signed_in(OWNER), "/desk/")
    for told in ("Nothing falls due", "Nothing is measured yet", "Nothing was judged yet", "Nothing is in work"):
        assert told in text
    assert "There is no account yet" in words(signed_in(OWNER), "/desk/accounts")


def test_many_tickets_that_nobody_has_judged_yet_are_not_called_kept(
    desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("upheld.server.console.reckoning._FEW", 5)
    assert "Being counted" in words(desk, "/desk/")
    # Late tickets are known, what was missed is not.
    assert re.search(rf"Vega Retail \d+ \d+ {NONE} not measured", words(desk, "/desk/accounts"))
    reckon(present())
    assert VEGA in words(desk, "/desk/?by=account")
    assert re.search(r"Vega Retail \d+ \d+ 2 not measured", words(desk, "/desk/accounts"))


def test_counts_of_what_is_no_more_are_let_go(desk: Browser) -> None:  # noqa: ARG001 - the tickets that are counted
    Reckoning.objects.create(name="account/999999", at=present(), data={})
    reckon(present())
    reckon(present())
    # Three groupings, what each account saw missed, the load; no account has so many tickets that its counts are kept.
    names = set(Reckoning.objects.values_list("name", flat=True))
    assert names == {"kept/plan", "kept/account", "kept/priority", "missed", "load"}


def test_an_account_with_many_tickets_is_told_as_it_was_counted_last(
    desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    reckon(present())
    monkeypatch.setattr("upheld.server.console.reckoning._FEW_OF_ACCOUNT", 4)
    # Vega has five tickets, and nobody has counted them for its page.
    assert "times kept in 8 weeks" not in words(desk, "/desk/accounts/vega")
    reckon(present())
    assert "66.6% 4 of 6 times kept in 8 weeks" in words(desk, "/desk/accounts/vega")


def names(text: str) -> list[str]:
    """The accounts of a page, in order."""
    return re.findall(r'id="a-([a-z]+)"', text)


def test_accounts_are_found_and_stand_by_what_is_wrong(desk: Browser) -> None:
    late = ticket("outage")
    Ticket.objects.filter(pk=late.pk).update(next_due=epoch_seconds(present()) - 60)
    assert names(desk.text("/desk/accounts")) == ["harbour", "kiri", "vega"]
    assert names(desk.text("/desk/accounts?by=missed"))[0] == "vega"
    assert names(desk.text("/desk/accounts?by=late")) == ["harbour", "kiri", "vega"]
    assert names(desk.text("/desk/accounts?q=retail&by=late")) == ["vega"]
    assert names(desk.text("/desk/accounts?after=2")) == ["vega"]
    assert "No account fits" in words(desk, "/desk/accounts?q=nobody at all")
    assert 'href="/desk/queue?account=harbour&due=late"' in desk.text("/desk/accounts")


def test_an_accounts_tickets_stand_by_what_falls_due_next_and_those_that_wait_behind(desk: Browser) -> None:
    rows = Ticket.objects.filter(account__slug="harbour", state__in=("open", "waiting"))
    Ticket.objects.filter(pk=rows.get(subject="How do we add a second warehouse?").pk).update(next_due=1)
    shown = re.findall(r'href="/desk/tickets/(\d+)"', desk.text("/desk/accounts/harbour").split("Tickets in work")[1])
    waits = rows.get(subject="Export to the customs office fails")
    assert (waits.state, waits.next_due) == ("waiting", None)
    dated = list(rows.exclude(next_due=None).order_by("next_due").values_list("pk", flat=True))
    assert list(map(int, shown)) == [*dated, waits.pk]
    assert len(dated) > 1


def test_an_account_shows_in_one_table_what_was_promised_and_how_it_was_kept(desk: Browser) -> None:
    text = words(desk, "/desk/accounts/vega")
    assert "66.6% 4 of 6 times kept in 8 weeks" in text
    # Answers to p2 are due within 2 hours: that to the reports was in time, that to the receipts was not.
    assert re.search(r"p2 .{5,80} 2 hours around the clock 1 kept 1 missed 4\.3\.1", text)
    assert "working_hours" not in text


def test_what_changes_soon_stands_in_order_with_the_way_to_it(desk: Browser) -> None:
    account, now = Account.objects.get(slug="vega"), present()
    subscribe(account, NewSubscription("apifonica", "standard", now.date() + timedelta(days=9)), SYSTEM, now)
    begins = now + timedelta(days=3)
    made = schedule(NewMaintenance("New cables", "We lay cables.", begins, begins + timedelta(hours=1)), SYSTEM, now)
    ApiKey.objects.create(
        name="nightly", prefix="k1", secret_sha256="0" * 64, scopes=[], account=account, created_at=now,
        expires_at=now + timedelta(days=5),
    )  # fmt: skip
    ApiKey.objects.create(
        name="later", prefix="k2", secret_sha256="0" * 64, scopes=[], account=account, created_at=now,
        expires_at=now + timedelta(days=90),
    )  # fmt: skip
    text = words(desk, "/desk/accounts/vega")
    order = [
        text.index("maintenance: New cables"), text.index("the API key nightly ends"),
        text.index("Apifonica API service level agreement, Support of every account begins"),
    ]  # fmt: skip
    assert order == sorted(order)
    assert "later" not in text[text.index("What changes soon") : text.index("Subscriptions")]
    assert f'href="/desk/incidents/{made.incident.code}"' in desk.text("/desk/accounts/vega")
    assert "Nothing within the next 60 days" not in text


def test_maintenance_elsewhere_does_not_concern_an_account(desk: Browser) -> None:
    begins = present() + timedelta(days=3)
    window = begins, begins + timedelta(hours=1)
    schedule(NewMaintenance("Peru alone", "We lay cables.", *window, destinations=("PE",)), SYSTEM, present())
    Account.objects.filter(slug="vega").update(destinations=["pe"])
    assert "maintenance: Peru alone" in words(desk, "/desk/accounts/vega")
    assert "maintenance: Peru alone" not in words(desk, "/desk/accounts/harbour")


def test_weeks_begin_on_mondays(desk: Browser) -> None:  # noqa: ARG001 - the scene
    reckon(present())
    mondays = [date.fromisoformat(each) for each in Reckoning.objects.get(name="kept/plan").data["mondays"]]
    assert {day.weekday() for day in mondays} == {0}
    assert [later - day for day, later in pairwise(mondays)] == [timedelta(days=7)] * 7
