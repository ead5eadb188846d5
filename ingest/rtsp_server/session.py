"""One client's connection: reads its RTSP requests (RFC 2326) and answers them."""

import asyncio
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ingest.rtsp_server.datagrams import DatagramWay
from ingest.rtsp_server.login import Challenge, Login
from ingest.rtsp_server.mount import Mount, Viewer

IDLE_S = 60.0
_HEAD_LIMIT, _BODY_LIMIT = 16_384, 65_536
_METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, SET_PARAMETER, TEARDOWN"
_CLIENT_PORTS = re.compile(r"client_port=(\d{1,5})-(\d{1,5})")
_INTERLEAVED = re.compile(r"interleaved=(\d{1,3})(?:-(\d{1,3}))?")
_REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    455: "Method Not Valid in This State",
    459: "Aggregate Operation Not Allowed",
    461: "Unsupported Transport",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One request; header names in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]

    @property
    def mount_name(self) -> str:
        """The path of the URL without the track's part."""
        path = unquote(urlsplit(self.url).path).strip("/")
        return path.removesuffix("/track0").strip("/")


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, more headers and a body."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""


class BadRequestError(Exception):
    """What came in is not RTSP."""


class Session:
    """Serves one connection until it ends; belongs to the server's event loop."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        mounts: Mapping[str, Mount],
        login: Login | None,
        limit_bytes: int,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._mounts = mounts
        self._challenge = Challenge(login) if login else None
        self._limit_bytes = limit_bytes
        self._id = secrets.token_hex(8)
        self._mount: Mount | None = None
        self._viewer: Viewer | None = None
        self._is_playing = False
        self._datagrams: DatagramWay | None = None

    async def run(self) -> None:
        """Answer requests until the client leaves, is idle too long or speaks nonsense."""
        try:
            while True:
                async with asyncio.timeout(None if self._is_playing else IDLE_S):
                    request = await self._read()
                if request is None:
                    continue
                self._reply(request, self._answer(request))
                await self._writer.drain()
                if request.method == "TEARDOWN":
                    return
        except BadRequestError:
            self._reply(Request("", "", {}), Answer(400))
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError):
            pass
        finally:
            if self._mount is not None and self._viewer is not None:
                self._mount.detach(self._viewer)
            if self._datagrams is not None:
                self._datagrams.close()
            self._writer.close()

    async def _read(self) -> Request | None:
        """The next request, or None for the client's own RTCP, which nobody needs."""
        first = await self._reader.readexactly(1)
        if first == b"$":
            header = await self._reader.readexactly(3)
            await self._reader.readexactly(int.from_bytes(header[1:], "big"))
            return None
        try:
            head = first + await self._reader.readuntil(b"\r\n\r\n")
            lines = head.decode("utf-8").strip().split("\r\n")
            method, url, version = lines[0].split(" ")
        except (asyncio.LimitOverrunError, ValueError) as error:
            raise BadRequestError from error
        pairs = (line.partition(":") for line in lines[1:])
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        length = headers.get("content-length", "0")
        if len(head) > _HEAD_LIMIT or not version.startswith("RTSP/1.") or not length.isdecimal():
            raise BadRequestError
        if int(length) > _BODY_LIMIT:
            raise BadRequestError
        await self._reader.readexactly(int(length))
        return Request(method, url, headers)

    def _answer(self, request: Request) -> Answer:
        if request.method == "OPTIONS":
            return Answer(headers=(("Public", _METHODS),))
        if self._challenge is not None:
            proof = request.headers.get("authorization", "")
            if not self._challenge.accepts(request.method, request.url, proof):
                return Answer(401, (("WWW-Authenticate", self._challenge.header),))
        answers = {"DESCRIBE": self._describe, "SETUP": self._set_up, "PLAY": self._play}
        if request.method in answers:
            return answers[request.method](request)
        is_known = request.method in _METHODS.split(", ")
        return Answer(headers=self._session) if is_known else Answer(405, (("Allow", _METHODS),))

    def _describe(self, request: Request) -> Answer:
        mount = self._mounts.get(request.mount_name)
        if mount is None:
            return Answer(404)
        headers = (("Content-Base", request.url.rstrip("/") + "/"), ("Content-Type", "application/sdp"))
        return Answer(headers=headers, body=mount.clip.sdp())

    def _set_up(self, request: Request) -> Answer:
        mount = self._mounts.get(request.mount_name)
        if mount is None:
            return Answer(404)
        if self._is_playing:
            return Answer(455)
        offers = [offer.strip() for offer in request.headers.get("transport", "").split(",")]
        offer = next((offer for offer in offers if offer.upper().startswith("RTP/AVP/TCP")), None)
        if offer is None:
            return self._set_up_datagrams(mount, offers)
        asked = _INTERLEAVED.search(offer)
        data = int(asked[1]) if asked else 0
        report = int(asked[2]) if asked and asked[2] else data + 1
        if max(data, report) > 255:
            return Answer(461)
        transport = self._writer.transport
        self._mount, self._viewer = mount, Viewer(transport, (data, report), self._limit_bytes)
        chosen = f"RTP/AVP/TCP;unicast;interleaved={data}-{report}"
        return Answer(headers=(("Transport", chosen), *self._session))

    def _set_up_datagrams(self, mount: Mount, offers: list[str]) -> Answer:
        asked = next((found for offer in offers if (found := _CLIENT_PORTS.search(offer))), None)
        if asked is None or "multicast" in asked.string:
            return Answer(461)
        ports = int(asked[1]), int(asked[2])
        if self._datagrams is not None:
            return Answer(455)
        try:
            self._datagrams = DatagramWay(self._writer, ports)
        except OSError:
            return Answer(461)
        self._datagrams.lose_every = mount.lose_every
        self._mount, self._viewer = mount, Viewer(self._datagrams, (0, 1), self._limit_bytes)
        mine = self._datagrams.ports
        chosen = f"RTP/AVP/UDP;unicast;client_port={ports[0]}-{ports[1]};server_port={mine[0]}-{mine[1]}"
        return Answer(headers=(("Transport", chosen), *self._session))

    def _play(self, _request: Request) -> Answer:
        if self._mount is None or self._viewer is None:
            return Answer(455)
        if not self._is_playing:
            # The first packets are written later, by the mount's own task: the answer goes out before them.
            self._mount.attach(self._viewer)
            self._is_playing = True
        return Answer(headers=(("Range", "npt=now-"), *self._session))

    @property
    def _session(self) -> tuple[tuple[str, str], ...]:
        return (("Session", f"{self._id};timeout={IDLE_S:.0f}"),)

    def _reply(self, request: Request, answer: Answer) -> None:
        lines = [f"RTSP/1.0 {answer.status} {_REASONS[answer.status]}", f"CSeq: {request.headers.get('cseq', '0')}"]
        lines += [f"{name}: {value}" for name, value in answer.headers]
        body = answer.body.encode()
        if body:
            lines.append(f"Content-Length: {len(body)}")
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + body)
