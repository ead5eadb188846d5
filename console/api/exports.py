"""Exports: footage cut, made unrecognisable, sealed and fetched; and what a recipient needs to check it."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import FileResponse

from console.api.access import ExportMaker, HouseDep
from console.api.schema import exports as shapes
from console.api.schema.exports import EvidenceKeyView, ExportView
from console.auth.permission import Permission
from console.auth.person import Person
from console.house import House
from ingest.evidence.bundle import TOOLS_DIR, Tool, bundle_path
from ingest.evidence.job import OPEN, Export, ExportDraft, ExportState, export_data
from ingest.record.ledger import SpanState
from kernel.errors import Fault, FaultKind, conflict, invalid, not_found
from kernel.ids import CameraId

router = APIRouter(prefix="/exports", tags=["exports"])

_MOST_OPEN = 20
_REASON_LEAST = 5
_FOOTAGE = frozenset({SpanState.RECORDED, SpanState.HELD})


@router.get("", operation_id="list_exports")
def list_exports(house: HouseDep, person: ExportMaker) -> list[ExportView]:
    """The newest exports of cameras that this person may see, newest first."""
    return [_view(export) for export in house.exports.list() if _sees(person, export)]


@router.post("", operation_id="make_export", status_code=201)
def make_export(wanted: shapes.ExportDraft, house: HouseDep, person: ExportMaker) -> ExportView:
    """Queue an export; the export process takes it up."""
    cameras = tuple(dict.fromkeys(CameraId(camera) for camera in wanted.camera_ids))
    for camera in cameras:
        person.demand_camera(camera)
        house.cameras.get(camera)
    if not wanted.is_blurred:
        person.demand(Permission.EXPORTS_CLEAR)
    draft = ExportDraft(
        cameras,
        wanted.start,
        wanted.end,
        wanted.is_blurred,
        wanted.has_burn_in,
        wanted.has_sound,
        wanted.reason.strip(),
    )
    _check(house, draft)
    if (
        sum(export.state in OPEN and export.requested_by.id == person.id for export in house.exports.list())
        >= _MOST_OPEN
    ):
        raise Fault(FaultKind.LIMITED, f"{_MOST_OPEN} exports of yours wait already; wait for them, or cancel some")
    return _view(house.exports.queue(draft, person.actor))


@router.get("/key", operation_id="get_evidence_key")
def get_evidence_key(house: HouseDep, _person: ExportMaker) -> EvidenceKeyView:
    """What recipients compare a bundle's signature with."""
    key = house.evidence_key
    return EvidenceKeyView(algorithm="Ed25519", public=key.public.hex(), fingerprint=key.fingerprint)


@router.get("/tools/{name}", operation_id="get_verifier", response_class=FileResponse)
def get_verifier(name: Tool, _person: ExportMaker) -> FileResponse:
    """The verifier as it lies in every bundle, for recipients who take nothing from the bundle itself."""
    return FileResponse(TOOLS_DIR / name.value, filename=name.value, media_type="application/octet-stream")


@router.get("/{export_id}", operation_id="get_export")
def get_export(export_id: str, house: HouseDep, person: ExportMaker) -> ExportView:
    return _view(_visible(house, person, export_id))


@router.post("/{export_id}/cancel", operation_id="cancel_export")
def cancel_export(export_id: str, house: HouseDep, person: ExportMaker) -> ExportView:
    """Stop it; what was made so far is deleted."""
    _visible(house, person, export_id)
    return _view(house.exports.cancel(export_id, person.actor))


@router.delete("/{export_id}", operation_id="remove_export")
def remove_export(export_id: str, house: HouseDep, person: ExportMaker) -> ExportView:
    """Delete the bundle before its time; the record of the export stays."""
    if not _visible(house, person, export_id).draft.is_blurred:
        person.demand(Permission.EXPORTS_CLEAR)
    export = house.exports.remove(export_id, person.actor)
    bundle_path(house.settings.exports_dir, export_id).unlink(missing_ok=True)
    return _view(export)


@router.get("/{export_id}/bundle.zip", operation_id="get_bundle", response_class=FileResponse)
def get_bundle(
    export_id: str, house: HouseDep, person: ExportMaker, asked: Annotated[str | None, Header(alias="Range")] = None
) -> FileResponse:
    """The bundle, or ranges of it; journalled."""
    export = _visible(house, person, export_id)
    if not export.draft.is_blurred:
        person.demand(Permission.EXPORTS_CLEAR)
    if export.state is not ExportState.FINISHED:
        raise conflict(f"export {export_id}: is {export.state.value}; there is no bundle to fetch")
    path = bundle_path(house.settings.exports_dir, export_id)
    if not path.is_file():
        raise not_found("bundle of export", export_id)
    if asked is None or asked.strip().startswith("bytes=0-"):
        house.exports.downloaded(export_id, person.actor)
    name = f"evidence_{export.draft.start:%Y%m%dT%H%M%SZ}_{export_id}.zip"
    return FileResponse(
        path, filename=name, media_type="application/zip", headers={"Cache-Control": "private, no-store"}
    )


def _check(house: House, draft: ExportDraft) -> None:
    settings, now = house.settings.exports, house.clock.now()
    if len(draft.cameras) > settings.most_cameras:
        raise invalid(f"camera_ids: one export takes at most {settings.most_cameras} cameras; make several")
    if not timedelta() < draft.end - draft.start <= timedelta(hours=settings.longest_h):
        raise invalid(f"end: must follow the start by at most {settings.longest_h:g} hours")
    if draft.end > now:
        raise invalid("end: lies in the future; choose a time that has passed")
    if not draft.is_blurred and len(draft.reason) < _REASON_LEAST:
        raise invalid("reason: say why people must be recognisable; it goes into the manifest and the journal")
    for camera in draft.cameras:
        if any(span.state in _FOOTAGE for span in house.catalog.spans(camera, draft.start, draft.end)):
            return
    raise invalid("start, end: none of these cameras has footage in this time; the timeline shows what there is")


def _visible(house: House, person: Person, export_id: str) -> Export:
    export = house.exports.get(export_id)
    if not _sees(person, export):
        raise not_found("export", export_id)
    return export


def _sees(person: Person, export: Export) -> bool:
    return all(person.sees_camera(camera) for camera in export.draft.cameras)


def _view(export: Export) -> ExportView:
    return ExportView.model_validate(export_data(export))
