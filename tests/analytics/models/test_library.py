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


WRONG: dict[str, tuple[dict[str, tuple[int, ...]], str]] = {
    "a classifier": ({"probabilities": (1, 1000)}, "a classifier (1000 scores for each picture)"),
    "an embedding": ({"embedding": (1, 512)}, "Watchroom never recognises who a person is"),
    "an embedding over a map": ({"features": (1, 256, 1, 1)}, "Watchroom never recognises who a person is"),
    "a segmentation alone": ({"mask": (1, 21, 64, 64)}, "there are no boxes in it"),
    "a layout nobody knows": ({"out": (1, 777, 9)}, "unknown output layout: out 1x777x9 for a picture of 64x64"),
    "boxes without classes": ({"boxes": (1, 50, 4), "angles": (1, 50)}, "unknown output layout: boxes 1x50x4"),
    # 8x8 + 4x4 + 2x2 cells of a picture of 64.
    "classes nobody named": ({"output": (1, 4 + 3, 84)}, "knows 3 classes and does not say which"),
}


@pytest.mark.parametrize("what", list(WRONG))
def test_what_is_no_detector_is_refused_by_its_reason(tmp_path: Path, library: ModelLibrary, what: str) -> None:
    shapes, reason = WRONG[what]
    path = nets.constant(tmp_path / "wrong.onnx", shapes)

    with pytest.raises(Fault, match=re.escape(reason)) as refused:
        library.add(Draft(path), scene())

    assert refused.value.kind is FaultKind.INVALID
    assert refused.value.message.startswith("model wrong.onnx: ")
    assert library.list() == []


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        pytest.param(((1, 3, 64, 64), (1, 2)), "2 inputs (in0 1x3x64x64, in1 1x2)", id="two inputs"),
        pytest.param(((1, 1, 64, 64),), "input in0 is 1x1x64x64; wanted is a colour picture", id="grey"),
        pytest.param(((1, 3, 8, 8),), "8 pixels wide or high", id="tiny"),
        pytest.param(((1, 40),), "wanted is a colour picture", id="no picture"),
    ],
)
def test_what_takes_no_picture_is_refused(
    tmp_path: Path, library: ModelLibrary, inputs: tuple[tuple[int, ...], ...], reason: str
) -> None:
    path = nets.constant(tmp_path / "wrong.onnx", {"out": (1, 5)}, inputs)

    with pytest.raises(Fault, match=re.escape(reason)):
        library.add(Draft(path), scene())


@pytest.mark.parametrize("data", [b"", b"not a model at all", b"\x08\x07" + bytes(200)], ids=["empty", "text", "zeros"])
def test_a_file_that_is_no_network_is_refused_and_leaves_nothing(tmp_path: Path, data: bytes) -> None:
    path, folder = tmp_path / "model.onnx", tmp_path / "models"
    path.write_bytes(data)

    with pytest.raises(Fault, match=r"model model\.onnx: ") as refused:
        ModelLibrary(folder).add(Draft(path))

    assert refused.value.kind is FaultKind.INVALID
    assert list(folder.iterdir()) == []


def test_labels_that_do_not_match_are_refused_with_both_counts(tmp_path: Path, library: ModelLibrary) -> None:
    words = tmp_path / "words.txt"
    words.write_text("person\ncar\n")

    with pytest.raises(Fault, match="2 labels are given, the network knows 80 classes"):
        library.add(Draft(nets.yolov8(tmp_path / "net.onnx"), words), scene())


def test_the_words_in_the_file_are_taken(tmp_path: Path, library: ModelLibrary) -> None:
    network = added(library, nets.yolov8(tmp_path / "net.onnx", place=2, names=["person", "car", "wild boar"]))

    ((seen,),) = network.see([scene()], 0.3)

    assert (seen.label, seen.object_class) == ("wild boar", ObjectClass.ANIMAL)
    assert network.card.knows == {ObjectClass.PERSON, ObjectClass.VEHICLE, ObjectClass.ANIMAL}
    assert network.card.labels_from == "model"


def test_given_words_of_an_ssd_begin_at_one(tmp_path: Path, library: ModelLibrary) -> None:
    words = tmp_path / "words.txt"
    words.write_text("bicycle\nperson\n")

    network = added(library, nets.ssd_torchvision(tmp_path / "net.onnx"), words)

    assert [seen.label for seen in network.see([scene()], 0.3)[0]] == ["bicycle"]


def test_several_pictures_are_answered_each_for_itself(tmp_path: Path, library: ModelLibrary) -> None:
    network = added(library, nets.yolov8(tmp_path / "net.onnx", batch="batch"))

    seen = network.see([scene(left=left, right=left + 0.25) for left in (0.0, 0.25, 0.5, 0.75)], 0.3)

    assert network.most_at_once is None
    assert network.card.speed is not None
    assert network.card.speed.four_ms is not None
    assert [round(one.box.left, 2) for (one,) in seen] == pytest.approx([0, 0.25, 0.5, 0.75], abs=0.02)


def test_a_file_that_was_changed_after_it_was_added_is_not_opened(tmp_path: Path, library: ModelLibrary) -> None:
    library.add(Draft(nets.yolov8(tmp_path / "net.onnx"), name="net"), scene())
    nets.yolov8(tmp_path / "models" / "net" / "model.onnx", place=5)

    with pytest.raises(Fault, match="model net: its file is not the one that was added") as refused:
        library.open("net")

    assert refused.value.kind is FaultKind.CORRUPT


@pytest.mark.parametrize("text", ["", "{}", '{"name": "other"}'])
def test_a_damaged_card_is_told_and_hides_no_other_model(tmp_path: Path, library: ModelLibrary, text: str) -> None:
    for name in ("broken", "sound"):
        library.add(Draft(nets.end_to_end(tmp_path / "net.onnx"), name=name), scene())
    (tmp_path / "models" / "broken" / "card.json").write_text(text)

    assert [card.name for card in library.list()] == ["sound"]
    with pytest.raises(Fault, match="model broken: its card cannot be read"):
        library.card("broken")


def test_a_second_model_of_a_name_is_refused_until_the_first_is_removed(tmp_path: Path, library: ModelLibrary) -> None:
    draft = Draft(nets.end_to_end(tmp_path / "Town v2.onnx"))
    assert library.add(draft, scene()).name == "town-v2"

    with pytest.raises(Fault, match="model town-v2: there is one of that name"):
        library.add(draft, scene())

    library.remove("town-v2")
    assert library.add(draft, scene()).name == "town-v2"


@pytest.mark.parametrize("name", ["../escape", "A", "", "a/b", "."])
def test_a_name_cannot_leave_the_folder(tmp_path: Path, library: ModelLibrary, name: str) -> None:
    with pytest.raises(Fault):
        library.remove(name)
    with pytest.raises(Fault):
        library.card(name)
