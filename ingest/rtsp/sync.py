"""Places a sound track on the clock of the pictures beside it. Pure."""

from ingest.rtsp.reports import SenderReport

_FAR_US = 3_000_000  # a camera whose word lies so far from what arrives is not believed
_STEP_US = 300_000  # gone over to at once; less is gone over to gently
_SLEW = 50  # one part of so many


class SoundClock:
    """The times of one connection's sound, in microseconds of the pictures' clock. Not thread-safe.

    Best known from both tracks' sender reports, at first from what the camera said of its start (RTP-Info), else from
    what arrived together.
    """

    def __init__(self) -> None:
        self.video_report: tuple[SenderReport, int] | None = None  # with its place on the track's clock
        self.sound_report: tuple[SenderReport, int] | None = None
        self.starts_us: tuple[int, int] | None = None  # of the pictures, of the sound: the same moment
        self._newest: tuple[float, int] | None = None
        self._ahead_us: int | None = None
        self._last: tuple[int, int] | None = None  # own time, and placed

    def see(self, now_s: float, pts_us: int) -> None:
        """A picture came. now_s: on a clock that never goes back."""
        self._newest = now_s, pts_us

    def place(self, own_us: int, now_s: float) -> int | None:
        """Where sound of `own_us`, on its track's own clock, belongs; None before the first picture. Always rises."""
        if self._newest is None:
            return None
        heard_us = self._newest[1] + int((now_s - self._newest[0]) * 1e6) - own_us
        told_us = self._told_ahead_us()
        is_told = told_us is not None and abs(told_us - heard_us) < _FAR_US
        if self._ahead_us is None:
            self._ahead_us = heard_us
        wished_us = told_us if is_told and told_us is not None else self._ahead_us
        if not is_told and abs(heard_us - self._ahead_us) > _FAR_US:
            wished_us = heard_us
        last_own_us, last_us = self._last or (own_us, own_us + wished_us - 1)
        if self._last is None or abs(wished_us - self._ahead_us) > _STEP_US:
            self._ahead_us = wished_us
        else:
            limit_us = abs(own_us - last_own_us) // _SLEW
            self._ahead_us += max(-limit_us, min(limit_us, wished_us - self._ahead_us))
        placed_us = max(own_us + self._ahead_us, last_us + 1)
        self._last = own_us, placed_us
        return placed_us

    def _told_ahead_us(self) -> int | None:
        if self.video_report is not None and self.sound_report is not None:
            (video, video_us), (sound, sound_us) = self.video_report, self.sound_report
            return (video_us - video.utc_us) - (sound_us - sound.utc_us)
        if self.starts_us is not None:
            return self.starts_us[0] - self.starts_us[1]
        return None
