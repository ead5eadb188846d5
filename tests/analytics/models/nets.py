"""Small networks with a known answer: they find the bright square in a picture and say so in the layout asked for."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

SIDE = 320
CELLS = sum((SIDE // stride) ** 2 for stride in (8, 16, 32))
SCORE = 0.9
Array = NDArray[np.generic]


class Net:
    """Nodes of a graph in the making."""

    def __init__(self, side: int = SIDE, batch: int | str = 1, is_nhwc_bytes: bool = False, top: float = 1.0) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.outputs: list[onnx.ValueInfoProto] = []
        self.side = side
        shape = [batch, side, side, 3] if is_nhwc_bytes else [batch, 3, side, side]
        kind = TensorProto.UINT8 if is_nhwc_bytes else TensorProto.FLOAT
        self.inputs = [helper.make_tensor_value_info("images", kind, shape)]
        axes = (3, 1, 2) if is_nhwc_bytes else (1, 2, 3)  # of colour, row, column
        self._find(axes, 255.0 if is_nhwc_bytes else top)

    def _find(self, axes: tuple[int, int, int], top: float) -> None:
        """Make `left`, `top`, `right`, `bottom` in pixels and `bright` (1 where there is a square), each (N, 1, 1)."""
        colour, row, column = axes
        floats = self.node("Cast", ["images"], to=TensorProto.FLOAT)
        grey = self.node("ReduceMin", [floats, self.whole([colour])], keepdims=1)
        mask = self.node("Cast", [self.node("Greater", [grey, self.number(0.97 * top)])], to=TensorProto.FLOAT)
        for low, high, axis, other in (("left", "right", column, row), ("top", "bottom", row, column)):
            line = self.node("ReduceMax", [mask, self.whole([other, colour])], keepdims=0)  # (N, side)
            up = np.arange(1, self.side + 1, dtype=np.float32)
            first = self.node("ReduceMax", [self.node("Mul", [line, self.number(up[::-1])]), self.whole([1])])
            last = self.node("ReduceMax", [self.node("Mul", [line, self.number(up)]), self.whole([1])])
            self.cube(self.node("Sub", [self.number(float(self.side)), first]), low)
            self.cube(last, high)
            assert axis != other
        self.cube(self.node("ReduceMax", [mask, self.whole([1, 2, 3])], keepdims=0), "bright")

    def node(self, op: str, inputs: Sequence[str], **attributes: Any) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [name], **attributes))
        return name

    def cube(self, value: str, name: str) -> None:
        self.nodes.append(helper.make_node("Reshape", [value, self.whole([-1, 1, 1])], [name]))

    def number(self, value: float | Array) -> str:
        return self._constant(np.asarray(value, dtype=np.float32))

    def whole(self, value: Sequence[int]) -> str:
        return self._constant(np.asarray(value, dtype=np.int64))

    def _constant(self, value: Array) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def scaled(self, value: str, factor: float, shift: float = 0.0) -> str:
        return self.node("Add", [self.node("Mul", [value, self.number(factor)]), self.number(shift)])

    def centre(self) -> list[str]:
        """cx, cy, width, height in pixels."""
        sums = [("left", "right"), ("top", "bottom")]
        middles = [self.scaled(self.node("Add", [low, high]), 0.5) for low, high in sums]
        return middles + [self.node("Sub", [high, low]) for low, high in sums]

    def score(self) -> str:
        return self.scaled("bright", SCORE)

    def classes(self, count: int, place: int, on: str, off: float = 0.0) -> list[str]:
        """One column for each class; the one at `place` is `on`, the others `off`."""
        nothing = self.scaled("bright", 0.0, off)
        return [on if number == place else nothing for number in range(count)]

    def table(self, columns: Sequence[str], rows: int, at: int = 0, rest: float = 0.0) -> str:
        """(N, rows, columns): the answer at row `at`, all others `rest`."""
        row = self.node("Concat", list(columns), axis=2)
        other = self.scaled(row, 0.0, rest)
        parts = [self.node("Tile", [other, self.whole([1, at, 1])])] if at else []
        parts.append(row)
        if rows - at - 1:
            parts.append(self.node("Tile", [other, self.whole([1, rows - at - 1, 1])]))
        return self.node("Concat", parts, axis=1)

    def give(self, value: str, name: str, kind: int = TensorProto.FLOAT) -> None:
        self.nodes.append(helper.make_node("Identity", [value], [name]))
        self.outputs.append(helper.make_tensor_value_info(name, kind, None))

    def save(self, path: Path, about: dict[str, str] | None = None) -> Path:
        graph = helper.make_graph(self.nodes, "net", self.inputs, self.outputs, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
        helper.set_model_props(model, about or {})
        onnx.save(model, str(path))
        return path


def yolov8(
    path: Path, batch: int | str = 1, place: int = 0, names: Sequence[str] | None = None, masks: int = 0
) -> Path:
    net, count = Net(batch=batch), len(names) if names else 80
    columns = [*net.centre(), *net.classes(count, place, net.score()), *net.classes(masks, -1, "bright")]
    net.give(net.node("Transpose", [net.table(columns, CELLS, at=7)], perm=[0, 2, 1]), "output0")
    if masks:
        net.give(net.number(np.zeros((1, masks, 80, 80))), "output1")
    about = {"names": str(dict(enumerate(names))), "task": "detect"} if names else {}
    return net.save(path, about)


def yolov5(path: Path) -> Path:
    net = Net()
    columns = [*net.centre(), net.scaled("bright", 1.0), *net.classes(80, 0, net.score())]
    net.give(net.table(columns, 3 * CELLS, at=4000), "output")
    return net.save(path)


def yolox(path: Path, is_decoded: bool = False) -> Path:
    """Raw: the answer stands in the cell of column 3, row 5 of the middle grid."""
    net, stride = Net(top=255.0), 16
    cx, cy, width, height = net.centre()
    at = (SIDE // 8) ** 2 + 5 * (SIDE // 16) + 3
    if not is_decoded:
        cx, cy = net.scaled(cx, 1 / stride, -3), net.scaled(cy, 1 / stride, -5)
        sizes = [net.node("Max", [side, net.number(1.0)]) for side in (width, height)]
        width, height = (net.node("Log", [net.scaled(side, 1 / stride)]) for side in sizes)
    columns = [cx, cy, width, height, net.scaled("bright", 1.0), *net.classes(80, 0, net.score())]
    table = net.table(columns, CELLS, at=at)
    if is_decoded:
        others = np.zeros((1, CELLS, 85), dtype=np.float32)
        others[0, :, 0] = np.linspace(4, SIDE - 4, CELLS)  # a box stands at its cell, however unsure it is
        others[0, at] = 0
        table = net.node("Add", [table, net.number(others)])
    net.give(table, "output")
    return net.save(path)


def end_to_end(path: Path) -> Path:
    net = Net()
    columns = ["left", "top", "right", "bottom", net.score(), net.scaled("bright", 0.0)]
    net.give(net.table(columns, 300, at=2), "output0")
    return net.save(path)


def detr(path: Path) -> Path:
    net = Net()
    net.give(net.table([net.scaled(side, 1 / SIDE) for side in net.centre()], 100), "pred_boxes")
    # With 91 classes in COCO's own numbering a person is 1; the last one is "nothing".
    columns = [*net.classes(91, 1, net.scaled("bright", 7.0)), net.scaled("bright", 0.0, 3.0)]
    net.give(net.table(columns, 100), "logits")
    return net.save(path)


def rt_detr(path: Path) -> Path:
    net = Net()
    net.give(net.table(net.classes(80, 0, net.scaled("bright", 12.2, -10.0), -10.0), 300, rest=-10.0), "logits")
    net.give(net.table([net.scaled(side, 1 / SIDE) for side in net.centre()], 300), "pred_boxes")
    return net.save(path)


def ssd_tensorflow(path: Path) -> Path:
    net = Net(is_nhwc_bytes=True)
    sides = [net.scaled(side, 1 / SIDE) for side in ("top", "left", "bottom", "right")]
    net.give(net.table(sides, 10), "detection_boxes")
    net.give(
        net.node("Squeeze", [net.table([net.scaled("bright", 0.0, 1.0)], 10), net.whole([2])]), "detection_classes"
    )
    net.give(net.node("Squeeze", [net.table([net.score()], 10), net.whole([2])]), "detection_scores")
    net.give(net.node("Reshape", ["bright", net.whole([-1])]), "num_detections")
    return net.save(path)


def ssd_torchvision(path: Path) -> Path:
    """Without an axis for pictures; as many rows as there are objects, at least one."""
    net = Net()
    flat = net.whole([-1, 4])
    net.give(net.node("Reshape", [net.node("Concat", ["left", "top", "right", "bottom"], axis=2), flat]), "boxes")
    net.give(net.node("Reshape", [net.score(), net.whole([-1])]), "scores")
    one = net.node("Reshape", [net.scaled("bright", 0.0, 1.0), net.whole([-1])])
    net.give(net.node("Cast", [one], to=TensorProto.INT64), "labels", TensorProto.INT64)
    return net.save(path)


def ssd_raw(path: Path) -> Path:
    net = Net()
    net.give(net.table([net.scaled(side, 1 / SIDE) for side in ("left", "top", "right", "bottom")], 3000), "boxes")
    nothing = net.scaled("bright", -SCORE, 1.0)
    columns = [nothing, *net.classes(80, 0, net.score())]
    first = net.node("Concat", columns, axis=2)
    row = np.zeros((1, 2999, 81), dtype=np.float32)
    row[..., 0] = 1
    net.give(net.node("Concat", [first, net.number(row)], axis=1), "scores")
    return net.save(path)


GOOD: dict[str, Callable[[Path], Path]] = {
    "yolox": yolox,
    "yolox decoded": lambda path: yolox(path, is_decoded=True),
    "yolov5": yolov5,
    "yolov8": yolov8,
    "yolov8 with masks": lambda path: yolov8(path, masks=32),
    "end-to-end": end_to_end,
    "detr": detr,
    "rt-detr": rt_detr,
    "ssd of tensorflow": ssd_tensorflow,
    "ssd of torchvision": ssd_torchvision,
    "ssd raw": ssd_raw,
}


def constant(
    path: Path, shapes: dict[str, tuple[int, ...]], inputs: Sequence[Sequence[int]] = ((1, 3, 64, 64),)
) -> Path:
    """A network that gives halves in these shapes, whatever it is shown."""
    used = [helper.make_tensor_value_info(f"in{i}", TensorProto.FLOAT, list(s)) for i, s in enumerate(inputs)]
    nodes, constants, outputs = [], [], []
    for name, shape in shapes.items():
        constants.append(numpy_helper.from_array(np.full(shape, 0.5, np.float32), f"{name}_value"))
        nodes.append(helper.make_node("Identity", [f"{name}_value"], [name]))
        outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape)))
    graph = helper.make_graph(nodes, "constant", used, outputs, constants)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9), str(path))
    return path
