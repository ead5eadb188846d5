"""The tables of the settings that belong to the console itself."""

from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ingest.gate.settings import GateSettings

Port = Annotated[int, Field(ge=0, le=65535)]


class Section(BaseModel):
    """A table of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class TlsMode(StrEnum):
    """Off: plain HTTP, behind a proxy with TLS. Files: a certificate of yours. Own: a local authority's, made here."""

    OFF = "off"
    FILES = "files"
    OWN = "own"


class HttpSettings(Section):
    """Where the console listens. Keep it on 127.0.0.1 unless TLS is on, or a proxy with TLS stands in front."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8600
    secure_cookies: bool = Field(default=False, description="true when a proxy makes it https; with tls it always is")
    tls: TlsMode = TlsMode.OFF
    certificate: Path | None = Field(default=None, description="tls files: the certificate and its chain, PEM")
    key: Path | None = Field(default=None, description="tls files: its key, PEM")
    names: list[str] = Field(
        default_factory=list,
        description="names and addresses of this machine for the own certificate, the first is told",
    )
    plain_port: Port | None = Field(
        default=8680, description="beside TLS: plain HTTP that leads to https and gives the own certificate; null: none"
    )
    allowed_origins: list[str] = Field(default_factory=list, description="further origins that may open WebSockets")

    @model_validator(mode="after")
    def _has_its_files(self) -> "HttpSettings":
        if self.tls is TlsMode.FILES and (self.certificate is None or self.key is None):
            raise ValueError("tls = files needs certificate and key; name both PEM files, or use tls = own")
        return self

    @property
    def is_secure(self) -> bool:
        """Whether cookies go over https alone."""
        return self.secure_cookies or self.tls is not TlsMode.OFF


class SessionSettings(Section):
    """How long somebody stays signed in."""

    idle_h: Annotated[float, Field(gt=0, le=720)] = 12
    absolute_h: Annotated[float, Field(gt=0, le=8760)] = 24
    device_idle_h: Annotated[float, Field(gt=0, le=8760)] = 168
    device_absolute_h: Annotated[float, Field(gt=0, le=8760)] = 720


class StreamSettings(Section):
    """The event stream to the pages."""

    queue_limit: Annotated[int, Field(ge=10, le=100_000)] = 2000
    replay_limit: Annotated[int, Field(ge=10, le=1_000_000)] = 5000
    heartbeat_s: Annotated[float, Field(gt=0, le=60)] = 5
    positions_hz: Annotated[float, Field(gt=0, le=20)] = 4


class AnalysisHostSettings(Section):
    """How the analysis is spread over processes and threads."""

    hosts: Annotated[int, Field(ge=0, le=64)] = 1
    cameras_per_thread: Annotated[int, Field(ge=1, le=64)] = 4
    fps: Annotated[float, Field(gt=0, le=60)] = 10
    late_s: Annotated[float, Field(gt=0, le=10)] = 0.7
    gate: GateSettings = GateSettings()
    tracks_endpoint: str | None = Field(default=None, description="null: ipc below data_dir")
    model_threads: Annotated[int, Field(ge=0, le=256)] = Field(
        default=1, description="processor threads that one model uses; 0: as many as there are cores"
    )


class MediaSettings(Section):
    """Live video: who may watch and publish at once, and how many cameras are converted for browsers."""

    viewer_limit: Annotated[int, Field(ge=1, le=1000)] = Field(default=64, description="WebRTC views at once")
    publisher_limit: Annotated[int, Field(ge=0, le=1000)] = Field(default=32, description="units publishing at once")
    transcode_limit: Annotated[int, Field(ge=0, le=64)] = Field(
        default=2, description="cameras converted at once because browsers cannot play them; each takes most of a core"
    )


class ExportSettings(Section):
    """Evidence that people take out of the house."""

    keep_days: Annotated[float, Field(gt=0, le=365)] = Field(default=7, description="a bundle is deleted after so long")
    longest_h: Annotated[float, Field(gt=0, le=168)] = Field(default=24, description="longest range of one export")
    most_cameras: Annotated[int, Field(ge=1, le=256)] = 16
    file_h: Annotated[float, Field(gt=0, le=24)] = Field(default=1, description="longest file that is encoded anew")
    free_floor_bytes: Annotated[int, Field(ge=0)] = Field(default=2 << 30, description="no export begins below this")


class CotSettings(Section):
    """Cursor on Target, for TAK phones. Nothing listens where a port is null."""

    port: Port | None = Field(default=None, description="plain TCP; for a network of the house's own")
    tls_port: Port | None = Field(default=None, description="TLS; needs certificate and key")
    certificate: Path | None = Field(default=None, description="the listener's certificate, PEM")
    key: Path | None = Field(default=None, description="its key, PEM")
    client_ca: Path | None = Field(default=None, description="PEM; phones must show a certificate of this authority")


class MqttSettings(Section):
    """The house's broker, to which OwnTracks phones publish."""

    host: str | None = Field(default=None, description="null: nothing is subscribed")
    port: Annotated[int, Field(ge=1, le=65535)] = 1883
    tls: bool = False
    ca: Path | None = Field(default=None, description="PEM; null: the authorities of the system")
    username: str | None = None
    password: str | None = None
    topic: Annotated[str, Field(min_length=1, max_length=200)] = "owntracks/+/+"


class PositionSettings(Section):
    """Where devices bring their positions besides HTTP. All are off until they are given a port."""

    host: str = Field(default="127.0.0.1", description="the address that the ports below listen on")
    cot: CotSettings = CotSettings()
    mqtt: MqttSettings = MqttSettings()
    jt808_port: Port | None = Field(default=None, description="JT/T 808 terminals")
    nmea_port: Port | None = Field(default=None, description="NMEA 0183 after a sign-on line")
    connection_limit: Annotated[int, Field(ge=1, le=20_000)] = Field(default=2000, description="at once, of each port")
    idle_s: Annotated[float, Field(gt=0, le=86_400)] = Field(default=300, description="silent connections are closed")


class OutwardSettings(Section):
    """What is sent to other systems."""

    networks: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=tuple(ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")),
        description="receivers may be there only; 0.0.0.0/0 and ::/0: anywhere on the internet",
    )
    ca: Path | None = Field(default=None, description="PEM; trusted besides the authorities of the system")
    timeout_s: Annotated[float, Field(gt=0, le=120)] = Field(default=15, description="for a whole request")
    public_url: str | None = Field(default=None, description="where this room is reached; links in records begin so")
    keep_days: Annotated[float, Field(gt=0, le=3650)] = Field(default=30, description="what was delivered is kept")
    alert_sender: Annotated[str, Field(pattern=r"^[^\s,<&]{1,120}$")] = Field(
        default="watchroom@localhost", description="who publishes alerts, worldwide unique: an e-mail address or domain"
    )
