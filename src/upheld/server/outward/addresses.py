"""Which addresses a request may go to: those of the public internet, and no other."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from upheld.wording import say

Address = IPv4Address | IPv6Address

# `ipaddress.is_global` is not asked: what it lets pass differs between versions of Python.
_NOT_PUBLIC_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ),
    )
)  # fmt: skip
# All that is public lies here: mapped and compatible IPv4, NAT64, unique local, link-local and multicast do not.
_PUBLIC_6 = IPv6Network("2000::/3")
# Inside it: Teredo, ORCHID and other protocol assignments, documentation, 6to4, AS112.
_NOT_PUBLIC_6 = tuple(
    map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"))
)  # fmt: skip


class NotAllowedError(ValueError):
    """A request was to go where none may go; the message says why, and `what` in words that can be told."""

    def __init__(self, what: str) -> None:
        """What is wrong with the address."""
        super().__init__(what)
        self.what = what


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet, and holds no other address in it."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)


def may_be_asked(address: Address, *, loopback: bool) -> bool:
    """Whether a request may go to an address; `loopback` also lets this machine be asked."""
    return is_public(address) or (loopback and address.is_loopback)


def resolved(host: str, port: int, *, loopback: bool = False) -> tuple[Address, ...]:
    """The addresses of a host, every one of which may be asked.

    Raises NotAllowedError where one of them may not: a name that leads inside and outside is a trap. Raises OSError
    where the host is not known.
    """
    found = tuple(_addresses(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    refused = [address for address in found if not may_be_asked(address, loopback=loopback)]
    if refused or not found:
        raise NotAllowedError(say("{name} is no public address", name=host))
    return found


def _addresses(entries: Iterable[tuple[object, ...]]) -> Iterable[Address]:
    seen: dict[Address, None] = {}
    for *_, where in entries:
        assert isinstance(where, tuple)  # noqa: S101 - as getaddrinfo answers
        seen[ip_address(str(where[0]).partition("%")[0])] = None
    return seen
