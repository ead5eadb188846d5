"""The decoder's schedule: packets in, what is to be done with each out; what the analysis says comes back by `heard`.

Shut, the packets since the last idle keyframe are held. When something wakes the gate they are sent first, so that the
analysis sees an event from its beginning, every picture once, in order and with its own time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from ingest.gate.audit import MissRate, is_audited
from ingest.gate.between import Glimpses
from ingest.gate.glance import Glancer, Sight
from ingest.gate.groups import Group, Groups
from ingest.gate.mode import Between, Cause, Grounds, Reason, State, advance, reason_for_all
from ingest.gate.settings import GateSettings
from ingest.gate.sizes import SizeSense
from ingest.packet import Packet
from kernel.clock import from_us
from kernel.frame import Frame
from kernel.ids import CameraId

log = structlog.get_logger()

_BEHIND_S = 1.0  # the analysis is this far behind: what it has said does not speak for now
_GLANCE_S = 1.0  # while the gate is open the background is kept up by a glance so often


@dataclass(frozen=True, slots=True)
class Send:
    """Decode this packet and analyse its picture."""

    packet: Packet


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing happens here: this picture only keeps backgrounds warm."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class AuditEnd:
    """All of an audited group was sent: call `audited`."""


Task = Send | Rest | AuditEnd


@dataclass(slots=True)
class GateFigures:
    """What the gate did. seen: packets that came. decoded: pictures decoded for glances. checks: all audits."""

    seen: int = 0
    decoded: int = 0
    wakes: int = 0
    checks: MissRate = field(default_factory=MissRate)


class GateSchedule:
    """The gate before one stream of a camera. One thread.

    is_wanted: everything is to be looked at. is_weighty: nothing may pass between two keyframes, whatever that costs:
    where packet sizes do not tell, large pictures are glanced at between them, too.
    """

    def __init__(
        self, camera: CameraId, settings: GateSettings, is_wanted: bool = False, is_weighty: bool = False
    ) -> None:
        self.figures = GateFigures()
        self.state = State.ALL
        self.reason: Reason | None = Reason.LEARNING
        self.cause: Cause | None = None
        self._camera = camera
        self._settings = settings
        self._is_wanted = is_wanted
        self._is_weighty = is_weighty
        self._groups = Groups()
        self._glancer = Glancer(settings)
        self._sizes = SizeSense()
        self._glimpses: Glimpses | None = None
        self._codec = ""
        self._held: list[Packet] = []
        self._began_us: int | None = None
        self._size = (0, 0)
        self._faults = 0
        self._fps = 0.0
        self._opened_at: datetime | None = None
        self._heard_at: datetime | None = None
        self._busy_at: datetime | None = None
        self._moving_at: datetime | None = None
        self._was_busy = False  # since the gate opened
        self._doubts = 0
        self._checks = MissRate()  # those that count for trust
        self._distrusted_us: int | None = None
        self._audit: tuple[Frame, Group | None, bool] | None = None  # next keyframe's picture, group, was it busy

    @property
    def are_sizes_heeded(self) -> bool:
        return self._sizes.is_informative

    @property
    def gop_s(self) -> float | None:
        """The longest group of pictures of late."""
        return self._groups.longest_s

    @property
    def between(self) -> Between:
        """How brief events are noticed while the gate is shut."""
        is_glancing = self._pause_s() is not None and (self._is_weighty or not self._is_delayed)
        if is_glancing or (self.gop_s is not None and self.gop_s <= self._settings.glance_s):
            return Between.PICTURES
        return Between.SIZES if self._sizes.is_informative else Between.NOTHING

    def take(self, packet: Packet) -> list[Task]:
        """The next packet of the stream; what is to be done now, in order."""
        self.figures.seen += 1
        if self._began_us is None or packet.at_us < self._began_us:
            self._began_us = packet.at_us
        if packet.codec != self._codec:
            self._glimpses, self._codec = Glimpses(packet.codec), packet.codec
        ended = self._groups.push(packet)
        if packet.is_keyframe:
            return self._keyframe(packet, ended)
        if self.state in (State.ALL, State.OPEN):
            return [Send(packet)]
        if not self._groups.is_whole:
            self._held.clear()  # behind a hole nothing can be decoded before the next keyframe
            return []
        return self._hold(packet)

    def heard(self, frame: Frame, is_busy: bool, is_moving: bool) -> None:
        """The analysis has taken in a frame that was sent.

        is_busy: something is tracked or an event is open; is_moving: something is seen to move.
        """
        self._heard_at = frame.at
        if is_moving:
            self._moving_at = frame.at
        if is_busy:
            self._busy_at, self._was_busy = frame.at, True
        if self.state is State.AUDIT:
            if self._audit is not None and is_busy:
                self._audit = (self._audit[0], self._audit[1], True)
        elif self.state in (State.ALL, State.OPEN) and self._glancer.is_due(frame.at, _GLANCE_S):
            self._glance(frame)

    def audited(self, is_known: bool = True) -> list[Task]:
        """The analysis has taken in the audited group; is_known: all of it."""
        if self._audit is None:
            return []
        (picture, group, was_busy), self._audit = self._audit, None
        if is_known:
            self.figures.checks = self.figures.checks.after(was_busy)
            self._checks = self._checks.after(was_busy)
            if group is not None:
                self._sizes.learn(group.sizes, group.seconds, was_busy)
            if was_busy:
                log.info("gate: an audit found what it had missed", camera=self._camera, at=picture.at.isoformat())
        if self.state is not State.AUDIT:
            return []
        if was_busy:
            return self._open(Cause.AUDIT, picture.at)
        self.state = advance(self.state, State.SHUT)
        return [Rest(picture)]

    def _keyframe(self, packet: Packet, ended: Group | None) -> list[Task]:
        if ended is not None:
            self._fps = ended.fps
        self._look_at_trust(packet.at_us)
        reason = self._reason(packet.at_us)
        if self.state in (State.ALL, State.OPEN):
            self._label(ended)
            self._change(reason, packet)
            return self._shut(packet) if self.state is State.OPEN and self._is_quiet(packet) else [Send(packet)]
        if self._held and self._held[-1].session != packet.session:
            self._held.clear()  # of before the camera was away
        self._held.append(packet)
        if reason is not None:
            return self._all(reason, packet)
        frame = self._begin(packet)
        if frame is None or self.state is State.AUDIT:
            return self._open(Cause.BLIND, from_us(packet.at_us))
        sight = self._glance(frame)
        if self._wakes(sight):
            return self._open(Cause.PICTURE, frame.at)
        return self._idle(packet, frame, ended)

    def _idle(self, packet: Packet, frame: Frame, ended: Group | None) -> list[Task]:
        """The group before this keyframe looks idle, and so does the keyframe."""
        group, self._held = self._held[:-1], [packet]
        is_group = ended is not None and bool(group) and group[0].is_keyframe
        if is_group and ended is not None:
            if self._is_suspicious(ended) and self._shows_something(group):
                self._held = [*group, packet]
                return self._open(Cause.SIZES, frame.at)
            if is_audited(ended.keyframe, self._settings.audit_share):
                self.state = advance(self.state, State.AUDIT)
                self._audit = (frame, ended, False)
                return [*(Send(one) for one in group), AuditEnd()]
            self._sizes.learn(ended.sizes, ended.seconds, was_active=False)
        return [Rest(frame)]

    def _hold(self, packet: Packet) -> list[Task]:
        """A packet between two keyframes, while the gate is not open."""
        self._held.append(packet)
        if self._groups.present_s > self._settings.longest_gop_s:
            return self._all(Reason.LONG_GOP, packet)
        frame = self._glimpses.go_on(packet) if self._glimpses else None
        self._count_decoded()
        if frame is not None and self._wakes(self._glance(frame)):
            return self._open(Cause.PICTURE, frame.at)
        return []

    def _shut(self, packet: Packet) -> list[Task]:
        frame = self._begin(packet)
        if frame is None:
            return [Send(packet)]
        if self._wakes(self._glance(frame)) and self._doubts == 0:
            self._doubts += 1  # something may just be coming into the picture: once more round
            return [Send(packet)]
        self._glancer.absorb(was_for_nothing=not self._was_busy)
        self.state = advance(self.state, State.SHUT)
        self._held = [packet]
        return [Rest(frame)]

    def _open(self, cause: Cause, at: datetime) -> list[Task]:
        """Open the gate: what is held goes first."""
        self.state, self.cause = advance(self.state, State.OPEN), cause
        self.figures.wakes += 1
        self._opened_at, self._was_busy, self._doubts = at, cause is Cause.AUDIT, 0
        if cause is Cause.PICTURE:
            self._glancer.alarm()
        return self._let_go()

    def _all(self, reason: Reason, packet: Packet) -> list[Task]:
        self._change(reason, packet)
        return self._let_go()

    def _let_go(self) -> list[Task]:
        held, self._held = self._held, []
        return [Send(packet) for packet in held]

    def _change(self, reason: Reason | None, packet: Packet) -> None:
        """Go over to looking at everything for a reason, or back to deciding."""
        if (reason is None) == (self.state is not State.ALL) and reason == self.reason:
            return
        if reason is None:
            self.state = advance(self.state, State.OPEN)
            self._opened_at, self._was_busy, self._doubts = from_us(packet.at_us), True, 0
        elif self.state is not State.ALL:
            self.state = advance(self.state, State.ALL)
        self.reason = reason
        mode = "decides" if reason is None else "looks at everything"
        told = reason.value if reason else ""
        log.info(f"gate {mode}", camera=self._camera, reason=told, between_keyframes=self.between.value)

    def _reason(self, at_us: int) -> Reason | None:
        seen_s = (at_us - (self._began_us if self._began_us is not None else at_us)) / 1e6
        grounds = Grounds(
            self._is_wanted,
            seen_s,
            self._groups.longest_s,
            self._glancer.noise,
            self._size[0],
            self._faults,
            self._checks,
        )
        return reason_for_all(grounds, self._settings)

    def _look_at_trust(self, at_us: int) -> None:
        """After an hour of distrust the gate gets another chance."""
        if self.reason is not Reason.MISSES:
            self._distrusted_us = None
        elif self._distrusted_us is None:
            self._distrusted_us = at_us
        elif at_us - self._distrusted_us > 1e6 * self._settings.distrust_s:
            self._checks = MissRate()

    def _is_quiet(self, packet: Packet) -> bool:
        """Whether the analysis, which keeps up, has had nothing to follow for long enough."""
        at, hold_s = from_us(packet.at_us), self._settings.hold_s
        if self._heard_at is None or not -hold_s < (at - self._heard_at).total_seconds() < _BEHIND_S:
            return False
        marks = [mark for mark in (self._busy_at, self._opened_at) if mark is not None]
        return all(not 0 <= (at - mark).total_seconds() < hold_s for mark in marks)

    def _label(self, ended: Group | None) -> None:
        """Teach the sizes by a group that was sent, where the analysis has seen all of it."""
        if ended is None or self._heard_at is None:
            return
        start = from_us(ended.keyframe.at_us)
        if (self._heard_at - start).total_seconds() >= ended.seconds - _BEHIND_S / 2:
            was_busy, was_moving = (mark is not None and mark >= start for mark in (self._busy_at, self._moving_at))
            if was_moving or not was_busy:
                self._sizes.learn(ended.sizes, ended.seconds, was_moving)

    def _begin(self, keyframe: Packet) -> Frame | None:
        assert self._glimpses is not None
        frame = self._glimpses.begin(keyframe, self._groups.longest_s or 0.0, self._pause_s())
        self._count_decoded()
        self._faults = 0 if frame is not None else self._faults + 1
        return frame

    def _pause_s(self) -> float | None:
        """The wanted time between glances; None where keyframes must do."""
        width, height = self._size
        is_cheap = 0 < width * height * self._fps <= self._settings.cheap_px_per_s
        is_worth_it = self._is_weighty and not self._sizes.is_informative
        return self._settings.glance_s if is_cheap or is_worth_it else None

    @property
    def _is_delayed(self) -> bool:
        return self._glimpses is not None and self._glimpses.is_delayed

    def _is_suspicious(self, group: Group) -> bool:
        """Whether a group that is over must be looked into: by its sizes, or because it could not be glanced at."""
        if self._is_weighty and self._is_delayed and not self._sizes.is_informative:
            return True
        return self._sizes.is_suspicious(group.sizes, group.seconds)

    def _shows_something(self, group: Sequence[Packet]) -> bool:
        """Whether a suspicious group shows anything."""
        assert self._glimpses is not None
        frames = self._glimpses.examine(group)
        self._count_decoded()
        return any(self._glancer.peek(frame.luma) >= self._settings.blob_px for frame in frames)

    def _glance(self, frame: Frame) -> Sight:
        self._size = (frame.width, frame.height)
        return self._glancer.see(frame.luma, frame.at)

    def _wakes(self, sight: Sight) -> bool:
        return sight.is_new or sight.blob_px >= self._settings.blob_px

    def _count_decoded(self) -> None:
        if self._glimpses is not None:
            self.figures.decoded += self._glimpses.decoded
            self._glimpses.decoded = 0
