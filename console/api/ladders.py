"""The ladders of unsigned orders."""

from fastapi import APIRouter

from console.api.access import HouseDep, PlanManager, Viewer
from console.api.schema.ladders import LadderRule, LaddersDraft, LaddersView
from console.house import House
from patrol import ladder as patrol
from patrol.views import ladders_data

router = APIRouter(prefix="/ladders", tags=["ladders"])


@router.get("", operation_id="get_ladders")
def get_ladders(house: HouseDep, _person: Viewer) -> LaddersView:
    """Who is told, and when, that an order is not signed for."""
    return _view(house, house.patrol.ladders.get())


@router.put("", operation_id="replace_ladders")
def replace_ladders(draft: LaddersDraft, house: HouseDep, person: PlanManager) -> LaddersView:
    """All ladders anew; orders that are out keep the one under which they were sent."""
    rules = tuple(_rule(rule) for rule in draft.rules)
    return _view(house, house.patrol.ladders.replace(rules, draft.revision, person.actor))


def _rule(rule: LadderRule) -> patrol.LadderRule:
    times = (rule.warn_s, rule.realert_s, rule.duty_officer_s, rule.command_s)
    return patrol.LadderRule(times, rule.severity, rule.kind)


def _view(house: House, ladders: patrol.Ladders) -> LaddersView:
    holders = [role for user in house.users.list() if user.is_active for role in user.roles]
    counts = {"duty_officers": holders.count("duty_officer"), "commanders": holders.count("commander")}
    return LaddersView.model_validate({**ladders_data(ladders), **counts})
