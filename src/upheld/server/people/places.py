"""Where a request comes from: the other side of the line, or what our own proxies say stands behind them."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.http import HttpRequest

from upheld.server.installed import installation

_NETWORK_OF_ONE = 64


def place_of(request: HttpRequest) -> str:
    """The address that a request comes from.

    Of `X-Forwarded-For` the last address counts that is none of our proxies: those before it are what a stranger wrote.
    """
    here = str(request.META.get("REMOTE_ADDR", ""))
    before = (side.strip() for side in reversed(request.headers.get("X-Forwarded-For", "").split(",")))
    strangers = (side for side in (here, *before) if side and not _is_proxy(side))
    return next(strangers, here)[:64]


def counted_as(place: str) -> str:
    """What tries from a place are counted under: of IPv6 the network, since one house has all of its addresses."""
    try:
        address = ip_address(place)
    except ValueError:
        return place
    return str(ip_network(f"{address}/{_NETWORK_OF_ONE}", strict=False)) if address.version == 6 else place


def _is_proxy(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in ip_network(known) for known in installation().proxies)
