"""Response plans: kept by administrators, read by the reactions."""

from kernel.actor import Actor
from kernel.errors import invalid, not_found
from kernel.ids import new_id
from kernel.schedule import check_schedule
from kernel.sql.database import Database
from patrol.response_plan import PlanDraft, ResponsePlan
from patrol.service.change import Change, Desk, change
from patrol.store import read
from patrol.store.tables import ResponsePlanRow
from patrol.views import plan_data, schedule_data

SEND_LIMIT = 20
COUNTDOWN_LIMIT_S = 600


class Plans:
    """The response plans. Safe to call from any thread; each method is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def _database(self) -> Database:
        return self._desk.database

    def list(self) -> list[ResponsePlan]:
        """All plans, oldest first."""
        with self._database.read() as session:
            return read.plans(session)

    def get(self, plan_id: str) -> ResponsePlan:
        """The plan; raises a not-found fault."""
        with self._database.read() as session:
            row = session.get(ResponsePlanRow, plan_id)
            if row is None:
                raise not_found("response plan", plan_id)
            return read.plan(row)

    def add(self, draft: PlanDraft, actor: Actor) -> ResponsePlan:
        """A new plan."""
        with change(self._desk, actor) as made:
            row = ResponsePlanRow(id=new_id("plan", made.at))
            made.session.add(row)
            return _save(made, row, draft)

    def replace(self, plan_id: str, draft: PlanDraft, actor: Actor) -> ResponsePlan:
        """Put `draft` in the place of the plan; raises a not-found fault."""
        with change(self._desk, actor) as made:
            return _save(made, _row(made, plan_id), draft)

    def remove(self, plan_id: str, actor: Actor) -> None:
        """Take the plan away; its incidents stay. Raises a not-found fault."""
        with change(self._desk, actor) as made:
            row = _row(made, plan_id)
            made.say("plan.removed", f"plan:{plan_id}", plan_data(read.plan(row)))
            made.session.delete(row)


def _row(made: Change, plan_id: str) -> ResponsePlanRow:
    row = made.session.get(ResponsePlanRow, plan_id)
    if row is None:
        raise not_found("response plan", plan_id)
    return row


def _save(made: Change, row: ResponsePlanRow, draft: PlanDraft) -> ResponsePlan:
    if not draft.name.strip():
        raise invalid("a response plan needs a name")
    if not 0 <= draft.send_units <= SEND_LIMIT:
        raise invalid(f"response plan {draft.name}: sends 0 to {SEND_LIMIT} units")
    if not 0 <= draft.countdown_s <= COUNTDOWN_LIMIT_S:
        raise invalid(f"response plan {draft.name}: the countdown lasts 0 to {COUNTDOWN_LIMIT_S} s")
    check_schedule(draft.schedule, f"response plan {draft.name}")
    row.name, row.is_enabled, row.instruction = draft.name, draft.is_enabled, draft.instruction
    row.event_kinds, row.camera_ids = list(draft.event_kinds), list(draft.camera_ids)
    row.rule_ids, row.schedule = list(draft.rule_ids), schedule_data(draft.schedule)
    row.send_units, row.countdown_s = draft.send_units, draft.countdown_s
    row.min_severity = draft.min_severity.value
    row.incident_severity = None if draft.incident_severity is None else draft.incident_severity.value
    plan = read.plan(row)
    made.say("plan.changed", f"plan:{row.id}", plan_data(plan))
    return plan
