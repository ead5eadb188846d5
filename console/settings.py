"""What can be set, where it comes from, and a clear word when it cannot be right.

Order of strength: environment (`WATCHROOM_HTTP__PORT`), then the TOML file, then the defaults here.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url

from analytics.health.settings import HealthSettings
from analytics.settings import AnalyticsSettings
from console.sections import (
    AnalysisHostSettings,
    ExportSettings,
    HttpSettings,
    MediaSettings,
    OutwardSettings,
    PositionSettings,
    SessionSettings,
    StreamSettings,
)
from ingest.settings import IngestSettings
from kernel.errors import invalid
from patrol.settings import PatrolSettings

CONFIG_NAME = "watchroom.toml"
ENV_PREFIX = "WATCHROOM_"
CONFIG_ENV = "WATCHROOM_CONFIG"

TomlTable = Mapping[str, object]


class Settings(BaseSettings):
    """Everything that can be set. Paths are relative to the working directory."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, env_nested_delimiter="__", extra="forbid")
    toml: ClassVar[TomlTable] = {}

    room: Annotated[str, Field(min_length=1, max_length=120)] = "Watchroom"
    time_zone: str = "UTC"
    data_dir: Path = Path("data")
    database_url: str | None = Field(default=None, description="null: SQLite in data_dir")
    http: HttpSettings = HttpSettings()
    session: SessionSettings = SessionSettings()
    stream: StreamSettings = StreamSettings()
    analysis: AnalysisHostSettings = AnalysisHostSettings()
    media: MediaSettings = MediaSettings()
    ingest: IngestSettings = IngestSettings()
    analytics: AnalyticsSettings = AnalyticsSettings()
    health: HealthSettings = HealthSettings()
    exports: ExportSettings = ExportSettings()
    positions: PositionSettings = PositionSettings()
    patrol: PatrolSettings = PatrolSettings()
    outward: OutwardSettings = OutwardSettings()

    @field_validator("time_zone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"no time zone is called {value!r}; use a name such as Asia/Shanghai")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, InitSettingsSource(settings_cls, dict(cls.toml))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def database(self) -> str:
        """The database's address; may hold a password."""
        return self.database_url or f"sqlite:///{self.data_dir / 'watchroom.db'}"

    @property
    def models_dir(self) -> Path:
        """Detection models that people brought."""
        return self.data_dir / "models"

    @property
    def run_dir(self) -> Path:
        """Sockets and the lock of the running house."""
        return self.data_dir / "run"

    @property
    def snapshot_dir(self) -> Path:
        return self.data_dir / "snapshots"

    @property
    def activity_dir(self) -> Path:
        """The motion index."""
        return self.data_dir / "activity"

    @property
    def cases_dir(self) -> Path:
        """The snapshots in cases."""
        return self.data_dir / "cases"

    @property
    def views_dir(self) -> Path:
        """How each camera's picture usually is, as the analysis has learnt it."""
        return self.data_dir / "views"

    @property
    def key_path(self) -> Path:
        """The key that seals the cameras' logins."""
        return self.data_dir / "secret.key"

    @property
    def tls_dir(self) -> Path:
        """The house's own certificate authority."""
        return self.data_dir / "tls"

    @property
    def tracks_dir(self) -> Path:
        """The track log."""
        return self.data_dir / "tracks"

    @property
    def exports_dir(self) -> Path:
        """Bundles to be fetched, and those in the making."""
        return self.data_dir / "exports"

    @property
    def trials_dir(self) -> Path:
        """Pictures of what tried rules would have reported."""
        return self.data_dir / "trials"

    @property
    def evidence_key_path(self) -> Path:
        """The key that signs exports."""
        return self.data_dir / "evidence.key"

    @property
    def map_path(self) -> Path:
        return self.data_dir / "map.geojson"

    @property
    def tracks_endpoint(self) -> str:
        return self.analysis.tracks_endpoint or f"ipc://{self.run_dir / 'tracks.sock'}"

    @property
    def media_endpoint(self) -> str:
        """Where the media host answers the console."""
        return f"ipc://{self.run_dir / 'media.sock'}"

    @property
    def transcoded_endpoint(self) -> str:
        """The feed of what the media host converts."""
        return f"ipc://{self.run_dir / 'transcoded.sock'}"


def load(path: Path | None = None, data_dir: Path | None = None) -> Settings:
    """The settings in force.

    path: the file given by hand; else `WATCHROOM_CONFIG`; else `<data_dir>/watchroom.toml` or `./watchroom.toml` when
    there. data_dir: given by hand, wins over file and environment. Raises an invalid fault with file, line and remedy.
    """
    found = _config_path(path, data_dir)
    text = _read(found) if found else ""
    table = _parse(text, found) if found else {}
    if found:
        _refuse_unknown(Settings, table, (), found, text)
    loaded = type("Settings", (Settings,), {"toml": table, "__module__": __name__})
    try:
        given: dict[str, Any] = {} if data_dir is None else {"data_dir": data_dir}
        settings: Settings = loaded(**given)
    except ValidationError as error:
        raise invalid(_explain(error, found, text)) from error
    return _settled(settings)


def masked(settings: Settings) -> dict[str, Any]:
    """The settings as plain values, passwords and tokens replaced by `***`."""
    values = settings.model_dump(mode="json")
    values["database_url"] = make_url(settings.database).render_as_string(hide_password=True)
    return {key: _mask(key, value) for key, value in values.items()}


def _settled(settings: Settings) -> Settings:
    """Wing folders and endpoints that were not set by hand move below `data_dir`."""
    data_dir = settings.data_dir
    endpoint = f"ipc://{settings.run_dir / 'packets.sock'}"
    places: dict[str, object] = {
        "footage_dir": data_dir / "footage",
        "media_dir": data_dir / "media",
        "near_dir": data_dir / "near",
        "snapshot_dir": data_dir / "snapshots",
        "photo_dir": data_dir / "photos",
        "map_dir": data_dir / "map",
        "feed_endpoint": endpoint,
        "published_endpoint": f"ipc://{settings.run_dir / 'published.sock'}",
        "key_path": data_dir / "vault.key",
    }
    update: dict[str, BaseModel] = {}
    for name in ("ingest", "analytics", "patrol"):
        section: BaseModel = getattr(settings, name)
        fields = type(section).model_fields
        moved = {key: value for key, value in places.items() if key in fields and key not in section.model_fields_set}
        update[name] = section.model_copy(update=moved)
    return settings.model_copy(update=update)


def _config_path(path: Path | None, data_dir: Path | None) -> Path | None:
    given = path or (Path(os.environ[CONFIG_ENV]) if os.environ.get(CONFIG_ENV) else None)
    if given is not None:
        if not given.is_file():
            raise invalid(f"settings {given}: there is no such file; give another --config or unset {CONFIG_ENV}")
        return given
    root = data_dir or Path(os.environ.get(f"{ENV_PREFIX}DATA_DIR", "data"))
    return next((candidate for candidate in (root / CONFIG_NAME, Path(CONFIG_NAME)) if candidate.is_file()), None)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise invalid(f"settings {path}: cannot be read ({error}); it must be a readable UTF-8 text file") from error


def _parse(text: str, path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        line = where.group(1) if where else str(text.count("\n") + 1)
        raise invalid(
            f"settings {path}, line {line}: not valid TOML ({error}); text needs quotes, a table is written [http]"
        ) from error


def _refuse_unknown(model: type[BaseModel], table: TomlTable, above: tuple[str, ...], path: Path, text: str) -> None:
    for key, value in table.items():
        field = model.model_fields.get(key)
        if field is None:
            known = ", ".join(sorted(model.model_fields))
            place = _place(path, text, (*above, key))
            raise invalid(f"settings {place}: unknown key {'.'.join((*above, key))}; known here: {known}")
        kind = field.annotation
        if isinstance(value, Mapping) and isinstance(kind, type) and issubclass(kind, BaseModel):
            _refuse_unknown(kind, value, (*above, key), path, text)


def _explain(error: ValidationError, path: Path | None, text: str) -> str:
    first = error.errors()[0]
    keys = tuple(str(part) for part in first["loc"])
    name = ".".join(keys)
    variable = ENV_PREFIX + "__".join(keys).upper()
    if variable in os.environ:
        place = f"environment variable {variable}"
    else:
        place = _place(path, text, keys) if path else "settings"
    return f"{place}: {name}: {first['msg'].lower()}; correct the value, or remove it to use the default"


def _place(path: Path, text: str, keys: tuple[str, ...]) -> str:
    line = next(_lines_of(text, keys), None)
    return f"{path}, line {line}" if line else str(path)


def _lines_of(text: str, keys: tuple[str, ...]) -> Iterator[int]:
    """The lines where the dotted key `keys`, or the nearest table above it, is written."""
    table: tuple[str, ...] = ()
    nearest: int | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        if header:
            table = tuple(part.strip().strip("\"'") for part in header.group(1).split("."))
            if keys[: len(table)] == table:
                nearest = number
        assigned = re.match(r"\s*([\w.\"'-]+)\s*=", line)
        if assigned:
            whole = (*table, *(part.strip("\"'") for part in assigned.group(1).split(".")))
            if keys[: len(whole)] == whole:
                yield number
    if nearest is not None:
        yield nearest


def _mask(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {inner: _mask(inner, item) for inner, item in value.items()}
    secret = any(word in key for word in ("password", "secret", "token"))
    return "***" if secret and value else value
