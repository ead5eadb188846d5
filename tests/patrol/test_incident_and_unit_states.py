"""The state machines of incidents and units: every state and every act."""

import pytest

from kernel.errors import Fault, FaultKind
from kernel.ids import OrderId
from patrol.incident import IncidentAct, IncidentState, advance
from patrol.unit import UnitStatus, Work, status_by_hand, status_by_work

S, A = IncidentState, IncidentAct
NO = None

ACTS = (A.ACCEPT, A.DISPATCH, A.ARRIVE, A.CONTROL, A.CLOSE, A.REOPEN, A.STAND_DOWN)
TABLE: dict[IncidentState, tuple[IncidentState | None, ...]] = {
    S.NEW: (S.ACCEPTED, NO, NO, NO, S.CLOSED, NO, NO),
    S.ACCEPTED: (NO, S.DISPATCHED, NO, S.CONTROLLED, S.CLOSED, NO, NO),
    S.DISPATCHED: (NO, S.DISPATCHED, S.ON_SCENE, S.CONTROLLED, S.CLOSED, NO, S.ACCEPTED),
    S.ON_SCENE: (NO, S.ON_SCENE, S.ON_SCENE, S.CONTROLLED, S.CLOSED, NO, NO),
    S.CONTROLLED: (NO, S.CONTROLLED, S.CONTROLLED, NO, S.CLOSED, NO, NO),
    S.CLOSED: (NO, NO, NO, NO, NO, S.ACCEPTED, NO),
}
CELLS = [
    pytest.param(state, act, after, id=f"{state}-{act}")
    for state, row in TABLE.items()
    for act, after in zip(ACTS, row, strict=True)
]


def test_table_names_every_incident_state_and_act() -> None:
    assert set(TABLE) == set(IncidentState)
    assert set(ACTS) == set(IncidentAct)


@pytest.mark.parametrize(("state", "act", "after"), CELLS)
def test_act_on_incident_moves_it_or_is_refused(
    state: IncidentState, act: IncidentAct, after: IncidentState | None
) -> None:
    if after is not None:
        assert advance(state, act, "12") is after
        return
    with pytest.raises(Fault) as refused:
        advance(state, act, "12")
    assert refused.value.kind is FaultKind.CONFLICT
    assert refused.value.message == f"incident 12: cannot {act} while it is {state}"


U = UnitStatus
IDLE = Work()
TOLD = Work((OrderId("ord_1"),), working=False)
AT_WORK = Work((OrderId("ord_1"),), working=True)
ASKED = (U.AVAILABLE, U.BUSY, U.OUT_OF_SERVICE, U.OFF_DUTY)
BY_HAND: list[tuple[UnitStatus, Work, tuple[UnitStatus | None, ...]]] = [
    (U.AVAILABLE, IDLE, (U.AVAILABLE, U.BUSY, U.OUT_OF_SERVICE, U.OFF_DUTY)),
    (U.AVAILABLE, TOLD, (U.AVAILABLE, U.BUSY, U.OUT_OF_SERVICE, NO)),
    (U.BUSY, IDLE, (U.AVAILABLE, U.BUSY, U.OUT_OF_SERVICE, U.OFF_DUTY)),
    (U.BUSY, AT_WORK, (U.BUSY, U.BUSY, U.OUT_OF_SERVICE, NO)),
    (U.OUT_OF_SERVICE, IDLE, (U.AVAILABLE, U.BUSY, U.OUT_OF_SERVICE, U.OFF_DUTY)),
    (U.OUT_OF_SERVICE, AT_WORK, (U.BUSY, U.BUSY, U.OUT_OF_SERVICE, NO)),
    (U.OFF_DUTY, IDLE, (U.AVAILABLE, NO, U.OUT_OF_SERVICE, U.OFF_DUTY)),
]


@pytest.mark.parametrize(
    ("status", "work", "asked", "after"),
    [
        pytest.param(status, work, asked, after, id=f"{status}-{len(work.open_order_ids)}-orders-{asked}")
        for status, work, row in BY_HAND
        for asked, after in zip(ASKED, row, strict=True)
    ],
)
def test_asking_a_unit_for_a_status_gives_it_or_is_refused(
    status: UnitStatus, work: Work, asked: UnitStatus, after: UnitStatus | None
) -> None:
    if after is not None:
        assert status_by_hand(status, asked, work, "P-12") is after
        return
    with pytest.raises(Fault) as refused:
        status_by_hand(status, asked, work, "P-12")
    assert refused.value.kind is FaultKind.CONFLICT


@pytest.mark.parametrize(
    ("status", "before", "after", "expected"),
    [
        pytest.param(U.AVAILABLE, TOLD, AT_WORK, U.BUSY, id="signs: busy"),
        pytest.param(U.AVAILABLE, IDLE, TOLD, U.AVAILABLE, id="is only told: still available"),
        pytest.param(U.BUSY, AT_WORK, IDLE, U.AVAILABLE, id="last one ends: available"),
        pytest.param(U.BUSY, AT_WORK, AT_WORK, U.BUSY, id="another is in hand: busy"),
        pytest.param(U.BUSY, IDLE, IDLE, U.BUSY, id="busy by hand stays busy"),
        pytest.param(U.OUT_OF_SERVICE, AT_WORK, IDLE, U.OUT_OF_SERVICE, id="out of service only by hand"),
        pytest.param(U.OFF_DUTY, IDLE, IDLE, U.OFF_DUTY, id="off duty only by hand"),
    ],
)
def test_status_follows_work(status: UnitStatus, before: Work, after: Work, expected: UnitStatus) -> None:
    assert status_by_work(status, before, after) is expected
