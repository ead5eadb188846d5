"""The health of one camera's picture: frames in, changes of its troubles out."""

from collections.abc import Iterable
from datetime import timedelta

from analytics.health.calibrated import CalibratedView
from analytics.health.condition import Sign
from analytics.health.look import Look, look_at
from analytics.health.memory import Memory
from analytics.health.picture import PICTURE_KINDS, PictureHealth, Signs
from analytics.health.settings import HealthSettings
from analytics.health.troubles import Subject, TroubleChange, Troubles
from kernel.event import Event, HealthKind
from kernel.frame import Frame


class PictureWatch:
    """Looks at about one frame a second. One thread; frames in their order, of whatever rate.

    resumed: the camera's events that were open before a restart. calibrated: the view that was calibrated, if any.
    """

    def __init__(
        self,
        subject: Subject,
        memory: Memory,
        settings: HealthSettings,
        resumed: Iterable[Event] = (),
        calibrated: CalibratedView | None = None,
    ) -> None:
        self.calibrated = calibrated
        self.health = PictureHealth(memory, settings.picture)
        self.troubles = Troubles(subject, {kind: settings.patience_of(kind) for kind in PICTURE_KINDS}, resumed)
        self.signs: Signs = {}
        self._pause = timedelta(seconds=settings.picture.look_s) - timedelta(milliseconds=50)
        self._last: Look | None = None

    def see(self, frame: Frame, is_steered: bool = False) -> list[TroubleChange]:
        """What this frame changes; nothing when it comes too soon after the last one that was looked at."""
        if self._last is not None and timedelta(0) <= frame.at - self._last.at < self._pause:
            return []
        self._last = look = look_at(frame)
        troubled = self.troubles.on - {HealthKind.VIEW_MOVED}
        self.signs = self.health.judge(look, bool(troubled), is_steered)
        if self.calibrated is None or self.calibrated.reference is None:
            # No calibration, or another one than the trouble was told of.
            ended = self.troubles.end(HealthKind.VIEW_MOVED, frame.at)
        else:
            ended = []
        if self.calibrated is not None:
            is_trusted = not is_steered and not troubled and Sign.BAD not in self.signs.values()
            self.signs[HealthKind.VIEW_MOVED] = self.calibrated.judge(look, is_trusted)
        return [*ended, *self.troubles.step(self.signs, frame.at)]
