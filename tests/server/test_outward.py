"""Requests to addresses that others chose: none inside, none elsewhere than checked, none without end."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from ipaddress import ip_address

import pytest

from tests.server.sinks import HookSink, drip, endless_body, endless_head, free_port, hang, hook_server, reset, status
from upheld.server.outward import posting
from upheld.server.outward.addresses import NotAllowedError, is_public, resolved
from upheld.server.outward.posting import Bounds, UnansweredError, post

# Each with why; the ranges are those of the registries of special-purpose addresses (IANA, RFC 6890 and its updates).
INSIDE = """
0.0.0.0 this network
0.1.2.3 this network
10.0.0.1 private
10.255.255.255 private
100.64.0.1 shared address space of carriers
100.127.255.254 shared address space of carriers
127.0.0.1 loopback
127.255.255.254 loopback
169.254.169.254 link-local, where clouds hand out credentials
172.16.0.1 private
172.31.255.255 private
192.0.0.8 protocol assignments
192.0.2.1 documentation
192.88.99.1 relay of 6to4
192.168.1.1 private
198.18.0.1 benchmarks
198.51.100.1 documentation
203.0.113.1 documentation
224.0.0.1 multicast
239.255.255.255 multicast
240.0.0.1 reserved
255.255.255.255 broadcast
:: unspecified
::1 loopback
::127.0.0.1 compatible with IPv4
::ffff:127.0.0.1 IPv4 in IPv6
::ffff:8.8.8.8 IPv4 in IPv6
64:ff9b::7f00:1 NAT64
64:ff9b::808:808 NAT64
64:ff9b:1::1 NAT64 for local use
100::1 discard
2001::1 Teredo
2001:0:7f00:1:: Teredo
2001:db8::1 documentation
2002:7f00:1:: 6to4
2002:808:808:: 6to4
3fff::1 documentation
5f00::1 segment routing
fc00::1 unique local
fd12:3456::1 unique local
fe80::1 link-local
fec0::1 site-local
ff02::1 multicast
"""
OUTSIDE = ("8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "2606:4700::1111",
           "2a00:1450:4001::1")  # fmt: skip


@pytest.mark.parametrize("line", [line for line in INSIDE.splitlines() if line])
def test_no_address_inside_is_asked(line: str) -> None:
    address, _, why = line.partition(" ")
    assert not is_public(ip_address(address)), why
    with pytest.raises(NotAllowedError):
        resolved(address, 80)


@pytest.mark.parametrize("address", OUTSIDE)
def test_public_addresses_are_asked(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::ffff:7f00:1]"])
def test_other_ways_to_write_this_machine_lead_nowhere(hooks: HookSink, host: str) -> None:
    with pytest.raises((NotAllowedError, UnansweredError)):
        post(f"https://{host}:{hooks.port}/", b"{}", {}, Bounds(seconds=2))
    assert hooks.got == []


def test_a_name_is_looked_up_once_and_the_checked_address_is_asked(
    hooks: HookSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that answers differently each time (rebinding) gets no second question."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def lookup(host: str, port: int, *rest: int, **more: int) -> object:
        if host != "rebinding.example":
            return real(host, port, *rest, **more)
        asked.append(host)
        where = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (where, port))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    answer = post(f"http://rebinding.example:{hooks.port}/here", b"{}", {}, Bounds(loopback=True))
    assert (answer.status, asked, hooks.got[0].headers["host"]) == (
        204, ["rebinding.example"], f"rebinding.example:{hooks.port}",
    )  # fmt: skip


def test_a_name_that_leads_inside_and_outside_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (where, 443)) for where in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(NotAllowedError):
        post("https://both.example/", b"{}", {}, Bounds())


@pytest.mark.parametrize(
    "url",
    ["ftp://example.com/", "http://example.com/", "https://user:pw@example.com/", "https:///x", "https://[::1/",
     "file:///etc/passwd", "https://example.com/ x", "https://example.com/\r\nX: y", "https://exa\u0301mple.com/",
     "https://example.com/#a", "https://example.com:99999/"],
)  # fmt: skip
def test_a_url_that_is_none_or_hides_something_is_refused(url: str) -> None:
    with pytest.raises(NotAllowedError):
        post(url, b"{}", {}, Bounds())


def test_redirects_are_not_followed(hooks: HookSink) -> None:
    hooks.answers["/moved"] = status(302, Location=hooks.url("/inside"))
    assert post(hooks.url("/moved"), b"{}", {}, Bounds(loopback=True)).status == 302
    assert [each.path for each in hooks.got] == ["/moved"]


@pytest.mark.parametrize("fault", [hang, drip, endless_head, reset])
def test_a_receiver_that_does_not_answer_in_time_or_measure_is_left(hooks: HookSink, fault: object) -> None:
    hooks.answers["/bad"] = fault  # type: ignore[assignment]  # one of the faults above
    began = time.monotonic()
    with pytest.raises(UnansweredError):
        post(hooks.url("/bad"), b"{}", {}, Bounds(seconds=1, loopback=True))
    assert time.monotonic() - began < 5


def test_the_body_of_an_answer_is_not_read(hooks: HookSink) -> None:
    hooks.answers["/endless"] = endless_body
    assert post(hooks.url("/endless"), b"{}", {}, Bounds(loopback=True)).status == 200


def test_what_is_no_tls_and_nobody_at_all_are_told_apart(hooks: HookSink) -> None:
    with pytest.raises(UnansweredError, match="no TLS"):
        post(f"https://127.0.0.1:{hooks.port}/", b"{}", {}, Bounds(loopback=True))
    with pytest.raises(UnansweredError, match="refused"):
        post(f"http://127.0.0.1:{free_port()}/", b"{}", {}, Bounds(loopback=True))
    assert (posting.SECONDS, posting.MOST_READ) == (15, 65536)


@pytest.fixture
def hooks() -> Iterator[HookSink]:
    """A receiver of webhooks."""
    with hook_server() as sink:
        yield sink
