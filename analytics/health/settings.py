"""Every figure of the health of pictures and streams that may be chosen."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from analytics.health.condition import Patience
from kernel.event import HealthKind

Seconds = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PictureHealthSettings(_Group):
    """What makes a picture bad, what well again. Shares are of the blocks of the picture that are worth comparing."""

    look_s: Seconds = Field(default=1.0, gt=0, description="shortest pause between two looks at a camera")
    learn_looks: int = Field(
        default=20, ge=3, description="looks before anything is judged against the camera's own view"
    )
    adapt_s: Seconds = Field(
        default=300.0, gt=0, description="the view follows a picture that matches it in about this"
    )
    drift_s: Seconds = Field(default=3600.0, gt=0, description="and one that matches in part in about this")
    black_level: float = Field(default=40.0, description="black: no part brighter than this grey level")
    black_spread: float = Field(default=0.9, description="and no differences within the picture greater than this")
    covered: tuple[Share, Share] = Field(default=(0.75, 0.4), description="share without texture: bad from, well up to")
    turned: tuple[Share, Share] = Field(default=(0.28, 0.45), description="share in place: bad up to, well from")
    moved: tuple[Share, Share] = Field(
        default=(0.04, 0.03), description="shift of the whole picture, share of its width"
    )
    defocused: tuple[float, float] = Field(default=(0.45, 0.65), description="sharpness against the usual")
    frozen: tuple[Share, Share] = Field(default=(0.25, 0.5), description="stirring pixels against the usual")
    still_s: Seconds = Field(default=20.0, description="the window in which a live picture stirs at least once")
    clean_s: Seconds = Field(default=1800.0, description="a picture without any noise is frozen after this long")


class StreamHealthSettings(_Group):
    """The same for streams, recordings and the disk."""

    bitrate: tuple[float, float] = Field(
        default=(0.1, 0.2), description="bitrate against its usual: bad up to, well from"
    )
    bitrate_learn_s: Seconds = Field(
        default=1800.0, description="before this much of the stream is known none is judged"
    )
    clock_s: tuple[float, float] = Field(default=(5.0, 2.0), description="the camera's clock against ours, seconds")
    clock_jumps: tuple[int, int] = Field(default=(3, 0), description="jumps of the camera's clock in the window")
    reconnects: tuple[int, int] = Field(default=(5, 1), description="broken connections in the window")
    drop_share: tuple[float, float] = Field(default=(0.01, 0.001), description="packets that a reader of ours lost")
    window_s: Seconds = Field(default=600.0, gt=0, description="over which jumps, reconnects and drops are counted")
    unrecorded_s: Seconds = Field(default=15.0, description="no footage written for this long while packets come")
    days_kept: tuple[float, float] = Field(default=(1.0, 1.5), description="days of footage that the disks will hold")
    free_share: tuple[float, float] = Field(default=(0.5, 0.9), description="free space against the floor that is kept")
    outage_cameras: int = Field(default=4, ge=3, description="so many cameras lost together are one event")
    outage_share: Share = Field(default=0.25, description="if they are at least this share of all")
    gather_s: Seconds = Field(default=10.0, description="lost within this of one another is lost together")


_PATIENCE: dict[HealthKind, tuple[float, float]] = {
    HealthKind.CAMERA_OFFLINE: (30, 3),
    HealthKind.FROZEN: (8, 5),
    HealthKind.BLACK: (10, 5),
    HealthKind.COVERED: (8, 5),
    HealthKind.DEFOCUSED: (30, 10),
    HealthKind.TURNED_AWAY: (20, 10),
    HealthKind.VIEW_MOVED: (240, 120),
    HealthKind.BITRATE_COLLAPSED: (120, 60),
    HealthKind.CLOCK_WRONG: (60, 60),
    HealthKind.NOT_RECORDED: (15, 10),
    HealthKind.FEED_DROPPING: (15, 60),
    HealthKind.UNSTEADY: (0, 60),
    HealthKind.STORAGE_SHORT: (60, 120),
    HealthKind.HOST_LOST: (12, 5),
}


class HealthSettings(_Group):
    """Health of cameras and the house. patience: seconds of trouble before an event, seconds of rest before its end."""

    picture: PictureHealthSettings = PictureHealthSettings()
    stream: StreamHealthSettings = StreamHealthSettings()
    patience: dict[HealthKind, tuple[Seconds, Seconds]] = Field(default_factory=lambda: dict(_PATIENCE))

    def patience_of(self, kind: HealthKind) -> Patience:
        """The kind's durations; its defaults where only others were set by hand."""
        return Patience(*self.patience.get(kind, _PATIENCE[kind]))
