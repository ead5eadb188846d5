"""Rules tried on a recording before they are switched on."""

from dataclasses import replace
from datetime import timedelta

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from analytics.scene import check, scene_from_data, settled
from console.api.access import HouseDep, SceneManager, visible_camera
from console.api.schema import trials as shapes
from console.api.schema.trials import TrialDetail, TrialView
from console.audit import Look, View
from console.auth.permission import Permission
from console.auth.person import Person
from console.house import House
from console.trials.trial import Trial, TrialDraft, detail_data, trial_data
from console.trials.worker import picture_path
from ingest.record.ledger import SpanState
from kernel.errors import Fault, FaultKind, invalid, not_found
from kernel.ids import CameraId

router = APIRouter(prefix="/cameras/{camera_id}/trials", tags=["trials"])

LONGEST = timedelta(hours=24)
_MOST_OPEN = 3
_FOOTAGE = frozenset({SpanState.RECORDED, SpanState.HELD})


@router.get("", operation_id="list_trials")
def list_trials(camera_id: CameraId, house: HouseDep, person: SceneManager) -> list[TrialView]:
    """The camera's trials of the last day, newest first."""
    _demand(house, person, camera_id)
    return [TrialView.model_validate(trial_data(trial)) for trial in house.trials.of(camera_id)]


@router.post("", operation_id="try_scene", status_code=201)
def try_scene(camera_id: CameraId, wanted: shapes.TrialDraft, house: HouseDep, person: SceneManager) -> TrialDetail:
    """Queue a trial: what this scene would have reported, beside what the camera's present one does."""
    _demand(house, person, camera_id)
    scene = settled(scene_from_data(wanted.scene.model_dump(mode="json", exclude={"calibration_error_m"})))
    check(scene)
    if not scene.rules:
        raise invalid("scene: has no rule to try; add one first")
    zone, now = house.settings.time_zone, house.events.scene(camera_id)
    sides = [replace(one, time_zone=one.time_zone or zone) for one in (scene, now)]
    draft = TrialDraft(camera_id, sides[0], sides[1], wanted.start, wanted.end)
    _check(house, draft)
    if house.trials.open_of(person.actor) >= _MOST_OPEN:
        raise Fault(FaultKind.LIMITED, f"{_MOST_OPEN} trials of yours wait already; wait for them, or remove some")
    return TrialDetail.model_validate(detail_data(house.trials.queue(draft, person.actor)))


@router.get("/{trial_id}", operation_id="get_trial")
def get_trial(camera_id: CameraId, trial_id: str, house: HouseDep, person: SceneManager) -> TrialDetail:
    """How far it is and what it has found."""
    return TrialDetail.model_validate(detail_data(_visible(house, person, camera_id, trial_id)))


@router.delete("/{trial_id}", operation_id="remove_trial", status_code=204)
def remove_trial(camera_id: CameraId, trial_id: str, house: HouseDep, person: SceneManager) -> Response:
    """Stop it, or forget what it found."""
    _visible(house, person, camera_id, trial_id)
    house.trials.remove(trial_id, person.actor)
    return Response(status_code=204)


@router.get("/{trial_id}/pictures/{number}.jpg", operation_id="get_trial_picture", response_class=FileResponse)
def get_trial_picture(
    camera_id: CameraId, trial_id: str, number: int, house: HouseDep, person: SceneManager
) -> FileResponse:
    """The picture of a finding; journalled as a look at footage."""
    trial = _visible(house, person, camera_id, trial_id)
    found = next((one for one in trial.findings if one.number == number and one.has_picture), None)
    path = picture_path(house.settings.trials_dir, trial.id, number)
    if found is None or not path.is_file():
        raise not_found("picture of finding", str(number))
    house.audit.viewed(View(person.actor, camera_id, Look.SNAPSHOT, found.at, found.at))
    return FileResponse(path, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


def _demand(house: House, person: Person, camera_id: CameraId) -> None:
    visible_camera(house, person, camera_id)
    person.demand(Permission.FOOTAGE_PLAYBACK)


def _visible(house: House, person: Person, camera_id: CameraId, trial_id: str) -> Trial:
    _demand(house, person, camera_id)
    trial = house.trials.get(trial_id)
    if trial.draft.camera != camera_id:
        raise not_found("trial", trial_id)
    return trial


def _check(house: House, draft: TrialDraft) -> None:
    if not timedelta() < draft.end - draft.start <= LONGEST:
        raise invalid("end: must follow the start by at most 24 hours")
    if draft.end > house.clock.now():
        raise invalid("end: lies in the future; choose a time that has passed")
    if not any(span.state in _FOOTAGE for span in house.catalog.spans(draft.camera, draft.start, draft.end)):
        raise invalid("start, end: this camera has no footage in this time; the timeline shows what there is")
