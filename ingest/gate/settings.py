"""Every figure of the gate that may be chosen."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class DecodeMode(StrEnum):
    """auto: the gate decides what is decoded; full: every picture is looked at."""

    AUTO = "auto"
    FULL = "full"


class GateSettings(BaseModel):
    """When the gate may shut, and what wakes it. Levels are grey levels (0 to 255) of the small picture."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    decode: DecodeMode = Field(default=DecodeMode.AUTO, description="full: no camera is gated")
    learn_s: float = Field(default=120.0, ge=0, description="everything is looked at for this long at first")
    hold_s: float = Field(default=5.0, gt=0, description="quiet for this long: the gate shuts")
    longest_gop_s: float = Field(default=3.0, gt=0, description="with longer groups of pictures it cannot tell")
    most_noise: float = Field(default=9.0, gt=0, description="in a noisier picture it cannot tell")
    least_width_px: int = Field(default=160, ge=16, description="in a smaller picture it cannot tell")
    glance_s: float = Field(default=0.7, gt=0, description="wanted time between glances, where that is cheap")
    cheap_px_per_s: float = Field(default=5e6, ge=0, description="smaller streams are glanced at between keyframes")
    floor: float = Field(default=8.0, gt=0, description="the least difference that counts")
    blob_px: int = Field(default=10, ge=1, description="connected pixels of the small picture that wake")
    audit_share: float = Field(default=0.01, ge=0, le=1, description="share of idle groups that are decoded to check")
    most_missed: float = Field(default=0.05, gt=0, le=1, description="surely more misses than this: it cannot tell")
    distrust_s: float = Field(default=3600.0, gt=0, description="for this long it is then not trusted")
