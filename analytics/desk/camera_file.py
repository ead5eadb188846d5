"""The camera file: one camera's calibration, zones, tripwires, rules and settings of the analysis, as TOML.

What may stand in it follows from `Scene` and `AnalyticsSettings`: a field that is added there can be written here.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from analytics.desk.shape import Metre, Shape, Wrong, refuse_unknown
from analytics.desk.where import line_of
from analytics.scene import Scene, check, settled
from analytics.settings import AnalyticsSettings
from kernel.errors import Fault, invalid
from kernel.geo import LatLon

_SCENE = TypeAdapter(Scene)
_CAMERA_KEYS = ("name", "place")
_LARGEST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class CameraFile:
    """What a camera file says. place: where the camera hangs. metre: how positions in metres become places, where the
    calibration is in metres."""

    scene: Scene
    settings: AnalyticsSettings
    name: str | None = None
    place: LatLon | None = None
    metre: Metre | None = field(default=None)


def read(path: Path, settings: AnalyticsSettings) -> CameraFile:
    """The file at `path`; what it does not set of the analysis is as in `settings`.

    Raises an invalid fault that names the file, the line where it is known, the key and what is allowed.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise invalid(f"camera file {path}: cannot be read ({error.strerror})") from error
    if len(data) > _LARGEST_BYTES:
        raise invalid(f"camera file {path}: is larger than a megabyte; is it a camera file?")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise invalid(f"camera file {path}: is not text in UTF-8") from error
    return parse(text, settings, str(path))


def parse(text: str, settings: AnalyticsSettings, name: str = "camera file") -> CameraFile:
    """The same from text; `name` is what messages call it."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise invalid(f"{name}: is not TOML: {str(error).lower()}") from error
    try:
        return _camera_file(table, settings)
    except Wrong as wrong:
        line = line_of(text, wrong.path)
        at = f"line {line}: " if line else ""
        raise invalid(f"{name}: {at}{_dotted(wrong.path)}: {wrong.why}") from wrong
    except Fault as fault:
        raise invalid(f"{name}: {fault.message}") from fault


def _camera_file(table: dict[str, object], settings: AnalyticsSettings) -> CameraFile:
    scene_keys = tuple(_SCENE_FIELDS)
    refuse_unknown(table, (*scene_keys, "coordinates", "size", "camera", "analytics"), ())
    shape = Shape.of(table)
    data = {key: shape.shaped(_SCENE_FIELDS[key], table[key], (key,)) for key in scene_keys if key in table}
    try:
        scene = settled(_SCENE.validate_python(data))
    except ValidationError as error:
        raise _wrong(error, ()) from error
    check(scene)
    camera = table.get("camera", {})
    if not isinstance(camera, dict):
        raise Wrong(("camera",), "is a table: [camera]")
    refuse_unknown(camera, _CAMERA_KEYS, ("camera",))
    name = camera.get("name")
    place = shape.shaped(LatLon, camera["place"], ("camera", "place")) if "place" in camera else None
    return CameraFile(
        scene=scene,
        settings=_settings(table.get("analytics", {}), settings),
        name=str(name) if name is not None else None,
        place=_place(place) if place is not None else None,
        metre=shape.metre if shape.is_metric else None,
    )


def _settings(table: object, settings: AnalyticsSettings) -> AnalyticsSettings:
    if not isinstance(table, dict):
        raise Wrong(("analytics",), "is a table of tables, such as [analytics.motion]")
    merged: dict[str, object] = settings.model_dump()
    for group, values in table.items():
        before = merged.get(group)
        merged[group] = {**before, **values} if isinstance(before, dict) and isinstance(values, dict) else values
    try:
        return AnalyticsSettings.model_validate(merged)
    except ValidationError as error:
        raise _wrong(error, ("analytics",), merged) from error


def _wrong(error: ValidationError, prefix: tuple[str | int, ...], merged: dict[str, object] | None = None) -> Wrong:
    first = error.errors()[0]
    path = (*prefix, *first["loc"])
    if first["type"] == "extra_forbidden":
        known: object = AnalyticsSettings().model_dump() if merged is not None else {}
        for part in first["loc"][:-1]:
            known = known.get(str(part), {}) if isinstance(known, dict) else {}
        allowed = ", ".join(sorted(known)) if isinstance(known, dict) else ""
        return Wrong(path, f"no such key; allowed: {allowed}")
    if first["type"] == "missing":
        return Wrong(path[:-1], f"{path[-1]} is missing")
    return Wrong(path, first["msg"].lower())


def _place(value: object) -> LatLon:
    try:
        return TypeAdapter(LatLon).validate_python(value)
    except ValidationError as error:
        raise _wrong(error, ("camera", "place")) from error


def _dotted(path: tuple[str | int, ...]) -> str:
    """`rules[2].kind`; counted from 1, as people count."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "the file"


_SCENE_FIELDS = Shape.fields(Scene)
