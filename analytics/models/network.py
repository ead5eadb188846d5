"""A network at work: pictures in, sightings out."""

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from analytics.models.adapters import Found, needs_suppression, read
from analytics.models.card import Card, Input
from analytics.models.labels import class_of
from analytics.models.picture import Fit, prepared
from analytics.sighting import Sighting
from kernel.errors import Fault, FaultKind, invalid
from kernel.frame import Bgr

Array = NDArray[np.generic]

MOST = 100  # sightings of one picture
_SUPPRESS = 0.5  # overlap of two boxes of one class that mean one object
_TYPES = {"tensor(float)": "float32", "tensor(float16)": "float16", "tensor(uint8)": "uint8"}
_USUAL_PX = 640
_LEAST_PX, _MOST_PX = 32, 2048
_PROVIDERS = ("CUDAExecutionProvider", "CPUExecutionProvider")


class Session:
    """A file opened by onnxruntime. Any thread; one at a time is quickest.

    threads: 0 lets the library take all cores. Raises an invalid fault when the file is no network that can run.
    """

    def __init__(self, path: Path, threads: int = 0) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        # Threads that spin between pictures would take the cores from the decoding.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        usable = [name for name in _PROVIDERS if name in onnxruntime.get_available_providers()]
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=usable)
        except Exception as error:  # the library raises a class of its own for every sort of damage
            raise invalid(_explained(path, str(error))) from error
        self.provider = str(self._session.get_providers()[0])

    def input(self) -> Input:
        """What the network takes, as far as the file says it; raises an invalid fault when that is no picture."""
        inputs = self._session.get_inputs()
        if len(inputs) != 1:
            names = ", ".join(f"{each.name} {_shape(each.shape)}" for each in inputs)
            raise invalid(f"{len(inputs)} inputs ({names}); a detector takes one, the picture: export it without more")
        only = inputs[0]
        if only.type not in _TYPES:
            raise invalid(f"input {only.name} is of type {only.type}; wanted is float, float16 or uint8")
        axes = list(only.shape)
        if len(axes) != 4 or 3 not in (axes[1], axes[3]):
            raise invalid(
                f"input {only.name} is {_shape(axes)}; wanted is a colour picture: 1x3xHEIGHTxWIDTH or 1xHEIGHTxWIDTHx3"
            )
        is_first = axes[1] == 3
        height, width = (axes[2], axes[3]) if is_first else (axes[1], axes[2])
        usual = self._usual_size()
        height, width = _side(height, usual[0], only.name), _side(width, usual[1], only.name)
        batch = axes[0] if isinstance(axes[0], int) else None
        return Input(only.name, width, height, is_first, _TYPES[only.type], batch)

    @property
    def about(self) -> Mapping[str, str]:
        """What the file says of itself."""
        return dict(self._session.get_modelmeta().custom_metadata_map)

    def run(self, name: str, batch: Array) -> dict[str, Array]:
        """Every output by its name; raises an unavailable fault when the network fails."""
        names = [each.name for each in self._session.get_outputs()]
        try:
            values = self._session.run(names, {name: batch})
        except Exception as error:
            raise Fault(FaultKind.UNAVAILABLE, f"the network failed on a picture: {_short(str(error))}") from error
        return {name: np.asarray(value) for name, value in zip(names, values, strict=True)}

    def _usual_size(self) -> tuple[int, int]:
        size = literal(self.about.get("imgsz", ""))
        if isinstance(size, list | tuple) and len(size) == 2 and all(isinstance(side, int) for side in size):
            return int(size[0]), int(size[1])
        return _USUAL_PX, _USUAL_PX


class Network:
    """A model as its card says it is read. Not thread-safe."""

    def __init__(self, session: Session, card: Card) -> None:
        self.card = card
        self._session = session

    @property
    def most_at_once(self) -> int | None:
        """How many pictures one run takes; None: any number."""
        return self.card.input.batch if self.card.output.is_batched else 1

    def see(self, pictures: Sequence[Bgr], floor: float) -> list[tuple[Sighting, ...]]:
        """What is in each picture, in shares of it, the surest first; nothing below `floor`."""
        batch = [prepared(picture, self.card.input) for picture in pictures]
        answers = self._answers(batch)
        return [self._sightings(picture, answer, floor) for picture, answer in zip(pictures, answers, strict=True)]

    def _answers(self, batch: Sequence[Array]) -> list[Mapping[str, Array]]:
        """The outputs of each picture. A fixed batch is filled up."""
        name, step = self.card.input.name, self.most_at_once or len(batch) or 1
        answers: list[Mapping[str, Array]] = []
        for start in range(0, len(batch), step):
            part = list(batch[start : start + step])
            count = len(part)
            part += [part[-1]] * (step - count if self.most_at_once else 0)
            outputs = self._session.run(name, np.stack(part))
            if self.card.output.is_batched:
                answers += [_of_one(outputs, place, len(part)) for place in range(count)]
            else:
                answers.append(outputs)
        return answers

    def _sightings(self, picture: Bgr, answer: Mapping[str, Array], floor: float) -> tuple[Sighting, ...]:
        card = self.card
        found = read(card, answer, floor)
        found = found.only(np.flatnonzero((found.classes >= 0) & (found.classes < len(card.labels))))
        if needs_suppression(card.output.layout) and len(found.scores):
            found = _suppressed(found, floor)
        order = np.argsort(-found.scores, kind="stable")[:MOST]
        found = found.only(order)
        boxes = Fit.of(picture.shape[1], picture.shape[0], card.input).boxes(found)
        labels = [card.labels[place] for place in found.classes.tolist()]
        return tuple(
            Sighting(box, class_of(label), min(1.0, score), label)
            for box, label, score in zip(boxes, labels, found.scores.tolist(), strict=True)
            if box.area > 0 and label
        )


def literal(text: str) -> object:
    """A value written as Python writes it, as exporters put them into files; None when it is none."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _of_one(outputs: Mapping[str, Array], place: int, count: int) -> dict[str, Array]:
    """One picture's share of outputs that have a batch axis."""
    for name, value in outputs.items():
        if value.ndim and value.shape[0] not in (1, count):
            raise Fault(FaultKind.UNAVAILABLE, f"output {name} has {value.shape[0]} answers to {count} pictures")
    return {name: value[min(place, len(value) - 1)] if value.ndim else value for name, value in outputs.items()}


def _suppressed(found: Found, floor: float) -> Found:
    """One box for each object of a class."""
    corners = found.boxes.astype(np.float64)
    rows = np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2]], axis=1)
    kept = cv2.dnn.NMSBoxesBatched(
        rows.tolist(), found.scores.tolist(), found.classes.tolist(), floor, _SUPPRESS, top_k=10 * MOST
    )
    return found.only(np.asarray(kept, dtype=np.intp).reshape(-1))


def _side(side: object, usual: int, name: str) -> int:
    length = side if isinstance(side, int) else usual
    if not _LEAST_PX <= length <= _MOST_PX:
        raise invalid(f"input {name}: {length} pixels wide or high; wanted is {_LEAST_PX} to {_MOST_PX}")
    return length


def _shape(axes: Sequence[object]) -> str:
    return "x".join(str(axis) if isinstance(axis, int) else "N" for axis in axes) or "a single number"


def _explained(path: Path, reason: str) -> str:
    low = reason.lower()
    if "protobuf" in low or "model_proto" in low or "invalid model" in low:
        return f"{path.name}: not an ONNX file, or a damaged one; export the model as ONNX"
    if "external" in low or "model_path" in low:
        return f"{path.name}: its weights lie in another file; export the model into one file"
    return f"{path.name}: onnxruntime cannot run it: {_short(reason)}"


def _short(reason: str) -> str:
    line = " ".join(reason.split())
    return line if len(line) <= 300 else f"{line[:297]}..."
