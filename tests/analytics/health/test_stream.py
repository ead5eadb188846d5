"""Streams and the house: which figures are a trouble; and when the loss of many cameras is one event."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from analytics.health.condition import Sign
from analytics.health.house import HouseHealth, HouseLook
from analytics.health.outage import Outage
from analytics.health.settings import StreamHealthSettings
from analytics.health.stream import StreamFigures, StreamHealth, StreamLook, Usual
from analytics.health.troubles import Subject, TroubleChange, Turn, closed, trouble_event
from kernel.clock import ManualClock
from kernel.event import Event, HealthKind, Severity
from kernel.ids import CameraId

SETTINGS = StreamHealthSettings()
FINE = StreamFigures(
    bitrate_bps=2e6, clock_offset_s=0.1, packets=0, jumps=0, reconnects=0, dropped=0, is_wanted=False, written_at=None
)
LEARNT = Usual(2e6, 10_000)


def signs_of(
    clock: ManualClock, figures: Sequence[StreamFigures], usual: Usual | None = LEARNT, every_s: float = 5
) -> dict[HealthKind, Sign]:
    """The signs of the last of these figures, one each five seconds."""
    health, signs = StreamHealth(SETTINGS, usual), {}
    for one in figures:
        signs = health.judge(StreamLook(clock.now(), True, one))
        clock.advance(every_s)
    return signs


def test_a_stream_that_is_fine_is_well_in_everything(clock: ManualClock) -> None:
    figures = [replace(FINE, packets=75 * n) for n in range(10)]

    assert set(signs_of(clock, figures).values()) == {Sign.WELL}


@pytest.mark.parametrize(
    ("change", "kind", "sign"),
    [
        pytest.param({"bitrate_bps": 1e5}, HealthKind.BITRATE_COLLAPSED, Sign.BAD, id="a twentieth of the usual"),
        pytest.param({"bitrate_bps": 3e5}, HealthKind.BITRATE_COLLAPSED, Sign.BETWEEN, id="a seventh of the usual"),
        pytest.param({"bitrate_bps": 9e6}, HealthKind.BITRATE_COLLAPSED, Sign.WELL, id="much more than usual"),
        pytest.param({"clock_offset_s": -7200}, HealthKind.CLOCK_WRONG, Sign.BAD, id="two hours behind"),
        pytest.param({"clock_offset_s": 3}, HealthKind.CLOCK_WRONG, Sign.BETWEEN, id="three seconds ahead"),
        pytest.param({"clock_offset_s": None}, HealthKind.CLOCK_WRONG, Sign.WELL, id="a camera that tells no time"),
        pytest.param({"jumps": 3}, HealthKind.CLOCK_WRONG, Sign.BAD, id="a clock that jumps"),
        pytest.param({"reconnects": 5}, HealthKind.UNSTEADY, Sign.BAD, id="five broken connections"),
        pytest.param({"reconnects": 3}, HealthKind.UNSTEADY, Sign.BETWEEN, id="three broken connections"),
        pytest.param({"reconnects": 1}, HealthKind.UNSTEADY, Sign.WELL, id="one broken connection"),
        pytest.param({"dropped": 40}, HealthKind.FEED_DROPPING, Sign.BAD, id="a twentieth is dropped"),
        pytest.param({"is_wanted": True}, HealthKind.NOT_RECORDED, Sign.BAD, id="nothing was ever written"),
        pytest.param({"is_wanted": False}, HealthKind.NOT_RECORDED, Sign.WELL, id="nobody wants it written"),
    ],
)
def test_a_figure_that_is_off(clock: ManualClock, change: dict[str, object], kind: HealthKind, sign: Sign) -> None:
    figures = [replace(FINE, packets=75 * n) for n in range(9)]
    figures.append(replace(FINE, packets=75 * 9, **change))  # type: ignore[arg-type]

    assert signs_of(clock, figures)[kind] is sign


def test_footage_that_is_written_is_well_and_footage_that_stands_still_is_not(clock: ManualClock) -> None:
    start = clock.now()
    going_on = [replace(FINE, is_wanted=True, written_at=start + timedelta(seconds=5 * n)) for n in range(8)]
    stuck = [replace(FINE, is_wanted=True, written_at=start + timedelta(seconds=10))] * 8

    assert signs_of(clock, going_on)[HealthKind.NOT_RECORDED] is Sign.WELL
    assert signs_of(clock, stuck)[HealthKind.NOT_RECORDED] is Sign.BAD


def test_a_stream_that_has_just_come_is_given_time_to_be_written(clock: ManualClock) -> None:
    assert signs_of(clock, [replace(FINE, is_wanted=True)] * 2)[HealthKind.NOT_RECORDED] is Sign.UNKNOWN


def test_vain_tries_of_a_camera_that_stays_away_are_not_unsteady(clock: ManualClock) -> None:
    health, signs = StreamHealth(SETTINGS, LEARNT), {}
    for tries in range(60):
        signs = health.judge(StreamLook(clock.now(), tries < 2, replace(FINE, reconnects=tries)))
        clock.advance(5)

    assert signs[HealthKind.UNSTEADY] is Sign.BETWEEN  # the connections that it lost before
    assert signs[HealthKind.CAMERA_OFFLINE] is Sign.BAD


def test_a_camera_that_comes_and_goes_is_unsteady(clock: ManualClock) -> None:
    health, signs = StreamHealth(SETTINGS, LEARNT), {}
    for look in range(20):
        signs = health.judge(StreamLook(clock.now(), look % 4 < 2, replace(FINE, reconnects=look // 2)))
        clock.advance(5)

    assert signs[HealthKind.UNSTEADY] is Sign.BAD


def test_counters_that_begin_anew_are_no_trouble(clock: ManualClock) -> None:
    figures = [replace(FINE, packets=9000, reconnects=0), replace(FINE, packets=10, reconnects=9)]

    assert signs_of(clock, figures)[HealthKind.UNSTEADY] is Sign.WELL


def test_without_figures_only_the_state_is_known(clock: ManualClock) -> None:
    signs = StreamHealth(SETTINGS).judge(StreamLook(clock.now(), is_online=False))

    assert signs.pop(HealthKind.CAMERA_OFFLINE) is Sign.BAD
    assert set(signs.values()) == {Sign.UNKNOWN}


def test_the_usual_bitrate_is_not_known_at_once(clock: ManualClock) -> None:
    figures = [replace(FINE, packets=75 * n) for n in range(20)] + [replace(FINE, packets=2000, bitrate_bps=1.0)]

    assert signs_of(clock, figures, usual=None)[HealthKind.BITRATE_COLLAPSED] is Sign.UNKNOWN


def test_the_usual_bitrate_is_that_of_most_of_the_day() -> None:
    usual = Usual()
    for minute in range(24 * 60):
        usual = usual.learnt(4e6 if minute % 60 < 10 else 1e6, 60)  # busy for ten minutes of each hour

    assert usual.bitrate_bps == pytest.approx(1e6, rel=0.25)


def test_a_bitrate_that_stays_low_becomes_the_usual_within_a_day() -> None:
    usual, hours = LEARNT, 0.0
    while usual.bitrate_bps > 2e5:
        usual, hours = usual.learnt(1e5, 5), hours + 5 / 3600

    assert 3 < hours < 24


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"silent": frozenset({"pull"})}, HealthKind.HOST_LOST),
        ({"free_share": 0.3}, HealthKind.STORAGE_SHORT),
        ({"is_short": True}, HealthKind.STORAGE_SHORT),
        ({"days_kept": 0.5}, HealthKind.STORAGE_SHORT),
        ({"lost": 400}, HealthKind.FEED_DROPPING),
    ],
    ids=["silent process", "half the floor is gone", "nothing may be deleted", "half a day is kept", "packets lost"],
)
def test_trouble_of_the_house(clock: ManualClock, change: dict[str, object], kind: HealthKind) -> None:
    health = HouseHealth(SETTINGS)
    fine = HouseLook(clock.now(), frozenset(), 1.5, False, None, 1000, 0)
    assert set(health.judge(fine).values()) == {Sign.WELL}

    clock.advance(5)
    signs = health.judge(replace(fine, at=clock.now(), packets=5000, **change))  # type: ignore[arg-type]

    assert {one for one, sign in signs.items() if sign is Sign.BAD} == {kind}


class Town:
    """Twelve cameras that are lost and found; what is told of it."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.outage = Outage(HealthKind.CAMERA_OFFLINE, SETTINGS)
        self.told: list[TroubleChange] = []
        self._events: dict[int, Event] = {}

    def lose(self, *numbers: int) -> None:
        for number in numbers:
            now, camera = self.clock.now(), Subject(CameraId(f"cam{number}"))
            self._events[number] = trouble_event(camera, HealthKind.CAMERA_OFFLINE, now, now)
        self._step([TroubleChange(Turn.OPENED, self._events[number]) for number in numbers])

    def find(self, *numbers: int) -> None:
        ends = [closed(self._events.pop(number), self.clock.now()) for number in numbers]
        self._step([TroubleChange(Turn.CLOSED, event) for event in ends])

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds / 2)):
            self.clock.advance(2)
            self._step([])

    @property
    def open(self) -> dict[str | None, int]:
        """The events that are open now: the camera, and how many it counts."""
        found: dict[str, Event] = {}
        for change in self.told:
            assert (change.turn is Turn.OPENED) is (change.event.id not in found)
            found[change.event.id] = change.event
        return {event.camera: event.count for event in found.values() if event.closed_at is None}

    def _step(self, changes: list[TroubleChange]) -> None:
        self.told += self.outage.step(changes, 12, self.clock.now())


@pytest.fixture
def town(clock: ManualClock) -> Town:
    return Town(clock)


def test_one_lost_camera_is_its_own_event_after_a_moment(town: Town) -> None:
    town.lose(1)
    assert town.open == {}
    town.wait(12)
    assert town.open == {"cam1": 1}
    town.find(1)
    assert town.open == {}


def test_many_lost_together_are_one_event_with_a_count(town: Town) -> None:
    town.lose(1, 2)
    town.wait(4)
    town.lose(3, 4, 5)
    town.wait(10)
    assert town.open == {None: 5}
    assert [change.event.severity for change in town.told] == [Severity.HIGH]
    town.lose(6, 7)
    town.wait(2)
    assert town.open == {None: 7}
    assert town.told[-1].event.title == "7 cameras offline"


def test_an_outage_of_half_the_house_is_critical(town: Town) -> None:
    town.lose(*range(1, 8))
    town.wait(12)
    assert [change.event.severity for change in town.told] == [Severity.CRITICAL]


def test_the_last_who_stay_away_after_an_outage_are_told_one_by_one(town: Town) -> None:
    town.lose(*range(1, 8))
    town.wait(12)
    town.find(1, 2, 3, 4, 5)
    assert town.open == {"cam6": 1, "cam7": 1}
    town.find(6, 7)
    assert town.open == {}


def test_a_camera_lost_long_after_the_outage_began_is_no_part_of_it(town: Town) -> None:
    town.lose(1, 2, 3, 4)
    town.wait(300)
    town.lose(9)
    town.wait(12)
    assert town.open == {None: 4, "cam9": 1}


def test_a_camera_that_comes_back_before_it_was_told_leaves_no_trace(town: Town) -> None:
    town.lose(1)
    town.wait(4)
    town.find(1)
    town.wait(20)
    assert town.told == []


def test_three_of_many_are_not_an_outage(town: Town) -> None:
    town.lose(1, 2, 3)
    town.wait(12)
    assert town.open == {"cam1": 1, "cam2": 1, "cam3": 1}
