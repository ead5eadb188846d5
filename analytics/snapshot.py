"""The picture of an event: the frame with the object's box and its way drawn in, as JPEG bytes."""

from collections.abc import Sequence

import cv2
import numpy as np

from analytics.settings import SnapshotSettings
from kernel.errors import Fault, FaultKind
from kernel.frame import Bgr, Frame
from kernel.geometry import Box, Point

_MARK = (40, 200, 255)  # amber, BGR
_SHADE = (20, 20, 20)


def snapshot(frame: Frame, box: Box | None, path: Sequence[Point], settings: SnapshotSettings) -> bytes:
    """A JPEG of `frame` with `box` and `path` (normalised) drawn in; costs a colour conversion: not for every frame."""
    picture = _reduced(frame.bgr(), settings.width_px)
    height, width = picture.shape[:2]
    thick = max(1, round(width / 480))
    way = np.array([(round(p.x * width), round(p.y * height)) for p in path], dtype=np.int32).reshape(-1, 1, 2)
    for colour, extra in ((_SHADE, 2), (_MARK, 0)):
        if len(way) > 1:
            cv2.polylines(picture, [way], isClosed=False, color=colour, thickness=thick + extra, lineType=cv2.LINE_AA)
        if box is not None:
            corner = round(box.left * width), round(box.top * height)
            cv2.rectangle(
                picture, corner, (round(box.right * width), round(box.bottom * height)), colour, thick + extra
            )
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, settings.quality])
    if not done:
        raise Fault(FaultKind.CORRUPT, f"camera {frame.camera}: frame {frame.number} cannot be written as JPEG")
    return data.tobytes()


def _reduced(picture: Bgr, width_px: int) -> Bgr:
    """A copy that may be drawn on, at most `width_px` wide."""
    height, width = picture.shape[:2]
    if width <= width_px:
        return picture.copy()
    size = (width_px, max(1, round(height * width_px / width)))
    # Averaging by a fraction costs four times as much as averaging by a whole number, then reading between pixels.
    whole = width // width_px
    if whole > 1:
        picture = _bgr(cv2.resize(picture, (width // whole, height // whole), interpolation=cv2.INTER_AREA))
    return _bgr(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR))


def _bgr(picture: object) -> Bgr:
    return np.asarray(picture, dtype=np.uint8)
