"""Tours: what is due when, proofs that are taken once and flagged, rounds that end by themselves."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kernel.actor import Actor
from kernel.errors import Fault, FaultKind
from kernel.geo import LatLon, destination
from kernel.schedule import Stretch
from patrol.checkpoint import (
    CODE_LETTERS,
    Checkpoint,
    CheckpointDraft,
    Flag,
    Proof,
    Scan,
    Via,
    code_mark,
    counted_at,
    new_code,
    read_code,
)
from patrol.service.tour_watch import TourWatch
from patrol.tour import Run, RunState, Tour, TourDraft, due_at, overdue_since
from patrol.unit import Unit, UnitKind, UnitStatus, unit_actor
from tests.patrol.room import LIN, SQUARE, Room

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = Stretch((0, 1, 2, 3, 4, 5, 6), 22 * 60, 6 * 60)


@dataclass
class Night:
    """A tour of three points, 200 m from each other, and the unit on foot that goes it."""

    room: Room
    unit: Unit
    points: list[Checkpoint]
    tour: Tour

    @property
    def crew(self) -> Actor:
        return unit_actor(self.unit)

    def start(self) -> Run:
        ids = [point.id for point in self.points]
        return self.room.service.tours.start(self.tour.id, self.unit.id, ids, self.crew)

    def scan(self, index: int, key: str = "", after_s: float = 0.0, off_m: float = 0.0, age_s: float = 0.0) -> Scan:
        """A QR code read `off_m` from the point, `age_s` before it reaches us."""
        self.room.clock.advance(after_s)
        point, now = self.points[index], self.room.clock.now()
        place = destination(point.position, 180, off_m)
        proof = Proof(key or f"k{index}", Via.QR, now - timedelta(seconds=age_s), point.code, None, place, 5.0)
        return self.room.service.scans.take(self.unit.id, proof, self.crew)

    def run(self) -> Run:
        run = self.room.service.tours.get(self.tour.id).run
        assert run is not None
        return run

    def watch(self) -> None:
        TourWatch(self.room.service.desk, SHANGHAI).step(self.room.clock.now())


def make_night(room: Room, **changes: object) -> Night:
    unit = room.unit("F-1", UnitKind.FOOT)
    keep = room.service.checkpoints.keep
    points = [keep(CheckpointDraft(f"Door {i}", destination(SQUARE, 90, 200.0 * i)), LIN) for i in range(3)]
    draft = TourDraft("Night", tuple(point.id for point in points))
    return Night(room, unit, points, room.service.tours.keep(replace(draft, **changes), LIN))  # type: ignore[arg-type]


@pytest.fixture
def night(room: Room) -> Night:
    return make_night(room)


@pytest.mark.parametrize(
    ("now", "last", "due"),
    [
        pytest.param("21:59", None, None, id="before the hours"),
        pytest.param("22:00", None, "24:00", id="nobody is late when they begin"),
        pytest.param("23:30", "21:50", "24:00", id="a look before them does not count"),
        pytest.param("23:30", "23:10", "25:10", id="after a look"),
        pytest.param("29:59", "23:10", "25:10", id="past midnight it is the same night"),
        pytest.param("30:00", "23:10", None, id="after the hours"),
    ],
)
def test_point_is_due_one_interval_after_the_last_look_within_the_hours(
    now: str, last: str | None, due: str | None
) -> None:
    def at(text: str) -> datetime:
        hours, minutes = map(int, text.split(":"))
        return datetime(2026, 3, 1, tzinfo=SHANGHAI) + timedelta(hours=hours, minutes=minutes)

    tour = TourDraft("Night", (), every_s=7200, hours=(NIGHT,))
    found = due_at(tour, at("0:00"), None if last is None else at(last), at(now), SHANGHAI)
    assert found == (None if due is None else at(due))


def test_overdue_is_called_after_the_grace_and_stays_until_it_is_not_due() -> None:
    tour = TourDraft("Night", (), every_s=3600, grace_s=300)
    due = datetime(2026, 3, 1, 22, tzinfo=UTC)

    def called(after_s: float, was: datetime | None = None) -> datetime | None:
        return overdue_since(tour, due, was, due + timedelta(seconds=after_s))

    assert called(299) is None
    assert called(300) == due + timedelta(seconds=300)
    assert called(10, was=due) == due  # stays, although the grace has not passed by another clock
    assert called(-1, was=due) is None
    assert overdue_since(tour, None, due, due) is None


def test_code_is_read_from_a_link_and_from_what_was_typed() -> None:
    code = new_code()
    assert len(code) == 10
    assert set(code) <= set(CODE_LETTERS)
    assert new_code() != code
    assert read_code(f"https://room.example/unit#checkpoint={code}") == code
    assert read_code(f" {code[:5].lower()}-{code[5:]} ") == code
    assert 0 <= code_mark(code) <= 0xFFFF


def test_clock_of_the_device_counts_unless_it_cannot_be_right() -> None:
    now = datetime(2026, 3, 1, 22, tzinfo=UTC)
    assert counted_at(now - timedelta(hours=3), now) == (now - timedelta(hours=3), True)
    assert counted_at(now + timedelta(seconds=40), now) == (now, True)
    assert counted_at(now + timedelta(minutes=2), now) == (now, False)
    assert counted_at(now - timedelta(days=2), now) == (now, False)


def test_round_is_done_when_every_point_is_proven(any_room: Room) -> None:
    night = make_night(any_room)
    assert night.start().missed == tuple(point.id for point in night.points)
    night.scan(0, after_s=60)
    night.scan(2, after_s=300)
    assert (night.run().state, night.run().missed) == (RunState.RUNNING, (night.points[1].id,))
    last = night.scan(1, after_s=300)
    run = night.run()
    assert (run.state, run.missed, run.ended_at) == (RunState.DONE, (), last.at)
    assert [scan.flags for scan in run.scans] == [(), (), ()]
    assert night.room.kinds()[-2:] == ["tour.scanned", "tour.done"]


def test_proof_sent_again_is_the_same_proof(night: Night) -> None:
    night.start()
    first = night.scan(0, "phone-1", after_s=60)
    before = len(night.room.journal())
    again = night.scan(0, "phone-1", after_s=60)
    assert again == first
    assert len(night.room.journal()) == before
    assert len(night.run().scans) == 1


def test_scan_outside_the_radius_is_flagged_and_does_not_still_the_notice(night: Night) -> None:
    night.start()
    near = night.scan(0, after_s=60, off_m=34)  # 30 m and 5 m of doubt
    far = night.scan(1, after_s=300, off_m=60)
    assert near.flags == ()
    assert far.flags == (Flag.OUT_OF_RADIUS,)
    assert far.distance_m == pytest.approx(60, abs=0.5)
    assert night.run().missed == (night.points[2].id,)
    points = night.room.service.tours.get(night.tour.id).points
    assert [point.last_at for point in points] == [near.at, None, None]


def test_burst_faster_than_anybody_walks_is_flagged(night: Night) -> None:
    night.start()
    night.scan(0, after_s=60)
    assert night.scan(1, after_s=30).flags == (Flag.TOO_FAST,)  # 140 m between the rims, 3 m/s
    assert night.scan(2, after_s=60).flags == ()


def test_dead_spot_keeps_the_time_of_the_scan_and_both_clocks(night: Night) -> None:
    night.start()
    night.room.clock.advance(1000)
    scan = night.scan(0, age_s=600)
    now = night.room.clock.now()
    assert (scan.at, scan.device_at, scan.received_at) == (now - timedelta(seconds=600), scan.at, now)


def test_abandoned_round_closes_itself_with_what_was_missed(any_room: Room) -> None:
    night = make_night(any_room, quiet_s=1800.0)
    night.start()
    night.scan(0, after_s=60)
    night.room.clock.advance(1799)
    night.watch()
    assert night.run().state is RunState.RUNNING
    night.room.clock.advance(1)
    night.watch()
    run = night.run()
    assert (run.state, run.ended_at) == (RunState.ABANDONED, night.room.clock.now())
    assert run.missed == (night.points[1].id, night.points[2].id)
    assert night.room.kinds()[-1] == "tour.abandoned"


def test_what_comes_late_out_of_a_dead_spot_heals_the_closed_round(night: Night) -> None:
    night.start()
    night.scan(0, after_s=60)
    night.room.clock.advance(4000)
    night.watch()
    assert night.run().state is RunState.ABANDONED
    late = night.scan(1, age_s=3600)
    assert late.flags == (Flag.LATE,)
    assert night.run().missed == (night.points[2].id,)
    night.scan(2, age_s=3000)
    assert (night.run().state, night.run().ended_at) == (
        RunState.DONE,
        night.room.clock.now() - timedelta(seconds=3000),
    )


def test_overdue_point_is_told_once_and_a_scan_ends_it(any_room: Room) -> None:
    night = make_night(any_room, every_s=3600.0, grace_s=300.0)
    for _ in range(80):  # 80 minutes, a look a minute
        night.room.clock.advance(60)
        night.watch()
    assert night.room.kinds().count("tour.overdue") == 1
    points = night.room.service.tours.get(night.tour.id).points
    assert {point.overdue_since for point in points} == {night.tour.created_at + timedelta(seconds=3900)}
    night.start()
    night.scan(0, after_s=60)
    night.watch()
    points = night.room.service.tours.get(night.tour.id).points
    assert [point.overdue_since is None for point in points] == [True, False, False]
    assert points[0].due_at == night.room.clock.now() + timedelta(seconds=3600)


def test_revoked_code_proves_nothing(night: Night) -> None:
    night.start()
    old = night.points[0]
    renewed = night.room.service.checkpoints.renew_code(old.id, LIN)
    with pytest.raises(Fault, match="unknown or was revoked") as refused:
        night.scan(0)
    assert refused.value.kind is FaultKind.NOT_FOUND
    night.points[0] = renewed
    assert night.scan(0).flags == ()
    assert all(old.code not in str(e.data) and renewed.code not in str(e.data) for e in night.room.journal())


def test_position_alone_proves_a_point_and_a_code_without_one_is_flagged(night: Night) -> None:
    night.start()
    point, now = night.points[0], night.room.clock.now()
    take = night.room.service.scans.take
    by_place = Proof("a", Via.POSITION, now, None, point.id, point.position, 8.0)
    assert take(night.unit.id, by_place, night.crew).flags == ()
    assert take(night.unit.id, Proof("b", Via.NFC, now, point.code), night.crew).flags == (Flag.NO_POSITION,)
    with pytest.raises(Fault, match="only with both"):
        take(night.unit.id, replace(by_place, key="c", position=None), night.crew)


def test_unit_goes_one_round_and_a_tour_has_one_unit(night: Night) -> None:
    first = night.start()
    assert night.start().id == first.id
    tours, other = night.room.service.tours, night.room.unit("F-2", UnitKind.FOOT)
    order = [point.id for point in night.points]
    with pytest.raises(Fault, match="F-1 is on it already"):
        tours.start(night.tour.id, other.id, order, LIN)
    second = tours.keep(replace(night.tour.draft, name="Other"), LIN)
    with pytest.raises(Fault, match="on another tour"):
        tours.start(second.id, night.unit.id, order, LIN)
    with pytest.raises(Fault, match="each of its checkpoints once"):
        tours.start(second.id, other.id, order[:2], LIN)
    night.room.service.units.set_status(other.id, UnitStatus.OFF_DUTY, LIN)
    with pytest.raises(Fault, match="signs on first"):
        tours.start(second.id, other.id, order, LIN)
    with pytest.raises(Fault, match="somebody is on it"):
        tours.remove(night.tour.id, LIN)
    assert tours.stop(first.id, "fire", LIN).state is RunState.STOPPED
    tours.remove(night.tour.id, LIN)


def test_checkpoint_of_a_tour_cannot_go_and_a_beat_leaves_its_checkpoints(night: Night) -> None:
    with pytest.raises(Fault, match="Night still leads there"):
        night.room.service.checkpoints.remove(night.points[0].id, LIN)
    beat = night.room.service.beats.draw("Harbour", [SQUARE, LatLon(40, 116), LatLon(40, 117)], LIN)
    draft = CheckpointDraft("Door 0", SQUARE, beat_id=beat.id)
    night.room.service.checkpoints.keep(draft, LIN, night.points[0].id)
    night.room.service.beats.remove(beat.id, LIN)
    assert [point.beat_id for point in night.room.service.checkpoints.all()] == [None, None, None]
    with pytest.raises(Fault, match="3 to 100 corners"):
        night.room.service.beats.draw("Line", [SQUARE, SQUARE, SQUARE], LIN)
