"""Models brought in: every layout finds the square where it is, what does not fit is refused by its reason."""

import re
from pathlib import Path

import numpy as np
import pytest

from analytics.detection import ObjectClass
from analytics.models.card import Layout
from analytics.models.library import Draft, ModelLibrary
from analytics.models.network import Network
from kernel.errors import Fault, FaultKind
from kernel.frame import Bgr
from tests.analytics.models import nets

SQUARE = (0.25, 0.4, 0.5, 0.7)


def scene(left: float = 0.25, top: float = 0.4, right: float = 0.5, bottom: float = 0.7) -> Bgr:
    """A dark picture, wider than high, with one white square at these shares of it."""
    picture = np.full((180, 320, 3), 60, np.uint8)
    picture[round(180 * top) : round(180 * bottom), round(320 * left) : round(320 * right)] = 255
    return picture


@pytest.fixture
def library(tmp_path: Path) -> ModelLibrary:
    return ModelLibrary(tmp_path / "models")


def added(library: ModelLibrary, path: Path, labels: Path | None = None) -> Network:
    card = library.add(Draft(path, labels, "net"), scene())
    return library.open(card.name)


LAYOUTS = {
    "yolox": Layout.YOLOX,
    "yolox decoded": Layout.YOLOX,
    "yolov5": Layout.YOLOV5,
    "yolov8": Layout.YOLOV8,
    "yolov8 with masks": Layout.YOLOV8,
    "end-to-end": Layout.END_TO_END,
    "detr": Layout.DETR,
    "rt-detr": Layout.RT_DETR,
    "ssd of tensorflow": Layout.SSD,
    "ssd of torchvision": Layout.SSD,
    "ssd raw": Layout.SSD_RAW,
}


@pytest.mark.parametrize("kind", list(nets.GOOD))
def test_every_layout_is_recognised_and_finds_the_square_where_it_is(
    tmp_path: Path, library: ModelLibrary, kind: str
) -> None:
    network = added(library, nets.GOOD[kind](tmp_path / "net.onnx"))

    ((seen,), nothing) = network.see([scene(*SQUARE), np.full((180, 320, 3), 60, np.uint8)], 0.3)

    assert network.card.output.layout is LAYOUTS[kind]
    assert (seen.label, seen.object_class) == ("person", ObjectClass.PERSON)
    assert seen.confidence == pytest.approx(nets.SCORE, abs=0.12)
    sides = (seen.box.left, seen.box.top, seen.box.right, seen.box.bottom)
    assert sides == pytest.approx(SQUARE, abs=0.012)
    assert nothing == ()
