"""What can be set about pulling, recording and the packet feed."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

Seconds = Annotated[float, Field(gt=0)]
GIB = 1 << 30

Network = IPv4Network | IPv6Network
# Where clouds keep their secrets; no camera lives there.
_NEVER: tuple[Network, ...] = (ip_network("169.254.169.254/32"), ip_network("fd00:ec2::254/128"))


class SecondTierSettings(BaseModel):
    """Where old and held footage moves to: another folder or a bucket; neither: nowhere."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    directory: Path | None = Field(default=None, description="another folder, on another disk")
    s3_bucket: str = Field(default="", description="a bucket of an S3-compatible store")
    s3_prefix: str = Field(default="", description="what its objects' names begin with")
    s3_endpoint: str | None = Field(default=None, description="null: Amazon's own")
    s3_region: str = "us-east-1"
    s3_access_key: str | None = Field(default=None, description="null: from the machine's own AWS settings")
    s3_secret_key: SecretStr | None = None

    after_days: Annotated[float, Field(ge=0)] = Field(default=3.0, description="footage older than this moves there")
    moves_held: bool = Field(default=True, description="held footage moves there at once")
    bytes_per_s: Annotated[int, Field(ge=1 << 10)] | None = Field(default=None, description="null: as fast as it goes")
    free_floor_bytes: Annotated[int, Field(ge=0)] = Field(
        default=4 * GIB, description="of a folder: oldest footage there goes to keep this free"
    )

    @model_validator(mode="after")
    def _is_one_place(self) -> Self:
        if self.directory is not None and self.s3_bucket:
            raise ValueError("the second tier is a directory or a bucket, not both")
        return self

    @property
    def is_set(self) -> bool:
        return self.directory is not None or bool(self.s3_bucket)


class IngestSettings(BaseModel):
    """Defaults fit a room of some fifty cameras on one machine."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    footage_dir: Path = Path("data/footage")
    media_dir: Path = Field(default=Path("data/media"), description="the only folder that file: cameras may play from")
    feed_endpoint: str = Field(default="ipc://data/run/packets.sock", description="where the packet feed is bound")
    published_endpoint: str = Field(
        default="ipc://data/run/published.sock", description="where the media host hands on what units publish"
    )

    camera_networks: tuple[Network, ...] = Field(
        default=(), description="cameras may be there only; empty: anywhere but where clouds keep their secrets"
    )
    clock_bound_s: Seconds = Field(
        default=2.0, description="a camera's own clock counts while it is within so much of this machine's"
    )

    open_timeout_s: Seconds = 5.0
    stall_timeout_s: Seconds = Field(default=3.0, description="no packet for so long: the camera is offline")
    keyframe_timeout_s: Seconds = Field(default=10.0, description="no keyframe for so long after connecting: a fault")
    reconnect_first_s: Seconds = 0.5
    reconnect_limit_s: Seconds = 5.0

    segment_s: Seconds = Field(default=60.0, description="a file is closed at the first keyframe after so long")
    fragment_s: Seconds = Field(default=1.0, description="a packet waits at most about so long before it is on disk")
    record_queue_packets: Annotated[int, Field(ge=10)] = Field(
        default=1500, description="per camera, while the disk is slow"
    )
    free_floor_bytes: Annotated[int, Field(ge=0)] = Field(
        default=4 * GIB, description="oldest footage goes to keep this free"
    )
    free_minimum_bytes: Annotated[int, Field(ge=0)] = Field(
        default=64 << 20, description="below this nothing is written: the disk counts as full"
    )
    sync_every_s: Seconds = Field(default=0.3, description="a power cut or a dying disk costs so much more footage")
    retention_every_s: Seconds = 30.0
    second_tier: SecondTierSettings = SecondTierSettings()
    near_dir: Path = Field(default=Path("data/near"), description="copies of what is looked at in an object store")
    near_limit_bytes: Annotated[int, Field(ge=64 << 20)] = 2 * GIB

    gop_limit_packets: Annotated[int, Field(ge=1)] = 1500
    gop_limit_bytes: Annotated[int, Field(ge=1 << 16)] = 32 << 20
    feed_queue_packets: Annotated[int, Field(ge=10)] = 4000

    def allows_host(self, address: IPv4Address | IPv6Address) -> bool:
        """Whether a camera may be at `address`."""
        if self.camera_networks:
            return any(address in network for network in self.camera_networks)
        return not any(address in network for network in _NEVER)
