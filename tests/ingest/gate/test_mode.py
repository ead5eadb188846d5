"""When the gate cannot tell, and which moves it may make."""

from dataclasses import replace

import pytest

from ingest.gate.audit import MissRate
from ingest.gate.mode import Grounds, Reason, State, advance, reason_for_all
from ingest.gate.settings import DecodeMode, GateSettings

GOOD = Grounds(
    is_wanted=False, seen_s=600, gop_s=2.0, noise=1.5, width_px=1920, faults=0, checks=MissRate(audits=100, misses=1)
)


@pytest.mark.parametrize(
    ("grounds", "reason"),
    [
        pytest.param(GOOD, None, id="all is well"),
        pytest.param(replace(GOOD, is_wanted=True), Reason.WANTED, id="wanted"),
        pytest.param(replace(GOOD, seen_s=60), Reason.LEARNING, id="young"),
        pytest.param(replace(GOOD, gop_s=None), Reason.LEARNING, id="no group yet"),
        pytest.param(replace(GOOD, width_px=0), Reason.LEARNING, id="no picture yet"),
        pytest.param(replace(GOOD, gop_s=3.5), Reason.LONG_GOP, id="long groups"),
        pytest.param(replace(GOOD, noise=12), Reason.NOISE, id="noise"),
        pytest.param(replace(GOOD, width_px=128), Reason.SMALL_PICTURE, id="small picture"),
        pytest.param(replace(GOOD, faults=2), Reason.UNDECODABLE, id="broken keyframes"),
        pytest.param(replace(GOOD, checks=MissRate(40, 8)), Reason.MISSES, id="surely misses"),
        pytest.param(replace(GOOD, checks=MissRate(4, 2)), None, id="two misses prove nothing"),
        pytest.param(replace(GOOD, checks=MissRate(300, 12)), None, id="few of many"),
        pytest.param(replace(GOOD, is_wanted=True, noise=12), Reason.WANTED, id="the weightiest"),
    ],
)
def test_everything_is_looked_at_where_the_gate_cannot_tell(grounds: Grounds, reason: Reason | None) -> None:
    assert reason_for_all(grounds, GateSettings()) is reason


def test_a_house_may_switch_the_gate_off() -> None:
    assert reason_for_all(GOOD, GateSettings(decode=DecodeMode.FULL)) is Reason.WANTED


def test_a_move_that_cannot_be_names_both_states() -> None:
    with pytest.raises(ValueError, match="from all to shut"):
        advance(State.ALL, State.SHUT)
