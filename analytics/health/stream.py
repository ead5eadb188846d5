"""Is the stream of a camera well? Figures in, a sign for each kind of trouble out. Pure."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from analytics.health.condition import Sign, graded, worst
from analytics.health.settings import StreamHealthSettings
from kernel.event import HealthKind

STREAM_KINDS = (
    HealthKind.CAMERA_OFFLINE,
    HealthKind.BITRATE_COLLAPSED,
    HealthKind.CLOCK_WRONG,
    HealthKind.NOT_RECORDED,
    HealthKind.FEED_DROPPING,
    HealthKind.UNSTEADY,
)
_LEARN_AT_FIRST_S = 300.0
_LEARN = 0.0005  # by which share of itself the usual bitrate moves per look: a day's work for a day's change
_LEAST_BPS = 20_000.0  # below that a ratio of bitrates means nothing


@dataclass(frozen=True, slots=True)
class StreamLook:
    """One camera's stream at one moment.

    is_online: as the pull host last said. The others are None where no fresh figures came: then nothing is said of
    them. packets, jumps, reconnects, dropped: since that host began. is_wanted: footage ought to be written now.
    written_at: up to when it is.
    """

    at: datetime
    is_online: bool
    figures: "StreamFigures | None" = None


@dataclass(frozen=True, slots=True)
class StreamFigures:
    """What is measured while the pull host lives; see `StreamLook`."""

    bitrate_bps: float
    clock_offset_s: float | None
    packets: int
    jumps: int
    reconnects: int
    dropped: int
    is_wanted: bool
    written_at: datetime | None


@dataclass(frozen=True, slots=True)
class Usual:
    """The bitrate that the stream has half of the time. learnt_s: how long it was looked at."""

    bitrate_bps: float = 0.0
    learnt_s: float = 0.0

    def learnt(self, bitrate_bps: float, passed_s: float) -> "Usual":
        """After another `passed_s` at this bitrate: their mean at first, then a small step towards it."""
        learnt_s = self.learnt_s + passed_s
        if self.learnt_s < _LEARN_AT_FIRST_S:
            share = passed_s / learnt_s
            return Usual(self.bitrate_bps + share * (bitrate_bps - self.bitrate_bps), learnt_s)
        step = _LEARN * passed_s / 5
        toward = 1 + step if bitrate_bps > self.bitrate_bps else 1 - step
        return Usual(self.bitrate_bps * toward, learnt_s)


class StreamHealth:
    """Judges the looks at one camera's stream in their order. One thread."""

    def __init__(self, settings: StreamHealthSettings, usual: Usual | None = None) -> None:
        self.usual = usual or Usual()
        self._settings = settings
        self._past: deque[tuple[datetime, StreamFigures]] = deque()
        self._breaks: deque[datetime] = deque()
        self._was_online = False
        self._online_since: datetime | None = None

    def judge(self, look: StreamLook) -> dict[HealthKind, Sign]:
        """What this look says."""
        signs = dict.fromkeys(STREAM_KINDS, Sign.UNKNOWN)
        signs[HealthKind.CAMERA_OFFLINE] = Sign.WELL if look.is_online else Sign.BAD
        if not look.is_online:
            self._online_since = None
        elif self._online_since is None:
            self._online_since = look.at
        figures = look.figures
        if figures is None:
            return signs
        self._remember(look.at, figures)
        oldest = self._past[0][1]
        signs[HealthKind.UNSTEADY] = self._steadiness(look.at, look.is_online)
        signs[HealthKind.FEED_DROPPING] = self._dropping(figures)
        if look.is_online:
            signs[HealthKind.CLOCK_WRONG] = self._clock(figures, oldest)
            signs[HealthKind.NOT_RECORDED] = self._recording(look.at, figures)
            signs[HealthKind.BITRATE_COLLAPSED] = self._bitrate(look.at, figures)
        return signs

    def _remember(self, at: datetime, figures: StreamFigures) -> None:
        if self._past and figures.packets < self._past[-1][1].packets:
            self._past.clear()  # the host began anew
        self._past.append((at, figures))
        while at - self._past[0][0] > timedelta(seconds=self._settings.window_s):
            self._past.popleft()

    def _steadiness(self, at: datetime, is_online: bool) -> Sign:
        """Connections that broke; the vain tries of a camera that stays away are none."""
        tries = self._past[-1][1].reconnects - self._past[-2][1].reconnects if len(self._past) > 1 else 0
        both, either = self._was_online and is_online, self._was_online or is_online
        self._was_online = is_online
        self._breaks.extend([at] * (tries if both else min(tries, 1) if either else 0))
        while self._breaks and at - self._breaks[0] > timedelta(seconds=self._settings.window_s):
            self._breaks.popleft()
        return graded(len(self._breaks), *self._settings.reconnects)

    def _dropping(self, figures: StreamFigures) -> Sign:
        minute = [one for at, one in self._past if self._past[-1][0] - at <= timedelta(seconds=60)]
        packets = max(1, figures.packets - minute[0].packets)
        return graded((figures.dropped - minute[0].dropped) / packets, *self._settings.drop_share)

    def _clock(self, figures: StreamFigures, oldest: StreamFigures) -> Sign:
        jumps = graded(figures.jumps - oldest.jumps, *self._settings.clock_jumps)
        if figures.clock_offset_s is None:
            return jumps
        return worst(jumps, graded(abs(figures.clock_offset_s), *self._settings.clock_s))

    def _recording(self, at: datetime, figures: StreamFigures) -> Sign:
        if not figures.is_wanted:
            return Sign.WELL  # somebody wants it so
        limit = timedelta(seconds=self._settings.unrecorded_s)
        if self._online_since is None or at - self._online_since < limit:
            return Sign.UNKNOWN
        is_behind = figures.written_at is None or at - figures.written_at > limit
        return Sign.BAD if is_behind else Sign.WELL

    def _bitrate(self, at: datetime, figures: StreamFigures) -> Sign:
        earlier = self._past[-2][0] if len(self._past) > 1 else at
        passed_s = min(30.0, (at - earlier).total_seconds())
        usual = self.usual
        if passed_s > 0 and figures.bitrate_bps > 0:
            self.usual = usual.learnt(figures.bitrate_bps, passed_s)
        if usual.learnt_s < self._settings.bitrate_learn_s or usual.bitrate_bps < _LEAST_BPS:
            return Sign.UNKNOWN
        return graded(figures.bitrate_bps / usual.bitrate_bps, *self._settings.bitrate)
