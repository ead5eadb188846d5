"""Many WebRTC viewers in one process, which throw the pictures away: `python -m tests.bench.viewers ROOM_URL PASSWORD`.

Reads a number of viewers per line, opens or closes as many, and answers with how long the slowest took, in ms, and how
many of those open before still were.
"""

import asyncio
import sys
import time

import httpx
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription


async def view(client: httpx.AsyncClient, camera: str) -> tuple[RTCPeerConnection, float]:
    """An open view and the seconds until it was connected."""
    began = time.monotonic()
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    transceiver = connection.addTransceiver("video", direction="recvonly")
    # The packets come in and are deciphered, but nobody decodes: the machine is to be the room's.
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
    return connection, time.monotonic() - began


async def main(url: str, password: str) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        signed = await client.post("/api/session", json={"username": "admin", "password": password})
        client.headers["X-CSRF-Token"] = signed.json()["csrf_token"]
        cameras = [camera["id"] for camera in (await client.get("/api/cameras")).json()]
        views: list[RTCPeerConnection] = []
        while line := await asyncio.to_thread(sys.stdin.readline):
            slowest, still = 0.0, sum(one.connectionState == "connected" for one in views)
            while len(views) < int(line):
                connection, took = await view(client, cameras[len(views) % len(cameras)])
                views.append(connection)
                slowest = max(slowest, took)
            while len(views) > int(line):
                await views.pop().close()
            print(round(slowest * 1000), still, flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
