"""Readers of the known output layouts: what a network gives for one picture to boxes, scores and classes. Pure.

Every reader gives corner boxes in pixels of the network's input; what is below `floor` is left out before anything is
computed of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.models.card import Card, Layout

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]
Array = NDArray[np.generic]

_STRIDES = (8, 16, 32)


@dataclass(frozen=True, slots=True)
class Found:
    """boxes: (n, 4) corners in pixels of the input. scores: (n,) in [0, 1]. classes: (n,), places in the labels."""

    boxes: Floats
    scores: Floats
    classes: Ints

    def only(self, rows: Ints) -> "Found":
        return Found(self.boxes[rows], self.scores[rows], self.classes[rows])


Reader = Callable[[Card, Sequence[Floats], float], Found]


def read(card: Card, outputs: Mapping[str, Array], floor: float) -> Found:
    """What the network found in one picture; `outputs` are those of that picture, without the batch's axis."""
    values = [np.asarray(outputs[name], dtype=np.float32) for name in card.output.order]
    found = _READERS[card.output.layout](card, values, floor)
    if card.output.is_relative:
        size = np.array([card.input.width, card.input.height] * 2, dtype=np.float32)
        found = Found(found.boxes * size, found.scores, found.classes)
    sound = np.isfinite(found.boxes).all(axis=1) & (found.boxes[:, 2:] > found.boxes[:, :2]).all(axis=1)
    return found.only(np.flatnonzero(sound))


def needs_suppression(layout: Layout) -> bool:
    """Whether several boxes may mean one object."""
    return layout in {Layout.YOLOX, Layout.YOLOV5, Layout.YOLOV8, Layout.SSD_RAW}


def _yolox(card: Card, values: Sequence[Floats], floor: float) -> Found:
    rows = values[0]
    scores = _sigmoid(rows[:, 4:]) if card.output.has_logits else rows[:, 4:]
    best, classes = _best(scores[:, 1:] * scores[:, :1])
    keep = np.flatnonzero(best >= floor)
    boxes = rows[keep, :4]
    if not card.output.is_decoded:
        grid, stride = _cells(card.input.width, card.input.height)
        boxes = np.concatenate(
            [(boxes[:, :2] + grid[keep]) * stride[keep], np.exp(np.minimum(boxes[:, 2:], 20)) * stride[keep]], axis=1
        )
    return Found(_corners(boxes), best[keep], classes[keep])


def _cells(width: int, height: int) -> tuple[Floats, Floats]:
    """For every cell its column and row, (n, 2), and its size in pixels, (n, 1); strides in order, rows first."""
    grids, strides = [], []
    for stride in _STRIDES:
        columns, rows = -(-width // stride), -(-height // stride)
        x, y = np.meshgrid(np.arange(columns), np.arange(rows))
        grids.append(np.stack([x.ravel(), y.ravel()], axis=1))
        strides.append(np.full((columns * rows, 1), stride))
    return np.concatenate(grids).astype(np.float32), np.concatenate(strides).astype(np.float32)


def _yolov5(card: Card, values: Sequence[Floats], floor: float) -> Found:
    rows = values[0]
    rows = rows[rows[:, 4] >= floor]
    last = rows.shape[1] - card.output.masks
    best, classes = _best(rows[:, 5:last] * rows[:, 4:5])
    keep = best >= floor
    return Found(_corners(rows[keep, :4]), best[keep], classes[keep])


def _yolov8(card: Card, values: Sequence[Floats], floor: float) -> Found:
    table = values[0]
    best, classes = _best(table[4 : table.shape[0] - card.output.masks].T)
    keep = best >= floor
    return Found(_corners(table[:4, keep].T), best[keep], classes[keep])


def _end_to_end(card: Card, values: Sequence[Floats], floor: float) -> Found:  # noqa: ARG001
    rows = values[0][values[0][:, 4] >= floor]
    return Found(rows[:, :4], rows[:, 4], rows[:, 5].astype(np.intp))


def _detr(card: Card, values: Sequence[Floats], floor: float) -> Found:
    boxes, scores = values
    chances = (_softmax(scores) if card.output.has_logits else scores)[:, :-1]
    best, classes = _best(chances)
    keep = best >= floor
    return Found(_corners(boxes[keep]), best[keep], classes[keep])


def _rt_detr(card: Card, values: Sequence[Floats], floor: float) -> Found:
    boxes, scores = values
    best, classes = _best(_sigmoid(scores) if card.output.has_logits else scores)
    keep = best >= floor
    return Found(_corners(boxes[keep]), best[keep], classes[keep])


def _ssd(card: Card, values: Sequence[Floats], floor: float) -> Found:
    boxes, scores, classes = values[0], values[1], values[2].astype(np.intp)
    if len(values) > 3:
        count = int(values[3].reshape(-1)[0])
        boxes, scores, classes = boxes[:count], scores[:count], classes[:count]
    if card.output.is_row_first:
        boxes = boxes[:, [1, 0, 3, 2]]
    keep = scores >= floor
    return Found(boxes[keep], scores[keep], classes[keep])


def _ssd_raw(card: Card, values: Sequence[Floats], floor: float) -> Found:
    boxes, scores = values
    best, classes = _best((_softmax(scores) if card.output.has_logits else scores)[:, 1:])
    keep = best >= floor
    return Found(boxes[keep], best[keep], classes[keep])


_READERS: dict[Layout, Reader] = {
    Layout.YOLOX: _yolox,
    Layout.YOLOV5: _yolov5,
    Layout.YOLOV8: _yolov8,
    Layout.END_TO_END: _end_to_end,
    Layout.DETR: _detr,
    Layout.RT_DETR: _rt_detr,
    Layout.SSD: _ssd,
    Layout.SSD_RAW: _ssd_raw,
}


def _best(scores: Floats) -> tuple[Floats, Ints]:
    """For each row its greatest score and where it stands."""
    if not scores.size:
        return np.zeros(len(scores), np.float32), np.zeros(len(scores), np.intp)
    classes = scores.argmax(axis=1)
    return scores[np.arange(len(scores)), classes], classes


def _corners(boxes: Floats) -> Floats:
    """Centre and size to corners."""
    half = boxes[:, 2:4] / 2
    return np.concatenate([boxes[:, :2] - half, boxes[:, :2] + half], axis=1)


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -60, 60))), dtype=np.float32)


def _softmax(values: Floats) -> Floats:
    power = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(power / power.sum(axis=1, keepdims=True), dtype=np.float32)
