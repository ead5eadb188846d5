"""Units, their devices and presence; plans; reports and their photos."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, event, select

from console.api.schema.incidents import ResponsePlanView
from console.api.schema.orders import OrderView
from kernel.errors import Fault, FaultKind
from patrol.order import OrderState
from patrol.response_plan import PlanDraft
from patrol.store.tables import DeviceTokenRow
from patrol.unit import UnitChange, UnitDraft, UnitKind, UnitStatus
from patrol.views import order_data, plan_data
from tests.patrol.room import LIN, Room

JPEG = b"\xff\xd8\xff\xe0 a picture"
PNG = b"\x89PNG\r\n\x1a\n a picture"


def test_new_unit_is_available_and_its_callsign_is_its_own(room: Room) -> None:
    unit = room.unit("P-12")
    assert unit.status is UnitStatus.AVAILABLE
    with pytest.raises(Fault, match="unit P-12: the callsign is taken"):
        room.service.units.add(UnitDraft("P-12"), LIN)


def test_change_touches_only_what_it_names(room: Room) -> None:
    unit = room.unit()
    after = room.service.units.change(unit.id, UnitChange(crew=("Sun",)), LIN)
    assert (after.callsign, after.kind, after.crew) == (unit.callsign, unit.kind, ("Sun",))
    after = room.service.units.change(unit.id, UnitChange(callsign="P-12", kind=UnitKind.FOOT), LIN)
    assert (after.callsign, after.kind, after.crew) == ("P-12", UnitKind.FOOT, ("Sun",))
    room.unit("P-13")
    with pytest.raises(Fault, match="callsign is taken"):
        room.service.units.change(unit.id, UnitChange(callsign="P-13"), LIN)


def test_unit_with_an_open_order_cannot_go_off_duty_but_can_fall_out(room: Room) -> None:
    unit = room.unit()
    order = room.take_to(room.order(room.incident(), unit), OrderState.SIGNED)
    with pytest.raises(Fault, match=f"cannot go off duty with open orders {order.id}"):
        room.service.units.set_status(unit.id, UnitStatus.OFF_DUTY, LIN)
    assert room.service.units.set_status(unit.id, UnitStatus.OUT_OF_SERVICE, LIN).status is UnitStatus.OUT_OF_SERVICE
    room.take_to(order, OrderState.RECALLED)
    assert room.service.units.get(unit.id).status is UnitStatus.OUT_OF_SERVICE


def test_same_status_again_writes_nothing(room: Room) -> None:
    unit = room.unit()
    count = len(room.journal())
    room.service.units.set_status(unit.id, UnitStatus.AVAILABLE, LIN)
    assert len(room.journal()) == count


def test_each_token_names_its_unit_until_all_are_revoked_and_only_hashes_are_kept(any_room: Room) -> None:
    room = any_room
    unit = room.unit()
    first = room.service.units.issue_token(unit.id, LIN)
    found = room.service.units.of_token(first)
    assert found is not None
    assert found.id == unit.id
    second = room.service.units.issue_token(unit.id, LIN)
    assert room.service.units.of_token(first) is not None
    assert room.service.units.of_token(second) is not None
    assert room.service.units.of_token("") is None
    with room.database.read() as session:
        kept = session.scalars(select(DeviceTokenRow.token_hash)).all()
        assert len(kept) == 2
        assert not {first, second} & set(kept)
    room.service.units.revoke_tokens(unit.id, LIN)
    assert room.service.units.of_token(first) is None
    assert room.service.units.of_token(second) is None
    assert not any(first in str(entry.data) or second in str(entry.data) for entry in room.journal())


def test_presence_is_journalled_on_change_only_and_forgotten_at_start(room: Room) -> None:
    unit = room.unit()
    count = len(room.journal())
    room.service.units.connected(unit.id)
    room.service.units.connected(unit.id)
    room.service.units.disconnect_all()
    room.service.units.disconnect_all()
    assert room.kinds(count) == ["unit.connected", "unit.disconnected"]


def test_plan_is_added_replaced_and_removed_with_the_shape_of_http(any_room: Room) -> None:
    room = any_room
    plan = room.service.plans.add(PlanDraft("Night", event_kinds=("intrusion",)), LIN)
    assert set(plan_data(plan)) == set(ResponsePlanView.model_fields)
    ResponsePlanView.model_validate(plan_data(plan))
    room.service.plans.replace(plan.id, PlanDraft("Day", is_enabled=False), LIN)
    assert [(p.id, p.name, p.is_enabled) for p in room.service.plans.list()] == [(plan.id, "Day", False)]
    room.service.plans.remove(plan.id, LIN)
    assert room.service.plans.list() == []
    assert room.kinds() == ["plan.changed", "plan.changed", "plan.removed"]


def _handled(room: Room) -> str:
    return room.take_to(room.order(room.incident(), room.unit()), OrderState.HANDLED).id


def _files(room: Room) -> list[Path]:
    return [path for path in room.service.desk.settings.photo_dir.rglob("*") if path.is_file()]


def test_report_ends_the_order_and_keeps_its_photos(any_room: Room) -> None:
    room = any_room
    order_id = _handled(room)
    order = room.service.reports.report(order_id, "gate repaired", [JPEG, PNG], LIN)
    view = OrderView.model_validate(order_data(order))
    assert view.report is not None
    assert [photo.content_type for photo in view.report.photos] == ["image/jpeg", "image/png"]
    stored = [room.service.reports.photo(photo.id) for photo in view.report.photos]
    assert [one.file.read_bytes() for one in stored] == [JPEG, PNG]
    assert {one.photo.order_id for one in stored} == {order_id}


def test_report_sent_again_keeps_the_first_and_leaves_no_files(room: Room) -> None:
    order_id = _handled(room)
    first = room.service.reports.report(order_id, "gate repaired", [JPEG], LIN)
    assert room.service.reports.report(order_id, "something else", [PNG], LIN) == first
    assert len(_files(room)) == 1


@pytest.mark.parametrize(
    ("text", "photos", "kind"),
    [
        pytest.param("", [], FaultKind.INVALID, id="nothing said"),
        pytest.param("x", [b"<svg onload=alert(1)>"], FaultKind.INVALID, id="not a picture"),
        pytest.param("x", [JPEG + b"x" * 12_000_000], FaultKind.LIMITED, id="too large"),
        pytest.param("x", [JPEG] * 9, FaultKind.LIMITED, id="too many"),
    ],
)
def test_bad_report_is_refused_and_leaves_nothing(room: Room, text: str, photos: list[bytes], kind: FaultKind) -> None:
    order_id = _handled(room)
    with pytest.raises(Fault) as refused:
        room.service.reports.report(order_id, text, photos, LIN)
    assert refused.value.kind is kind
    assert _files(room) == []
    assert room.service.orders.get(order_id).state is OrderState.HANDLED


def test_report_whose_commit_fails_leaves_no_files_and_can_be_sent_again(room: Room) -> None:
    order_id = _handled(room)

    @event.listens_for(room.database.engine, "commit")
    def fail(_connection: Connection) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        room.service.reports.report(order_id, "done", [JPEG], LIN)
    event.remove(room.database.engine, "commit", fail)
    assert _files(room) == []
    assert room.service.reports.report(order_id, "done", [JPEG], LIN).state is OrderState.REPORTED


def test_report_before_the_work_is_handled_is_refused_and_leaves_no_files(room: Room) -> None:
    order = room.take_to(room.order(room.incident(), room.unit()), OrderState.SIGNED)
    with pytest.raises(Fault, match="cannot become reported while it is signed"):
        room.service.reports.report(order.id, "done", [JPEG], LIN)
    assert _files(room) == []
