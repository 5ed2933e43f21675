"""`upheld key`: keys for programs."""

from __future__ import annotations

import sys
from typing import Literal

from upheld.cli.server_options import Config, begin


def key(act: Literal["add"], name: str, /, *, role: str = "agent", account: str = "", config: Config = None) -> None:
    """Make an API key; it is shown this once.

    Args:
        act: What to do.
        name: What the key is for.
        role: Its scopes are what this role may do.
        account: The customer's account that it is confined to.
        config: The configuration file.
    """
    begin(config)
    from upheld.cli.user import account_named
    from upheld.problems import Place, Problem, Refused
    from upheld.server.access.actor import MAY, system
    from upheld.server.accounts.registering import NewKey, issue_key
    from upheld.server.present import present

    assert act == "add"  # noqa: S101 - the only act there is
    scopes = next((allowed for known, allowed in MAY.items() if known == role), None)
    if scopes is None:
        raise Refused([Problem(Place("--role"), "", f"there is no role `{role}`", f"one of: {', '.join(MAY)}")])
    new = NewKey(name, scopes, account_named(account) if account else None)
    _, text = issue_key(new, system("command line"), present())
    sys.stdout.write(f"{text}\n")
