"""From a camera's own notices to events."""

from datetime import UTC, datetime, timedelta

from console.onvif.episodes import CALM, MOMENT, SILENT_LIMIT, CameraEpisodes, Change
from ingest.onvif.notice import Notice, NoticeKind
from kernel.event import Event, EventPhase, Severity
from kernel.ids import CameraId

START = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
GATE = CameraId("gate")


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def motion(is_active: bool, detector: str = "a") -> Notice:
    return Notice(NoticeKind.MOTION, detector, is_active)


CROSSING = Notice(NoticeKind.LINE, "line", None)


def episodes(left_open: list[Event] | None = None) -> CameraEpisodes:
    return CameraEpisodes(GATE, None, left_open or [], START)


def told(changes: list[Change]) -> list[tuple[str, str, int]]:
    return [
        (change.event.kind, "new" if change.is_new else change.event.phase.value, change.event.count)
        for change in changes
    ]


def test_a_state_opens_once_and_closes_once_it_has_been_calm() -> None:
    own = episodes()

    opened = own.step([motion(True)], at(0))
    repeated = own.step([motion(True)], at(1))
    quiet = own.step([motion(False)], at(10))
    early = own.step([], at(10) + CALM / 2)
    closed = own.step([], at(10) + CALM)

    assert told(opened) == [("camera_motion", "new", 1)]
    assert repeated == quiet == early == []
    assert told(closed) == [("camera_motion", "closed", 1)]
    assert closed[0].event.clip_end == at(10)
    assert own.step([], at(60)) == []


def test_a_detector_that_flickers_makes_one_event_that_counts() -> None:
    own = episodes()
    own.step([motion(True)], at(0))

    changes = own.step([motion(False), motion(True)], at(1)) + own.step([motion(False), motion(True)], at(2))

    assert told(changes) == [("camera_motion", "open", 2), ("camera_motion", "open", 3)]


def test_two_detectors_make_one_event_that_ends_with_the_last() -> None:
    own = episodes()
    own.step([motion(True, "a"), motion(True, "b")], at(0))

    own.step([motion(False, "a")], at(1))
    lasting = own.step([], at(30))
    own.step([motion(False, "b")], at(31))

    assert lasting == []
    assert told(own.step([], at(31) + CALM)) == [("camera_motion", "closed", 2)]


def test_the_state_sent_again_after_a_reconnect_changes_nothing() -> None:
    own = episodes()
    own.step([motion(True)], at(0))

    assert own.step([motion(True)], at(40)) == []
    assert own.step([motion(True)], at(80)) == []


def test_an_end_that_nobody_began_says_nothing() -> None:
    assert episodes().step([motion(False)], at(0)) == []


def test_a_crossing_lasts_a_moment_and_another_one_prolongs_it() -> None:
    own = episodes()

    opened = own.step([CROSSING], at(0))
    again = own.step([CROSSING], at(3))
    lasting = own.step([], at(3) + MOMENT / 2)
    closed = own.step([], at(3) + MOMENT)

    assert told(opened + again + lasting + closed) == [
        ("camera_line", "new", 1),
        ("camera_line", "open", 2),
        ("camera_line", "closed", 2),
    ]


def test_a_camera_that_falls_silent_is_not_believed_for_ever() -> None:
    own = episodes()
    own.step([motion(True)], at(0))

    assert own.step([], START + SILENT_LIMIT / 2) == []
    assert told(own.step([], START + SILENT_LIMIT)) == [("camera_motion", "closed", 1)]


def test_kinds_do_not_mix_and_tampering_weighs_most() -> None:
    changes = episodes().step([motion(True), Notice(NoticeKind.TAMPER, "t", True), CROSSING], at(0))

    assert [change.event.severity for change in changes] == [Severity.LOW, Severity.HIGH, Severity.MEDIUM]


def test_an_event_left_open_by_another_process_goes_on_or_ends() -> None:
    before = episodes()
    (opened,) = before.step([motion(True)], at(0))

    going_on = episodes([opened.event])
    ending = episodes([opened.event])
    changes = going_on.step([motion(True)], at(5)) + going_on.step([motion(False)], at(6))
    ending.step([motion(False)], at(5))

    assert changes == []
    assert [c.event.id for c in ending.step([], at(5) + CALM)] == [opened.event.id]


def test_to_follow_no_longer_ends_everything() -> None:
    own = episodes()
    own.step([motion(True), CROSSING], at(0))

    assert {change.event.phase for change in own.close_all(at(1))} == {EventPhase.CLOSED}
    assert own.close_all(at(2)) == []
