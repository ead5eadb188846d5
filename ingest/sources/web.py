"""What comes over HTTP: asked for politely, from one host only, bounded in time and size."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from urllib.parse import urljoin, urlsplit

import httpx

from ingest.address import Credentials, SourceAddress, SourceScheme
from ingest.settings import IngestSettings
from ingest.sources.host import resolve
from kernel.errors import Fault, FaultKind, unavailable

_REDIRECTS = 5
_REFUSED = {401, 403}


class EitherAuth(httpx.Auth):
    """Basic or digest, whichever the camera asks for; nothing is sent before it asks."""

    def __init__(self, credentials: Credentials) -> None:
        self._login = (credentials.username, credentials.password)
        self._digest: httpx.DigestAuth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._digest is not None:
            yield from self._digest.auth_flow(request)
            return
        response = yield request
        if response.status_code != 401:
            return
        asked = [header.partition(" ")[0].lower() for header in response.headers.get_list("www-authenticate")]
        if "digest" in asked:
            self._digest = httpx.DigestAuth(*self._login)
            flow = self._digest.auth_flow(request)
            next(flow)
            yield flow.send(response)
        elif "basic" in asked:
            yield from httpx.BasicAuth(*self._login).auth_flow(request)


class WebClient:
    """Asks one host. One thread may use it; faults name the address, never what was sent."""

    def __init__(self, address: SourceAddress, credentials: Credentials | None, settings: IngestSettings) -> None:
        resolve(address, settings)
        self.name = str(address)
        self.stall_timeout_s = settings.stall_timeout_s
        self._host = address.host.lower()
        self._is_secure = address.scheme is SourceScheme.HTTPS
        in_path = credentials is not None and address.has_login_in_path
        self.url = address.url(credentials if in_path else None)
        # Cameras sign their certificates themselves: there is nothing to check them against.
        self._client = httpx.Client(
            auth=EitherAuth(credentials) if credentials is not None and not in_path else None,
            timeout=httpx.Timeout(settings.stall_timeout_s, connect=settings.open_timeout_s),
            verify=False,  # noqa: S501
            trust_env=False,
            headers={"user-agent": "watchroom"},
        )

    def open(self, url: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """The answer to a GET of `url`, its body not read yet; follows redirects on the same host only."""
        for _ in range(_REDIRECTS):
            self._demand_same_host(url)
            try:
                response = self._client.send(self._client.build_request("GET", url, headers=headers), stream=True)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise self.fault(error) from None
            if not response.has_redirect_location:
                break
            response.close()
            url = urljoin(url, response.headers["location"])
        if response.is_success:
            return response
        response.close()
        raise self._refusal(response.status_code)

    def read(self, url: str, limit_bytes: int, headers: dict[str, str] | None = None) -> bytes:
        """The whole body at `url`; raises a corrupt fault when it is longer than `limit_bytes`."""
        response = self.open(url, headers)
        body = bytearray()
        with self.reading(response):
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > limit_bytes:
                    raise Fault(FaultKind.CORRUPT, f"{self.name}: sends more than {limit_bytes >> 20} MiB at once")
        return bytes(body)

    @contextmanager
    def reading(self, response: httpx.Response) -> Iterator[None]:
        """Closes the answer in the end and turns what goes wrong into faults."""
        try:
            yield
        except httpx.HTTPError as error:
            raise self.fault(error) from None
        finally:
            response.close()

    def fault(self, error: Exception) -> Fault:
        """Why nothing could be had."""
        if isinstance(error, httpx.TimeoutException):
            return unavailable(f"{self.name}: no answer for {self.stall_timeout_s:g} s; check the camera")
        if isinstance(error, httpx.ConnectError):
            return unavailable(f"{self.name}: cannot be connected to; check the port and that the camera is on")
        if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
            return unavailable(f"{self.name}: the connection was closed by the camera")
        return unavailable(f"{self.name}: cannot be read ({type(error).__name__})")

    def close(self) -> None:
        self._client.close()

    def _demand_same_host(self, url: str) -> None:
        """What a playlist or a redirect names must be on the camera: else it could make us ask anyone."""
        try:
            parts = urlsplit(url)
            is_same = (parts.hostname or "").lower() == self._host
        except ValueError:
            is_same = False
        if not is_same or parts.scheme not in ("http", "https"):
            raise Fault(FaultKind.CORRUPT, f"{self.name}: points to another host; give the address on that host")
        if self._is_secure and parts.scheme != "https":
            raise Fault(FaultKind.CORRUPT, f"{self.name}: points to an address without TLS")

    def _refusal(self, status: int) -> Fault:
        if status in _REFUSED:
            return Fault(FaultKind.FORBIDDEN, f"{self.name}: wrong user name or password; check the camera's login")
        if status == 404:
            return unavailable(f"{self.name}: there is no such page (404); check the path of the address")
        return unavailable(f"{self.name}: the camera refused the request ({status})")
