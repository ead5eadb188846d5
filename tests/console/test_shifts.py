"""The roster over HTTP: names are for those who may see them, and a crew signs on and off by its phone."""

from console.audience import Audience, facts_of
from console.auth.permission import permissions_of
from console.auth.person import Person
from kernel.sql.journal import read_after
from patrol.unit import UnitChange, UnitStatus
from tests.console.conftest import TESTER, Room

SHIFT = {"crew": ["Zhao"], "starts_at": "2026-01-01T08:00:00Z", "ends_at": "2026-01-01T16:00:00Z"}


async def test_plan_without_rest_is_a_conflict_until_a_reason_is_given(room: Room) -> None:
    async with room.signed_in("administrator") as client:
        body = {**SHIFT, "unit_id": room.unit.id}
        assert (await client.post("/api/shifts", json=body)).status_code == 201
        tired = {**body, "starts_at": "2026-01-01T20:00:00Z", "ends_at": "2026-01-02T04:00:00Z"}
        (breach,) = (await client.post("/api/shifts/check", json=tired)).json()
        refused = await client.post("/api/shifts", json=tired)
        forced = await client.post("/api/shifts", json={**tired, "force_reason": "ill"})
        naive = await client.post("/api/shifts", json={**body, "starts_at": "2026-01-09T20:00:00"})
        roster = (await client.get("/api/shifts")).json()

    assert (breach["kind"], breach["name"], breach["seconds"]) == ("rest", "Zhao", 4 * 3600)
    assert (refused.status_code, forced.status_code, naive.status_code) == (409, 201, 422)
    assert "11 h at least" in refused.json()["detail"]
    assert [shift["forced_reason"] for shift in roster["shifts"]] == ["", "ill"]
    assert "Zhao" in roster["names"]


async def test_phone_signs_on_and_off_and_the_next_crew_reads_what_was_left(room: Room) -> None:
    room.house.patrol.units.set_status(room.unit.id, UnitStatus.OFF_DUTY, TESTER)
    async with room.device() as phone:
        before = (await phone.get("/api/unit/duty")).json()
        on = (await phone.post("/api/unit/sign-on", json={"crew": ["Zhao", "Sun"]})).json()
        off = (await phone.post("/api/unit/sign-off", json={"hand_over": "gate 4 sticks"})).json()

    assert before == {"on": None, "next": None, "left": None}
    assert on["on"]["crew"] == ["Zhao", "Sun"]
    assert off["on"] is None
    assert off["left"]["hand_over"] == "gate 4 sticks"
    assert room.house.patrol.units.get(room.unit.id).status is UnitStatus.OFF_DUTY


def test_names_of_a_shift_pass_by_those_who_may_not_see_them(room: Room) -> None:
    facts = facts_of("shift.signed_on", "shift:shf_1", {"id": "shf_1", "unit_id": room.unit.id, "crew": ["Zhao"]})

    def admits(role: str, unit: str | None = None) -> bool:
        person = Person("u", "U", (role,), permissions_of((role,)), unit, None, None)
        return Audience(person).admits(facts)

    assert [role for role in ("operator", "reviewer", "dispatcher", "administrator") if admits(role)] == [
        "dispatcher",
        "administrator",
    ]
    assert admits("unit", room.unit.id)
    assert not admits("unit", "another")


async def test_names_of_a_units_crew_are_for_those_alone_who_may_see_the_roster(room: Room) -> None:
    unit = room.house.patrol.units.change(room.unit.id, UnitChange(crew=("Zhao",)), TESTER)
    seen, state = {}, {}
    for role in ("operator", "reviewer", "dispatcher", "administrator"):
        async with room.signed_in(role) as client:
            seen[role] = (await client.get("/api/units")).json()[0]["crew"]
            state[role] = (await client.get("/api/state")).json()["units"][0]["crew"]
    with room.database.read() as session:
        entries = [entry for entry in read_after(session, 0, 10_000) if unit.id in entry.subject]

    assert seen == {"operator": [], "reviewer": [], "dispatcher": ["Zhao"], "administrator": ["Zhao"]}
    assert set(map(tuple, state.values())) == {()}
    assert {entry.kind for entry in entries if "Zhao" in str(entry.data)} == {"roster.changed"}
    (told,) = (entry for entry in entries if entry.kind == "roster.changed")
    facts = facts_of(told.kind, told.subject, told.data)
    people = {role: Person("u", "U", (role,), permissions_of((role,)), None, None, None) for role in seen}
    assert [role for role, person in people.items() if Audience(person).admits(facts)] == [
        "dispatcher",
        "administrator",
    ]
