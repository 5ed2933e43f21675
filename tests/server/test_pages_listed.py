"""No page is forgotten: every route that a person reads is in the list of pages that a browser looks at."""

from __future__ import annotations

import re

import pytest

from tests.browser.pages import ELSEWHERE, PAGES
from tests.server.routes import routes

# What is read and is no page: for machines, files, addresses that only lead on, and forms, whose faults are shown on
# the page where they stand.
NO_PAGES = re.compile(
    r"/api/|/tmf-api/|/livez|/readyz|/metrics|/static/|/brand/|/mail-provider/|.*/files/|/$|/portal/sign-in|"
    r"/sign-in/with/|/invitation/\{|/reset/\{|"
    r".*/(?:dismiss|act|acknowledge|write|end|logo)$|/desk/settings/suppressed-addresses/"
)


@pytest.mark.django_db
def test_every_page_is_in_the_list_that_a_browser_looks_at() -> None:
    listed = {each.route for pages in PAGES.values() for each in pages} | set(ELSEWHERE)
    pages = {each.path for each in routes() if each.method == "GET" and not NO_PAGES.match(each.path)}
    assert sorted(pages - listed) == []


def test_no_name_stands_twice() -> None:
    names = [each.name for pages in PAGES.values() for each in pages]
    assert sorted(names) == sorted(set(names))
