"""What finds objects in frames. A detector is anything with `detect(frame, tracks)`."""

from collections.abc import Sequence
from typing import Protocol

from analytics.detection import Detection
from analytics.track import Track
from kernel.frame import Frame


class Detector(Protocol):
    """Finds objects in one camera's frames, in their order. One thread."""

    def detect(self, frame: Frame, tracks: Sequence[Track]) -> list[Detection]:
        """The objects in `frame`; `tracks` are those confirmed so far, as after the frame before."""
        ...

    def learn(self, frame: Frame) -> None:
        """Keep up what was learnt of the place with a frame that nothing happens in."""
        ...

    def release(self, tracks: Sequence[Track]) -> set[int]:
        """Which of `tracks` turned out to be no objects; they are taken as background from now on."""
        ...

    def reset(self) -> None:
        """The stream broke off or is another one now."""
        ...
