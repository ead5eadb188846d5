"""The track log on disk: what comes back, what counts as seen, and what a crash leaves."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analytics.detection import ObjectClass
from analytics.tracklog import TrackBox, TrackLog
from kernel.geometry import Box
from kernel.ids import CameraId

GATE = CameraId("gate")
T0 = datetime(2026, 3, 1, 8, 59, 50, tzinfo=UTC)
PERSON = TrackBox(7, ObjectClass.PERSON, Box(0.1, 0.2, 0.3, 0.9))


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def test_what_was_appended_is_read_across_the_hour(tmp_path: Path) -> None:
    log = TrackLog(tmp_path)
    for second in range(20):
        log.append(GATE, at(second), [PERSON])

    moments = list(log.read(GATE, at(5), at(15)))

    assert [moment.at for moment in moments] == [at(second) for second in range(5, 15)]
    assert len(list(tmp_path.glob("gate/2026-03-01/*.trk"))) == 2
    (seen,) = moments[0].boxes
    assert (seen.track, seen.object_class) == (7, ObjectClass.PERSON)
    assert seen.box.left == pytest.approx(0.1, abs=1e-4)
    assert seen.box.bottom == pytest.approx(0.9, abs=1e-4)


@pytest.mark.parametrize("kind", ObjectClass)
def test_every_class_comes_back_as_it_went(tmp_path: Path, kind: ObjectClass) -> None:
    log = TrackLog(tmp_path)

    log.append(GATE, at(0), [TrackBox(1, kind, PERSON.box)])
    log.append(GATE, at(2), [])

    assert [box.object_class for box in next(iter(log.read(GATE, at(0), at(1)))).boxes] == [kind]


def test_silence_is_written_once_a_second_and_counts_as_seen(tmp_path: Path) -> None:
    log = TrackLog(tmp_path)
    for tenth in range(80):
        log.append(GATE, at(tenth / 10), [])

    assert len(list(log.read(GATE, at(0), at(10)))) == 8
    assert log.covered(GATE, at(2), at(5)) == [(at(2), at(5))]


def test_time_without_analysis_is_not_covered(tmp_path: Path) -> None:
    log = TrackLog(tmp_path)
    for second in (0, 1, 2, 8, 9, 10):
        log.append(GATE, at(second), [])

    assert log.covered(GATE, at(0), at(20)) == [(at(0), at(2)), (at(8), at(10))]
    assert log.covered(CameraId("other"), at(0), at(20)) == []


@pytest.mark.parametrize("lost_bytes", [1, 5, 13, 20])
def test_torn_tail_costs_one_record_and_is_cut_off_by_the_next_run(tmp_path: Path, lost_bytes: int) -> None:
    log = TrackLog(tmp_path)
    for second in range(3):
        log.append(GATE, at(second), [PERSON])
    log.close()
    (path,) = tmp_path.glob("gate/*/*.trk")
    path.write_bytes(path.read_bytes()[:-lost_bytes])

    assert len(list(log.read(GATE, at(0), at(10)))) == 2
    TrackLog(tmp_path).append(GATE, at(5), [PERSON])
    assert [moment.at for moment in log.read(GATE, at(0), at(10))] == [at(0), at(1), at(5)]


def test_flipped_bit_ends_what_is_read_there(tmp_path: Path) -> None:
    log = TrackLog(tmp_path)
    for second in range(3):
        log.append(GATE, at(second), [PERSON])
    log.close()
    (path,) = tmp_path.glob("gate/*/*.trk")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)

    assert [moment.at for moment in log.read(GATE, at(0), at(10))] == [at(0)]


def test_whole_hours_expire_and_the_present_one_stays(tmp_path: Path) -> None:
    log = TrackLog(tmp_path)
    log.append(GATE, at(0), [PERSON])
    log.append(GATE, at(20), [PERSON])
    log.close()

    assert log.expire(GATE, at(3600)) == 1
    assert [moment.at for moment in log.read(GATE, at(0), at(60))] == [at(20)]
