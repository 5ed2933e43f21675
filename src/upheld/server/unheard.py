"""What the web server refuses by itself, before the service hears of it: told in the form that its sender reads."""

from __future__ import annotations

from http import HTTPStatus

from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask

from upheld.server.api.replies import PROBLEM_TYPE, problem
from upheld.server.middleware import API_PATHS

TIMES_THE_LARGEST = 16
"""How much more than the largest request is read, so that who sends a little too much is answered by the service.

What is larger still is cut off: a browser that is answered while it sends may show nothing but a broken connection.
"""


class Refusal(ErrorTask):  # type: ignore[misc]  # waitress tells no types
    """The answer to what is no request, or is far too large: a problem for programs, one line for others."""

    def execute(self) -> None:
        """Answer, and close the connection: nobody knows where the next request would begin."""
        found = self.request.error
        status = HTTPStatus(found.code)
        kind, body = "text/plain; charset=utf-8", f"{status.phrase}: {found.body}\n".encode()
        if (getattr(self.request, "path", "") or "").startswith(API_PATHS):
            kind, body = PROBLEM_TYPE, problem(status, str(found.body)).content
        self.status = f"{status.value} {status.phrase}"
        self.response_headers.extend([("Content-Type", kind), ("X-Content-Type-Options", "nosniff")])
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Parser(HTTPRequestParser):  # type: ignore[misc]  # likewise
    """Reads a request. One that has no body, and asks whether to send it, is answered; waitress would wait for it."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read what stands before the body."""
        super().parse_header(header_plus)
        if self.body_rcv is None:
            self.expect_continue = False
