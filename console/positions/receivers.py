"""NMEA 0183 over TCP: a sign-on line with the device token, then sentences."""

from console.house import House
from console.positions.speaker import Speaker
from console.positions.wire import Wire
from kernel.errors import Fault, FaultKind
from patrol.avl import nmea


class Receivers:
    """Conversations with receivers and serial gateways. They are told nothing: they do not listen."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def converse(self, wire: Wire) -> None:
        """Until the receiver hangs up; raises a fault when it is to be hung up on."""
        decoder, speaker = nmea.Decoder(), Speaker(self._house)
        while data := await wire.read():
            fixes = []
            for said in decoder.feed(data, self._house.clock.now()):
                if isinstance(said, nmea.SignOn):
                    await speaker.sign_on(said.token)
                else:
                    fixes.append(said)
            if fixes and await speaker.say(fixes) is None:
                raise Fault(FaultKind.UNAUTHENTICATED, "the device token is not valid any more")
