"""Open WebRTC connections: who has them, for what, and their end, asked for or not."""

import asyncio
import secrets
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import structlog
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.exceptions import InvalidAccessError, InvalidStateError, OperationError

from ingest.live.consent import be_patient
from ingest.live.offer import reachable
from kernel.errors import invalid, not_found

log = structlog.get_logger()

be_patient()

CONNECT_S = 10.0
_BAD_OFFER = (
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    AssertionError,
    InvalidAccessError,
    InvalidStateError,
    OperationError,
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a connection belongs to. person: a user's or unit's id; login: which of his sign-ins opened it."""

    person: str
    login: str = ""


@dataclass(frozen=True, slots=True)
class OpenPeer:
    """One open connection as others see it. subject: the camera watched, the publisher published."""

    id: str
    subject: str
    holder: Holder


@dataclass(eq=False, slots=True)
class _Peer:
    id: str
    subject: str
    holder: Holder
    connection: RTCPeerConnection
    resources: AsyncExitStack
    deadline: asyncio.TimerHandle | None = None
    tasks: set[asyncio.Task[None]] = field(default_factory=set)


class Peers:
    """Keeps connections until they end. Belongs to one event loop.

    kind: how the log names them. A peer that does not connect within 10 s, or vanishes, is closed and forgotten by
    itself, the latter within 5 s.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._peers: dict[str, _Peer] = {}

    def keep(self, subject: str, holder: Holder, connection: RTCPeerConnection, resources: AsyncExitStack) -> str:
        """The id of a connection that is kept from now on; `resources` are let go when it ends."""
        peer = _Peer(secrets.token_urlsafe(12), subject, holder, connection, resources)
        self._peers[peer.id] = peer
        loop = asyncio.get_running_loop()

        def end(reason: str) -> None:
            task = loop.create_task(self._close(peer, reason))
            peer.tasks.add(task)
            task.add_done_callback(peer.tasks.discard)

        @connection.on("connectionstatechange")
        def changed() -> None:
            if connection.connectionState == "connected" and peer.deadline is not None:
                peer.deadline.cancel()
                peer.deadline = None
            elif connection.connectionState in ("failed", "closed"):
                end(f"the connection {connection.connectionState}")

        peer.deadline = loop.call_later(CONNECT_S, end, "it did not connect")
        # It may have connected, or failed, while the answer was made.
        changed()
        log.info(f"{self._kind} session opened", subject=subject, session=peer.id)
        return peer.id

    def open(self) -> list[OpenPeer]:
        """The connections that are open now."""
        return [OpenPeer(peer.id, peer.subject, peer.holder) for peer in self._peers.values()]

    async def close(self, session: str, person: str | None = None) -> None:
        """End a session; raises a not-found fault when it is gone, or is not `person`'s."""
        peer = self._peers.get(session)
        if peer is None or (person is not None and peer.holder.person != person):
            raise not_found(f"{self._kind} session", session)
        await self._close(peer, "asked to")

    async def close_login(self, login: str) -> None:
        """End every session that was opened in one sign-in."""
        for peer in [peer for peer in self._peers.values() if peer.holder.login == login]:
            await self._close(peer, "its owner has signed out")

    async def close_subject(self, subject: str, reason: str) -> None:
        """End every session on `subject`."""
        for peer in [peer for peer in self._peers.values() if peer.subject == subject]:
            await self._close(peer, reason)

    async def close_all(self) -> None:
        """End every session."""
        for peer in tuple(self._peers.values()):
            await self._close(peer, "the server stops")

    def __len__(self) -> int:
        return len(self._peers)

    async def _close(self, peer: _Peer, reason: str) -> None:
        if self._peers.pop(peer.id, None) is None:
            return
        if peer.deadline is not None:
            peer.deadline.cancel()
        log.info(f"{self._kind} session closed", subject=peer.subject, session=peer.id, reason=reason)
        await peer.resources.aclose()


def new_connection() -> RTCPeerConnection:
    """A connection that asks no STUN or TURN server: browser and server share a network."""
    return RTCPeerConnection(RTCConfiguration(iceServers=[]))


async def apply_offer(subject: str, connection: RTCPeerConnection, offer_sdp: str, must: str) -> None:
    """Let the connection take the offer; `must` tells, if it cannot, what an offer must do."""
    try:
        await connection.setRemoteDescription(RTCSessionDescription(reachable(offer_sdp), "offer"))
    except _BAD_OFFER as error:
        raise invalid(f"{subject}: the offer cannot be answered ({error}); it must {must}") from error


async def make_answer(subject: str, connection: RTCPeerConnection, must: str) -> str:
    """The answer (SDP) to the offer that the connection has taken."""
    try:
        await connection.setLocalDescription(await connection.createAnswer())
    except _BAD_OFFER as error:
        raise invalid(f"{subject}: the offer cannot be answered ({error}); it must {must}") from error
    return connection.localDescription.sdp
