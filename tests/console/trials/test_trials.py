"""Trials from the request to what the page shows: what is found, what is skipped, what interrupts them."""

import threading
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from functools import cache

import av
import httpx
import numpy as np
import pytest

from analytics.activity.days import DayFile
from analytics.activity.grid import COLUMNS, ROWS, record
from analytics.activity.index import ActivityIndex
from analytics.ground import PlacePair
from analytics.rule import Rule, RuleKind
from analytics.scene import Scene, scene_data
from analytics.zone import Zone
from console.trials.plan import LEAD, worth
from console.trials.sides import joined, side_of
from console.trials.store import KEPT
from console.trials.trial import Side, Trial, TrialDraft, TrialState
from console.trials.worker import TrialWorker, picture_path
from ingest.packet import Packet
from kernel.clock import ManualClock
from kernel.geo import LatLon
from kernel.geometry import Point
from kernel.ids import RuleId
from kernel.sql.journal import read_subject
from tests.analytics.scenes import Figure, Stage, walk
from tests.console.conftest import TESTER, Room
from tests.ingest.evidence.footage import GATE, START_US, STEP_US, instant
from tests.ingest.evidence.footage import record as record_packets

GO_ON = threading.Event()
SIZE = (320, 180)
FRAMES = 130
LEFT = Zone("left", "Left", (Point(0, 0), Point(0.5, 0), Point(0.5, 1), Point(0, 1)))
INTRUSION = Rule(RuleId("intrusion"), RuleKind.INTRUSION, "Intrusion")
IN_LEFT = replace(INTRUSION, zone_id="left")
NARROW = Scene(zones=(LEFT,), rules=(IN_LEFT,))
WIDE = Scene(rules=(INTRUSION,))
# The first stays on the right, the second on the left.
FIGURES = (
    Figure(walk((0.98, 0.9), (0.65, 0.9), 1.5, 5.0)),
    Figure(walk((0.02, 0.9), (0.35, 0.9), 7.0, 11.0)),
)


@cache
def filmed() -> tuple[Packet, ...]:
    """Thirteen seconds in which two people walk, one after the other."""
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = *SIZE, "yuv420p"
    context.time_base, context.framerate = Fraction(1, 10), Fraction(10)
    context.options = {"preset": "veryfast", "crf": "18", "x264-params": "keyint=10:scenecut=0:bframes=0"}
    made = []
    stage = Stage(FRAMES / 10, FIGURES, width=SIZE[0], height=SIZE[1], noise=1.0)
    for number, shot in enumerate(stage.frames()):
        picture = av.VideoFrame.from_ndarray(shot.bgr(), format="bgr24")
        picture.pts = number
        made += context.encode(picture)
    made += context.encode(None)
    return tuple(
        Packet(GATE, "main", 1, n, "h264", at_us, at_us, STEP_US, part.is_keyframe, bytes(part))
        for n, part in enumerate(made)
        for at_us in [START_US + n * STEP_US]
    )


@pytest.fixture
def recorded(room: Room) -> Room:
    """The film as the gate's footage; it is two minutes later now."""
    packets = [replace(packet, camera=room.gate.id) for packet in filmed()]
    room.house.catalog.save_segment(record_packets(room.house.settings.ingest.footage_dir, packets, SIZE))
    assert isinstance(room.clock, ManualClock)
    room.clock.advance(120)
    return room


@pytest.fixture
def worker(recorded: Room) -> TrialWorker:
    return TrialWorker(recorded.database, recorded.clock, recorded.house.settings)


def queue(room: Room, draft: Scene, now: Scene = WIDE) -> Trial:
    wanted = TrialDraft(room.gate.id, draft, now, instant(0), instant(FRAMES))
    return room.house.trials.queue(wanted, TESTER)


def done(room: Room, worker: TrialWorker, trial: Trial) -> Trial:
    worker.run_once(GO_ON)
    return room.house.trials.get(trial.id)


def kinds(room: Room, trial: Trial) -> list[str]:
    with room.database.read() as session:
        return [entry.kind for entry in read_subject(session, f"trial:{trial.id}")]


def test_a_draft_is_counted_beside_what_is_switched_on_now(recorded: Room, worker: TrialWorker) -> None:
    trial = done(recorded, worker, queue(recorded, NARROW))

    assert trial.state is TrialState.FINISHED
    assert (trial.count(Side.NOW, "intrusion"), trial.count(Side.DRAFT, "intrusion")) == (2, 1)
    (found,) = [one for one in trial.findings if one.side is Side.DRAFT]
    assert 7 <= (found.at - instant(0)).total_seconds() <= 8.5
    picture = picture_path(recorded.house.settings.trials_dir, trial.id, found.number)
    assert picture.read_bytes()[:2] == b"\xff\xd8"
    assert kinds(recorded, trial) == ["trial.queued", "trial.started", "trial.finished"]


def test_a_rule_that_is_off_is_tried_all_the_same(recorded: Room, worker: TrialWorker) -> None:
    off = Scene(rules=(replace(INTRUSION, is_enabled=False),))

    trial = done(recorded, worker, queue(recorded, off, now=off))

    assert trial.count(Side.DRAFT, "intrusion") == 2
    assert trial.count(Side.NOW, "intrusion") == 0


def test_a_trial_reports_nothing_to_the_room(recorded: Room, worker: TrialWorker) -> None:
    before = recorded.house.events.scene(recorded.gate.id)
    done(recorded, worker, queue(recorded, NARROW))

    with recorded.database.read() as session:
        assert not [entry for entry in read_subject(session, f"camera:{recorded.gate.id}") if "event" in entry.kind]
    assert recorded.house.events.scene(recorded.gate.id) == before


def test_what_the_motion_index_calls_quiet_is_not_decoded(recorded: Room, worker: TrialWorker) -> None:
    write_index(recorded, quiet=range(FRAMES // 10))

    trial = done(recorded, worker, queue(recorded, NARROW))

    assert trial.state is TrialState.FINISHED
    assert trial.findings == ()
    assert trial.extent.skipped_s == pytest.approx(FRAMES / 10, abs=0.2)


def test_movement_is_looked_at_with_what_lies_around_it(recorded: Room) -> None:
    write_index(recorded, quiet=[*range(100), *range(101, 400)])
    start = instant(0)
    index = ActivityIndex(recorded.house.settings.activity_dir)

    spans = worth(index, recorded.gate.id, start, start + timedelta(seconds=400), [WIDE])
    patient = Scene(rules=(replace(INTRUSION, kind=RuleKind.LOITERING, dwell_s=60),))
    longer = worth(index, recorded.gate.id, start, start + timedelta(seconds=400), [patient])

    assert spans == [(start + timedelta(seconds=100) - LEAD, start + timedelta(seconds=131))]
    assert longer[0][1] == start + timedelta(seconds=101 + 75)


def test_what_the_motion_index_does_not_know_is_looked_at(recorded: Room) -> None:
    start = instant(0)
    index = ActivityIndex(recorded.house.settings.activity_dir)

    assert worth(index, recorded.gate.id, start, instant(50), [WIDE]) == [(start, instant(50))]


def test_a_trial_that_nobody_wants_any_more_stops_and_leaves_nothing(recorded: Room, worker: TrialWorker) -> None:
    trial = queue(recorded, NARROW)
    claimed = recorded.house.trials.claim()
    assert claimed is not None
    recorded.house.trials.remove(trial.id, TESTER)

    worker.work(claimed, GO_ON)

    assert recorded.house.trials.of(recorded.gate.id) == []
    assert not (recorded.house.settings.trials_dir / trial.id).exists()
    assert kinds(recorded, trial)[-1] == "trial.removed"


def test_a_trial_that_a_restart_interrupts_begins_anew(recorded: Room, worker: TrialWorker) -> None:
    trial, ending = queue(recorded, NARROW), threading.Event()
    ending.set()
    worker.run_once(ending)
    assert recorded.house.trials.get(trial.id).state is TrialState.QUEUED

    recorded.house.trials.claim()  # a worker that was killed left it so
    trial = done(recorded, worker, trial)

    assert trial.state is TrialState.FINISHED
    assert trial.count(Side.DRAFT, "intrusion") == 1


def test_a_range_without_footage_fails_with_a_word(recorded: Room, worker: TrialWorker) -> None:
    start = instant(0) - timedelta(minutes=10)
    draft = TrialDraft(recorded.gate.id, NARROW, WIDE, start, start + timedelta(minutes=1))

    trial = done(recorded, worker, recorded.house.trials.queue(draft, TESTER))

    assert trial.state is TrialState.FAILED
    assert "no footage" in (trial.failure or "")


def test_after_a_day_a_trial_and_its_pictures_are_gone(recorded: Room, worker: TrialWorker) -> None:
    trial = done(recorded, worker, queue(recorded, NARROW))
    assert isinstance(recorded.clock, ManualClock)
    recorded.clock.advance(KEPT.total_seconds() + 1)

    worker.run_once(GO_ON)

    assert recorded.house.trials.of(recorded.gate.id) == []
    assert not (recorded.house.settings.trials_dir / trial.id).exists()


def test_both_sides_share_one_analysis_unless_their_calibration_differs() -> None:
    corners = [(0.1, 0.9, 0), (0.9, 0.9, 1), (0.8, 0.4, 2), (0.2, 0.4, 3)]
    places = [LatLon(0, 0), LatLon(0, 0.0001), LatLon(0.0002, 0.0001), LatLon(0.0002, 0)]
    calibrated = replace(WIDE, calibration=tuple(PlacePair(Point(x, y), places[i]) for x, y, i in corners))

    (both,) = joined(NARROW, WIDE)
    apart = joined(calibrated, WIDE)

    assert [side_of(rule.id) for rule in both.rules] == [(Side.DRAFT, "intrusion"), (Side.NOW, "intrusion")]
    assert both.rules[0].zone_id == both.zones[0].id
    assert len(apart) == 2


async def test_the_page_asks_waits_and_looks(
    recorded: Room, worker: TrialWorker, administrator: httpx.AsyncClient
) -> None:
    base = f"/api/cameras/{recorded.gate.id}/trials"
    wanted = {"scene": scene_data(NARROW), "start": instant(0).isoformat(), "end": instant(FRAMES).isoformat()}

    asked = await administrator.post(base, json=wanted)
    assert asked.status_code == 201, asked.text
    worker.run_once(GO_ON)
    trial = (await administrator.get(f"{base}/{asked.json()['id']}")).json()
    (found,) = [one for one in trial["findings"] if one["side"] == "draft"]
    picture = await administrator.get(f"{base}/{trial['id']}/pictures/{found['number']}.jpg")

    assert trial["rules"] == [
        {"rule_id": "intrusion", "name": "Intrusion", "kind": "intrusion", "is_enabled": True, "draft": 1, "now": 2}
    ]
    assert [hour["draft"] for hour in trial["hours"]] == [1]
    assert picture.headers["content-type"] == "image/jpeg"
    with recorded.database.read() as session:
        seen = read_subject(session, f"camera:{recorded.gate.id}")
    assert [entry.data["look"] for entry in seen if entry.kind == "footage.viewed"] == ["snapshot"]
    assert (await administrator.delete(f"{base}/{trial['id']}")).status_code == 204
    assert (await administrator.get(f"{base}/{trial['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"end": "2026-01-01T07:00:00Z"}, "24 hours"),
        ({"end": "2026-01-03T08:00:00Z"}, "24 hours"),
        ({"start": "2026-01-01T08:30:00Z", "end": "2026-01-01T09:00:00Z"}, "future"),
        ({"start": "2026-01-01T06:00:00Z", "end": "2026-01-01T07:00:00Z"}, "no footage"),
        ({"scene": {"rules": []}}, "no rule"),
        ({"scene": {"rules": [{"id": "a", "kind": "intrusion", "name": "A", "zone_id": "gone"}]}}, "gone"),
    ],
    ids=["backwards", "too long", "future", "no footage", "no rule", "no such zone"],
)
async def test_a_request_that_cannot_be_right_says_why(
    recorded: Room, administrator: httpx.AsyncClient, change: dict[str, object], word: str
) -> None:
    wanted = {"scene": scene_data(NARROW), "start": "2026-01-01T08:00:00Z", "end": "2026-01-01T08:00:13Z"} | change

    answer = await administrator.post(f"/api/cameras/{recorded.gate.id}/trials", json=wanted)

    assert answer.status_code == 422, answer.text
    assert word in answer.json()["detail"]


def write_index(room: Room, quiet: object) -> None:
    """Seconds from the beginning in which nothing moved; that of every other is some movement."""
    assert isinstance(quiet, list | range)
    start = instant(0)
    second = start.hour * 3600 + start.minute * 60 + start.second
    levels = np.zeros((ROWS, COLUMNS), np.uint8)
    last = max(quiet)
    records = [(second + i, record(3, 0.0 if i in quiet else 0.1, levels)) for i in range(last + 1)]
    DayFile(room.house.settings.activity_dir / room.gate.id, start.date()).write(records)
