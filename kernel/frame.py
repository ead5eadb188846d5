"""One decoded picture, as it travels from the decoder to the analysis."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from kernel.ids import CameraId

Luma = NDArray[np.uint8]
Bgr = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of one camera at one moment.

    luma: (height, width) uint8, the Y plane, without a copy where the decoder allows: do not write to it.
    bgr: makes the (height, width, 3) uint8 colour picture on demand; costs milliseconds, so only for snapshots.
    number: counts the frames of the stream from 0; a jump means frames that were not decoded.
    """

    camera: CameraId
    at: datetime
    number: int
    luma: Luma
    bgr: Callable[[], Bgr]

    @property
    def width(self) -> int:
        return int(self.luma.shape[1])

    @property
    def height(self) -> int:
        return int(self.luma.shape[0])
