"""Work reaches eyes: the journal, the track boxes and the positions, turned into messages once for everybody."""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgpack
import zmq

from console.audience import Facts, facts_of
from console.sections import StreamSettings
from kernel.clock import Clock
from kernel.fanout import Fanout
from kernel.journal import Entry, Json, JsonObject
from kernel.sql.database import Database
from kernel.sql.journal import Tail, last_sequence, read_after
from kernel.supervise import Supervised

REPLAY_PAGE = 500
_LISTEN_MS = 200
_NOTHING = 1 << 62  # no number is as large

Enrich = Callable[[Entry], JsonObject]
"""The data of an entry as pages shall see it."""

FixesSince = Callable[[int], tuple[Mapping[str, JsonObject], int]]
"""The newest fix (shape of `FixView`) of every unit that moved after the given number, by unit id, and the number to
ask with next."""


@dataclass(frozen=True, slots=True)
class Message:
    """One server-sent event, ready to be written. sequence: None for what is not journalled."""

    sequence: int | None
    kind: str
    facts: Facts
    wire: bytes


def entry_data(entry: Entry, data: JsonObject) -> JsonObject:
    """The shape of `StreamEntry`."""
    return {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "kind": entry.kind,
        "subject": entry.subject,
        "actor": {"id": entry.actor.id, "name": entry.actor.name},
        "data": dict(data),
    }


def journal_message(entry: Entry, data: JsonObject) -> Message:
    """The message of a journal entry."""
    text = json.dumps(entry_data(entry, data), ensure_ascii=False, separators=(",", ":"))
    wire = f"id: {entry.sequence}\nevent: {entry.kind}\ndata: {text}\n\n".encode()
    return Message(entry.sequence, entry.kind, facts_of(entry.kind, entry.subject, entry.data), wire)


def passing_message(kind: str, facts: Facts, data: Mapping[str, Json]) -> Message:
    """A message without an id: the latest wins."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Message(None, kind, facts, f"event: {kind}\ndata: {text}\n\n".encode())


class RoomFeed:
    """Tails the journal, listens for boxes and asks for positions; gives each message to every subscriber once.

    `journal` carries entries in order without loss while a subscriber keeps up; `passing` carries the rest.
    """

    def __init__(self, database: Database, clock: Clock, settings: StreamSettings, enrich: Enrich) -> None:
        self.journal: Fanout[Message] = Fanout()
        self.passing: Fanout[Message] = Fanout()
        self.settings = settings
        self.is_closed = False
        self._database = database
        self._clock = clock
        self._enrich = enrich
        self._sequence = 0
        self._loops: list[Supervised] = []

    def start(self, tracks_endpoint: str | None, fixes_since: FixesSince | None) -> None:
        """Start the threads; entries from now on are delivered."""
        with self._database.read() as session:
            self._sequence = last_sequence(session)
        self._loops = [Supervised("journal tail", self._tail, self._clock)]
        if tracks_endpoint is not None:
            self._loops.append(Supervised("boxes", _BoxListener(tracks_endpoint, self.passing).run_once, self._clock))
        if fixes_since is not None:
            watch = _PositionWatch(fixes_since, self.passing, self._clock, 1 / self.settings.positions_hz)
            self._loops.append(Supervised("positions", watch.run_once, self._clock))
        for loop in self._loops:
            loop.start()

    def stop(self) -> None:
        for loop in self._loops:
            loop.stop()

    def close(self) -> None:
        """End every reader's stream; from any thread, even in a signal handler's place."""
        self.is_closed = True

    @property
    def faults(self) -> tuple[str, ...]:
        """What troubles the threads now."""
        return tuple(f"{loop.name}: {loop.last_fault}" for loop in self._loops if loop.last_fault)

    def last(self) -> int:
        """The newest sequence in the database."""
        with self._database.read() as session:
            return last_sequence(session)

    def replay(self, after: int) -> Sequence[Message]:
        """The next page of messages after `after`, straight from the database; empty when there is none yet."""
        with self._database.read() as session:
            entries = read_after(session, after, REPLAY_PAGE)
        return [self._message(entry) for entry in entries]

    def _tail(self, stop: threading.Event) -> None:
        # A tail of its own for each run: after a fault it goes on behind the last entry that was delivered.
        Tail(self._database, self._clock, self._sequence).follow(self._deliver, stop)

    def _deliver(self, entry: Entry) -> None:
        self.journal.publish(self._message(entry))
        self._sequence = entry.sequence

    def _message(self, entry: Entry) -> Message:
        return journal_message(entry, self._enrich(entry))


class _BoxListener:
    """Takes track boxes from the analysis hosts."""

    def __init__(self, endpoint: str, passing: Fanout[Message]) -> None:
        self._endpoint = endpoint
        self._passing = passing

    def run_once(self, stop: threading.Event) -> None:
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context.instance()
        socket = context.socket(zmq.SUB)
        try:
            socket.setsockopt(zmq.RCVHWM, 1000)
            socket.setsockopt(zmq.LINGER, 0)
            socket.subscribe(b"")
            # This end binds: any number of analysis hosts may send, and each may come and go.
            socket.bind(self._endpoint)
            while not stop.is_set():
                if socket.poll(_LISTEN_MS):
                    camera, payload = socket.recv_multipart()
                    facts = Facts("boxes", "", camera=camera.decode())
                    self._passing.publish(passing_message("boxes", facts, msgpack.unpackb(payload)))
        finally:
            socket.close()


class _PositionWatch:
    """Joins new positions into one message per tick."""

    def __init__(self, fixes_since: FixesSince, passing: Fanout[Message], clock: Clock, every_s: float) -> None:
        self._fixes_since = fixes_since
        self._passing = passing
        self._clock = clock
        self._every_s = every_s
        self._after = fixes_since(_NOTHING)[1]

    def run_once(self, stop: threading.Event) -> None:
        if not self._clock.wait(self._every_s, stop):
            self.tick()

    def tick(self) -> None:
        """Publish what is new since the last tick."""
        fixes, self._after = self._fixes_since(self._after)
        if fixes:
            new: dict[str, Json] = {unit: dict(fix) for unit, fix in fixes.items()}
            self._passing.publish(passing_message("positions", Facts("positions", ""), {"fixes": new}))
