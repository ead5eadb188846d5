"""A scene as a camera file: what `camera_file.parse` reads back as the same scene. Pure."""

import json
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum

from analytics.ground import PlacePair
from analytics.scene import Scene
from kernel.geo import LatLon
from kernel.geometry import Point


def camera_file(scene: Scene, name: str | None = None, place: LatLon | None = None) -> str:
    """The text of the file; what is as by default is left out."""
    parts = []
    plain = [one for one in fields(Scene) if not isinstance(getattr(scene, one.name), tuple)]
    if top := [
        f"{one.name} = {_value(value)}\n" for one in plain if (value := getattr(scene, one.name)) != one.default
    ]:
        parts.append("".join(top))
    if name is not None or place is not None:
        camera = {"name": name, "place": place}
        parts.append("[camera]\n" + "".join(f"{k} = {_value(v)}\n" for k, v in camera.items() if v is not None))
    for one in fields(Scene):
        items = getattr(scene, one.name)
        if isinstance(items, tuple):
            parts += [f"[[{one.name}]]\n" + "".join(_lines(item)) for item in items]
    return "\n".join(parts)


def _lines(item: object) -> Iterator[str]:
    assert is_dataclass(item)
    for one in fields(item):
        value = getattr(item, one.name)
        if value is not None and (one.name == "name" or value != _default(one)):
            yield f"{one.name.removesuffix('_id')} = {_value(value)}\n"


def _value(value: object) -> str:
    if isinstance(value, Point | LatLon):
        first, second = (value.x, value.y) if isinstance(value, Point) else (value.lat, value.lon)
        return f"[{first!r}, {second!r}]"
    if isinstance(value, Enum):
        return _value(value.value)
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if is_dataclass(value) and not isinstance(value, PlacePair):
        known = {one.name: getattr(value, one.name) for one in fields(value)}
        inner = ", ".join(f"{key} = {_value(one)}" for key, one in known.items() if one is not None)
        return "{ " + inner + " }"
    if isinstance(value, bool | str):
        # A JSON string is a TOML basic string; only DEL differs.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)


def _default(one: "Field[object]") -> object:
    if one.default is not MISSING:
        return one.default
    return one.default_factory() if one.default_factory is not MISSING else MISSING
