"""Whether the blur covers people and vehicles in real footage, measured against a reference of its own: pixels that
differ from the film's empty frames, which are known from its labels and not to the detector."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from av.bitstream import BitStreamFilterContext
from numpy.typing import NDArray

from analytics.settings import AnalyticsSettings
from console.evidence.sights import detected
from ingest.evidence.mask import Mask
from ingest.evidence.reel import Reel, reels
from ingest.packet import Packet, StreamInfo
from ingest.record.writer import SegmentWriter
from tests.ingest.evidence.footage import GATE, START_US

pytestmark = [pytest.mark.footage, pytest.mark.timeout(300)]

PEOPLE, PEOPLE_FPS = "one-by-one-person-detection.mp4", 10.0
CARS, CARS_FPS = "car-detection.mp4", 12.5
PRESENT = {PEOPLE: ((60, 200),), CARS: ((55, 110), (181, 240), (315, 358))}
FILMS = [(PEOPLE, PEOPLE_FPS, 22), (CARS, CARS_FPS, 31)]
EVERY = 4
MARGIN = 12  # frames: what is held before the first sight and after the last


@dataclass(frozen=True)
class Covered:
    """share: of the objects' pixels, over all frames looked at; worst: in the worst of them; idle: of the picture that
    is covered in frames where nobody is."""

    share: float
    worst: float
    idle: float
    frames: int


@pytest.mark.parametrize(("film", "fps", "until_s"), FILMS, ids=["people", "cars"])
def test_blur_covers_what_moves_and_little_else(
    footage: Path, tmp_path: Path, film: str, fps: float, until_s: float
) -> None:
    if not (footage / film).is_file():
        pytest.skip(f"the shared footage is not here: {footage / film}")
    reel = recorded(footage / film, tmp_path, fps)
    window = (START_US, START_US + round(until_s * 1e6))
    mask = Mask(detected(reel, window, AnalyticsSettings(), lambda _: None))

    found = measured(footage / film, mask, fps, PRESENT[film])

    assert found.frames > 20
    assert found.share > 0.99
    assert found.worst > 0.9
    assert found.idle < 0.02


def recorded(film: Path, folder: Path, fps: float) -> Reel:
    """The film as a camera would have been recorded."""
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        to_annexb = BitStreamFilterContext("h264_mp4toannexb", stream)
        packets = [part for packet in container.demux(stream) if packet.size for part in to_annexb.filter(packet)]
        made = list(_packets(packets, stream.time_base or Fraction(1), round(1e6 / fps)))
        writer = SegmentWriter(folder, made[0], StreamInfo("h264", stream.width, stream.height, b""), 500_000)
    for packet in made[1:]:
        writer.add(packet)
    (reel,) = reels([writer.close()], lambda segment: folder / segment.path)
    return reel


def _packets(parts: "list[av.Packet[av.VideoStream]]", base: Fraction, step_us: int) -> Iterator[Packet]:
    for number, part in enumerate(parts):
        at_us, dts_us = (START_US + round((ticks or 0) * base * 1_000_000) for ticks in (part.pts, part.dts))
        yield Packet(GATE, "main", 1, number, "h264", at_us, dts_us, step_us, part.is_keyframe, bytes(part))


def measured(film: Path, mask: Mask, fps: float, present: tuple[tuple[int, int], ...]) -> Covered:
    pictures = list(islice(_lumas(film), present[-1][1] // EVERY))
    empty = [luma for number, luma in pictures if _is_empty(number, present)]
    scenery = np.median(np.stack(empty), axis=0).astype(np.uint8)
    total = inside = 0
    worst, idle, frames = 1.0, [], 0
    for number, luma in pictures:
        covered = _covered(mask, START_US + round(number * 1e6 / fps), luma.shape)
        if any(start <= number < end for start, end in present):
            objects = _objects(luma, scenery)
            size, hidden = int(objects.sum()), int((objects & covered).sum())
            if size:
                total, inside, frames = total + size, inside + hidden, frames + 1
                worst = min(worst, hidden / size)
        elif _is_empty(number, present):
            idle.append(float(covered.mean()))
    return Covered(inside / total, worst, float(np.mean(idle)), frames)


def _is_empty(number: int, present: tuple[tuple[int, int], ...]) -> bool:
    """Whether nobody is there, nor was or will be in a moment; after the labels' end nobody knows."""
    return number < present[-1][1] and all(not start - MARGIN <= number < end + MARGIN for start, end in present)


def _lumas(film: Path) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    with av.open(str(film)) as container:
        for number, picture in enumerate(container.decode(video=0)):
            if number % EVERY == 0:
                yield number, np.asarray(picture.to_ndarray(format="gray"), np.uint8)


def _objects(luma: NDArray[np.uint8], scenery: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Pixels of whole objects: far from the scenery, without specks, the camera's change of exposure taken out."""
    change = luma.astype(np.int16) - scenery
    differs = (np.abs(change - np.median(change)) > 40).astype(np.uint8)
    differs = np.asarray(cv2.morphologyEx(differs, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)), np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(differs)
    large = [label for label in range(1, count) if stats[label, cv2.CC_STAT_AREA] > 0.002 * luma.size]
    return np.isin(labels, large)


def _covered(mask: Mask, at_us: int, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    covered = np.zeros(shape, np.bool_)
    high, wide = shape
    for box in mask.boxes(at_us):
        covered[int(box.top * high) : int(box.bottom * high) + 1, int(box.left * wide) : int(box.right * wide) + 1] = (
            True
        )
    return covered
