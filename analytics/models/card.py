"""What is known of one model: its card, written when it was added. Pure."""

from dataclasses import dataclass, replace
from enum import StrEnum

from analytics.detection import ObjectClass
from analytics.models.labels import classes_of


class Layout(StrEnum):
    """How a network lays out what it found."""

    YOLOX = "yolox"  # (1, cells, 5 + classes): centre, size, objectness, class scores; raw over a grid, or decoded
    YOLOV5 = "yolov5"  # (1, 3 x cells, 5 + classes)
    YOLOV8 = "yolov8"  # (1, 4 + classes, cells), and what follows it in that family
    END_TO_END = "end-to-end"  # (1, n, 6): corners, score, class; nothing overlaps any more (YOLOv10)
    DETR = "detr"  # logits and centre boxes, softmax, the last class is "nothing"
    RT_DETR = "rt-detr"  # the same with a sigmoid for each class
    SSD = "ssd"  # boxes, scores, labels and perhaps how many, as TensorFlow and torchvision export them
    SSD_RAW = "ssd-raw"  # corner boxes and softmax scores of every prior box, class 0 is "nothing"


class Levels(StrEnum):
    """What pixel values the network wants."""

    BYTES = "bytes"  # 0 to 255
    UNIT = "unit"  # 0 to 1
    IMAGENET = "imagenet"  # mean and deviation of ImageNet


class Colours(StrEnum):
    RGB = "rgb"
    BGR = "bgr"


@dataclass(frozen=True, slots=True)
class Input:
    """What the network takes. batch: how many pictures at once; None where it takes any number."""

    name: str
    width: int
    height: int
    is_channels_first: bool
    dtype: str
    batch: int | None
    levels: Levels = Levels.UNIT
    colours: Colours = Colours.RGB


@dataclass(frozen=True, slots=True)
class Output:
    """How to read what it gives. order: the outputs in the order that the layout's reader wants.

    is_decoded: YOLOX's boxes are in pixels already. has_logits: scores need a sigmoid yet. is_relative: boxes are in
    shares of the input, not in its pixels. is_row_first: corners come as top, left, bottom, right. is_batched: there is
    an axis for the pictures. masks: so many columns at the end belong to masks.
    """

    layout: Layout
    order: tuple[str, ...]
    is_decoded: bool = False
    has_logits: bool = False
    is_relative: bool = False
    is_row_first: bool = False
    is_batched: bool = True
    masks: int = 0


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds for each picture, with preparation and reading: one at a time, and four at once."""

    one_ms: float
    four_ms: float | None
    provider: str


@dataclass(frozen=True, slots=True)
class Card:
    """A model as it was recognised when it was added."""

    name: str
    sha256: str
    size_bytes: int
    input: Input
    output: Output
    labels: tuple[str, ...]
    labels_from: str
    speed: Speed | None = None

    @property
    def knows(self) -> frozenset[ObjectClass]:
        return classes_of(self.labels)

    def named(self, name: str) -> "Card":
        return replace(self, name=name)
