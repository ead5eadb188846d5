"""Lets a camera's packets through to its recorder as its policy says, and says why when it does not."""

import threading
from collections import deque
from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Protocol

from ingest.packet import Packet, StreamInfo
from ingest.record.policy import ModeClock, Policy, RecordMode
from ingest.record.segment import BY_SCHEDULE, NO_EVENT
from ingest.record.trigger import Episode
from kernel.clock import from_us, to_us

WAITING = "waiting for a keyframe"
LATE_S = 10  # an event is told of so much later than it began, at most
SHELF_LIMIT_BYTES = 64 << 20
_AT_ONCE = 25  # packets from the shelf for each that comes: it empties fast, and the recorder's queue never overflows


class Sink(Protocol):
    """The recorder, as far as the gate cares; must not block."""

    def begin(self, info: StreamInfo) -> None: ...

    def put(self, packet: Packet) -> None: ...

    def interrupt(self, at: datetime, reason: str) -> None: ...


class Gate:
    """Between a session and its recorder. The session's thread puts; any thread may `follow`, `tell` and `close`.

    While it waits for events it keeps the last seconds, in whole GOPs, on a shelf in memory. An event opens it from the
    keyframe before its pre-roll on; it closes at the first keyframe after the post-roll, so that no picture is lost
    when the next event begins at once. A mode of `off` closes it at the very packet.
    """

    def __init__(self, sink: Sink, policy: Policy, zone: tzinfo, limit_bytes: int = SHELF_LIMIT_BYTES) -> None:
        self._sink = sink
        self._zone = zone
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._windows: tuple[tuple[int, int | None], ...] = ()
        self._shelf: deque[Packet] = deque()
        self._shelf_bytes = 0
        self._cuts_us: deque[int] = deque()  # of the packets on the shelf: where a recording can begin or end
        self._episodes: tuple[Episode, ...] = ()
        self._is_open = False
        self._said: str | None = None
        self._ended: tuple[datetime, str] | None = None
        self._set(policy)

    def follow(self, policy: Policy) -> None:
        """Work by this policy from now on; nothing is lost over the change."""
        with self._lock:
            if policy != self._policy:
                self._set(policy)

    def tell(self, episodes: Iterable[Episode]) -> None:
        """All events of the camera that last or ended of late."""
        with self._lock:
            self._episodes = tuple(episodes)
            self._watch_for(self._episodes)
            if self._ended is not None and self._shelf and self._find_start():
                # What led to the end of the stream: nothing else will come to push it out.
                self._drain(len(self._shelf))
                self._sink.interrupt(*self._ended)
                self._is_open = False

    def begin(self, info: StreamInfo) -> None:
        with self._lock:
            self._sink.begin(info)

    def put(self, packet: Packet) -> None:
        with self._lock:
            if self._ended is not None:
                self._clear()
                self._ended = None
            mode = self._mode.mode_at_us(packet.at_us)
            if mode is RecordMode.OFF:
                self._shut(packet)
                return
            if mode is RecordMode.CONTINUOUS and self._is_open and not self._shelf:
                self._sink.put(packet)
                return
            self._shelve(packet)
            if mode is RecordMode.CONTINUOUS:
                self._let_through(packet)
            else:
                self._await_event(packet)

    def interrupt(self, at: datetime, reason: str) -> None:
        """The stream ended: what was let through already goes on its way first."""
        with self._lock:
            if self._is_open:
                self._drain(len(self._shelf))
                self._clear()
            self._is_open = False
            self._said = None
            self._ended = (at, reason)
            self._sink.interrupt(at, reason)

    def close(self) -> None:
        """Hand on what was let through; no more packets come."""
        with self._lock:
            if self._is_open:
                self._drain(len(self._shelf))
            self._clear()

    def _set(self, policy: Policy) -> None:
        self._policy = policy
        self._mode = ModeClock(policy, self._zone)
        self._watch_for(self._episodes)

    def _watch_for(self, episodes: Iterable[Episode]) -> None:
        pre_us, post_us = self._policy.pre_roll_s * 1_000_000, self._policy.post_roll_s * 1_000_000
        self._windows = tuple(
            (to_us(episode.start) - pre_us, None if episode.end is None else to_us(episode.end) + post_us)
            for episode in episodes
        )

    def _shut(self, packet: Packet) -> None:
        if self._is_open:
            self._drain(len(self._shelf))
        self._clear()
        self._is_open = False
        self._say(packet, BY_SCHEDULE)

    def _let_through(self, packet: Packet) -> None:
        if not self._is_open:
            self._is_open = True
            while len(self._cuts_us) > 1:
                self._drop_group()
            if not self._cuts_us and self._said is not None:
                # The recorder begins at a keyframe: until then it is the camera that is waited for.
                self._sink.interrupt(from_us(packet.at_us), WAITING)
            self._said = None
        self._drain(min(len(self._shelf), _AT_ONCE))

    def _await_event(self, packet: Packet) -> None:
        if not self._is_open and not self._find_start():
            self._say(packet, NO_EVENT)
            self._trim(packet.at_us)
            return
        for _ in range(_AT_ONCE):
            if not self._shelf:
                return
            first = self._shelf[0]
            if _is_cut(first) and not self._wanted_starts():
                self._is_open = False
                self._say(first, NO_EVENT)
                return
            self._drain(1)

    def _find_start(self) -> bool:
        """Open from the keyframe before the earliest wanted packet of the shelf on, if one is wanted."""
        starts = self._wanted_starts()
        if not starts:
            return False
        while len(self._cuts_us) > 1 and self._cuts_us[1] <= min(starts):
            self._drop_group()
        self._is_open = True
        self._said = None
        return True

    def _wanted_starts(self) -> list[int]:
        """Where the windows begin that anything on the shelf lies in."""
        first_us, last_us = self._shelf[0].at_us, self._shelf[-1].at_us
        return [start for start, end in self._windows if start <= last_us and (end is None or end > first_us)]

    def _trim(self, now_us: int) -> None:
        """Keep whole GOPs that cover the pre-roll, late events allowed for, within the limit of bytes."""
        keep_from_us = now_us - (self._policy.pre_roll_s + LATE_S) * 1_000_000
        while len(self._cuts_us) > 1 and (self._cuts_us[1] <= keep_from_us or self._shelf_bytes > self._limit_bytes):
            self._drop_group()
        if self._shelf_bytes > self._limit_bytes:
            self._clear()

    def _say(self, packet: Packet, reason: str) -> None:
        if self._said != reason:
            self._said = reason
            self._sink.interrupt(from_us(packet.at_us), reason)

    def _drain(self, count: int) -> None:
        for _ in range(count):
            self._sink.put(self._drop())

    def _shelve(self, packet: Packet) -> None:
        self._shelf.append(packet)
        self._shelf_bytes += len(packet.data)
        if _is_cut(packet):
            self._cuts_us.append(packet.at_us)

    def _drop(self) -> Packet:
        packet = self._shelf.popleft()
        self._shelf_bytes -= len(packet.data)
        if _is_cut(packet):
            self._cuts_us.popleft()
        return packet

    def _drop_group(self) -> None:
        """Drop all before the second keyframe."""
        self._drop()
        while not _is_cut(self._shelf[0]):
            self._drop()

    def _clear(self) -> None:
        self._shelf.clear()
        self._cuts_us.clear()
        self._shelf_bytes = 0


def _is_cut(packet: Packet) -> bool:
    """Whether a recording can begin or end at this packet: each piece of sound counts as a keyframe, but is no cut."""
    return packet.is_keyframe and packet.stream != "audio"
