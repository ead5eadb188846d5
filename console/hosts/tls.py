"""How the console serves HTTPS: which certificate, who renews it, and the plain port beside it."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
import uvicorn

from console.house import House
from console.sections import HttpSettings, TlsMode
from console.tls.authority import Authority
from console.tls.certificate_page import PlainPort
from console.tls.keeper import Keeper, server_context
from console.tls.names import machine_names, reached_at
from kernel.errors import invalid
from kernel.supervise import Supervised

log = structlog.get_logger()


class HttpDoors:
    """The listening side of one console process."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._http: HttpSettings = house.settings.http
        self._authority = Authority(house.settings.tls_dir, house.settings.room, house.clock)

    @property
    def scheme(self) -> str:
        return "http" if self._http.tls is TlsMode.OFF else "https"

    @contextmanager
    def open(self, config: uvicorn.Config) -> Iterator[None]:
        """Make `config` serve as the settings say, while the context lasts.

        Raises invalid for a certificate that cannot be used.
        """
        if self._http.tls is TlsMode.OFF:
            yield
            return
        context = self._context()
        config.load()
        config.ssl = context
        keeper = Supervised(
            "certificate", Keeper(self._authority, self._names, context, self._house.clock).run_once, self._house.clock
        )
        if self._http.tls is TlsMode.OWN:
            keeper.start()
        try:
            with self._plain_port():
                yield
        finally:
            if self._http.tls is TlsMode.OWN:
                keeper.stop()

    def _context(self) -> ssl.SSLContext:
        if self._http.tls is TlsMode.OWN:
            self._authority.ensure(self._names())
            return server_context(self._authority.server_file)
        certificate, key = self._http.certificate, self._http.key
        assert certificate is not None
        try:
            return server_context(certificate, key)
        except (OSError, ssl.SSLError) as error:
            raise invalid(f"http.certificate {certificate}, http.key {key}: cannot be used ({error})") from error

    def _names(self) -> tuple[str, ...]:
        return machine_names(self._http.host, self._http.names)

    @contextmanager
    def _plain_port(self) -> Iterator[None]:
        if self._http.plain_port is None:
            yield
            return
        authority = self._authority if self._http.tls is TlsMode.OWN else None
        host = reached_at(self._http.host, self._http.names)
        app = PlainPort(self._house.settings.room, authority, self._http.port, host)
        config = uvicorn.Config(
            app,
            host=self._http.host,
            port=self._http.plain_port,
            lifespan="off",
            access_log=False,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=_serve, args=(server,), name="plain port", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(3)


def _serve(server: uvicorn.Server) -> None:
    try:
        asyncio.run(server.serve())
    except SystemExit:  # uvicorn's word for a port that is taken: the house itself goes on
        log.error("plain port not open", port=server.config.port)
