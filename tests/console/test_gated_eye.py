"""A camera behind its gate: what is decoded, what is not, and that nothing of an event is lost by it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from analytics.activity.index import ActivityIndex
from console.analysis.activity import ActivityObserver
from ingest.gate.mode import Between, Reason, State
from ingest.gate.settings import GateSettings
from ingest.packet import Packet
from kernel.clock import from_us
from tests.analytics.scenes import CAMERA, START, Figure, Stage, walk
from tests.console.gatehouse import Gatehouse, near, ungated
from tests.ingest.gate.streams import Encoding, constant, encoded

QUICK = GateSettings(learn_s=4.0, hold_s=2.0, audit_share=0.0)
KEYFRAMES = QUICK.model_copy(update={"cheap_px_per_s": 0.0})


def crossing(begin_s: float, seconds: float = 3.0) -> Figure:
    return Figure(walk((0.05, 0.9), (0.95, 0.9), begin_s, begin_s + seconds))


def stream(seconds: float, *figures: Figure, encoding: Encoding | None = None, noise: float = 2.0) -> list[Packet]:
    stage = Stage(seconds, figures, width=320, height=180, noise=noise)
    return list(encoded(stage.frames(), encoding or Encoding(gop=20)))


@pytest.fixture(scope="module")
def visit() -> list[Packet]:
    """Somebody crosses from 13.1 s to 16.1 s; keyframes at every even second."""
    return stream(28, crossing(13.1))


def test_an_idle_camera_costs_keyframes_and_a_visit_opens_the_gate(visit: list[Packet]) -> None:
    house = Gatehouse(KEYFRAMES).run(visit)

    assert house.state_at(START + timedelta(seconds=12)) == State.SHUT
    assert house.state_at(START + timedelta(seconds=15)) == State.OPEN
    assert house.state_at(START + timedelta(seconds=27.9)) == State.SHUT
    assert house.gate.figures.wakes == 1


@pytest.mark.parametrize("settings", [KEYFRAMES, QUICK], ids=["keyframes", "and between"])
def test_the_beginning_of_an_event_is_kept(visit: list[Packet], settings: GateSettings) -> None:
    gated, whole = Gatehouse(settings).run(visit), ungated(visit)

    assert len(whole.opened_at) == 1
    assert gated.opened_at == whole.opened_at


def test_frames_are_analysed_once_in_order_with_their_own_times(visit: list[Packet]) -> None:
    seen = Gatehouse(QUICK).run(visit).onlooker.seen

    assert seen == sorted(set(seen))
    assert set(seen) <= {from_us(packet.at_us) for packet in visit}


def test_while_shut_observers_see_every_keyframe(visit: list[Packet]) -> None:
    house = Gatehouse(QUICK).run(visit)
    keyframes = {from_us(packet.at_us) for packet in visit if packet.is_keyframe}

    assert keyframes <= set(house.onlooker.seen)


def test_while_shut_the_motion_index_knows_that_nothing_moved(visit: list[Packet], tmp_path: Path) -> None:
    Gatehouse(KEYFRAMES, also=[ActivityObserver(tmp_path, CAMERA)]).run(visit)
    quiet = ActivityIndex(tmp_path).stretch(CAMERA, START + timedelta(seconds=7), START + timedelta(seconds=12))
    busy = ActivityIndex(tmp_path).stretch(CAMERA, START + timedelta(seconds=14), START + timedelta(seconds=16))

    assert quiet.records[:, 0].all()  # looks: none is unknown
    assert not quiet.records[:, 2:].any()
    assert busy.records[:, 2:].any()


def test_what_begins_and_ends_between_two_keyframes_is_seen_where_glances_are_cheap() -> None:
    packets = stream(20, crossing(14.3, 1.4))

    assert not Gatehouse(KEYFRAMES).run(packets).opened_at
    assert Gatehouse(QUICK).run(packets).opened_at == ungated(packets).opened_at != []


def test_where_much_is_at_stake_nothing_passes_between_two_keyframes_of_a_large_picture() -> None:
    packets = stream(20, crossing(14.3, 1.4))
    blind, weighty = Gatehouse(KEYFRAMES).run(packets), Gatehouse(KEYFRAMES, is_weighty=True).run(packets)

    assert (blind.gate.between, weighty.gate.between) == (Between.NOTHING, Between.PICTURES)
    assert not blind.opened_at
    assert weighty.opened_at == ungated(packets).opened_at != []


def test_an_audit_finds_what_was_missed_and_the_event_is_reported_after_all() -> None:
    packets = stream(20, crossing(14.3, 1.4))
    house = Gatehouse(KEYFRAMES.model_copy(update={"audit_share": 1.0})).run(packets)
    checks = house.gate.figures.checks

    assert near(house.opened_at[0], ungated(packets).opened_at, 0.3)
    assert checks.misses == 1
    assert checks.audits >= 2
    assert checks.interval()[0] > 0


def test_audits_of_an_idle_camera_find_nothing_and_the_gate_stays_shut() -> None:
    house = Gatehouse(KEYFRAMES.model_copy(update={"audit_share": 1.0})).run(stream(18))

    assert house.gate.figures.checks.audits >= 3
    assert house.gate.figures.checks.misses == 0
    assert house.gate.figures.wakes == 0
    assert house.onlooker.seen == sorted(set(house.onlooker.seen))


def test_constant_bitrate_and_noise_do_not_deceive_it() -> None:
    encoding = Encoding(gop=20, options=constant(400_000, 10))
    packets = stream(24, crossing(15.1), encoding=encoding, noise=4.0)
    house = Gatehouse(KEYFRAMES).run(packets)

    assert house.state_at(START + timedelta(seconds=14)) == State.SHUT
    assert house.opened_at == ungated(packets).opened_at != []
    assert not house.gate.are_sizes_heeded


def test_with_long_groups_everything_is_looked_at() -> None:
    house = Gatehouse(QUICK).run(stream(16, crossing(9.0), encoding=Encoding(gop=50)))

    assert house.gate.state is State.ALL
    assert house.gate.reason is Reason.LONG_GOP
    assert len(house.opened_at) == 1


def test_groups_that_grow_long_while_it_is_shut_cost_nothing() -> None:
    packets = stream(14) + [
        replace(packet, number=packet.number + 140, at_us=packet.at_us + 14_000_000, dts_us=packet.dts_us + 14_000_000)
        for packet in stream(6, crossing(1.0), encoding=Encoding(gop=100))
    ]
    house = Gatehouse(KEYFRAMES).run(packets)

    assert house.gate.reason is Reason.LONG_GOP
    assert house.opened_at == ungated(packets).opened_at != []


def test_a_camera_may_demand_that_everything_is_looked_at(visit: list[Packet]) -> None:
    house = ungated(visit)

    assert house.gate.reason is Reason.WANTED
    assert house.eye.figures.decoded == len(visit)


def test_a_light_that_is_switched_opens_the_gate_and_no_event() -> None:
    stage = Stage(24, light=lambda t: 1.0 if t < 13 else 0.55, width=320, height=180, noise=2.0)
    packets = list(encoded(stage.frames(), Encoding(gop=20)))
    house = Gatehouse(KEYFRAMES).run(packets)

    assert not house.opened_at
    assert house.gate.state is State.SHUT


def test_after_a_hole_it_waits_for_the_next_keyframe_and_goes_on(visit: list[Packet]) -> None:
    packets = [packet for packet in visit if not 104 <= packet.number <= 108]
    house = Gatehouse(KEYFRAMES).run(packets)

    assert len(house.opened_at) == 1
    assert near(house.opened_at[0], ungated(visit).opened_at, 0.3)


def test_a_burst_is_worked_off_in_slices_so_that_others_have_their_turn(visit: list[Packet]) -> None:
    house = Gatehouse(KEYFRAMES)
    for packet in visit:
        house.clock.advance(max(0.0, (from_us(packet.at_us) - house.clock.now()).total_seconds()))
        before = house.eye.figures.decoded
        house.eye.take([packet])
        assert house.eye.figures.decoded - before <= 10
        house.eye.take([])

    assert len(house.opened_at) == 1
    assert not house.eye.is_behind


def test_a_host_that_is_far_behind_leaves_pictures_out_and_counts_them(visit: list[Packet]) -> None:
    house = Gatehouse(KEYFRAMES)
    house.run(visit[:100])
    house.clock.advance(60)
    house.run(visit[100:])

    assert house.eye.figures.late > 0
