"""Beats, checkpoints, tours, and the rounds that units go."""

from fastapi import APIRouter

from console.api.access import Dispatcher, HouseDep, PlanManager, UnitPerson, Viewer
from console.api.schema.base import Place
from console.api.schema.patrols import (
    BeatDraft,
    BeatView,
    CheckpointCode,
    CheckpointDraft,
    CheckpointView,
    OwnTours,
    OwnTourStart,
    PatrolsView,
    PatrolTourDraft,
    PatrolTourView,
    RoundStop,
    RunEnd,
    RunView,
    ScanDraft,
    ScanView,
    TourPlanView,
    TourStart,
)
from console.api.unit import own_unit
from console.house import House
from kernel.errors import invalid
from kernel.geo import LatLon
from kernel.schedule import Stretch
from patrol import beat as beats
from patrol import checkpoint as checkpoints
from patrol import tour as tours
from patrol.service.tour_plans import TourPlan
from patrol.unit import UnitKind

router = APIRouter(tags=["patrols"])


@router.get("/patrols", operation_id="get_patrols")
def get_patrols(house: HouseDep, _person: Viewer) -> PatrolsView:
    """All beats, checkpoints and tours, with the rounds under way."""
    patrol = house.patrol
    return PatrolsView(
        beats=[_beat(beat) for beat in patrol.beats.all()],
        checkpoints=[_checkpoint(point) for point in patrol.checkpoints.all()],
        tours=[_tour(tour) for tour in patrol.tours.all()],
    )


@router.post("/beats", operation_id="add_beat", status_code=201)
def add_beat(draft: BeatDraft, house: HouseDep, person: PlanManager) -> BeatView:
    return _beat(house.patrol.beats.draw(draft.name, _places(draft.points), person.actor))


@router.put("/beats/{beat_id}", operation_id="replace_beat")
def replace_beat(beat_id: str, draft: BeatDraft, house: HouseDep, person: PlanManager) -> BeatView:
    return _beat(house.patrol.beats.draw(draft.name, _places(draft.points), person.actor, beat_id))


@router.delete("/beats/{beat_id}", operation_id="remove_beat", status_code=204)
def remove_beat(beat_id: str, house: HouseDep, person: PlanManager) -> None:
    """The beat goes, its checkpoints stay."""
    house.patrol.beats.remove(beat_id, person.actor)


@router.get("/checkpoints/codes", operation_id="list_checkpoint_codes")
def list_checkpoint_codes(house: HouseDep, _person: PlanManager) -> list[CheckpointCode]:
    """What the sheets and tags of the checkpoints hold, for printing."""
    return [_code(point) for point in house.patrol.checkpoints.all()]


@router.post("/checkpoints", operation_id="add_checkpoint", status_code=201)
def add_checkpoint(draft: CheckpointDraft, house: HouseDep, person: PlanManager) -> CheckpointView:
    return _checkpoint(house.patrol.checkpoints.keep(_checkpoint_draft(draft), person.actor))


@router.put("/checkpoints/{checkpoint_id}", operation_id="replace_checkpoint")
def replace_checkpoint(
    checkpoint_id: str, draft: CheckpointDraft, house: HouseDep, person: PlanManager
) -> CheckpointView:
    """Its code stays."""
    return _checkpoint(house.patrol.checkpoints.keep(_checkpoint_draft(draft), person.actor, checkpoint_id))


@router.post("/checkpoints/{checkpoint_id}/code", operation_id="renew_checkpoint_code")
def renew_checkpoint_code(checkpoint_id: str, house: HouseDep, person: PlanManager) -> CheckpointCode:
    """Another code; sheets and tags with the one before prove nothing any more."""
    return _code(house.patrol.checkpoints.renew_code(checkpoint_id, person.actor))


@router.delete("/checkpoints/{checkpoint_id}", operation_id="remove_checkpoint", status_code=204)
def remove_checkpoint(checkpoint_id: str, house: HouseDep, person: PlanManager) -> None:
    """Refused while a tour leads there."""
    house.patrol.checkpoints.remove(checkpoint_id, person.actor)


@router.post("/tours", operation_id="add_tour", status_code=201)
def add_tour(draft: PatrolTourDraft, house: HouseDep, person: PlanManager) -> PatrolTourView:
    return _tour(house.patrol.tours.keep(_tour_draft(draft), person.actor))


@router.put("/tours/{tour_id}", operation_id="replace_tour")
def replace_tour(tour_id: str, draft: PatrolTourDraft, house: HouseDep, person: PlanManager) -> PatrolTourView:
    house.patrol.tours.get(tour_id)
    return _tour(house.patrol.tours.keep(_tour_draft(draft), person.actor, tour_id))


@router.delete("/tours/{tour_id}", operation_id="remove_tour", status_code=204)
def remove_tour(tour_id: str, house: HouseDep, person: PlanManager) -> None:
    """Refused while somebody is on it."""
    house.patrol.tours.remove(tour_id, person.actor)


@router.get("/tours/{tour_id}/runs", operation_id="list_tour_runs")
def list_tour_runs(tour_id: str, house: HouseDep, _person: Viewer) -> list[RunView]:
    """The last fifty rounds, newest first, each with what was missed."""
    return [_run(run) for run in house.patrol.tours.history(tour_id)]


@router.get("/tours/{tour_id}/plan", operation_id="plan_tour")
def plan_tour(
    tour_id: str, house: HouseDep, _person: Viewer, unit_id: str | None = None, seed: int | None = None
) -> TourPlanView:
    """A round as it would be gone now, from where the unit is; without a seed another one each time."""
    return _plan(house.patrol.tour_plans.plan(tour_id, unit_id, seed))


@router.post("/tours/{tour_id}/start", operation_id="send_on_tour")
def send_on_tour(tour_id: str, body: TourStart, house: HouseDep, person: Dispatcher) -> RunView:
    """Send a unit round, in the order of a plan that was shown or one made now."""
    return _run(house.patrol.tours.start(tour_id, body.unit_id, _order(house, tour_id, body), person.actor))


@router.post("/tour-runs/{run_id}/stop", operation_id="stop_tour_run")
def stop_tour_run(run_id: str, body: RunEnd, house: HouseDep, person: Dispatcher) -> RunView:
    return _run(house.patrol.tours.stop(run_id, body.reason, person.actor))


@router.get("/unit/tours", operation_id="get_own_tours")
def get_own_tours(house: HouseDep, person: UnitPerson) -> OwnTours:
    """The round that the unit is on, and those that it could begin."""
    patrol = house.patrol
    run = patrol.tours.running_of(own_unit(person))
    return OwnTours(
        run=None if run is None else _run(run),
        tours=[_tour(tour) for tour in patrol.tours.all()],
        checkpoints=[_checkpoint(point) for point in patrol.checkpoints.all()],
    )


@router.post("/unit/tours/start", operation_id="start_own_tour")
def start_own_tour(body: OwnTourStart, house: HouseDep, person: UnitPerson) -> RunView:
    unit_id = own_unit(person)
    order = _order(house, body.tour_id, TourStart(unit_id=unit_id))
    return _run(house.patrol.tours.start(body.tour_id, unit_id, order, person.actor))


@router.post("/unit/tours/stop", operation_id="stop_own_tour", status_code=204)
def stop_own_tour(body: RunEnd, house: HouseDep, person: UnitPerson) -> None:
    """End the round that the unit is on; without one nothing happens."""
    run = house.patrol.tours.running_of(own_unit(person))
    if run is not None:
        house.patrol.tours.stop(run.id, body.reason, person.actor)


@router.post("/unit/scans", operation_id="send_scan")
def send_scan(draft: ScanDraft, house: HouseDep, person: UnitPerson) -> ScanView:
    """A proof of having been at a checkpoint; one made elsewhere is flagged, not refused."""
    if draft.at.tzinfo is None:
        raise invalid("at: the time needs its zone, as in 2026-01-01T08:00:00Z")
    place = draft.position
    proof = checkpoints.Proof(
        key=draft.key,
        via=checkpoints.Via(draft.via.value),
        device_at=draft.at,
        code=draft.code,
        checkpoint_id=draft.checkpoint_id,
        position=None if place is None else LatLon(place.lat, place.lon),
        accuracy_m=draft.accuracy_m,
    )
    return ScanView.model_validate(tours.scan_data(house.patrol.scans.take(own_unit(person), proof, person.actor)))


def _order(house: House, tour_id: str, body: TourStart) -> list[str]:
    if body.order is not None:
        return body.order
    return [stop.checkpoint_id for stop in house.patrol.tour_plans.plan(tour_id, body.unit_id).stops]


def _checkpoint_draft(draft: CheckpointDraft) -> checkpoints.CheckpointDraft:
    beat_id = None if draft.beat_id is None else beats.BeatId(draft.beat_id)
    place = LatLon(draft.position.lat, draft.position.lon)
    return checkpoints.CheckpointDraft(draft.name, place, draft.radius_m, beat_id)


def _tour_draft(draft: PatrolTourDraft) -> tours.TourDraft:
    return tours.TourDraft(
        name=draft.name,
        checkpoint_ids=tuple(checkpoints.CheckpointId(point) for point in draft.checkpoint_ids),
        kind=UnitKind(draft.kind.value),
        every_s=draft.every_s,
        hours=tuple(Stretch(tuple(s.days), s.start_minute, s.end_minute) for s in draft.hours),
        is_varied=draft.is_varied,
        quiet_s=draft.quiet_s,
        grace_s=draft.grace_s,
    )


def _plan(plan: TourPlan) -> TourPlanView:
    stops = [
        RoundStop(checkpoint_id=s.checkpoint_id, reached_at=s.reached_at, due_at=s.due_at, is_late=s.is_late)
        for s in plan.stops
    ]
    line = [Place(lat=round(p.lat, 6), lon=round(p.lon, 6)) for p in plan.line]
    return TourPlanView(tour_id=plan.tour_id, seed=plan.seed, stops=stops, line=line, by_roads=plan.by_roads)


def _code(point: checkpoints.Checkpoint) -> CheckpointCode:
    return CheckpointCode(
        checkpoint_id=point.id,
        name=point.name,
        code=point.code,
        path=f"/unit#checkpoint={point.code}",
        made_at=point.code_made_at,
    )


def _places(points: list[Place]) -> list[LatLon]:
    return [LatLon(point.lat, point.lon) for point in points]


def _beat(beat: beats.Beat) -> BeatView:
    return BeatView.model_validate(beats.beat_data(beat))


def _checkpoint(point: checkpoints.Checkpoint) -> CheckpointView:
    return CheckpointView.model_validate(checkpoints.checkpoint_data(point))


def _tour(tour: tours.Tour) -> PatrolTourView:
    return PatrolTourView.model_validate(tours.tour_data(tour))


def _run(run: tours.Run) -> RunView:
    return RunView.model_validate(tours.run_data(run))
