"""One request out, within bounds: checked address, one deadline for all of it, no redirects, a short answer."""

import asyncio
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import httpx

from console.outward.guard import addresses_of, parse_target
from console.outward.retry import Answer
from console.sections import OutwardSettings
from kernel.errors import Fault, unavailable

ANSWER_BYTES = 1000
_AGENT = "Watchroom"
_PLAIN = {"accept-encoding": "identity"}  # what is packed could be a thousand times as long as what came


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came; of its content only the beginning."""

    status: int
    retry_after: str | None
    content: bytes


class Sender:
    """Sends requests to other systems; belongs to no event loop."""

    def __init__(self, settings: OutwardSettings) -> None:
        self._settings = settings

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send `body` and say what came of it; never raises for what the network or the receiver does."""
        began = time.monotonic()
        try:
            tls = await asyncio.to_thread(lambda: self._tls)  # the first time it reads hundreds of certificates
            async with asyncio.timeout(self._settings.timeout_s):
                reply = await self._post(tls, url, {**headers, "content-type": "application/json"}, body)
        except Fault as fault:
            return Answer(None, fault.message, time.monotonic() - began)
        except TimeoutError:
            text = f"no whole answer within {self._settings.timeout_s:g} s"
            return Answer(None, text, time.monotonic() - began)
        text = reply.content.decode("utf-8", "replace").strip()
        if 300 <= reply.status < 400:
            text = "it redirects, and redirects are not followed; enter the address it leads to"
        return Answer(reply.status, text, time.monotonic() - began, reply.retry_after)

    async def _post(self, tls: ssl.SSLContext, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        target, address = parse_target(url), httpx.URL(url)
        numbers = await addresses_of(target, self._settings.networks)
        timeout = httpx.Timeout(self._settings.timeout_s)
        async with httpx.AsyncClient(verify=tls, trust_env=False, follow_redirects=False, timeout=timeout) as client:
            for rank, number in enumerate(numbers, start=1):
                # Connected to the number that was checked; name and certificate stay those of the address.
                request = client.build_request(
                    "POST",
                    address.copy_with(host=number),
                    headers={**headers, "host": address.netloc.decode(), "user-agent": _AGENT, **_PLAIN},
                    content=body,
                    extensions={"sni_hostname": target.host},
                )
                try:
                    return await _reply(client, request)
                except httpx.TimeoutException:
                    raise TimeoutError from None
                except httpx.ConnectError as error:
                    if rank == len(numbers):
                        raise unavailable(_why(error, target.host)) from None
                except httpx.HTTPError as error:
                    raise unavailable(_why(error, target.host)) from None
        raise unavailable(f"{target.host}: cannot be reached")

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._settings.ca is not None:
            try:
                context.load_verify_locations(self._settings.ca)
            except (OSError, ssl.SSLError) as error:
                raise unavailable(f"outward.ca {self._settings.ca}: cannot be read as PEM ({error})") from error
        return context


async def _reply(client: httpx.AsyncClient, request: httpx.Request) -> Reply:
    answer = await client.send(request, stream=True)
    try:
        content = b""
        async for chunk in answer.aiter_raw(ANSWER_BYTES):
            content += chunk
            if len(content) >= ANSWER_BYTES:
                break
        return Reply(answer.status_code, answer.headers.get("retry-after"), content[:ANSWER_BYTES])
    finally:
        await answer.aclose()


def _why(error: httpx.HTTPError, host: str) -> str:
    text = str(error) or type(error).__name__
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return f"{host}: its certificate is not trusted ({text.partition('failed: ')[2] or text}); see outward.ca"
    return f"{host}: {text[:200].lower()}"
