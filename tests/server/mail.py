"""Mail for tests: messages written by hand, a listener on a port of its own, and a real client."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from upheld.server.accounts.models import Account, Contact
from upheld.server.configuration import Configuration, Inbound, Mail
from upheld.server.mailin.models import InboundMessage

OUR_ID = "mx.desk.example"
PASSED = f"Authentication-Results: {OUR_ID}; dmarc=pass header.from=acme.example"


@dataclass(frozen=True)
class Client:
    """Hands messages over by SMTP, as a mail server does; the code and text of each answer."""

    port: int

    def send(self, raw: bytes, *recipients: str, sender: str = "ann@acme.example") -> tuple[int, str]:
        """One message; the answer after its data, or the one that refused it before."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=20) as line:
            line.ehlo("client.example")
            line.mail(sender)
            for recipient in recipients:
                code, said = line.rcpt(recipient)
                if code != 250:
                    return code, said.decode()
            code, said = line.data(raw)
            return code, said.decode()


def message(text: str, *more: str, sender: str = "Ann <ann@acme.example>", subject: str = "It is down") -> bytes:
    """A plain message; `more` are further header lines."""
    lines = [f"From: {sender}", f"Subject: {subject}", *more, "MIME-Version: 1.0", "", text]
    return "\r\n".join(lines).encode()


def with_inbound(known: Configuration, **told: object) -> Configuration:
    """The configuration with mail coming in, at a port that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    inbound = Inbound.model_validate({"listen": f"127.0.0.1:{port}", "addresses": ("desk@desk.example",), **told})
    mail = Mail(host="127.0.0.1", port=9, security="none", sender="desk@desk.example", replies="replies@desk.example")
    return known.model_copy(update={"inbound": inbound, "mail": mail})


def contact(account: Account, address: str, role: str = "technical") -> Contact:
    """Somebody at an account whose mail is known."""
    return Contact.objects.create(account=account, name=address, role=role, channel="e-mail", address=address)


def verdicts() -> list[tuple[str, str]]:
    """What became of each message, and why, in the order in which they came."""
    return list(InboundMessage.objects.order_by("pk").values_list("verdict", "reason"))


def parts(boundary: str, bodies: Iterable[str]) -> str:
    """The body of a multipart."""
    return "".join(f"--{boundary}\r\n{body}\r\n" for body in bodies) + f"--{boundary}--\r\n"
