"""Every operation of the API.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from upheld.client.accounts import Accounts
from upheld.client.agreements import Agreements
from upheld.client.alerts import Alerts
from upheld.client.audit import Audit
from upheld.client.credentials import Credentials
from upheld.client.deliveries import Deliveries
from upheld.client.escalations import Escalations
from upheld.client.exclusions import Exclusions
from upheld.client.figures import Figures
from upheld.client.inbox import Inbox
from upheld.client.incidents import Incidents
from upheld.client.keys import Keys
from upheld.client.line import Line
from upheld.client.maintenances import Maintenances
from upheld.client.notices import Notices
from upheld.client.people import People
from upheld.client.provider import Provider
from upheld.client.reports import Reports
from upheld.client.statements import Statements
from upheld.client.tickets import Tickets
from upheld.client.webhooks import Webhooks


class Operations:
    """Every operation of the API, by the kind of thing that it works on."""

    def __init__(self, line: Line) -> None:
        self.accounts = Accounts(line)
        self.agreements = Agreements(line)
        self.alerts = Alerts(line)
        self.audit = Audit(line)
        self.credentials = Credentials(line)
        self.deliveries = Deliveries(line)
        self.escalations = Escalations(line)
        self.exclusions = Exclusions(line)
        self.figures = Figures(line)
        self.inbox = Inbox(line)
        self.incidents = Incidents(line)
        self.keys = Keys(line)
        self.maintenances = Maintenances(line)
        self.notices = Notices(line)
        self.people = People(line)
        self.provider = Provider(line)
        self.reports = Reports(line)
        self.statements = Statements(line)
        self.tickets = Tickets(line)
        self.webhooks = Webhooks(line)
