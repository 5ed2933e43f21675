"""Asks for one path over connections that are kept, as quickly as answers come; prints how long each took, as JSON."""

from __future__ import annotations

import json
import re
import selectors
import socket
import sys
import time

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


def main() -> None:
    """Ask from one thread with several connections: port, path, a header, connections, seconds."""
    port, path, header, count, seconds = sys.argv[1:]
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{header}\r\n\r\n".encode()
    chosen, took = selectors.DefaultSelector(), list[float]()
    waiting: dict[socket.socket, tuple[float, bytes]] = {}
    for _ in range(int(count)):
        connection = socket.create_connection(("127.0.0.1", int(port)))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chosen.register(connection, selectors.EVENT_READ)
        waiting[connection] = (time.perf_counter(), b"")
        connection.sendall(request)
    end = time.perf_counter() + float(seconds)
    while time.perf_counter() < end:
        for key, _ in chosen.select(0.2):
            connection = key.fileobj  # type: ignore[assignment]  # a socket, as registered
            began, before = waiting[connection]
            answer = before + connection.recv(1 << 18)
            if not _is_whole(answer):
                waiting[connection] = (began, answer)
                continue
            took.append(time.perf_counter() - began)
            waiting[connection] = (time.perf_counter(), b"")
            connection.sendall(request)
    print(json.dumps(took))


def _is_whole(answer: bytes) -> bool:
    head, blank, body = answer.partition(b"\r\n\r\n")
    if not blank:
        return False
    if head.startswith(b"HTTP/1.1 304"):
        return True
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(head.decode(errors="replace")[:300])
    found = _LENGTH.search(head)
    return found is not None and len(body) >= int(found[1])


if __name__ == "__main__":
    main()
