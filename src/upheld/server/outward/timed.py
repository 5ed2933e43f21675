"""A socket with one deadline for everything that is done with it, and an end to what is read from it."""

from __future__ import annotations

import io
import socket
from time import monotonic


class TimedSocket:
    """What an HTTP client needs of a socket; the clock is that of `time.monotonic`.

    A receiver that sends one byte now and then ends with TimeoutError, one that never stops with OSError.
    """

    def __init__(self, connected: socket.socket, deadline: float, most: int) -> None:
        self._socket, self._deadline, self._most = connected, deadline, most

    def sendall(self, data: bytes) -> None:
        """Send everything. Raises TimeoutError at the deadline."""
        self._socket.settimeout(remaining(self._deadline))
        self._socket.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """The answer, to be read."""
        return io.BufferedReader(_Reading(self._socket, self._deadline, self._most))

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()


class _Reading(io.RawIOBase):
    def __init__(self, connected: socket.socket, deadline: float, most: int) -> None:
        super().__init__()
        self._socket, self._deadline, self._left = connected, deadline, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        if self._left <= 0:
            raise OSError("the answer has no end")
        view = memoryview(buffer)[: self._left]  # type: ignore[arg-type]  # what Python hands over has a buffer
        self._socket.settimeout(remaining(self._deadline))
        got = self._socket.recv_into(view)
        self._left -= got
        return got


def remaining(deadline: float) -> float:
    """The seconds until a deadline. Raises TimeoutError where it has passed."""
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left
