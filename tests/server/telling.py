"""What tests of notices share: a scene with contacts, and the worker's jobs done in the test's own process."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings as django_settings
from pytest_django.fixtures import Settings

from tests.server.scene import NOBODY, Scene
from upheld.server.accounts.models import Account
from upheld.server.accounts.registering import NewPerson, register_person
from upheld.server.accounts.telling import NewContact, ProviderFacts, add_contact, set_provider
from upheld.server.configuration import Mail
from upheld.server.delivery.models import Delivery
from upheld.server.desk.models import Ticket
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.steps import due_tickets, post_steps
from upheld.server.installed import installation
from upheld.server.jobs.kinds import LANES
from upheld.server.jobs.queue import claim
from upheld.server.jobs.worker import do
from upheld.server.keys import Keys
from upheld.server.notices.addresses import NewAddress, add_address
from upheld.server.notices.dispatching import dispatch_waiting
from upheld.server.notices.work import queue_due
from upheld.server.present import present
from upheld.server.settings import settings_of
from upheld.server.webhooks.models import Endpoint

PHONE = "+49 30 1234567"
CUSTOMER, LIST, EXECUTIVE, DESK = (
    "ops@acme.example", "list@desk.example", "executive@desk.example", "desk@desk.example",
)  # fmt: skip


def with_mail(settings: Settings, port: int, *, timeout: float = 5) -> None:
    """Have mail go to a server on this machine, and let webhooks reach it; the settings are those of a fixture."""
    held = installation()
    mail = Mail(host="127.0.0.1", port=port, sender="support@upheld.example", security="none")
    made = held.model_copy(update={"mail": mail, "webhooks_to_loopback": True, "base_url": "https://help.example"})
    found = settings_of(made, Keys(str(django_settings.SECRET_KEY)))
    for name, value in found.items():
        if name in {"UPHELD", "DEFAULT_FROM_EMAIL"} or name.startswith("EMAIL_"):
            setattr(settings, name, value)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = timeout


def furnish(scene: Scene) -> None:
    """A provider with a telephone number, and a contact of acme."""
    set_provider(ProviderFacts("Desk", PHONE), NOBODY, present())
    add_customer(scene.acme)


def add_desk() -> None:
    """Somebody behind each name that the scene's agreement escalates to, and behind the desk itself."""
    for name, address in (("desk lead", LIST), ("account executive", EXECUTIVE), ("desk", DESK)):
        add_address(NewAddress(name, address), NOBODY, present())


def add_customer(account: Account, address: str = CUSTOMER, language: str = "") -> None:
    """A technical contact of an account."""
    add_contact(account, NewContact("Operations", "technical", "e-mail", address, language), NOBODY, present())


def register_owner(address: str) -> None:
    """One of the provider's owners."""
    register_person(NewPerson(address, "correct horse battery", "owner"), NOBODY, present())


def register_admin(account: Account, address: str) -> None:
    """Somebody who looks after an account on the customer's side."""
    register_person(NewPerson(address, "correct horse battery", "admin", account), NOBODY, present())


def opened(account: Account, ago: timedelta = timedelta(), **said: str) -> Ticket:
    """A ticket that was opened some time ago."""
    report = Report(**{"subject": "It is down", "priority": "1", **said})  # type: ignore[arg-type]  # words alone
    return open_ticket(account, report, NOBODY, present() - ago).ticket


def work_off() -> None:
    """Do everything that a worker would do now: steps, recipients, sending."""
    while tickets := due_tickets(present()):
        for ticket in tickets:
            post_steps(ticket, present())
    deliver()


def deliver() -> None:
    """Work out recipients, and send what is due."""
    while dispatch_waiting(present()):
        pass
    queue_due(present())
    for lane in LANES:
        while job := claim("test", present(), lane):
            do(job)


def time_passes() -> None:
    """Let everything that waits for its next try be due."""
    Delivery.objects.filter(next_at__isnull=False).update(next_at=present())
    Endpoint.objects.update(rests_until=None)
