"""How far the work is, on standard error: a line that rewrites itself on a terminal, else one now and then."""

import sys
import time

_TERMINAL_S = 0.25
_LINES_S = 5.0


class Progress:
    """is_shown: whether anything is said at all."""

    def __init__(self, is_shown: bool, whole_s: float | None) -> None:
        self._is_shown = is_shown
        self._is_terminal = sys.stderr.isatty()
        self._whole_s = whole_s
        self._begun = self._told = time.monotonic()
        self._width = 0

    @property
    def took_s(self) -> float:
        return max(1e-6, time.monotonic() - self._begun)

    def tell(self, frames: int, video_s: float, events: int) -> None:
        """So many frames, seconds of video and events are done."""
        now = time.monotonic()
        if not self._is_shown or now - self._told < (_TERMINAL_S if self._is_terminal else _LINES_S):
            return
        self._told = now
        share = min(0.999, video_s / self._whole_s) if self._whole_s else None
        left_s = self.took_s * (1 - share) / share if share else None
        text = f"{share:5.0%}  " if share is not None else ""
        text += f"{frames} frames, {events} events, {frames / self.took_s:.0f} frames/s"
        text += f", {video_s / self.took_s:.1f} × real time"
        text += f", {left_s:.0f} s left" if left_s is not None else ""
        if self._is_terminal:
            sys.stderr.write("\r" + text.ljust(self._width))
            self._width = len(text)
        else:
            sys.stderr.write(text + "\n")
        sys.stderr.flush()

    def clear(self) -> None:
        """The terminal's line is empty again."""
        if self._is_shown and self._is_terminal and self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()
