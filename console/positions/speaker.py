"""Who speaks on a connection: on what ground, and whether a person has let it."""

import asyncio

from console.house import House
from kernel.actor import system
from kernel.errors import Fault, FaultKind
from patrol.device import Device, DeviceState, Knock
from patrol.position import Fix, FixVerdict
from patrol.service.positions import Claim
from patrol.service.units import hash_of

ACTOR = system("positions")
ASK_AGAIN_S = 10.0


class Speaker:
    """One device: a token's, or one that asks to join and is let in by a person. Belongs to one event loop."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._claim: Claim | None = None
        self._asked_at: float | None = None

    @property
    def claim(self) -> Claim | None:
        """What it may speak on; None: nothing yet."""
        return self._claim

    async def sign_on(self, token: str) -> None:
        """By device token; raises an unauthenticated fault."""
        claim = Claim(token_hash=hash_of(token))
        if await asyncio.to_thread(self._house.patrol.positions.unit_of, claim) is None:
            raise Fault(FaultKind.UNAUTHENTICATED, "the device token is not valid")
        self._claim = claim

    async def ask(self, knock: Knock) -> Device | None:
        """By a person's word; None where it was asked a moment ago. Joins as soon as a person has said so."""
        now = asyncio.get_running_loop().time()
        if self._claim is not None or (self._asked_at is not None and now - self._asked_at < ASK_AGAIN_S):
            return None
        self._asked_at = now
        device = await asyncio.to_thread(self._house.patrol.devices.ask, knock, ACTOR)
        if device.state is DeviceState.JOINED:
            self._claim = Claim(device_key=knock.key)
        return device

    def accept(self, key: str) -> None:
        """It has shown that it is the joined device of that key."""
        self._claim = Claim(device_key=key)

    async def unit(self) -> str | None:
        """The unit for which it may speak just now."""
        if self._claim is None:
            return None
        unit = await asyncio.to_thread(self._house.patrol.positions.unit_of, self._claim)
        if unit is None:
            self._claim = None
        return unit

    async def say(self, fixes: list[Fix]) -> list[FixVerdict] | None:
        """Store the fixes; None where it may not speak, or not any more: nothing is stored then."""
        if self._claim is None:
            return None
        verdicts = await self._house.fixes.record([(self._claim, fix) for fix in fixes])
        granted = [verdict for verdict in verdicts if verdict is not None]
        if len(granted) < len(verdicts):
            self._claim = None
            return None
        return granted
