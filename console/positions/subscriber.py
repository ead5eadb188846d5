"""OwnTracks over MQTT: the house's broker is subscribed to; each phone is known by its topic, `owntracks/USER/DEVICE`.

Who may publish to which topic is the broker's to say. Which unit a topic speaks for is a person's.
"""

import asyncio
import ssl
import threading
from collections import OrderedDict
from contextlib import suppress

import aiomqtt
import structlog

from console.house import House
from console.positions.speaker import Speaker
from console.sections import MqttSettings
from kernel.errors import Fault, unavailable
from patrol.avl import owntracks
from patrol.device import Knock

log = structlog.get_logger()

_SPEAKERS_LIMIT = 20_000
_WAITING_LIMIT = 10_000
_LOOK_S = 0.2


class Subscriber:
    """Follows the broker while `run_once` runs."""

    name = "mqtt"

    def __init__(self, house: House, settings: MqttSettings) -> None:
        self._house = house
        self._settings = settings
        self._speakers: OrderedDict[str, Speaker] = OrderedDict()
        self.messages = 0
        self.faults = 0
        self.is_connected = False

    def figures(self) -> dict[str, float]:
        """Counters for the system view."""
        counts = {"connected": self.is_connected, "messages": self.messages, "faults": self.faults}
        return {f"mqtt_{what}": float(count) for what, count in counts.items()}

    def run_once(self, stop: threading.Event) -> None:
        """Follow until `stop` is set; raises an unavailable fault when the broker cannot be reached or is lost."""
        asyncio.run(self._follow(stop))

    async def _follow(self, stop: threading.Event) -> None:
        following = asyncio.create_task(self._messages())
        try:
            while not stop.is_set() and not following.done():
                await asyncio.wait([following], timeout=_LOOK_S)
            if following.done():
                following.result()
        except aiomqtt.MqttError as error:
            broker = f"{self._settings.host}:{self._settings.port}"
            raise unavailable(f"positions: the broker {broker} cannot be reached or refuses: {error}") from error
        finally:
            self.is_connected = False
            following.cancel()
            with suppress(asyncio.CancelledError, aiomqtt.MqttError):
                await following

    async def _messages(self) -> None:
        settings = self._settings
        assert settings.host is not None
        tls = ssl.create_default_context(cafile=settings.ca) if settings.tls else None
        async with aiomqtt.Client(
            settings.host,
            settings.port,
            username=settings.username,
            password=settings.password,
            identifier="watchroom",
            clean_session=False,  # what comes while the console is away waits at the broker
            tls_context=tls,
            max_queued_incoming_messages=_WAITING_LIMIT,
        ) as client:
            await client.subscribe(settings.topic, qos=1)
            self.is_connected = True
            async for message in client.messages:
                await self._hear(message.topic.value, message.payload)

    async def _hear(self, topic: str, payload: object) -> None:
        self.messages += 1
        try:
            body = payload if isinstance(payload, bytes) else b""
            fix = owntracks.decode(body, self._house.clock.now())
            if fix is None:
                return
            speaker = self._speaker(topic)
            if speaker.claim is None:
                await speaker.ask(Knock(f"owntracks:{topic}", topic.partition("/")[2] or topic))
            await speaker.say([fix])
        except Fault as fault:
            self.faults += 1
            log.info("position refused", protocol=owntracks.SOURCE, topic=topic, reason=fault.message)

    def _speaker(self, topic: str) -> Speaker:
        speaker = self._speakers.pop(topic, None) or Speaker(self._house)
        self._speakers[topic] = speaker
        if len(self._speakers) > _SPEAKERS_LIMIT:
            self._speakers.popitem(last=False)
        return speaker
