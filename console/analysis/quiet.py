"""Events on their way into the store: what dismissals have taught keeps some of them quiet."""

from dataclasses import replace
from typing import Protocol

from analytics.worker import EventSink
from kernel.event import Event
from kernel.ids import EventId


class Teaching(Protocol):
    """What was learnt; `Lessons` is it."""

    def quieting(self, event: Event) -> tuple[str, ...]:
        """The lessons for which the event, as far as it has come, calls nobody."""
        ...


class QuietSink:
    """A sink before another. A quiet event is recorded as any other; it calls as soon as it outgrows what was taught:
    it goes elsewhere, turns out to be of another class, a second camera sees it, or the lesson is taken away.
    Called by one thread at a time.
    """

    def __init__(self, sink: EventSink, lessons: Teaching) -> None:
        self._sink = sink
        self._lessons = lessons
        self._quiet: set[EventId] = set()

    def open(self, event: Event, picture: bytes | None) -> Event:
        lessons = self._lessons.quieting(event)
        if lessons:
            self._quiet.add(event.id)
        return self._sink.open(replace(event, suppressed_by=lessons), picture)

    def update(self, event: Event, picture: bytes | None = None) -> Event:
        return self._sink.update(self._heard(event), picture)

    def close(self, event: Event, picture: bytes | None = None) -> Event:
        heard = self._heard(event)
        self._quiet.discard(event.id)
        return self._sink.close(heard, picture)

    def _heard(self, event: Event) -> Event:
        lessons: tuple[str, ...] = ()
        if event.id in self._quiet and not event.also_seen_by:
            lessons = self._lessons.quieting(event)
        if not lessons:
            self._quiet.discard(event.id)
        return replace(event, suppressed_by=lessons)
