"""One object in one frame, as a detector reports it."""

from dataclasses import dataclass
from enum import StrEnum

from kernel.geometry import Box


class ObjectClass(StrEnum):
    """What sort of object it is: as far as shape, size and motion tell, or as a model says.

    Shape alone tells people and vehicles; the others come from models. `object` is a thing: a bag, a box.
    """

    PERSON = "person"
    VEHICLE = "vehicle"
    BICYCLE = "bicycle"
    ANIMAL = "animal"
    OBJECT = "object"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Look:
    """What a model said of one object in one frame.

    object_class: None when it saw nothing there. confidence: in [0, 1]. silences: the classes that shape alone may no
    longer give to an object in which the model keeps seeing nothing.
    """

    object_class: ObjectClass | None
    confidence: float = 0.0
    silences: frozenset[ObjectClass] = frozenset()


@dataclass(frozen=True, slots=True)
class Detection:
    """An object in one frame.

    box: normalised. confidence: in [0, 1], how surely there is an object at all.
    evidence: log-likelihood ratio of person against vehicle; 0 says nothing, positive speaks for a person.
    activity: share of its pixels that changed since the last frame, in [0, 1].
    can_start: whether it is clear enough to begin a track; an unclear one only continues a track.
    is_cut: whether the picture's edge cuts it, so that its shape says little.
    look: what a model said of it, in the first frame after it said so.
    """

    box: Box
    confidence: float
    evidence: float = 0.0
    activity: float = 1.0
    can_start: bool = True
    is_cut: bool = False
    look: Look | None = None
