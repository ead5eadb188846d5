"""Detection models: what there is, and which camera is looked at through which."""

from fastapi import APIRouter

from analytics.models.choice import card_data
from console.api.access import HouseDep, SceneManager, visible_camera
from console.api.schema.models import CameraModel, ModelChoice, ModelsView, ModelView
from console.auth.person import Person
from console.house import House
from kernel.ids import CameraId

router = APIRouter(tags=["models"])


@router.get("/models", operation_id="list_models")
def list_models(house: HouseDep, person: SceneManager) -> ModelsView:
    """Models are added at the command line: `watchroom model add FILE`."""
    return _view(house, person)


@router.delete("/models/{name}", operation_id="remove_model", status_code=204)
def remove_model(name: str, house: HouseDep, person: SceneManager) -> None:
    """Delete a model that nobody uses."""
    house.models.remove(name, person.actor)


@router.put("/cameras/{camera_id}/model", operation_id="choose_model")
def choose_model(camera_id: CameraId, choice: ModelChoice, house: HouseDep, person: SceneManager) -> ModelsView:
    """Look at a camera through a model, through none, or as the house does."""
    camera = visible_camera(house, person, camera_id)
    house.models.use(camera.id, choice.model, person.actor)
    return _view(house, person)


def _view(house: House, person: Person) -> ModelsView:
    choices = house.models.choices()
    return ModelsView(
        models=[ModelView.model_validate(card_data(card)) for card in house.models.library.list()],
        house_model=choices.house,
        cameras=[
            CameraModel(camera_id=camera, model=model)
            for camera, model in sorted(choices.own.items())
            if person.sees_camera(camera)
        ],
    )
