"""A small IMAP server for tests: one mailbox, and the few commands that reading it takes."""

from __future__ import annotations

import re
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread


@dataclass
class Mailbox:
    """Messages by their number, and those that were seen."""

    messages: dict[int, bytes]
    seen: set[int] = field(default_factory=set)
    port: int = 0


@contextmanager
def serving(mailbox: Mailbox) -> Iterator[Mailbox]:
    """Serve a mailbox while the block lasts."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            for line in self.rfile:
                tag, _, command = line.decode().strip().partition(" ")
                for answer in answers(mailbox, command):
                    self.wfile.write(answer + b"\r\n")
                self.wfile.write(f"{tag} OK done\r\n".encode())
                if command == "LOGOUT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        mailbox.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield mailbox
        server.shutdown()
        thread.join()


def answers(mailbox: Mailbox, command: str) -> Iterator[bytes]:
    """What the server says before it is done."""
    number = int(found[1]) if (found := re.match(r"UID (?:FETCH|STORE) (\d+)", command)) else 0
    if command == "CAPABILITY":
        yield b"* CAPABILITY IMAP4rev1"
    elif command.startswith("SELECT"):
        yield b"* %d EXISTS" % len(mailbox.messages)
    elif command == "UID SEARCH UNSEEN":
        yield b"* SEARCH " + b" ".join(b"%d" % each for each in mailbox.messages if each not in mailbox.seen)
    elif command.endswith("(RFC822.SIZE)"):
        yield b"* 1 FETCH (UID %d RFC822.SIZE %d)" % (number, len(mailbox.messages[number]))
    elif "BODY.PEEK[]" in command:
        raw = mailbox.messages[number]
        yield b"* 1 FETCH (UID %d BODY[] {%d}\r\n%s)" % (number, len(raw), raw)
    elif "STORE" in command:
        mailbox.seen.add(number)
