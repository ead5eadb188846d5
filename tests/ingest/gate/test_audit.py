"""Which groups are audited, and what the audits say."""

from dataclasses import replace

import pytest

from ingest.gate.audit import MissRate, is_audited
from kernel.ids import CameraId
from tests.ingest.packets import packet


def test_about_the_wanted_share_is_audited_and_each_camera_has_its_own() -> None:
    groups = [packet(number, is_keyframe=True) for number in range(0, 400_000, 20)]
    others = [replace(one, camera=CameraId("yard")) for one in groups]
    chosen = {one.number for one in groups if is_audited(one, 0.01)}

    assert 150 < len(chosen) < 250
    assert chosen == {one.number for one in groups if is_audited(one, 0.01)}
    assert chosen != {one.number for one in others if is_audited(one, 0.01)}


@pytest.mark.parametrize(("share", "expected"), [(0.0, False), (1.0, True)])
def test_no_group_or_every_group_where_that_is_wanted(share: float, expected: bool) -> None:
    assert {is_audited(packet(number, is_keyframe=True), share) for number in range(200)} == {expected}


def test_before_the_first_audit_nothing_is_known() -> None:
    assert MissRate().rate is None
    assert MissRate().interval() == (0.0, 1.0)


@pytest.mark.parametrize(
    ("audits", "misses", "low", "high"), [(10, 0, 0.0, 0.278), (100, 5, 0.0215, 0.1118), (400, 40, 0.0743, 0.1333)]
)
def test_interval_is_wilsons(audits: int, misses: int, low: float, high: float) -> None:
    found = MissRate(audits, misses).interval()

    assert found == pytest.approx((low, high), abs=1e-3)
