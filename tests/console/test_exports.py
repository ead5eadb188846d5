"""Exports from the request to the bundle: who may, what comes out, and what interrupts it."""

import json
import threading
import zipfile
from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray

from analytics.detection import ObjectClass
from analytics.tracklog import TrackBox, TrackLog
from console.evidence.worker import ExportWorker
from ingest.evidence.job import Export, ExportDraft, ExportState
from ingest.evidence.manifest import MANIFEST
from ingest.packet import Packet
from ingest.record.segment import Segment
from kernel.clock import ManualClock
from kernel.geometry import Box
from kernel.sql.journal import read_subject
from tests.console.conftest import TESTER, Room
from tests.ingest.evidence.footage import film, instant, later, number_of, record, shown

GO_ON = threading.Event()


@pytest.fixture
def recorded(room: Room) -> Room:
    """Four seconds of footage, a gap of six, four seconds again; it is two minutes later now."""
    packets = film(40)
    for part in (packets, later(packets, 10)):
        record_at(room, part)
    assert isinstance(room.clock, ManualClock)
    room.clock.advance(120)
    return room


@pytest.fixture
def worker(recorded: Room) -> ExportWorker:
    made = ExportWorker(recorded.database, recorded.clock, recorded.house.settings)
    recorded.house.settings.exports_dir.mkdir()
    return made


def record_at(room: Room, packets: list[Packet]) -> Segment:
    own = [replace(packet, camera=room.gate.id) for packet in packets]
    segment = record(room.house.settings.ingest.footage_dir, own)
    room.house.catalog.save_segment(segment)
    return segment


def queue(room: Room, start: float, end: float, *, blurred: bool = False, burn_in: bool = False) -> Export:
    """Frames [start, end) of the gate."""
    draft = ExportDraft((room.gate.id,), instant(start), instant(end), blurred, burn_in, False, "report 17")
    return room.house.exports.queue(draft, TESTER)


def done(room: Room, worker: ExportWorker, export: Export) -> tuple[Export, dict[str, Any], Path]:
    """The export after the worker was at it, its manifest, and its bundle."""
    worker.run_once(GO_ON)
    path = room.house.settings.exports_dir / f"{export.id}.zip"
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read(MANIFEST))
        archive.extractall(path.with_suffix(""))
    return room.house.exports.get(export.id), manifest, path.with_suffix("")


def longest_run(luma: NDArray[np.uint8]) -> int:
    """Over how many columns the picture stays the same at most."""
    columns = luma.mean(axis=0).round()
    return max(len(list(run)) for _, run in groupby(columns))


def kinds(room: Room, export: Export) -> list[str]:
    with room.database.read() as session:
        return [entry.kind for entry in read_subject(session, f"export:{export.id}")]


def test_clear_export_is_cut_at_the_gap_and_says_so(recorded: Room, worker: ExportWorker) -> None:
    export, manifest, folder = done(recorded, worker, queue(recorded, 5, 125))

    assert export.state is ExportState.FINISHED
    files = [item for item in manifest["files"] if "camera" in item]
    assert [(item["frames"], item["frames_copied"]) for item in files] == [(35, 30), (25, 25)]
    assert [number_of(luma) for luma in shown(folder / files[0]["name"])] == list(range(5, 40))
    (gap,) = manifest["gaps"]
    assert (gap["start"], gap["end"]) == ("2026-01-01T08:00:04.000000Z", "2026-01-01T08:00:10.000000Z")
    assert kinds(recorded, export)[:2] == ["export.queued", "export.started"]
    assert kinds(recorded, export)[-1] == "export.finished"
    assert [source["matches"] for item in files for source in item["sources"]] == [True, True]


def test_blurred_export_covers_what_was_tracked(recorded: Room, worker: ExportWorker) -> None:
    log = TrackLog(recorded.house.settings.tracks_dir)
    for number in range(40):
        log.append(recorded.gate.id, instant(number), [TrackBox(1, ObjectClass.PERSON, Box(0.3, 0.05, 0.5, 0.4))])

    _, manifest, folder = done(recorded, worker, queue(recorded, 5, 35, blurred=True))

    (item,) = [item for item in manifest["files"] if "camera" in item]
    assert manifest["pictures"] == {"blurred": True, "sound": False, "time_burnt_in": False}
    assert item["frames"] == 30
    assert item["frames_copied"] == 0
    for luma in shown(folder / item["name"]):
        inside, beside = luma[20:80, 100:155], luma[20:80, 240:300]
        assert longest_run(inside) >= 8  # cells, where the picture has a gradient
        # The encoder alone flattens up to 5 columns of so slight a gradient; what is blurred has cells of 8 and more.
        assert longest_run(beside) <= 6


def test_changed_recording_is_told_of_prominently(recorded: Room, worker: ExportWorker) -> None:
    segment = recorded.house.catalog.segments(recorded.gate.id, instant(0), instant(30))[0]
    path = recorded.house.settings.ingest.footage_dir / segment.path
    data = bytearray(path.read_bytes())
    data[-50] ^= 1
    path.write_bytes(data)

    export, manifest, _ = done(recorded, worker, queue(recorded, 5, 35))

    assert manifest["source_mismatch"] == [segment.id]
    assert export.outcome is not None
    assert export.outcome.source_mismatch


def test_missing_file_is_a_gap_with_its_reason(recorded: Room, worker: ExportWorker) -> None:
    segment = recorded.house.catalog.segments(recorded.gate.id, instant(100), instant(130))[0]
    (recorded.house.settings.ingest.footage_dir / segment.path).unlink()

    _, manifest, _ = done(recorded, worker, queue(recorded, 5, 125))

    reasons = [gap["reason"] for gap in manifest["gaps"]]
    assert any("missing from the disk" in reason for reason in reasons)


def test_footage_is_held_while_the_export_runs_and_free_afterwards(recorded: Room, worker: ExportWorker) -> None:
    export = queue(recorded, 5, 35)
    worker.run_once(GO_ON)

    (hold,) = recorded.house.holds.list(recorded.gate.id, is_active=False)
    assert export.id in hold.reason
    assert recorded.house.holds.list(recorded.gate.id) == []


def test_cancelled_while_it_waits_is_never_made(recorded: Room, worker: ExportWorker) -> None:
    export = queue(recorded, 5, 35)
    recorded.house.exports.cancel(export.id, TESTER)
    worker.run_once(GO_ON)

    assert recorded.house.exports.get(export.id).state is ExportState.CANCELLED
    assert list(recorded.house.settings.exports_dir.iterdir()) == []


def test_cancelled_in_the_middle_leaves_nothing(recorded: Room, worker: ExportWorker) -> None:
    export = queue(recorded, 5, 125)
    claimed = recorded.house.exports.claim()
    assert claimed is not None
    recorded.house.exports.cancel(export.id, TESTER)
    worker.work(claimed, GO_ON)

    assert recorded.house.exports.get(export.id).state is ExportState.CANCELLED
    assert list(recorded.house.settings.exports_dir.iterdir()) == []
    assert kinds(recorded, export)[-2:] == ["export.cancelling", "export.cancelled"]


def test_worker_that_ends_puts_the_export_back(recorded: Room, worker: ExportWorker) -> None:
    export = queue(recorded, 5, 125)
    claimed = recorded.house.exports.claim()
    assert claimed is not None
    ended = threading.Event()
    ended.set()
    worker.work(claimed, ended)

    waiting = recorded.house.exports.get(export.id)
    assert (waiting.state, waiting.attempts) == (ExportState.QUEUED, 0)
    assert done(recorded, worker, export)[0].state is ExportState.FINISHED


def test_export_of_a_dead_worker_is_made_anew_and_given_up_at_last(recorded: Room, worker: ExportWorker) -> None:
    export = queue(recorded, 5, 125)
    for _ in range(2):
        assert recorded.house.exports.claim() is not None
        recorded.house.exports.recover()
    assert recorded.house.exports.get(export.id).state is ExportState.QUEUED
    assert recorded.house.exports.claim() is not None
    recorded.house.exports.recover()

    given_up = recorded.house.exports.get(export.id)
    assert given_up.state is ExportState.FAILED
    assert "ended 3 times" in str(given_up.failure)


def test_full_disk_is_said_before_anything_is_written(recorded: Room) -> None:
    settings = recorded.house.settings
    wanting = settings.exports.model_copy(update={"free_floor_bytes": 1 << 60})
    worker = ExportWorker(recorded.database, recorded.clock, settings.model_copy(update={"exports": wanting}))
    settings.exports_dir.mkdir()
    export = queue(recorded, 5, 35)
    worker.run_once(GO_ON)

    failed = recorded.house.exports.get(export.id)
    assert failed.state is ExportState.FAILED
    assert "no room" in str(failed.failure)
    assert list(settings.exports_dir.iterdir()) == []


def test_bundle_expires_after_its_days(recorded: Room, worker: ExportWorker) -> None:
    export, _, _ = done(recorded, worker, queue(recorded, 5, 35))
    assert isinstance(recorded.clock, ManualClock)
    recorded.clock.advance(timedelta(days=8).total_seconds())
    worker.run_once(GO_ON)

    assert recorded.house.exports.get(export.id).state is ExportState.EXPIRED
    assert list(recorded.house.settings.exports_dir.iterdir()) == []


def body(room: Room, **changes: object) -> dict[str, object]:
    wanted = {"camera_ids": [room.gate.id], "start": instant(5).isoformat(), "end": instant(35).isoformat()}
    return {**wanted, **changes}


async def test_reviewer_exports_blurred_and_fetches_ranges(recorded: Room, worker: ExportWorker) -> None:
    async with recorded.signed_in("reviewer") as client:
        asked = await client.post("/api/exports", json=body(recorded))
        assert asked.status_code == 201, asked.text
        export_id = asked.json()["id"]
        early = await client.get(f"/api/exports/{export_id}/bundle.zip")
        worker.run_once(GO_ON)
        listed = (await client.get("/api/exports")).json()
        whole = await client.get(f"/api/exports/{export_id}/bundle.zip")
        part = await client.get(f"/api/exports/{export_id}/bundle.zip", headers={"Range": "bytes=10-19"})
        key = (await client.get("/api/exports/key")).json()

    assert early.status_code == 409
    assert [(one["id"], one["state"], one["is_blurred"]) for one in listed] == [(export_id, "finished", True)]
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert key["fingerprint"] == recorded.house.evidence_key.fingerprint
    assert recorded.house.settings.evidence_key_path.stat().st_mode & 0o777 == 0o600
    with recorded.database.read() as session:
        told = [e for e in read_subject(session, f"export:{export_id}") if e.kind == "export.downloaded"]
    assert [entry.actor.name for entry in told] == ["Reviewer"]


@pytest.mark.parametrize(
    ("username", "changes", "status", "words"),
    [
        ("operator", {}, 403, "exports.make"),
        ("reviewer", {"is_blurred": False, "reason": "for court"}, 403, "exports.clear"),
        ("administrator", {"is_blurred": False}, 422, "say why"),
        ("administrator", {"is_blurred": False, "reason": "for court"}, 201, "for court"),
        ("reviewer", {"end": "2027-01-01T08:00:00Z"}, 422, "at most 24 hours"),
        ("reviewer", {"end": "2026-01-01T08:30:00Z"}, 422, "in the future"),
        ("reviewer", {"start": "2026-01-01T07:00:00Z", "end": "2026-01-01T07:10:00Z"}, 422, "no footage|has footage"),
        ("reviewer", {"start": "2026-01-01T08:00:00"}, 422, "timezone"),
        ("reviewer", {"camera_ids": []}, 422, "camera_ids"),
        ("reviewer", {"camera_ids": ["nowhere"]}, 404, "nowhere"),
        ("reviewer-limited", {"camera_ids": ["gate", "vault"]}, 404, "vault"),
    ],
    ids=["no permission", "clear without right", "clear without reason", "clear", "too long", "future",
         "no footage", "no zone", "no camera", "unknown camera", "forbidden camera"],
)  # fmt: skip
async def test_requests_are_refused_with_reasons(
    recorded: Room, username: str, changes: dict[str, object], status: int, words: str
) -> None:
    async with recorded.signed_in(username) as client:
        answer = await client.post("/api/exports", json=body(recorded, **changes))

    assert answer.status_code == status, answer.text
    assert any(word in answer.text for word in words.split("|"))


async def test_clear_bundle_is_not_for_those_who_may_only_blur(recorded: Room, worker: ExportWorker) -> None:
    export, _, _ = done(recorded, worker, queue(recorded, 5, 35))
    answers: dict[str, httpx.Response] = {}
    for username in ("reviewer", "administrator"):
        async with recorded.signed_in(username) as client:
            answers[username] = await client.get(f"/api/exports/{export.id}/bundle.zip")

    assert answers["reviewer"].status_code == 403
    assert answers["administrator"].status_code == 200


async def test_removed_bundle_is_gone_and_its_record_stays(recorded: Room, worker: ExportWorker) -> None:
    export, _, _ = done(recorded, worker, queue(recorded, 5, 35, blurred=True))
    async with recorded.signed_in("reviewer") as client:
        assert (await client.delete(f"/api/exports/{export.id}")).json()["state"] == "removed"
        assert (await client.get(f"/api/exports/{export.id}/bundle.zip")).status_code == 409
        assert (await client.get(f"/api/exports/{export.id}")).json()["manifest_sha256"]

    assert not (recorded.house.settings.exports_dir / f"{export.id}.zip").exists()


def test_long_rendered_export_is_several_files_without_losing_a_frame(recorded: Room) -> None:
    settings = recorded.house.settings
    short = settings.exports.model_copy(update={"file_h": 1.5 / 3600})
    worker = ExportWorker(recorded.database, recorded.clock, settings.model_copy(update={"exports": short}))
    settings.exports_dir.mkdir()
    _, manifest, folder = done(recorded, worker, queue(recorded, 5, 40, burn_in=True))

    files = [item for item in manifest["files"] if "camera" in item]
    assert [item["frames"] for item in files] == [15, 15, 5]
    numbers = [number_of(luma) for item in files for luma in shown(folder / item["name"])]
    assert numbers == list(range(5, 40))
