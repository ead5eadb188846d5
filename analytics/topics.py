"""What ONVIF calls the kinds of our events: topics, for whoever hands events on. Pure.

`tns1` are ONVIF's own topics; where it has none for a rule, ours stands in a namespace of its own, as the core
specification has it for vendors.
"""

from collections.abc import Mapping

from kernel.event import HealthKind

TOPICS: Mapping[str, str] = {
    "line_crossing": "tns1:RuleEngine/LineDetector/Crossed",
    "intrusion": "tns1:RuleEngine/FieldDetector/ObjectsInside",
    "loitering": "tns1:RuleEngine/LoiteringDetector/ObjectIsLoitering",
    "occupancy": "tns1:RuleEngine/CountAggregation/Counter",
    "wrong_way": "tnswatchroom:RuleEngine/DirectionDetector/WrongWay",
    "speeding": "tnswatchroom:RuleEngine/SpeedDetector/Speeding",
    "running": "tnswatchroom:RuleEngine/SpeedDetector/Running",
    "stopped_vehicle": "tnswatchroom:RuleEngine/StoppedDetector/VehicleStopped",
    "unattended_object": "tnswatchroom:RuleEngine/StillDetector/ObjectLeft",
    "removed_object": "tnswatchroom:RuleEngine/StillDetector/ObjectRemoved",
    HealthKind.CAMERA_OFFLINE: "tns1:VideoSource/SignalLoss",
    HealthKind.BLACK: "tns1:VideoSource/ImageTooDark/AnalyticsService",
    HealthKind.DEFOCUSED: "tns1:VideoSource/ImageTooBlurry/AnalyticsService",
    HealthKind.COVERED: "tns1:VideoSource/GlobalSceneChange/AnalyticsService",
    HealthKind.TURNED_AWAY: "tns1:VideoSource/GlobalSceneChange/AnalyticsService",
    HealthKind.VIEW_MOVED: "tns1:VideoSource/GlobalSceneChange/AnalyticsService",
}


def onvif_topic(kind: str) -> str | None:
    """The topic of an event of this kind; None where nothing like it is told by ONVIF devices."""
    return TOPICS.get(kind)
