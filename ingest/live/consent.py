"""Whether a WebRTC peer is still there and wants to be sent to: RFC 7675, for slow and lossy links and a quick end."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import aiortc.rtcicetransport
from aioice.ice import Connection
from aioice.stun import TransactionError

_CHECK_S = 0.8
_TICK_S = 0.25
_RETRANSMISSIONS = 3  # at 0.5, 1.5 and 3.5 s; an answer is waited for until 7.5 s


@dataclass(slots=True)
class Consent:
    """When a peer is gone, in seconds of a monotonic clock. Pure.

    silent_s: gone when nothing at all came for so long; RFC 7675 asks for no more than unanswered_s without an answer
    to a check, which only the peer itself can give, so that nobody can have a stranger flooded.
    """

    began_s: float
    heard_s: float = 0.0
    answered_s: float = 0.0
    silent_s: float = 4.2
    unanswered_s: float = 30.0

    def __post_init__(self) -> None:
        self.heard_s = self.answered_s = self.began_s

    def answered(self, now_s: float) -> None:
        """A check was answered, however late."""
        self.heard_s = self.answered_s = now_s

    def heard(self, now_s: float) -> None:
        """Something came: media, a report, a check of the peer's own."""
        self.heard_s = now_s

    def is_gone(self, now_s: float) -> bool:
        return now_s - self.heard_s >= self.silent_s or now_s - self.answered_s >= self.unanswered_s


class PatientConnection(Connection):
    """aioice counts an answer that takes longer than half a second as none, and a few such as the end: it cuts phones
    on bad networks. Here checks overlap and each is waited for; only silence ends the connection.
    """

    _heard_s = 0.0

    def data_received(self, data: bytes, component: int) -> None:
        self._heard_s = asyncio.get_running_loop().time()
        super().data_received(data, component)

    async def query_consent(self) -> None:
        """Check until the peer is gone, then close. aioice runs it once the connection stands."""
        loop = asyncio.get_running_loop()
        consent = Consent(loop.time())
        checks: set[asyncio.Task[None]] = set()
        due_s = 0.0
        try:
            while not consent.is_gone(loop.time()):
                if loop.time() >= due_s:
                    due_s = loop.time() + _CHECK_S
                    task = loop.create_task(self._check(consent))
                    checks.add(task)
                    task.add_done_callback(checks.discard)
                before_s = loop.time()
                await asyncio.sleep(_TICK_S)
                if self._heard_s >= before_s:
                    consent.heard(self._heard_s)
        finally:
            for task in tuple(checks):
                task.cancel()
        self._query_consent_task = None
        await self.close()

    async def _check(self, consent: Consent) -> None:
        assert self.remote_password is not None
        key = self.remote_password.encode()
        for pair in tuple(self._nominated.values()):
            request = self.build_request(pair, nominate=False)
            with suppress(TransactionError, OSError):
                await pair.protocol.request(
                    request, pair.remote_addr, integrity_key=key, retransmissions=_RETRANSMISSIONS
                )
                consent.answered(asyncio.get_running_loop().time())


def be_patient() -> None:
    """Let aiortc make its connections with this consent; it takes no other kind by itself."""
    aiortc.rtcicetransport.Connection = PatientConnection  # type: ignore[attr-defined]
