"""Handing messages to the mail server, and what its answers mean."""

from __future__ import annotations

import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Self

from anymail.exceptions import AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from upheld.server.delivery.outcomes import Outcome

_UNAVAILABLE = 421
_FOR_GOOD = range(500, 600)
# Of the account at the provider, not of the message.
_OURS_TO_MEND = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.FORBIDDEN})


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one address; `headers` are those beside From, To, Subject and Date."""

    to: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]


class MailLine:
    """A connection to the mail server of the configuration, opened with the first message and kept for the next.

        with MailLine() as line:
            outcome = line.send(mail)

    Any backend of Django's mail may stand behind it. An answer of the server is an outcome, never an exception.
    """

    def __init__(self) -> None:
        self._connection = get_connection(fail_silently=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._close()

    def send(self, mail: Mail) -> Outcome:
        """Hand one message over."""
        try:
            self._connection.open()
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            return Outcome("unreachable", f"the mail server cannot be reached: {_said(error)}")
        outcome = self._sent(mail)
        if outcome.ending != "delivered":
            # Whatever went wrong, the next message begins with a fresh connection.
            self._close()
        return outcome

    def _sent(self, mail: Mail) -> Outcome:
        try:
            count = self._connection.send_messages([_message(mail)])
        except AnymailError as error:
            return _by_api(error)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()), (0, b""))
            return _refused(code, said, address=True)
        except smtplib.SMTPDataError as error:
            return _refused(error.smtp_code, error.smtp_error)
        except smtplib.SMTPResponseException as error:
            # Of the sender or the connection, not of the message: for the operator to mend, and kept until then.
            return Outcome("unreachable", f"the mail server refuses us: {_said(error)}")
        except (OSError, smtplib.SMTPException) as error:
            return Outcome("unknown", f"the mail server did not say whether it took the message: {_said(error)}")
        return Outcome("delivered", "taken by the mail server") if count else Outcome("unreachable", "nothing was sent")

    def _close(self) -> None:
        try:
            self._connection.close()
        except (OSError, smtplib.SMTPException):
            # Closing says goodbye; a server that is gone does not hear it. Django lets go of the line all the same.
            return


def mail_is_set_up() -> bool:
    """Whether a mail server is configured: without one, mail waits."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def _refused(code: int, said: bytes | str, *, address: bool = False) -> Outcome:
    says = f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    if code == _UNAVAILABLE:
        return Outcome("unreachable", says)
    if code in _FOR_GOOD:
        return Outcome("refused", says, address_refused=address)
    return Outcome("later", says)


def _by_api(error: AnymailError) -> Outcome:
    """What a provider's API means by its refusal."""
    status, says = error.status_code, f"the mail provider: {str(error).partition(chr(10))[0]}"
    if isinstance(error, AnymailRecipientsRefused):
        return Outcome("refused", says, address_refused=True)
    if status in _OURS_TO_MEND:
        return Outcome("unreachable", says)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Outcome("later", says)
    return Outcome("refused", says) if status in range(400, 500) else Outcome("unknown", says)


def _message(mail: Mail) -> EmailMultiAlternatives:
    made = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=dict(mail.headers))
    made.attach_alternative(mail.html, "text/html")
    # What a provider tells of the message bears its id again; a mail server by SMTP never sees this.
    made.metadata = {"upheld": mail.headers.get("Message-ID", "").strip("<>").partition("@")[0]}  # type: ignore[attr-defined]  # anymail's own field
    return made


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return str(error) or type(error).__name__
