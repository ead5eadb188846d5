"""What the sizes of packets say, where they say anything: with a constant bitrate or a noisy sensor they say nothing.

Every group of pictures gets a score: how much larger than usual its packets are, over the best half second. The usual
is learnt per place in the group, from groups in which nothing moved. The sizes are heeded only while they have proved
to tell groups with activity from groups without. Pure.
"""

import math
from collections import deque
from collections.abc import Sequence

_IDLE_KEPT, _ACTIVE_KEPT = 400, 60
_LEAST_IDLE, _LEAST_ACTIVE = 40, 8
_IDLE_OVER = 0.025  # share of idle groups that may be above the limit: each costs a decode for nothing
_HIT_SHARE = 0.2  # of the groups with activity that must be above it
_LEARN = 0.1
_WINDOW_S = 0.4


class SizeSense:
    """The sense of one camera. One thread."""

    def __init__(self) -> None:
        self._usual: list[float] = []
        self._idle: deque[float] = deque(maxlen=_IDLE_KEPT)
        self._active: deque[float] = deque(maxlen=_ACTIVE_KEPT)
        self._limit: float | None = None

    @property
    def is_informative(self) -> bool:
        """Whether sizes have proved to tell activity from none."""
        return self._limit is not None

    def is_suspicious(self, sizes: Sequence[int], gop_s: float) -> bool:
        """Whether something may have moved in a group. sizes: of its packets without the keyframe's, bytes."""
        return self._limit is not None and self._score(sizes, gop_s) > self._limit

    def learn(self, sizes: Sequence[int], gop_s: float, was_active: bool) -> None:
        """Take in a group of which it is known whether anything moved in it."""
        if not sizes:
            return
        if self._usual:
            (self._active if was_active else self._idle).append(self._score(sizes, gop_s))
        if not was_active:
            self._remember(sizes)
        self._judge()

    def _score(self, sizes: Sequence[int], gop_s: float) -> float:
        last = len(self._usual) - 1
        if last < 0 or gop_s <= 0:
            return 0.0
        above = [math.log(size + 64) - self._usual[min(i, last)] for i, size in enumerate(sizes)]
        window = max(1, min(len(above), round(_WINDOW_S * (len(sizes) + 1) / gop_s)))
        total = best = sum(above[:window])
        for i in range(window, len(above)):
            total += above[i] - above[i - window]
            best = max(best, total)
        return best / window

    def _remember(self, sizes: Sequence[int]) -> None:
        for i, size in enumerate(sizes):
            level = math.log(size + 64)
            if i < len(self._usual):
                self._usual[i] += _LEARN * (level - self._usual[i])
            else:
                self._usual.append(level)

    def _judge(self) -> None:
        self._limit = None
        if len(self._idle) < _LEAST_IDLE or len(self._active) < _LEAST_ACTIVE:
            return
        ordered = sorted(self._idle)
        limit = ordered[min(len(ordered) - 1, int((1 - _IDLE_OVER) * len(ordered)))]
        if sum(score > limit for score in self._active) >= _HIT_SHARE * len(self._active):
            self._limit = limit
