"""The provider of the example, what it has agreed with whom, and the people on both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from upheld.library.loading import file_source
from upheld.server.access.actor import Actor, Role, system
from upheld.server.accounts.authentication import actors_of_person
from upheld.server.accounts.fees import NewFee, agree_fee
from upheld.server.accounts.models import Account, Person
from upheld.server.accounts.registering import (
    NewAccount,
    NewPerson,
    NewSubscription,
    register_account,
    register_person,
    subscribe,
)
from upheld.server.accounts.telling import NewContact, ProviderFacts, add_contact, set_provider
from upheld.server.contracts.publishing import publish
from upheld.server.notices.addresses import NewAddress, add_address

PASSWORD = "look around freely"  # noqa: S105 - of the example, which listens on this machine alone
AGREEMENTS = ("northlight", "apifonica", "plivo", "api2task", "ignite-connex", "haptik")
PROVIDER = ProviderFacts("Northlight", "+49 30 5557 0199", "Europe/Berlin", "en")
_SEED = system("example")


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer: its account, what it has subscribed to (agreement, plan, licence), and its first person.

    `fee` is what it pays in a month for the provider's own agreement.
    """

    slug: str
    name: str
    zone: str
    subscriptions: tuple[tuple[str, str, str], ...]
    person: str
    destinations: tuple[str, ...] = ()
    fee: str = ""
    language: str = "en"

    @property
    def email(self) -> str:
        """The address with which its person signs in."""
        return f"{self.person.split()[0].lower()}@{self.slug}.example"


CUSTOMERS = (
    Customer("birch-studio", "Birch Studio", "Europe/Berlin", (("api2task", "", ""),), "Ann Berg", language="de"),
    Customer(
        "harbour-labs", "Harbour Labs", "Europe/Amsterdam",
        (("northlight", "gold", ""), ("haptik", "", ""), ("ignite-connex", "premium", "")), "Joris Vink",
        fee="1200.00 EUR",
    ),
    Customer("north-bakery", "North Bakery", "Europe/London", (("apifonica", "", ""),), "Priya Shah", ("DE", "FR")),
    Customer(
        "young-oak", "Young Oak", "America/Chicago", (("northlight", "gold", ""), ("plivo", "", "")), "Sam Rivers",
        fee="2400.00 USD",
    ),
    Customer(
        "vega-retail", "Vega Retail", "America/New_York",
        (("northlight", "silver", ""), ("ignite-connex", "advanced", "")), "Lena Ortiz", fee="480.00 USD",
    ),
    Customer(
        "kiri-health", "Kiri Health", "Asia/Tokyo",
        (("northlight", "gold", ""), ("apifonica", "", "")), "Kaori Mori", ("JP",), "980.00 EUR",
    ),
)  # fmt: skip
TEAM: tuple[tuple[str, str, Role], ...] = (
    ("olga@northlight.example", "Olga Stein", "owner"),
    ("mira@northlight.example", "Mira Holm", "agent"),
    ("jon@northlight.example", "Jon Arve", "agent"),
    ("lead@northlight.example", "Nadia Roy", "lead"),
)
OWNER, AGENT, CUSTOMER = TEAM[0][0], TEAM[1][0], CUSTOMERS[1].email


@dataclass(frozen=True, slots=True)
class Cast:
    """Who there is: accounts by slug, what the customers' people and the agents act as."""

    accounts: Mapping[str, Account]
    customers: Mapping[str, Actor]
    owner: Actor
    agents: tuple[Actor, ...]
    lead: Actor


def settle_provider(agreements: Path, early: datetime) -> Cast:
    """Register everybody at an instant before anything happened; `agreements` is the folder of the texts."""
    set_provider(replace(PROVIDER, support_phone="+49 30 5557 0100"), _SEED, early)
    for name in AGREEMENTS:
        publish(str(agreements / f"{name}.yaml"), file_source().opener, _SEED, early)
    for name, address in (("desk", "desk"), ("escalation list", "escalations"), ("account executive", "executive")):
        add_address(NewAddress(name, f"{address}@northlight.example"), _SEED, early)
    team = [register_person(NewPerson(email, PASSWORD, role, name=name), _SEED, early) for email, name, role in TEAM]
    accounts = {each.slug: _account(each, early) for each in CUSTOMERS}
    customers = {each.slug: _person(each, accounts[each.slug], early) for each in CUSTOMERS}
    owner, first, second, lead = map(_actor, team)
    return Cast(accounts, customers, owner, (first, second), lead)


def _account(customer: Customer, early: datetime) -> Account:
    made = register_account(
        NewAccount(
            customer.slug, customer.name, customer.zone, customer.language, destinations=customer.destinations
        ),
        _SEED, early,
    )  # fmt: skip
    for agreement, plan, licence in customer.subscriptions:
        subscribe(made, NewSubscription(agreement, plan, date(2025, 1, 1), licence=licence), _SEED, early)
    if customer.fee:
        agree_fee(made, NewFee("northlight", customer.fee, date(2025, 1, 1), line="Platform"), _SEED, early)
    add_contact(made, NewContact(customer.person, "technical", "e-mail", customer.email), _SEED, early)
    return made


def _person(customer: Customer, account: Account, early: datetime) -> Actor:
    return _actor(register_person(NewPerson(customer.email, PASSWORD, "admin", account, customer.person), _SEED, early))


def _actor(person: Person) -> Actor:
    return actors_of_person(person)[0]
