"""Plays the units: moves each in the streets, sends its positions, presses the buttons of its phone."""

import asyncio
import math
import random
from dataclasses import dataclass, field

import structlog

from console.demo.crew import Crew, Deed, tasks_of
from console.demo.door import Door, object_of
from console.demo.roads import build_roads
from console.demo.roster import UNITS, UnitPlan
from console.demo.rover import Rover, Spot
from console.demo.town import place_of
from kernel.clock import Clock
from kernel.errors import Fault
from kernel.journal import Json

log = structlog.get_logger()

_IDLE_LOOK_S, _BUSY_LOOK_S = 2.6, 1.3
_NOISE_M = 1.2


@dataclass(slots=True)
class PlayedUnit:
    """One unit: its crew, its rover and its own device's door."""

    plan: UnitPlan
    door: Door
    token: str
    clock: Clock
    luck: random.Random
    rover: Rover = field(init=False)
    crew: Crew = field(init=False)
    _seen_s: float = field(init=False)
    _battery: float = 96.0

    def __post_init__(self) -> None:
        self.rover = Rover(self.plan, build_roads(), self.luck)
        self.crew = Crew(self.luck)
        self._seen_s = self.clock.monotonic()
        self.rover.step(self.luck.uniform(5, 90))
        self.door.speak_as_device(self.token)

    async def look(self) -> float:
        """One round: ask for the orders, act, move, tell the position. Returns the seconds until the next one."""
        home = object_of(await self.door.get("/api/unit/home"))
        unit = object_of(home["unit"])
        now = self.clock.monotonic()
        gone, self._seen_s = now - self._seen_s, now
        if unit["phone_connected"]:
            return _IDLE_LOOK_S  # a person has this unit in hand
        if unit["status"] in ("off_duty", "out_of_service"):
            return 2 * _IDLE_LOOK_S
        tasks = tasks_of(home)
        there = self.crew.destination(tasks)
        if there is None:
            self.rover.resume()
        else:
            self.rover.go_to(*there)
        spot = self.rover.step(min(gone, 10.0))
        await self._tell(spot)
        for deed in self.crew.decide(now, tasks, self.rover.has_arrived):
            await self._press(deed)
        return _BUSY_LOOK_S if tasks else _IDLE_LOOK_S

    async def _tell(self, spot: Spot) -> None:
        place = place_of(spot.x + self.luck.gauss(0, _NOISE_M), spot.y + self.luck.gauss(0, _NOISE_M))
        self._battery = max(20.0, self._battery - 0.002)
        await self.door.send_position(
            {
                "id": self.token,
                "lat": f"{place.lat:.7f}",
                "lon": f"{place.lon:.7f}",
                "timestamp": str(int(self.clock.now().timestamp() * 1000)),
                "accuracy": f"{self.luck.uniform(3, 7):.1f}",
                "speed": f"{max(0.0, spot.speed_mps * 1.943844):.1f}",  # the protocol counts in knots
                "bearing": f"{spot.course_deg:.0f}",
                "batt": f"{self._battery:.0f}",
            }
        )

    async def _press(self, deed: Deed) -> None:
        path = f"/api/orders/{deed.order}/{deed.act}"
        try:
            if deed.act == "report":
                await self.door.send_form(path, {"text": deed.text})
            else:
                body: dict[str, Json] = {"reason": deed.text} if deed.act == "decline" else {}
                await self.door.send("POST", path, body)
        except Fault as fault:
            log.info("step refused", unit=self.plan.callsign, act=deed.act, reason=fault.message)


async def play_unit(unit: PlayedUnit) -> None:
    """Play one unit for ever; what fails is tried again."""
    pause = 2.0
    while True:
        try:
            pause = await unit.look()
        except Fault as fault:
            log.warning("unit waits", unit=unit.plan.callsign, reason=fault.message)
            pause = 5.0
        await unit.clock.sleep(pause * unit.luck.uniform(0.9, 1.1))


async def play_units(base_url: str, tokens: dict[str, tuple[str, str]], clock: Clock) -> None:
    """Play all units that have a token."""
    async with asyncio.TaskGroup() as group:
        for index, plan in enumerate(UNITS):
            if plan.callsign in tokens:
                luck = random.Random(math.floor(clock.now().timestamp()) + index)  # noqa: S311  # a made town's luck
                unit = PlayedUnit(plan, Door(base_url), tokens[plan.callsign][1], clock, luck)
                group.create_task(play_unit(unit))
