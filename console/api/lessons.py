"""What dismissals taught a camera's rules, and how right the rules were."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from analytics.learning.precision import ENOUGH, RuleFigures, precision_since
from analytics.learning.views import lesson_data
from console.api.access import HouseDep, Judge, SceneManager, Viewer, visible_camera
from console.api.schema.lessons import LessonsForgotten, LessonView, PrecisionView, RulePrecision
from kernel.ids import CameraId
from patrol.reactions import ACTOR as REACTIONS

router = APIRouter(tags=["lessons"])
Days = Annotated[int, Query(ge=1, le=90)]
_IN = "/cameras/{camera_id}/lessons"


@router.get(_IN, operation_id="list_lessons")
def list_lessons(camera_id: CameraId, house: HouseDep, person: Viewer) -> list[LessonView]:
    """The camera's lessons, the newest change first."""
    visible_camera(house, person, camera_id)
    return [LessonView.model_validate(lesson_data(shown)) for shown in house.lessons.of(camera_id)]


@router.post(_IN + "/{lesson_id}/switch-off", operation_id="switch_lesson_off")
def switch_lesson_off(camera_id: CameraId, lesson_id: str, house: HouseDep, person: Judge) -> LessonView:
    """Events like these call again."""
    visible_camera(house, person, camera_id)
    shown = house.lessons.switch(camera_id, lesson_id, person.actor, is_on=False)
    return LessonView.model_validate(lesson_data(shown))


@router.post(_IN + "/{lesson_id}/switch-on", operation_id="switch_lesson_on")
def switch_lesson_on(camera_id: CameraId, lesson_id: str, house: HouseDep, person: Judge) -> LessonView:
    """Let it hold again."""
    visible_camera(house, person, camera_id)
    shown = house.lessons.switch(camera_id, lesson_id, person.actor, is_on=True)
    return LessonView.model_validate(lesson_data(shown))


@router.delete(_IN + "/{lesson_id}", operation_id="delete_lesson", status_code=204)
def delete_lesson(camera_id: CameraId, lesson_id: str, house: HouseDep, person: SceneManager) -> Response:
    """Forget it; the events and their verdicts stay."""
    visible_camera(house, person, camera_id)
    house.lessons.delete(camera_id, lesson_id, person.actor)
    return Response(status_code=204)


@router.delete(_IN, operation_id="delete_lessons")
def delete_lessons(camera_id: CameraId, house: HouseDep, person: SceneManager) -> LessonsForgotten:
    """Forget all that was taught at the camera."""
    visible_camera(house, person, camera_id)
    return LessonsForgotten(count=house.lessons.delete_all(camera_id, person.actor))


@router.get("/precision", operation_id="get_precision")
def get_precision(house: HouseDep, person: Viewer, days: Days = 7) -> PrecisionView:
    """How right each rule was over the last days, by what people said; of the cameras that this person may see."""
    since = house.clock.now() - timedelta(days=days)
    found = precision_since(house.database, since, frozenset({REACTIONS.name}))
    seen = [figures for figures in found if person.sees_camera(figures.camera)]
    names = {
        (camera, rule.id): rule.name
        for camera in {figures.camera for figures in seen}
        for rule in house.events.scene(camera).rules
    }
    rules = [_view(figures, names.get((figures.camera, figures.rule))) for figures in seen]
    return PrecisionView(days=days, since=since, enough=ENOUGH, rules=rules)


def _view(figures: RuleFigures, name: str | None) -> RulePrecision:
    return RulePrecision(
        camera_id=figures.camera,
        rule_id=figures.rule,
        rule_name=name,
        kind=figures.kind,
        confirmed=figures.confirmed,
        dismissed=figures.dismissed,
        undecided=figures.undecided,
        quiet=figures.quiet,
        reasons=dict(figures.reasons),
        precision=figures.precision,
    )
