"""Many viewers in one process, which throw the pictures away: `python -m tests.bench.viewers ROOM_URL PASSWORD WAY`.

WAY is `whep` (WebRTC) or `mse` (WebSocket). Reads a number of viewers per line, opens or closes as many, and answers
with how long the slowest took, in ms, and how many of those open before still got pictures.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

import httpx
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

_LOOK_S = 0.5


class View(Protocol):
    """One open view."""

    async def received(self) -> int:
        """Bytes so far; what is closed gets no more."""
        ...

    async def close(self) -> None: ...


class WhepView:
    """A view over WebRTC: packets come in and are deciphered, but nobody decodes: the machine is to be the room's."""

    def __init__(self, connection: RTCPeerConnection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, client: httpx.AsyncClient, camera: str) -> "WhepView":
        """Returns when it is connected."""
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        transceiver = connection.addTransceiver("video", direction="recvonly")
        transceiver.receiver._enabled = False
        await connection.setLocalDescription(await connection.createOffer())
        answer = await client.post(
            f"/api/cameras/{camera}/whep",
            content=connection.localDescription.sdp,
            headers={"Content-Type": "application/sdp"},
        )
        answer.raise_for_status()
        await connection.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
        while connection.connectionState != "connected":
            await asyncio.sleep(0.01)
        return cls(connection)

    async def received(self) -> int:
        stats = await self._connection.getStats()
        return sum(int(one.bytesReceived) for one in stats.values() if one.type == "transport")

    async def close(self) -> None:
        await self._connection.close()


class MseView:
    """A view over a WebSocket."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._bytes = 0
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, client: httpx.AsyncClient, camera: str) -> "MseView":
        """Returns when the first fragment came."""
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        url = str(client.base_url.join(f"/api/cameras/{camera}/mse")).replace("http", "ws", 1)
        headers = {"Cookie": cookies, "Origin": str(client.base_url).rstrip("/")}
        # A browser offers compression; the room declines it.
        view = cls(await connect(url, additional_headers=headers, max_size=None))
        while not view._bytes and not view._reader.done():
            await asyncio.sleep(0.01)
        return view

    async def received(self) -> int:
        return self._bytes

    async def close(self) -> None:
        await self._socket.close()
        await self._reader

    async def _read(self) -> None:
        with suppress(ConnectionClosed):
            async for message in self._socket:
                self._bytes += len(message)


Open = Callable[[httpx.AsyncClient, str], Awaitable[View]]
WAYS: dict[str, Open] = {"whep": WhepView.open, "mse": MseView.open}


async def alive(views: list[View]) -> int:
    """How many get pictures now."""
    before = [await view.received() for view in views]
    await asyncio.sleep(_LOOK_S)
    return sum([await view.received() > had for view, had in zip(views, before, strict=True)])


async def main(url: str, password: str, way: str) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        signed = await client.post("/api/session", json={"username": "admin", "password": password})
        client.headers["X-CSRF-Token"] = signed.json()["csrf_token"]
        cameras = [camera["id"] for camera in (await client.get("/api/cameras")).json()]
        views: list[View] = []
        while line := await asyncio.to_thread(sys.stdin.readline):
            slowest, still = 0.0, await alive(views)
            while len(views) < int(line):
                began = time.monotonic()
                views.append(await WAYS[way](client, cameras[len(views) % len(cameras)]))
                slowest = max(slowest, time.monotonic() - began)
            while len(views) > int(line):
                await views.pop().close()
            print(round(slowest * 1000), still, flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
