"""Policies, storage and the ledger over HTTP."""

import csv
from datetime import datetime, timedelta
from itertools import pairwise

from ingest.record.segment import Gap, Segment, SegmentState
from kernel.ids import CameraId, SegmentId
from tests.console.conftest import TESTER, Room

MINUTE = timedelta(minutes=1)


def record(room: Room, start: datetime, camera: CameraId | None = None, size: int = 60_000_000) -> Segment:
    camera = camera or room.gate.id
    segment = Segment(
        SegmentId(f"seg_{camera}_{start.timestamp():.0f}"), camera, "main", f"{camera}/x.mp4", "h264", 64, 36,
        start, start + MINUTE, size, None, SegmentState.CLOSED,
    )  # fmt: skip
    room.house.catalog.save_segment(segment)
    return segment


async def test_policy_is_kept_shown_and_refused_with_the_reason(room: Room) -> None:
    path = f"/api/cameras/{room.gate.id}/recording"
    wanted = {
        "mode": "events",
        "schedule": [{"day": 0, "start_minute": 0, "end_minute": 360, "mode": "off"}],
        "pre_roll_s": 7,
        "post_roll_s": 20,
        "limit_bytes": 10**12,
        "min_days": 3,
    }
    async with room.signed_in("administrator") as admin, room.signed_in("operator") as operator:
        first = (await operator.get(path)).json()
        saved = (await admin.put(path, json=wanted)).json()
        overlap = {**wanted, "schedule": [*wanted["schedule"], *wanted["schedule"]]}  # type: ignore[misc]
        refused = await admin.put(path, json=overlap)
        shown = (await operator.get(path)).json()

    assert (first["mode"], first["schedule"], first["limit_bytes"]) == ("continuous", [], None)
    assert shown == saved == {"camera_id": room.gate.id, **wanted}
    assert refused.status_code == 422
    assert "two intervals overlap on day 0" in refused.json()["detail"]


async def test_ledger_tells_each_second_once_and_its_sums_add_up(room: Room) -> None:
    now = room.clock.now()
    start, end = now - 10 * MINUTE, now + 5 * MINUTE
    record(room, now - 8 * MINUTE)
    record(room, now - 2 * MINUTE)
    room.house.catalog.save_gap(Gap("gap_1", room.gate.id, now - 7 * MINUTE, now - 3 * MINUTE, "no event"))
    room.house.catalog.save_gap(Gap("gap_2", room.gate.id, now - 3 * MINUTE, now - 2 * MINUTE, "disk full"))
    room.house.holds.place(room.gate.id, now - 2 * MINUTE, now - 1.5 * MINUTE, "=cmd", None, TESTER)
    query = {"start": start.isoformat(), "end": end.isoformat()}
    async with room.signed_in("operator") as operator:
        told = (await operator.get(f"/api/cameras/{room.gate.id}/ledger", params=query)).json()
        text = (await operator.get(f"/api/cameras/{room.gate.id}/ledger.csv", params=query)).text
        both = await operator.get("/api/ledger", params={**query, "camera_id": [room.gate.id, room.vault.id]})

    spans = told["spans"]
    assert [(span["state"], span["reason"]) for span in spans] == [
        ("not_yet", "before the camera"),
        ("recorded", None),
        ("policy", "no event"),
        ("gap", "disk full"),
        ("held", "=cmd"),
        ("recorded", None),
        ("gap", "no footage was written"),
        ("not_yet", "in the future"),
    ]
    assert all(before["end"] == after["start"] for before, after in pairwise(spans))
    assert told["seconds"] == {
        "recorded": 90, "held": 30, "gap": 120, "policy": 240, "expired": 0, "not_yet": 420,
    }  # fmt: skip
    assert sum(told["seconds"].values()) == (end - start).total_seconds()

    rows = list(csv.DictReader(text.splitlines()))
    assert [row["state"] for row in rows] == [span["state"] for span in spans]
    assert sum(float(row["seconds"]) for row in rows) == (end - start).total_seconds()
    assert rows[4]["reason"] == "'=cmd", "no formula for a spreadsheet"
    assert rows[1]["start"].endswith("Z")
    assert [view["camera_id"] for view in both.json()] == [room.gate.id, room.vault.id]


async def test_ledger_of_a_forbidden_camera_is_not_there_even_among_others(room: Room) -> None:
    now = room.clock.now()
    query = {"start": (now - MINUTE).isoformat(), "end": now.isoformat()}
    async with room.signed_in("reviewer-limited") as limited:
        answer = await limited.get("/api/ledger", params={**query, "camera_id": [room.gate.id, room.vault.id]})
        table = await limited.get("/api/ledger.csv", params={**query, "camera_id": [room.vault.id]})

    assert (answer.status_code, table.status_code) == (404, 404)


async def test_ledger_of_an_impossible_range_says_so(room: Room) -> None:
    now = room.clock.now()
    async with room.signed_in("operator") as operator:
        for start, end in ((now, now), (now - timedelta(days=400), now)):
            query = {"start": start.isoformat(), "end": end.isoformat()}
            answer = await operator.get(f"/api/cameras/{room.gate.id}/ledger", params=query)
            assert answer.status_code == 422
            assert "366 days" in answer.json()["detail"]


async def test_storage_tells_what_is_needed_and_how_far_it_reaches(room: Room) -> None:
    now = room.clock.now()
    for hours in range(48):
        record(room, now - timedelta(hours=hours + 1))
    record(room, now - timedelta(hours=1), room.vault.id)
    async with room.signed_in("administrator") as admin, room.signed_in("operator-limited") as limited:
        told = (await admin.get("/api/storage")).json()
        short = (await admin.put("/api/storage/retention", json={"days": None, "limit_bytes": 4_320_000_000})).json()
        partly = (await limited.get("/api/storage")).json()

    gate = next(camera for camera in told["cameras"] if camera["camera_id"] == room.gate.id)
    assert (gate["size_bytes"], gate["daily_bytes"]) == (48 * 60_000_000, 24 * 60_000_000)
    assert gate["needed_bytes"] == 14 * gate["daily_bytes"]
    assert gate["forecast_days"] == 14
    assert short["forecast_days"] is not None
    assert short["forecast_days"] < 3
    assert "retention_short" in short["warnings"]
    assert [camera["camera_id"] for camera in partly["cameras"]] == [room.gate.id]
