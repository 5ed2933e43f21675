"""`upheld user`: the people who sign in."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from upheld.cli.server_options import Config, begin

if TYPE_CHECKING:
    from upheld.server.accounts.models import Account


def user(  # noqa: PLR0913 - each is an option of the command line
    act: Literal["add"],
    email: str,
    /,
    *,
    role: Literal["owner", "lead", "agent", "billing", "auditor", "admin", "reporter"] = "agent",
    account: str = "",
    name: str = "",
    password_from_input: Annotated[bool, Parameter(name="--password-stdin")] = False,
    config: Config = None,
) -> None:
    """Add a person who signs in.

    Args:
        act: What to do.
        email: The e-mail address that they sign in with.
        role: What they may do; admin and reporter belong to an account.
        account: The customer's account, for admin and reporter.
        name: Their name.
        password_from_input: Read the password from standard input instead of asking for it.
        config: The configuration file.
    """
    begin(config)
    from upheld.server.access.actor import system
    from upheld.server.accounts.registering import NewPerson, register_person
    from upheld.server.present import present

    assert act == "add"  # noqa: S101 - the only act there is
    of = account_named(account) if account else None
    password = sys.stdin.readline().rstrip("\n") if password_from_input else getpass.getpass("Password: ")
    made = register_person(NewPerson(email, password, role, of, name), system("command line"), present())
    sys.stdout.write(f"{made.email} may sign in as {role}\n")


def account_named(slug: str) -> Account:
    """The account of a name. Raises `upheld.Refused` where there is none."""
    from upheld.problems import Place, Problem, Refused
    from upheld.server.accounts.models import Account

    found = Account.objects.filter(slug=slug).first()
    if found is None:
        raise Refused([Problem(Place("--account"), "", f"there is no account `{slug}`")])
    return found
