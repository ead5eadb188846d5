"""Renews the server's certificate while the house runs, without a restart."""

import ssl
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from console.tls.authority import Authority
from kernel.clock import Clock

log = structlog.get_logger()

LOOK_S = 3600.0


def server_context(certificate: Path, key: Path | None = None) -> ssl.SSLContext:
    """A context that serves with the certificate, TLS 1.2 and newer."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    return context


class Keeper:
    """Looks every hour, and when the machine's addresses change, whether the certificate must be made anew."""

    def __init__(
        self, authority: Authority, names: Callable[[], Sequence[str]], context: ssl.SSLContext, clock: Clock
    ) -> None:
        self._authority = authority
        self._names = names
        self._context = context
        self._clock = clock

    def run_once(self, stop: threading.Event) -> None:
        if not self._clock.wait(LOOK_S, stop):
            self.tick()

    def tick(self) -> None:
        """Renew if it is time; connections that begin from now on get the new certificate."""
        if not self._authority.ensure(self._names()):
            return
        self._context.load_cert_chain(self._authority.server_file)
        log.info("certificate renewed", names=len(self._names()))
