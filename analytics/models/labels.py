"""The words of models and which of our classes they mean. Pure."""

import re
from collections.abc import Sequence

from analytics.detection import ObjectClass

_COCO_WORDS = (
    "person|bicycle|car|motorcycle|airplane|bus|train|truck|boat|traffic light|fire hydrant|stop sign|parking meter"
    "|bench|bird|cat|dog|horse|sheep|cow|elephant|bear|zebra|giraffe|backpack|umbrella|handbag|tie|suitcase|frisbee"
    "|skis|snowboard|sports ball|kite|baseball bat|baseball glove|skateboard|surfboard|tennis racket|bottle"
    "|wine glass|cup|fork|knife|spoon|bowl|banana|apple|sandwich|orange|broccoli|carrot|hot dog|pizza|donut|cake"
    "|chair|couch|potted plant|bed|dining table|toilet|tv|laptop|mouse|remote|keyboard|cell phone|microwave|oven"
    "|toaster|sink|refrigerator|book|clock|vase|scissors|teddy bear|hair drier|toothbrush"
)
COCO = tuple(_COCO_WORDS.split("|"))
_COCO_GAPS = (12, 26, 29, 30, 45, 66, 68, 69, 71, 83)  # ids that the data set never used

_PEOPLE = frozenset({"person", "pedestrian", "people", "human", "man", "woman", "child", "boy", "girl", "worker"})
_BICYCLES = frozenset({"bicycle", "bike", "cyclist", "pushbike", "kick scooter", "e scooter"})
_VEHICLE_WORDS = (
    "car|motorcycle|motorbike|motor|bus|train|truck|boat|airplane|aeroplane|van|lorry|pickup|suv|taxi|tram|tricycle"
    "|vehicle|trailer|forklift|tractor|excavator|ambulance|scooter|ship"
)
_VEHICLES = frozenset(_VEHICLE_WORDS.split("|"))
_ANIMAL_WORDS = (
    "bird|cat|dog|horse|sheep|cow|elephant|bear|zebra|giraffe|animal|deer|fox|boar|wild boar|rabbit|hare|goat|pig"
    "|monkey|squirrel|raccoon|rat"
)
_ANIMALS = frozenset(_ANIMAL_WORDS.split("|"))
_THINGS = frozenset({"object", "bag", "box", "parcel", "package", "luggage", "backpack", "suitcase", "thing", "drone"})


def coco_by_id() -> tuple[str, ...]:
    """The words of COCO's own numbering, 0 to 90: it begins at 1 and has gaps, which are empty here."""
    words = iter(COCO)
    return tuple("" if number == 0 or number in _COCO_GAPS else next(words, "") for number in range(91))


def class_of(label: str) -> ObjectClass:
    """Our class for a model's word; unknown for a word that says nothing to us ("helmet", "smoke")."""
    word = re.sub(r"[_\-\s]+", " ", label).strip().lower()
    for words, kind in (
        (_PEOPLE, ObjectClass.PERSON),
        (_BICYCLES, ObjectClass.BICYCLE),
        (_VEHICLES, ObjectClass.VEHICLE),
        (_ANIMALS, ObjectClass.ANIMAL),
        (_THINGS, ObjectClass.OBJECT),
    ):
        if word in words:
            return kind
    return ObjectClass.OBJECT if word in COCO else ObjectClass.UNKNOWN


def classes_of(labels: Sequence[str]) -> frozenset[ObjectClass]:
    """The classes that a model with these words can tell."""
    return frozenset(class_of(label) for label in labels) - {ObjectClass.UNKNOWN}
