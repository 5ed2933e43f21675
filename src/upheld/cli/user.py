"""`upheld user`: the people who sign in."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from upheld.cli.server_options import Config, begin, say

if TYPE_CHECKING:
    from upheld.server.accounts.models import Account


def user(  # noqa: PLR0913 - each is an option of the command line
    act: Literal["add", "invite"],
    email: str,
    /,
    *,
    role: Literal["owner", "lead", "agent", "billing", "auditor", "admin", "reporter"] = "agent",
    account: str = "",
    name: str = "",
    language: Literal["", "en", "de"] = "",
    password_from_input: Annotated[bool, Parameter(name="--password-stdin")] = False,
    config: Config = None,
) -> None:
    """Add a person who signs in, or invite one to do so.

    Args:
        act: `add` makes the person with a password; `invite` sends a link by which they choose one, and prints it.
        email: The e-mail address that they sign in with.
        role: What they may do; admin and reporter belong to an account.
        account: The customer's account, for admin and reporter.
        name: Their name.
        language: The language of an invitation; the account's or the provider's where it is not given.
        password_from_input: Read the password from standard input instead of asking for it.
        config: The configuration file.
    """
    begin(config)
    from upheld.server.access.actor import system
    from upheld.server.accounts.registering import NewPerson, register_person
    from upheld.server.people.inviting import NewInvitation, invite
    from upheld.server.present import present

    of = account_named(account) if account else None
    if act == "invite":
        _, link = invite(NewInvitation(email, role, of, name, language), system("command line"), present())
        say(f"{email} is invited as {role}; the link opens once, within a week")
        sys.stdout.write(f"{link}\n")
        return
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
