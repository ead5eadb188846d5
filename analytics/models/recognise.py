"""Which layout a network's answer has, told by its shapes and by a trial answer; a clear word when it has none. Pure.

Shapes alone leave doubts (is YOLOX decoded? does a score want a sigmoid?), which the trial's values settle.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.models.card import Colours, Layout, Levels, Output
from analytics.models.labels import COCO, coco_by_id
from kernel.errors import Fault, invalid

Array = NDArray[np.generic]

_EMBEDDINGS = frozenset({64, 96, 128, 192, 256, 320, 384, 512, 768, 1024, 1536, 2048})
_STRIDES = (8, 16, 32)
_MASKS = 32
_MOST_KEPT = 1000  # end-to-end networks keep at most so many; a grid has more cells
_PRIORS = 500  # an SSD has more prior boxes than a DETR has queries


@dataclass(frozen=True, slots=True)
class Trial:
    """What a network answered to one picture of `width` x `height` pixels, and what it says of itself.

    labels: the words given by hand or found in the file; empty when neither. task: the file's own word, may be empty.
    """

    outputs: Mapping[str, Array]
    width: int
    height: int
    labels: tuple[str, ...] = ()
    task: str = ""

    @property
    def shapes(self) -> str:
        return ", ".join(f"{name} {'x'.join(map(str, value.shape))}" for name, value in self.outputs.items())

    def cells(self, strides: Sequence[int] = _STRIDES) -> int:
        return sum(math.ceil(self.width / s) * math.ceil(self.height / s) for s in strides)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The layout, the number of classes where it shows, and the pixel values that such networks want.

    labels: what its classes most likely are, when nobody says. begins_at_one: its class 0 is "nothing".
    """

    output: Output
    classes: int | None
    levels: Levels
    colours: Colours = Colours.RGB
    labels: tuple[str, ...] = COCO
    begins_at_one: bool = False


def recognise(trial: Trial) -> Recognised:
    """What the network is; raises an invalid fault with the reason when it cannot be used."""
    _refuse_others(trial)
    found = _several(trial) if len(trial.outputs) > 1 else _single(trial)
    if found is None:
        raise _unknown(trial)
    return found


def _unknown(trial: Trial) -> Fault:
    known = ", ".join(layout.value for layout in Layout)
    return invalid(
        f"unknown output layout: {trial.shapes} for a picture of {trial.width}x{trial.height}; known are {known}; "
        "export a detection model in one of these"
    )


def _refuse_others(trial: Trial) -> None:
    """Networks that are no detectors, each by its own word."""
    words = {
        "classify": "a classifier: it says what, but not where",
        "pose": "a pose model; export the detection model of that family",
        "obb": "a model of turned boxes; export the detection model of that family",
    }
    if trial.task in words:
        raise invalid(words[trial.task])
    shapes = [value.shape for value in trial.outputs.values()]
    if len(shapes) == 1 and len(_squeezed(shapes[0])) <= 1:
        _refuse_vector(_squeezed(shapes[0]), trial)
    if all(len(shape) == 4 and min(shape[2:]) > 1 for shape in shapes):
        raise invalid(f"a segmentation or a feature map alone ({trial.shapes}): there are no boxes in it")
    for name, value in trial.outputs.items():
        if value.dtype.kind == "f" and not np.isfinite(value.astype(np.float64)).all():
            raise invalid(f"output {name} holds numbers that are none; the file is damaged or wants other pixel values")


def _refuse_vector(shape: tuple[int, ...], trial: Trial) -> None:
    length = shape[0] if shape else 1
    if length in _EMBEDDINGS and len(trial.labels) != length:
        raise invalid(
            f"one vector of {length} numbers for each picture: an embedding, as for telling who somebody is; "
            "Watchroom never recognises who a person is"
        )
    raise invalid(f"a classifier ({length} scores for each picture): it says what, but not where")


def _squeezed(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(side for side in shape if side != 1)


def _single(trial: Trial) -> Recognised | None:
    ((name, value),) = trial.outputs.items()
    if value.ndim != 3 or value.shape[0] != 1:
        return None
    return _grid(name, value, trial)


def _grid(name: str, value: Array, trial: Trial, masks: int = 0) -> Recognised | None:
    """One answer for each cell of the grid, or the n best."""
    _, rows, columns = value.shape
    cells = {trial.cells(), trial.cells((*_STRIDES, 64))}
    if columns in cells and rows > 4 + masks:
        is_relative = _is_relative(value[0, :4])
        output = Output(Layout.YOLOV8, (name,), is_relative=is_relative, masks=masks)
        return Recognised(output, rows - 4 - masks, Levels.UNIT)
    if rows in {3 * count for count in cells} and columns > 5 + masks:
        is_relative = _is_relative(value[0, :, :4])
        output = Output(Layout.YOLOV5, (name,), is_relative=is_relative, masks=masks)
        return Recognised(output, columns - 5 - masks, Levels.UNIT)
    if rows == trial.cells() and columns > 5 and not masks:
        return _yolox(name, value, trial)
    if columns == 6 and rows <= _MOST_KEPT:
        is_relative = _is_relative(value[0, :, :4])
        return Recognised(Output(Layout.END_TO_END, (name,), is_relative=is_relative), None, Levels.UNIT)
    return None


def _yolox(name: str, value: Array, trial: Trial) -> Recognised:
    scores = value[0, :, 4:].astype(np.float64)
    has_logits = bool(scores.min() < 0 or scores.max() > 1)
    # Raw centres are offsets in cells, decoded ones run over the whole picture.
    is_decoded = bool(value[0, :, :2].astype(np.float64).max() > trial.width / 2)
    output = Output(Layout.YOLOX, (name,), is_decoded=is_decoded, has_logits=has_logits)
    return Recognised(output, value.shape[2] - 5, Levels.BYTES, Colours.BGR)


def _several(trial: Trial) -> Recognised | None:
    boxes = [name for name, value in trial.outputs.items() if value.ndim in (2, 3) and value.shape[-1] == 4]
    grids = [name for name, value in trial.outputs.items() if value.ndim == 3]
    maps = [name for name, value in trial.outputs.items() if value.ndim == 4]
    if len(grids) == 1 and len(maps) == len(trial.outputs) - 1 and not boxes:
        # Boxes with masks: the masks are left aside.
        masks = int(trial.outputs[maps[0]].shape[1]) if len(maps) == 1 else 0
        return _grid(grids[0], trial.outputs[grids[0]], trial, masks) if masks == _MASKS else None
    if len(boxes) != 1:
        return None
    others = {name: value for name, value in trial.outputs.items() if name != boxes[0]}
    return _listed(trial, boxes[0], others) or _paired(trial, boxes[0], others)


def _listed(trial: Trial, boxes: str, others: Mapping[str, Array]) -> Recognised | None:
    """Boxes with a score and a label each."""
    count = trial.outputs[boxes].shape[:-1]
    lists = {name: value for name, value in others.items() if value.shape == count}
    if len(lists) < 2:
        return None
    labels = _chosen(lists, ("class", "label"), is_whole=True)
    scores = _chosen({name: value for name, value in lists.items() if name != labels}, ("score", "conf"))
    if labels is None or scores is None:
        return None
    value = trial.outputs[boxes]
    is_tensorflow = "detection" in boxes.lower() or "num" in " ".join(others).lower()
    is_relative = is_tensorflow or _is_relative(value)
    counts = [name for name in others if name not in {labels, scores} and others[name].size == 1]
    order = (boxes, scores, labels, *counts[:1])
    is_batched = value.ndim == 3
    output = Output(Layout.SSD, order, is_relative=is_relative, is_row_first=is_tensorflow, is_batched=is_batched)
    if is_tensorflow or not is_batched:
        return Recognised(output, None, Levels.UNIT, labels=coco_by_id(), begins_at_one=True)
    return Recognised(output, None, Levels.UNIT)


def _chosen(lists: Mapping[str, Array], words: tuple[str, ...], is_whole: bool = False) -> str | None:
    """The list that is called so; else the one with whole numbers, or without."""
    for name in lists:
        if any(word in name.lower() for word in words):
            return name
    return next((name for name, value in lists.items() if (value.dtype.kind in "iu") == is_whole), None)


def _paired(trial: Trial, boxes: str, others: Mapping[str, Array]) -> Recognised | None:
    """Boxes with scores for every class: a DETR's queries or an SSD's prior boxes."""
    box_values = trial.outputs[boxes]
    pairs = [name for name, value in others.items() if value.ndim == 3 and value.shape[1] == box_values.shape[-2]]
    if box_values.ndim != 3 or len(pairs) != 1 or len(others) != 1:
        return None
    scores = trial.outputs[pairs[0]].astype(np.float64)
    classes, is_soft = int(scores.shape[2]), bool(np.allclose(scores.sum(axis=2), 1, atol=1e-2))
    is_relative = _is_relative(box_values)
    order = (boxes, pairs[0])
    if box_values.shape[1] > _PRIORS:
        output = Output(Layout.SSD_RAW, order, has_logits=not is_soft, is_relative=is_relative)
        return Recognised(output, classes - 1, Levels.UNIT)
    if classes == 92 or (trial.labels and classes == len(trial.labels) + 1):
        output = Output(Layout.DETR, order, has_logits=not is_soft, is_relative=is_relative)
        return Recognised(output, classes - 1, Levels.IMAGENET, labels=coco_by_id())
    has_logits = bool(scores.min() < 0 or scores.max() > 1)
    output = Output(Layout.RT_DETR, order, has_logits=has_logits, is_relative=is_relative)
    return Recognised(output, classes, Levels.UNIT)


def _is_relative(boxes: Array) -> bool:
    """Whether boxes are in shares of the picture: then none is larger than the picture by much. None at all: pixels."""
    return bool(boxes.any()) and float(np.abs(boxes.astype(np.float64)).max()) <= 2
