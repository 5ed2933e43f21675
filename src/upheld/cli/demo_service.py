"""The demo's service: an installation with customers, tickets and figures, started on this machine alone."""

from __future__ import annotations

import os
import signal
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from rich.console import Console

USUAL_PORT = 8080
_READY_SECONDS = 30


def run_service(folder: Path, console: Console, *, stay: bool) -> NoReturn:
    """Start the service on its data in `folder`, made on the first start; stop it cleanly, and end.

    With `stay` it runs until Ctrl-C; without, until it has answered once. Mail that it sends lies in `folder/mail`.
    """
    from upheld.cli.server_options import begin, leave

    with _mail_into(folder / "mail") as mail_port:
        configuration = begin(_configured(folder, mail_port), make=True)
        from upheld.server.serving import bound, serve_all
        from upheld.server.starting import migrate_database

        sockets = bound(configuration)
        migrate_database()
        _settle(folder, console)
        serve_all(configuration, sockets, lambda url: _told(url, folder, console, stay=stay))
    console.print("The service has stopped; the same command starts it again on its data.\n")
    leave()


def _configured(folder: Path, mail_port: int) -> Path:
    port = _free_port(USUAL_PORT)
    (folder / "service").mkdir(parents=True, exist_ok=True)
    config = folder / "service" / "upheld.toml"
    config.write_text(
        "# Written by `upheld demo` at each start.\n"
        f'data_dir = "{(folder / "service").resolve().as_posix()}"\n'
        f'listen = "127.0.0.1:{port}"\nbase_url = "http://127.0.0.1:{port}"\nlog_level = "error"\n\n'
        f'[mail]\nhost = "127.0.0.1"\nport = {mail_port}\nsecurity = "none"\nsender = "support@northlight.example"\n',
        encoding="utf-8",
    )
    return config


def _free_port(wanted: int) -> int:
    """The wanted port, or any other where something listens there already."""
    for port in (wanted, 0):
        with socket.socket() as asked:
            asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                asked.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(asked.getsockname()[1])
    raise OSError("no port is free on 127.0.0.1")


def _settle(folder: Path, console: Console) -> None:
    from upheld.server.example.settling import is_settled, own_folder, settle
    from upheld.server.present import present

    if is_settled():
        days = (present().timestamp() - own_folder().stat().st_mtime) // 86_400
        if days >= 1:
            console.print(f"The service's weeks ended {days:.0f} days ago, so much is late by now. For fresh ones,")
            console.print(f"remove {folder / 'service'} and start again.", markup=False, soft_wrap=True)
        return
    console.print("[bold]4  The service[/]")
    console.print(
        "The same core behind a desk, a portal and a status page. Its last weeks are made up now:", style="dim"
    )
    settle(folder, present(), lambda line: console.print(f"  {line}", markup=False))


def _told(url: str, folder: Path, console: Console, *, stay: bool) -> None:
    from upheld.server.example.provider import AGENT, CUSTOMER, OWNER, PASSWORD

    console.print(f"\nThe service listens: [bold]{url}[/]")
    for who, where, email in (
        ("an agent of the provider", "/desk/", AGENT),
        ("the provider's owner", "/desk/", OWNER),
        ("a customer", "/portal/", CUSTOMER),
    ):
        console.print(f"  {url}{where:<9} as {who}: {email}", markup=False, soft_wrap=True)
    console.print(f"  {url}/status/  as a passer-by", markup=False, soft_wrap=True)
    console.print(f"  password of all of them: [bold]{PASSWORD}[/]")
    console.print(f"  mail that it sends: {folder / 'mail'}", markup=False, soft_wrap=True)
    if stay:
        console.print("Ctrl-C stops it.\n")
    else:
        threading.Thread(target=_stop_once_ready, args=(url,), daemon=True).start()


def _stop_once_ready(url: str) -> None:
    """Ask the service whether it is ready, then have it stop: nobody is here to look at it."""
    with urllib.request.urlopen(f"{url}/readyz", timeout=_READY_SECONDS) as answer:  # noqa: S310 - our own address
        answer.read()
    os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def _mail_into(folder: Path) -> Iterator[int]:
    """A mail server on this machine that puts each message into a file; its port."""
    from aiosmtpd.controller import Controller

    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port(0)
    controller = Controller(_Letters(folder), hostname="127.0.0.1", port=port, ready_timeout=_READY_SECONDS)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


class _Letters:
    """Takes every message and writes it down."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802 - aiosmtpd's
        number = len(list(self._folder.iterdir())) + 1
        content = getattr(envelope, "content", b"")
        (self._folder / f"{number:05}.eml").write_bytes(content)
        return "250 taken"
