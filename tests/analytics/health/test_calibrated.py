"""A calibrated view that has moved is told within minutes; night, rain and lorries are not taken for it."""

from dataclasses import replace
from datetime import timedelta

import cv2
import numpy as np
import pytest

from analytics.health.calibrated import CalibratedView, Reference
from analytics.health.condition import Sign
from analytics.health.look import Look, look_at
from analytics.health.memory import Memory
from analytics.health.settings import HealthSettings
from analytics.health.troubles import Subject, TroubleChange, Turn
from analytics.health.watch import PictureWatch
from kernel.errors import Fault
from kernel.event import HealthKind
from kernel.frame import Frame, Luma
from tests.analytics.health.spoil import Spoil, black, grain, moved, place
from tests.analytics.scenes import CAMERA

MINUTE_S = 60
EVERY_S = 6.0  # as often as the tests look
WIDTH = 320


def zoomed(by: float) -> Spoil:
    def spoil(luma: Luma, _t: float) -> Luma:
        height, width = luma.shape
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 0, by)
        return np.asarray(cv2.warpAffine(luma, matrix, (width, height), borderMode=cv2.BORDER_REFLECT), np.uint8)

    return spoil


def night(luma: Luma, _t: float) -> Luma:
    """Little light, from one lamp on the right, and a sensor's noise."""
    lamp = np.linspace(0.08, 0.35, luma.shape[1])
    return grain(luma * lamp + 12, 5)


def rain(luma: Luma, t: float) -> Luma:
    draw = np.random.default_rng(int(t))
    wet = cv2.GaussianBlur(luma, (0, 0), 0.8).copy()
    for x, y in draw.integers(0, (luma.shape[1], luma.shape[0]), (150, 2)):
        cv2.line(wet, (int(x), int(y)), (int(x) + 2, int(y) + 14), 220, 1)
    return grain(wet, 4)


def lorry(luma: Luma, _t: float) -> Luma:
    """A lorry parked over a third of the picture."""
    parked = luma.copy()
    height, width = luma.shape
    parked[height // 3 : 9 * height // 10, width // 3 : 4 * width // 5] = 170
    for x in range(width // 3, 4 * width // 5, 12):
        cv2.line(parked, (x, height // 3), (x, 9 * height // 10), 120, 2)
    cv2.circle(parked, (width // 2, 85 * height // 100), 14, 30, -1)
    return grain(parked, 3)


def both(first: Spoil, then: Spoil) -> Spoil:
    return lambda luma, t: then(first(luma, t), t)


def looks(minutes: float, spoil: Spoil | None = None, first_minute: float = 0) -> list[Look]:
    return [look_at(one) for one in frames(minutes, spoil, first_minute)]


def frames(minutes: float, spoil: Spoil | None = None, first_minute: float = 0) -> list[Frame]:
    count = round(minutes * MINUTE_S / EVERY_S)
    times = tuple(first_minute * MINUTE_S + i * EVERY_S for i in range(count))
    return [
        replace(one, luma=spoil(one.luma, t)) if spoil else one
        for t, one in zip(times, place(0, times=times, seed=int(first_minute) + 3).frames(), strict=True)
    ]


@pytest.fixture(scope="module")
def reference() -> Reference:
    view = CalibratedView("pairs")
    for look in looks(1.5):
        view.judge(look)
    assert view.reference is not None
    return view.reference


def said(reference: Reference, spoil: Spoil | None) -> Sign:
    view, sign = CalibratedView("pairs", reference), Sign.UNKNOWN
    for look in looks(1.5, spoil, 10):
        sign = view.judge(look)
    return sign


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(moved(0.02 * WIDTH, 0), id="2 % aside"),
        pytest.param(moved(0.05 * WIDTH, 0), id="5 % aside"),
        pytest.param(moved(-0.03 * WIDTH, 0.02 * WIDTH), id="aside and down"),
        pytest.param(zoomed(1.08), id="zoomed in"),
        pytest.param(zoomed(0.93), id="zoomed out"),
        pytest.param(both(moved(0.03 * WIDTH, 0), rain), id="moved, in rain"),
        pytest.param(both(moved(0.03 * WIDTH, 0), lorry), id="moved, behind a lorry"),
    ],
)
def test_a_view_that_has_moved_is_known(reference: Reference, spoil: Spoil) -> None:
    assert said(reference, spoil) is Sign.BAD


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(None, id="as it was"),
        pytest.param(rain, id="rain"),
        pytest.param(lorry, id="a parked lorry"),
        pytest.param(moved(0.003 * WIDTH, 0), id="shaken by a pixel"),
        pytest.param(lambda luma, _: grain(np.clip(luma * 1.5, 0, 255), 3), id="brighter"),
    ],
)
def test_a_view_in_its_place_is_known(reference: Reference, spoil: Spoil | None) -> None:
    assert said(reference, spoil) is Sign.WELL


@pytest.mark.parametrize("spoil", [night, both(night, rain), black], ids=["night", "rain at night", "black"])
def test_the_dark_is_not_taken_for_a_move(reference: Reference, spoil: Spoil) -> None:
    assert said(reference, spoil) in {Sign.WELL, Sign.UNKNOWN}


def test_a_moved_view_is_one_event_after_minutes_and_ends_when_it_is_back() -> None:
    watch = PictureWatch(Subject(CAMERA), Memory("x"), HealthSettings(), (), CalibratedView("pairs"))
    told: list[TroubleChange] = []
    away = moved(0.025 * WIDTH, 0)
    for stretch in (frames(2), frames(7, away, 2), frames(6, None, 9)):
        for one in stretch:
            told += watch.see(one)

    assert [(change.turn, change.event.kind) for change in told] == [
        (Turn.OPENED, HealthKind.VIEW_MOVED),
        (Turn.CLOSED, HealthKind.VIEW_MOVED),
    ]
    opened = told[0].event
    assert opened.updated_at - opened.opened_at >= timedelta(minutes=3)


def test_calibrating_anew_ends_it_and_takes_the_view_that_is_there(reference: Reference) -> None:
    away = moved(0.025 * WIDTH, 0)
    before = PictureWatch(Subject(CAMERA), Memory("x"), HealthSettings(), (), CalibratedView("pairs", reference))
    (opened,) = (change for one in frames(8, away) for change in before.see(one))

    anew = CalibratedView("other pairs", reference)
    after = PictureWatch(Subject(CAMERA), Memory("x"), HealthSettings(), [opened.event], anew)
    (closed,) = (change for one in frames(8, away, 9) for change in after.see(one))

    assert closed.turn is Turn.CLOSED
    assert anew.reference is not None
    assert anew.reference.of == "other pairs"


def test_a_reference_outlives_the_process(reference: Reference) -> None:
    loaded = Reference.load(reference.dump())

    assert loaded.of == "pairs"
    assert said(loaded, moved(0.03 * WIDTH, 0)) is Sign.BAD
    with pytest.raises(Fault, match="calibrated view"):
        Reference.load(b"nothing")
