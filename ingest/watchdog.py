"""Tells a stream that is ill from one that is only slow, by the stream's own habits. Pure."""

from collections import deque
from statistics import median

_LONGER = 4  # this many times what is usual is not usual
_KNOWN = 3  # intervals that make a habit
_PATIENCE_LIMIT_S = 60.0
_KEYFRAMES_WHILE_RUNNING = 3  # a stream that runs may miss a keyframe or two
_DAMAGE_WINDOW_S = 10.0
_DAMAGE_LEAST = 20


class Watchdog:
    """One stream over all its connections. The pulling thread calls; `patience_s` may be read from any thread.

    stall_timeout_s, keyframe_timeout_s: what is waited for packets and keyframes of a stream whose habits are unknown.
    A stream that is given up although it lives (a picture every eight seconds, keyframes minutes apart) is waited for
    twice as long the next time, and by its habits once they are known.
    """

    def __init__(self, stall_timeout_s: float, keyframe_timeout_s: float) -> None:
        self._stall_timeout_s = stall_timeout_s
        self._keyframe_timeout_s = keyframe_timeout_s
        self._steps_s: deque[float] = deque(maxlen=9)
        self._gops_s: deque[float] = deque(maxlen=5)
        self._stalls = 0
        self._keyframe_losses = 0
        self._heard_s: float | None = None
        self._keyframe_s: float | None = None
        self._begun_s = 0.0
        self._window: tuple[float, int, int] = (0.0, 0, 0)  # since when, damaged by then, units in it

    @property
    def patience_s(self) -> float:
        """How long the stream may be silent."""
        steps_s = tuple(self._steps_s)
        if len(steps_s) >= _KNOWN:
            wished_s = _LONGER * float(median(steps_s))
        else:
            wished_s = self._stall_timeout_s * float(2 ** min(self._stalls, 10))
        return max(self._stall_timeout_s, min(wished_s, _PATIENCE_LIMIT_S))

    def begin(self, now_s: float) -> None:
        """A connection stands; now_s: on a clock that never goes back, as everywhere here."""
        self._begun_s = now_s
        self._heard_s = self._keyframe_s = None
        self._window = (now_s, 0, 0)

    def heard(self, now_s: float, is_keyframe: bool, damaged: int = 0) -> str | None:
        """A picture came; returns what is wrong with the stream, if it is to be given up.

        damaged: how many came damaged since the connection stands.
        """
        if self._heard_s is not None:
            self._steps_s.append(now_s - self._heard_s)
        self._heard_s = now_s
        if is_keyframe:
            if self._keyframe_s is not None:
                self._gops_s.append(now_s - self._keyframe_s)
                self._keyframe_losses = 0
            self._keyframe_s = now_s
        elif fault := self._keyframe_fault(now_s):
            self._keyframe_losses += 1
            return fault
        return self._damage_fault(now_s, damaged)

    def fell_silent(self) -> None:
        """The connection was given up because nothing came."""
        if self._heard_s is not None and len(self._steps_s) < _KNOWN:
            self._stalls += 1

    def _keyframe_fault(self, now_s: float) -> str | None:
        longer = 2 ** min(self._keyframe_losses, 4)
        if self._keyframe_s is None:
            limit_s = min(self._keyframe_timeout_s * longer, max(self._keyframe_timeout_s, _PATIENCE_LIMIT_S))
            if now_s - self._begun_s <= limit_s:
                return None
            return f"no keyframe in {limit_s:g} s; check the encoder's GOP length"
        limit_s = self._keyframe_timeout_s * _KEYFRAMES_WHILE_RUNNING * longer
        if self._gops_s:
            limit_s = max(limit_s, _LONGER * max(self._gops_s))
        if now_s - self._keyframe_s <= limit_s:
            return None
        return f"it sends pictures, but no keyframe for {limit_s:g} s"

    def _damage_fault(self, now_s: float, damaged: int) -> str | None:
        since_s, before, units = self._window
        if now_s - since_s < _DAMAGE_WINDOW_S:
            self._window = (since_s, before, units + 1)
            return None
        self._window = (now_s, damaged, 0)
        if damaged - before >= _DAMAGE_LEAST and damaged - before > units / 2:
            count = damaged - before
            return f"{count} pictures came damaged within {_DAMAGE_WINDOW_S:g} s; check the network, or use TCP"
        return None
