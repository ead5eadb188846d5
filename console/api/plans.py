"""Response plans: when an event opens an incident without a hand."""

from fastapi import APIRouter

from console.api.access import HouseDep, PlanManager, Viewer
from console.api.schema.incidents import ResponsePlanDraft, ResponsePlanView
from kernel.schedule import Stretch
from patrol.response_plan import PlanDraft, ResponsePlan
from patrol.views import plan_data

router = APIRouter(prefix="/response-plans", tags=["response plans"])


@router.get("", operation_id="list_response_plans")
def list_response_plans(house: HouseDep, _person: Viewer) -> list[ResponsePlanView]:
    return [_view(plan) for plan in house.patrol.plans.list()]


@router.post("", operation_id="add_response_plan", status_code=201)
def add_response_plan(draft: ResponsePlanDraft, house: HouseDep, person: PlanManager) -> ResponsePlanView:
    return _view(house.patrol.plans.add(_draft(draft), person.actor))


@router.put("/{plan_id}", operation_id="replace_response_plan")
def replace_response_plan(
    plan_id: str, draft: ResponsePlanDraft, house: HouseDep, person: PlanManager
) -> ResponsePlanView:
    return _view(house.patrol.plans.replace(plan_id, _draft(draft), person.actor))


@router.delete("/{plan_id}", operation_id="remove_response_plan", status_code=204)
def remove_response_plan(plan_id: str, house: HouseDep, person: PlanManager) -> None:
    house.patrol.plans.remove(plan_id, person.actor)


def _draft(draft: ResponsePlanDraft) -> PlanDraft:
    return PlanDraft(
        name=draft.name,
        is_enabled=draft.is_enabled,
        event_kinds=tuple(draft.event_kinds),
        camera_ids=tuple(draft.camera_ids),
        min_severity=draft.min_severity,
        incident_severity=draft.incident_severity,
        instruction=draft.instruction,
        rule_ids=tuple(draft.rule_ids),
        schedule=tuple(Stretch(tuple(s.days), s.start_minute, s.end_minute) for s in draft.schedule),
        send_units=draft.send_units,
        countdown_s=draft.countdown_s,
    )


def _view(plan: ResponsePlan) -> ResponsePlanView:
    return ResponsePlanView.model_validate(plan_data(plan))
