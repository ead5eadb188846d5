"""Shapes of detection models."""

from analytics.detection import ObjectClass
from analytics.models.card import Layout
from console.api.schema.base import Draft, View


class ModelView(View):
    """A model, what it is and how fast it was when it was added: milliseconds a picture, one and four at a time."""

    name: str
    layout: Layout
    width: int
    height: int
    size_bytes: int
    sha256: str
    labels: list[str]
    labels_from: str
    classes: list[ObjectClass]
    one_ms: float | None
    four_ms: float | None
    device: str | None


class CameraModel(View):
    """A camera's own choice; an empty `model` is none, whatever the house has."""

    camera_id: str
    model: str


class ModelsView(View):
    """All models, the one of cameras without a choice of their own, and the choices of those that this person sees."""

    models: list[ModelView]
    house_model: str | None
    cameras: list[CameraModel]


class ModelChoice(Draft):
    """A model's name, an empty one for none, null to follow the house."""

    model: str | None
