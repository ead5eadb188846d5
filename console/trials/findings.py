"""What the rules of a trial report: kept in memory, the pictures of the draft's on disk."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from console.trials.sides import side_of
from console.trials.trial import MOST_FINDINGS, Finding, Side
from kernel.event import Event
from kernel.ids import EventId


class Findings:
    """A sink of events; the same one serves both sides. One thread. Past `MOST_FINDINGS` it only counts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: dict[EventId, Finding] = {}
        self.left_out = 0

    def found(self) -> Iterator[Finding]:
        """What was reported so far, in the order of time."""
        yield from sorted(self._found.values(), key=lambda one: (one.at, one.number))

    def open(self, event: Event, picture: bytes | None) -> Event:
        if len(self._found) >= MOST_FINDINGS:
            self.left_out += 1
            return event
        side, rule_id = side_of(event.rule or "")
        number = len(self._found) + 1
        has_picture = picture is not None and side is Side.DRAFT
        if has_picture and picture is not None:
            (self._folder / f"{number}.jpg").write_bytes(picture)
        self._found[event.id] = Finding(
            number=number,
            side=side,
            rule_id=rule_id,
            at=event.opened_at,
            until=event.opened_at,
            object_class=event.object_class,
            direction=event.direction,
            count=event.count,
            box=event.box,
            has_picture=has_picture,
        )
        return event

    def update(self, event: Event, picture: bytes | None = None) -> Event:  # noqa: ARG002  # the first will do
        before = self._found.get(event.id)
        if before is not None:
            until, object_class = event.clip_end, event.object_class
            self._found[event.id] = replace(before, until=until, object_class=object_class, count=event.count)
        return event

    def close(self, event: Event, picture: bytes | None = None) -> Event:
        return self.update(event, picture)
