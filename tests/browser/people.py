"""Who signs in at the service of `living`, apart from it: whoever visits needs none of its rooms."""

from __future__ import annotations

PASSWORD = "correct horse battery"  # noqa: S105 - of tests alone
AGENT, OWNER, CUSTOMER = "mira@northlight.example", "owner@northlight.example", "ann@harbour.example"
