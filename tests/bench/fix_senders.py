"""`python -m tests.bench.fix_senders URL TOKENS SECONDS`: sends fixes at a pace, reads the stream; prints JSON."""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import uvloop

from tests.bench.figures import percentile
from tests.bench.fixes import PASSWORD, PER_S, USER

CONNECTIONS = 1000
_LAST_S = 10.0  # until the stream has told all


@dataclass(slots=True)
class Count:
    """What was sent and what came."""

    sent: int = 0
    refused: int = 0
    answers_s: list[float] = field(default_factory=list)
    streamed_s: dict[tuple[str, str], float] = field(default_factory=dict)


def query(token: str, number: int, due: float) -> bytes:
    """One fix: each unit stands in a place of its own and moves a little."""
    lat, lon = 31.0 + (number % 100) * 0.002, 121.0 + (number // 100 % 100) * 0.002
    shift = number / PER_S * 1e-5
    return (
        f"GET /osmand?id={token}&lat={lat + shift:.6f}&lon={lon:.6f}&timestamp={due * 1000:.0f}&accuracy=8&speed=4"
        f"&bearing=0&batt=80 HTTP/1.1\r\nHost: room\r\n\r\n"
    ).encode()


async def sender(address: tuple[str, int], work: "Work", count: Count) -> None:
    """Sends what is due next, again and again, on one connection."""
    reader, writer = await asyncio.open_connection(*address)
    while (number := work.take()) is not None:
        due = work.began + number / PER_S
        if (early := due - time.time()) > 0:
            await asyncio.sleep(early)
        writer.write(query(work.tokens[number % len(work.tokens)], number, due))
        count.sent += 1
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        await reader.readexactly(length)
        count.answers_s.append(time.time() - due)
        count.refused += head[9:12] != b"200"
    writer.close()


@dataclass(slots=True)
class Work:
    """Which fix comes next."""

    tokens: list[str]
    began: float
    length: int
    _next: int = 0

    def take(self) -> int | None:
        if self._next >= self.length:
            return None
        self._next += 1
        return self._next - 1


async def follow(url: str, count: Count, ready: asyncio.Event) -> None:
    """Reads the event stream as a page does."""
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        answer = await client.post("/api/session", json={"username": USER, "password": PASSWORD})
        answer.raise_for_status()
        async with client.stream("GET", "/api/stream") as stream:
            ready.set()
            async for line in stream.aiter_lines():
                if line.startswith('data: {"fixes"'):
                    now = time.time()
                    for unit, fix in json.loads(line[6:])["fixes"].items():
                        at = fix["at"]
                        count.streamed_s[unit, at] = now - datetime.fromisoformat(at).timestamp()


async def main(url: str, tokens: list[str], seconds: float) -> None:
    """Send, wait until the stream is quiet, print."""
    count, ready = Count(), asyncio.Event()
    following = asyncio.create_task(follow(url, count, ready))
    await asyncio.wait([asyncio.create_task(ready.wait()), following], return_when=asyncio.FIRST_COMPLETED)
    parts = urlsplit(url)
    work = Work(tokens, time.time() + 1.0, int(seconds * PER_S))
    address = parts.hostname or "", parts.port or 80
    await asyncio.gather(*(sender(address, work, count) for _ in range(CONNECTIONS)))
    took = time.time() - work.began
    until = time.time() + _LAST_S
    while len(count.streamed_s) < count.sent - count.refused and time.time() < until:
        await asyncio.sleep(0.1)
    following.cancel()
    late = list(count.streamed_s.values()) or [float("inf")]
    told = {
        "sent": count.sent,
        "per_s": count.sent / took,
        "refused": count.refused,
        "streamed": len(count.streamed_s),
        "p50_s": percentile(late, 0.5),
        "p95_s": percentile(late, 0.95),
        "slowest_s": max(late),
        "answer_p95_s": percentile(count.answers_s, 0.95),
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], json.loads(Path(sys.argv[2]).read_text()), float(sys.argv[3])))
