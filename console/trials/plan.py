"""Which parts of a range are worth decoding: where the motion index saw movement, or does not know."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from analytics.activity.index import ActivityIndex
from analytics.scene import Scene
from kernel.ids import CameraId

Span = tuple[datetime, datetime]

LEAD = timedelta(seconds=12)  # before something moves, to learn the background from
_TAIL_S = 30.0  # who has stopped moving is still there
_BESIDE_S = 15.0  # beyond the longest dwell of the rules


def worth(
    index: ActivityIndex, camera: CameraId, start: datetime, end: datetime, scenes: Sequence[Scene]
) -> list[Span]:
    """Stretches of [start, end), in order and apart. Long stays are watched for as long as a rule wants them."""
    dwell_s = max((rule.dwell_s for scene in scenes for rule in scene.rules), default=0.0)
    tail = timedelta(seconds=max(_TAIL_S, dwell_s + _BESIDE_S))
    stretch = index.stretch(camera, start, end)
    is_quiet = (stretch.records[:, 0] > 0) & (stretch.records[:, 1] == 0)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], ~is_quiet, [False])).astype(np.int8)))
    spans: list[Span] = []
    for first, last in edges.reshape(-1, 2).tolist():
        begin = max(start, stretch.start + timedelta(seconds=first) - LEAD)
        finish = min(end, stretch.start + timedelta(seconds=last) + tail)
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], finish))
        elif begin < finish:
            spans.append((begin, finish))
    return spans
