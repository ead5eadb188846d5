"""Every figure of the analysis that may be chosen. Lengths are relative to the picture, noise or object, so that one
set of defaults fits many cameras."""

from pydantic import BaseModel, ConfigDict, Field

from kernel.event import Severity


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MotionSettings(_Group):
    """The background model. Levels are grey levels (0 to 255) of the reduced picture."""

    width_px: int = Field(default=320, ge=96, le=960, description="the picture is reduced to about this width")
    background_s: float = Field(default=3.0, gt=0, description="time constant where nothing stands out")
    foreground_s: float = Field(default=10.0, gt=0, description="the same where something stands out that is no track")
    track_s: float = Field(default=600.0, gt=0, description="the same under a confirmed track")
    warmup_s: float = Field(default=0.6, ge=0, description="learn for this long before the first detection")
    weak_sigma: float = Field(default=3.5, gt=0, description="what belongs to an object, in deviations of the noise")
    strong_sigma: float = Field(default=6.0, gt=0, description="what makes an object")
    weak_floor: float = Field(default=7.0, gt=0)
    strong_floor: float = Field(default=14.0, gt=0)
    shake_limit: float = Field(default=0.03, ge=0, le=0.1, description="largest shift to correct, share of the width")
    change_share: float = Field(
        default=0.45, gt=0, le=1, description="changed share of the picture that makes a new scene"
    )
    change_s: float = Field(default=1.0, gt=0, description="after this long a changed scene is learnt anew")
    still_limit_s: float = Field(default=90.0, gt=0, description="what has not stirred for this long becomes scenery")


class BlobSettings(_Group):
    """From foreground pixels to objects."""

    min_area: float = Field(default=0.0004, gt=0, description="smallest object, share of the picture")
    start_area: float = Field(default=0.0007, gt=0, description="smallest object that may begin a track")
    max_area: float = Field(default=0.7, gt=0, le=1)
    max_objects: int = Field(default=40, ge=1)


class TrackerSettings(_Group):
    """From detections to tracks."""

    confirm_hits: int = Field(default=3, ge=1)
    confirm_travel: float = Field(default=0.15, ge=0, description="a new object must move this share of its size")
    tentative_s: float = Field(default=0.5, gt=0, description="an unconfirmed track not seen for this long ends")
    coast_s: float = Field(default=2.0, gt=0, description="a confirmed track that is not seen for this long ends")
    leave_s: float = Field(default=0.4, gt=0, description="the same where it was leaving the picture")
    group_s: float = Field(default=15.0, gt=0, description="how long a track may be hidden in a group")
    gap_s: float = Field(default=2.0, gt=0, description="a pause between frames after which tracks do not go on")
    path_points: int = Field(default=64, ge=2)


class EpisodeSettings(_Group):
    """From hits to events."""

    quiet_s: float = Field(default=3.0, gt=0, description="an event closes when its rule was quiet for this long")
    merge_distance: float = Field(default=0.15, ge=0, description="same place: within so much of the picture's height")
    update_s: float = Field(default=1.0, ge=1.0, description="shortest pause between two updates of one event")
    update_limit_s: float = Field(default=10.0, ge=1.0, description="longest pause between updates of a lasting event")
    before_s: float = Field(default=5.0, ge=0, description="the clip begins this long before the event opens")
    after_s: float = Field(default=2.0, ge=0, description="and ends this long after the object was last seen")


class SnapshotSettings(_Group):
    width_px: int = Field(default=1280, ge=160, description="wider pictures are reduced")
    quality: int = Field(default=85, ge=30, le=100)
    better_by: float = Field(default=1.4, gt=1, description="a view this much better replaces the picture")
    pause_s: float = Field(default=1.0, ge=0, description="shortest pause between two pictures of one event")
    limit: int = Field(default=4, ge=1, description="most pictures of one event")


class HogSettings(_Group):
    """OpenCV's HOG person detector on what moves."""

    is_on: bool = Field(default=False, description="off: on real footage it cost time and corrected nothing")
    looks_per_s: int = Field(default=4, ge=1, le=50, description="most blobs looked at in a second of one camera")
    least_px: int = Field(default=36, ge=16, description="lower blobs are not looked at")
    threshold: float = Field(default=0.4, description="distance from the detector's plane that makes a person")


class FusionSettings(_Group):
    """How second looks, a model's or HOG's, join the blobs."""

    model_decides: bool = Field(
        default=True, description="an object in which the model keeps seeing nothing gets no class from its shape"
    )
    floor: float = Field(default=0.3, gt=0, lt=1, description="a model's sighting counts from this confidence on")
    wait_s: float = Field(default=1.0, ge=0, description="shape gives no class for so long, while a model is asked")
    carry_s: float = Field(default=1.5, ge=0, description="so long what was said of a blob goes on with it")
    look_pause_s: float = Field(default=0.2, ge=0, description="shortest pause between two looks at one object")
    certain_pause_s: float = Field(default=1.0, ge=0, description="the same once its class is certain")
    hint_pause_s: float = Field(default=0.5, ge=0, description="the same for HOG")
    least_px: int = Field(default=16, ge=4, description="of lower objects, in the model's pixels, silence says nothing")


class LearningSettings(_Group):
    """What dismissed events teach. A rule can be left out by its own `never_quiet`."""

    is_on: bool = Field(default=True, description="off: nothing is learnt, and every event calls")
    needed: float = Field(
        default=2.1, ge=1, le=20, description="so many equal dismissals, fresh ones, keep the next event quiet"
    )
    never_severities: frozenset[Severity] = Field(
        default=frozenset({Severity.HIGH, Severity.CRITICAL}),
        description="events of these severities are never kept quiet",
    )


class AnalyticsSettings(_Group):
    """The settings of one camera's analysis."""

    motion: MotionSettings = MotionSettings()
    blob: BlobSettings = BlobSettings()
    tracker: TrackerSettings = TrackerSettings()
    episode: EpisodeSettings = EpisodeSettings()
    snapshot: SnapshotSettings = SnapshotSettings()
    hog: HogSettings = HogSettings()
    fusion: FusionSettings = FusionSettings()
    learning: LearningSettings = LearningSettings()
