"""The health of a camera's picture: events with what was seen, and a memory that outlives the process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.health.settings import HealthSettings
from analytics.health.troubles import Subject
from analytics.settings import SnapshotSettings
from analytics.store import AnalyticsStore, EventQuery
from console.analysis.health import HealthDesk, HealthObserver, Learnt
from kernel.clock import ManualClock
from kernel.frame import Frame
from kernel.sql.database import Base, Database
from tests.analytics.health.spoil import covered, place, spoilt, turned
from tests.analytics.scenes import CAMERA


class Post:
    """A camera under the analysis host's eye."""

    def __init__(self, events: AnalyticsStore, folder: Path) -> None:
        self.desk = HealthDesk(events, HealthSettings(), SnapshotSettings(), folder)

    def observer(self, address: str = "rtsp://gate", is_new: bool = False) -> HealthObserver:
        return HealthObserver(self.desk, Subject(CAMERA), Learnt(address, is_new), lambda: False)

    def show(self, observer: HealthObserver, frames: Iterator[Frame] | list[Frame]) -> None:
        last = None
        for frame in frames:
            observer.observe(frame)
            last = frame
        assert last is not None
        observer.close(last.at)

    def events(self) -> list[tuple[str, str, bool]]:
        found = self.desk.events.events(EventQuery(limit=500)).items
        return [(event.kind, event.phase.value, event.has_snapshot) for event in reversed(found)]


@pytest.fixture
def post(tmp_path: Path, clock: ManualClock) -> Iterator[Post]:
    database = Database(f"sqlite:///{tmp_path / 'watchroom.db'}")
    Base.metadata.create_all(database.engine)
    yield Post(AnalyticsStore(database, clock, tmp_path / "snapshots"), tmp_path / "views")
    database.close()


@pytest.fixture(scope="module")
def plain() -> list[Frame]:
    return list(place(90).frames())


def test_a_covered_camera_is_an_event_with_its_picture_that_a_restart_takes_up_again(
    post: Post, plain: list[Frame]
) -> None:
    post.show(post.observer(), list(spoilt(plain, covered, 40))[:60])
    assert post.events() == [("covered", "open", True)]

    post.show(post.observer(), list(spoilt(plain, covered, 0, 75))[60:])
    assert post.events() == [("covered", "closed", True)]


def test_a_camera_turned_while_the_analysis_was_away_is_told(post: Post, plain: list[Frame]) -> None:
    post.show(post.observer(), plain[:40])
    post.show(post.observer(), spoilt(plain, turned, 0))

    assert post.events() == [("turned_away", "open", True)]


@pytest.mark.parametrize(
    ("address", "is_new"), [("rtsp://another", False), ("rtsp://gate", True)], ids=["another address", "learnt anew"]
)
def test_another_view_is_right_where_the_camera_is_another_or_somebody_says_so(
    post: Post, plain: list[Frame], address: str, is_new: bool
) -> None:
    post.show(post.observer(), plain[:40])
    post.show(post.observer(address, is_new), spoilt(plain, turned, 0))

    assert post.events() == []


def test_an_open_trouble_ends_when_the_view_is_learnt_anew(post: Post, plain: list[Frame]) -> None:
    post.show(post.observer(), spoilt(plain, turned, 40))
    assert post.events() == [("turned_away", "open", True)]
    post.show(post.observer(is_new=True), spoilt(plain, turned, 0))

    assert post.events() == [("turned_away", "closed", True)]


def test_a_memory_that_was_cut_short_is_learnt_anew(post: Post, plain: list[Frame]) -> None:
    post.show(post.observer(), plain[:40])
    (path,) = post.desk.folder.glob("*.npz")
    path.write_bytes(path.read_bytes()[:100])
    post.show(post.observer(), plain)

    assert post.events() == []
