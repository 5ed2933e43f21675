"""The routes of the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from upheld.server.console.account_fees import account_fees, end_account_fee
from upheld.server.console.account_page import account_page
from upheld.server.console.accounts_page import accounts
from upheld.server.console.agreement_pages import agreement_page, agreements, latest_version, version_changes
from upheld.server.console.audit_settings import audit_settings
from upheld.server.console.bulk import work_on_several
from upheld.server.console.draft_page import draft_page
from upheld.server.console.key_settings import end_key, key_settings
from upheld.server.console.new_ticket import log_ticket
from upheld.server.console.overview import overview
from upheld.server.console.people_settings import people_settings, person_settings
from upheld.server.console.provider_settings import logo_settings, provider_settings
from upheld.server.console.queue import queue
from upheld.server.console.sending_settings import delivery_page, free_suppressed, sending_settings, webhook_page
from upheld.server.console.settings_pages import mail_settings, settle_mail
from upheld.server.console.ticket_page import acknowledge_ticket, act_on_ticket, ticket_page
from upheld.server.console.views import change_views


def console_routes() -> list[URLPattern]:
    """Every page of the desk."""
    return [
        path("", overview, name="overview"),
        path("accounts", accounts),
        path("accounts/<slug:slug>", account_page),
        path("accounts/<slug:slug>/fees", account_fees),
        path("accounts/<slug:slug>/fees/<int:number>/end", end_account_fee),
        path("agreements", agreements),
        path("agreements/<slug:name>/versions/<str:version>", agreement_page),
        path("agreements/<slug:name>/versions/<str:version>/changes", version_changes),
        path("agreements/draft", draft_page),
        path("agreements/<slug:name>", latest_version),
        path("settings", provider_settings),
        path("settings/logo", logo_settings),
        path("settings/people", people_settings),
        path("settings/people/<int:number>", person_settings),
        path("settings/keys", key_settings),
        path("settings/keys/<int:number>/end", end_key),
        path("settings/sending", sending_settings),
        path("settings/deliveries/<int:number>", delivery_page),
        path("settings/webhooks/<int:number>", webhook_page),
        path("settings/suppressed-addresses/<int:number>", free_suppressed),
        path("settings/mail", mail_settings),
        path("settings/inbox/<int:number>", settle_mail),
        path("settings/audit", audit_settings),
        path("queue", queue, name="queue"),
        path("queue/several", work_on_several),
        path("queue/views", change_views),
        path("tickets/new", log_ticket),
        path("tickets/<int:number>", ticket_page, name="ticket"),
        path("tickets/<int:number>/act", act_on_ticket),
        path("tickets/<int:number>/acknowledge", acknowledge_ticket),
    ]
