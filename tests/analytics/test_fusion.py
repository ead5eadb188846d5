"""Second looks and blobs together: answers meet the blob of their own frame, and make nothing where nothing moves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pytest

from analytics.detection import Detection, ObjectClass
from analytics.detectors.fusion import FusedDetector
from analytics.naming import Naming
from analytics.settings import FusionSettings
from analytics.sighting import Answer, Sighting
from analytics.track import Track
from kernel.frame import Frame
from kernel.geometry import Box
from tests.analytics.scenes import START
from tests.analytics.scenes import frame as plain_frame

WHOLE = Box(0, 0, 1, 1)
LUMA = np.zeros((90, 160), np.uint8)


@dataclass
class Script:
    """A detector that finds what it is told, frame by frame."""

    blobs: list[list[Detection]]

    def detect(self, frame: Frame, tracks: Sequence[Track]) -> list[Detection]:
        return self.blobs.pop(0)

    def learn(self, frame: Frame) -> None: ...

    def release(self, tracks: Sequence[Track]) -> set[int]:
        return set()

    def reset(self) -> None: ...


@dataclass
class Oracle:
    """A looker that answers `late` frames after it was asked, with what it is told."""

    says: tuple[Sighting, ...]
    late: int = 0
    asked: list[datetime] = field(default_factory=list)
    waiting: list[Answer] = field(default_factory=list)
    knows: frozenset[ObjectClass] = frozenset({ObjectClass.PERSON, ObjectClass.VEHICLE})
    frames: int = 0

    def ask(self, frame: Frame, regions: Sequence[Box]) -> None:
        self.asked.append(frame.at)
        self.waiting.append(Answer(frame.at, WHOLE, self.says, 640.0))

    def answers(self) -> list[Answer]:
        self.frames += 1
        if self.frames <= self.late:
            return []
        found, self.waiting = self.waiting, []
        return found

    def close(self) -> None: ...


def blob(left: float, width: float = 0.1) -> Detection:
    return Detection(Box(left, 0.3, left + width, 0.7), 0.7, evidence=1.0)


def run(blobs: list[list[Detection]], oracle: Oracle, settings: FusionSettings | None = None) -> list[list[Detection]]:
    count = len(blobs)
    fused = FusedDetector(Script(blobs), [oracle], settings or FusionSettings())
    return [fused.detect(plain_frame(LUMA, n, n / 10), ()) for n in range(count)]


def person(left: float, right: float, confidence: float = 0.9) -> Sighting:
    return Sighting(Box(left, 0.32, right, 0.68), ObjectClass.PERSON, confidence, "person")


def test_a_sighting_gives_its_blob_box_and_class() -> None:
    ((found,),) = run([[blob(0.4)]], Oracle((person(0.42, 0.48),)))

    assert found.box.left == pytest.approx(0.42)
    assert found.look is not None
    assert found.look.object_class is ObjectClass.PERSON


def test_a_blob_in_which_two_are_seen_is_two() -> None:
    (found,) = run([[blob(0.4, 0.2)]], Oracle((person(0.41, 0.49), person(0.52, 0.59))))

    assert [round(each.box.left, 2) for each in found] == [0.41, 0.52]


def test_nothing_is_made_where_nothing_moves() -> None:
    (found,) = run([[blob(0.4)]], Oracle((person(0.42, 0.48), person(0.8, 0.9))))

    assert len(found) == 1


def test_nobody_is_asked_while_nothing_moves() -> None:
    oracle = Oracle(())

    assert run([[], [], []], oracle) == [[], [], []]
    assert oracle.asked == []


def test_a_late_answer_counts_for_its_own_frame_and_moves_on_with_the_blob() -> None:
    blobs = [[blob(0.4 + 0.02 * n)] for n in range(4)]

    found = run(blobs, Oracle((person(0.42, 0.48),), late=2), FusionSettings(look_pause_s=9))

    assert [each.look is not None for (each,) in found] == [False, False, True, False]
    assert found[2][0].box.left == pytest.approx(0.44 + 0.02)  # seen 0.02 inside the blob of the first frame
    assert found[3][0].box.left == pytest.approx(0.46 + 0.02)


def test_shape_waits_for_the_model_but_not_for_ever() -> None:
    found = run([[blob(0.4)] for _ in range(14)], Oracle((), late=99))

    assert [each.evidence for (each,) in found] == [0.0] * 10 + [1.0] * 4


@pytest.mark.parametrize(("decides", "evidence"), [(True, 0.0), (False, 1.0)], ids=["decides", "advises"])
def test_where_the_model_sees_nothing_shape_is_silent_by_setting(decides: bool, evidence: float) -> None:
    found = run([[blob(0.4)]], Oracle(()), FusionSettings(model_decides=decides))[0][0]

    assert found.evidence == evidence
    assert found.look is not None
    assert found.look.object_class is None
    assert (ObjectClass.PERSON in found.look.silences) is decides


def test_a_rider_and_the_bicycle_are_one_bicycle() -> None:
    cycle = Sighting(Box(0.4, 0.5, 0.5, 0.7), ObjectClass.BICYCLE, 0.6, "bicycle")

    (found,) = run([[blob(0.4)]], Oracle((person(0.42, 0.48), cycle)))

    assert [each.look.object_class for each in found if each.look] == [ObjectClass.BICYCLE]


def test_three_looks_that_find_nothing_make_an_object_doubtful_until_one_finds_it() -> None:
    nothing = run([[blob(0.4)]], Oracle(()))[0][0].look
    somebody = run([[blob(0.4)]], Oracle((person(0.42, 0.48),)))[0][0].look
    assert nothing is not None
    assert somebody is not None
    naming = Naming()
    for _ in range(3):
        assert naming.named(ObjectClass.PERSON, 0.9) == (ObjectClass.PERSON, 0.9)
        naming = naming.heard(nothing)

    assert naming.is_doubted
    assert naming.named(ObjectClass.PERSON, 0.9) == (ObjectClass.UNKNOWN, 0.5)
    assert naming.named(ObjectClass.ANIMAL, 0.9) == (ObjectClass.ANIMAL, 0.9)
    assert naming.heard(somebody).named(ObjectClass.VEHICLE, 0.9)[0] is ObjectClass.PERSON


def test_times_of_questions_keep_their_pause() -> None:
    oracle = Oracle((person(0.42, 0.48, 0.95),))

    run([[blob(0.4)] for _ in range(30)], oracle)

    pauses = [round((b - a).total_seconds(), 1) for a, b in zip(oracle.asked, oracle.asked[1:], strict=False)]
    assert oracle.asked[0] == START
    assert pauses[:2] == [0.2, 0.2]
    assert set(pauses[3:]) == {1.0}
