"""The analysis of one camera into a real store: in time, with pictures, and clean at its borders."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from analytics.scene import Scene
from analytics.settings import AnalyticsSettings
from analytics.store import AnalyticsStore, EventQuery
from analytics.worker import CameraAnalyser
from kernel.clock import ManualClock
from kernel.event import EventPhase
from kernel.geo import LatLon
from kernel.sql.database import Base, Database
from tests.analytics.scenes import CAMERA, START, Figure, Stage, frame, walk
from tests.analytics.watch import INTRUSION, WHOLE_PICTURE, Report, watch

WALKER = Figure(walk((-0.1, 0.8), (1.1, 0.85), 1.5, 7.5))
PLACE = LatLon(48.1, 11.5)


@pytest.fixture
def store(clock: ManualClock, tmp_path: Path) -> Iterator[AnalyticsStore]:
    database = Database(f"sqlite:///{tmp_path}/w.db")
    names = ("scene", "event", "journal", "journal_cursor")
    Base.metadata.create_all(database.engine, tables=[Base.metadata.tables[name] for name in names])
    yield AnalyticsStore(database, clock, tmp_path / "snapshots")
    database.close()


def test_event_is_in_the_store_when_analyse_returns_and_within_half_a_second(store: AnalyticsStore) -> None:
    analyser = CameraAnalyser(CAMERA, WHOLE_PICTURE, PLACE, store, AnalyticsSettings())
    visible_s, opened_s = None, None
    for one in Stage(5, (WALKER,)).frames():
        t = (one.at - START).total_seconds()
        box = WALKER.box(t, 16 / 9)
        if visible_s is None and box and box.right > 0.03:
            visible_s = t
        analyser.analyse(one)
        if opened_s is None and store.events(EventQuery()).items:
            opened_s = t

    assert visible_s is not None
    assert opened_s is not None
    assert 0 <= opened_s - visible_s < 0.5
    (event,) = store.recent_events()
    assert (event.position, event.position_is_measured) == (PLACE, False)


def test_picture_of_the_event_shows_the_marked_object_and_gets_better(store: AnalyticsStore) -> None:
    analyser = CameraAnalyser(CAMERA, Scene(rules=(INTRUSION,)), None, store, AnalyticsSettings())
    first = None
    comer = Figure(walk((0.5, 1.5), (0.5, 0.85), 1.5, 6.0))  # comes in from below, head first
    for one in Stage(6, (comer,)).frames():
        analyser.analyse(one)
        if first is None and (items := store.recent_events()):
            first = store.snapshot_path(items[0].id).read_bytes()
    (event,) = store.recent_events()
    last = store.snapshot_path(event.id).read_bytes()

    assert first is not None
    assert first != last
    picture = cv2.imdecode(np.frombuffer(last, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape == (360, 640, 3)
    assert event.box is not None
    edge = picture[round(event.box.top * 360), round(event.box.centre.x * 640)].astype(int)
    assert edge[2] - edge[0] > 60  # amber, in a grey picture


def test_end_of_the_analysis_closes_its_events(store: AnalyticsStore) -> None:
    analyser = CameraAnalyser(CAMERA, WHOLE_PICTURE, None, store, AnalyticsSettings())
    last = START
    for one in Stage(4, (WALKER,)).frames():
        analyser.analyse(one)
        last = one.at

    analyser.close(last)

    assert [event.phase for event in store.recent_events()] == [EventPhase.CLOSED]


def test_camera_that_changes_its_picture_size_begins_anew_with_new_ids() -> None:
    small = list(Stage(9, (WALKER,)).frames())
    large = list(Stage(9, (WALKER,), width=960, height=540).frames())
    shifted = [frame(one.luma, 90 + i, 9 + i / 10) for i, one in enumerate(large)]

    report = watch([*small, *shifted], WHOLE_PICTURE)

    assert len(report.ids) == 2
    assert len(report.of("intrusion")) == 2


def test_another_analysis_of_the_same_camera_knows_nothing_of_the_first() -> None:
    frames = list(Stage(4, (WALKER,)).frames())
    first = watch(frames, WHOLE_PICTURE)
    report = Report()
    second = CameraAnalyser(CAMERA, WHOLE_PICTURE, None, report, AnalyticsSettings())

    assert first.ids
    assert second.analyse(frames[-1]) == ()
    assert report.events == {}


def test_pictures_of_one_grey_or_of_black_are_borne() -> None:
    plain = [frame(np.full((360, 640), level, np.uint8), i, i / 10) for i, level in enumerate([0] * 20 + [255] * 20)]

    assert watch(plain, WHOLE_PICTURE).events == {}
