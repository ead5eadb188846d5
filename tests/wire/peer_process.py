"""A viewer in a process of its own, which can be frozen and killed: `python peer_process.py URL COOKIE CSRF`.

Says `frames N` for each second in which N packets' worth of video came.
"""

import asyncio
import sys

import httpx
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription


async def main(url: str, cookie: str, token: str) -> None:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    transceiver = connection.addTransceiver("video", direction="recvonly")
    await connection.setLocalDescription(await connection.createOffer())
    async with httpx.AsyncClient(timeout=20) as client:
        answer = await client.post(
            url,
            content=connection.localDescription.sdp,
            headers={"Content-Type": "application/sdp", "Cookie": cookie, "X-CSRF-Token": token},
        )
    answer.raise_for_status()
    await connection.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
    before = 0
    while connection.connectionState not in ("failed", "closed"):
        await asyncio.sleep(0.5)
        stats = await transceiver.receiver.getStats()
        received = sum(one.packetsReceived for one in stats.values() if one.type == "inbound-rtp")
        print("packets", received - before, flush=True)  # noqa: T201
        before = received
    print("ended", flush=True)  # noqa: T201


asyncio.run(main(*sys.argv[1:]))
