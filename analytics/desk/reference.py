"""What may stand in a camera file, as Markdown tables made from the types. `python -m analytics.desk.reference`."""

import types
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from analytics.desk.shape import Shape
from analytics.ground import PlacePair
from analytics.scene import Scene
from analytics.settings import AnalyticsSettings
from kernel.geo import LatLon
from kernel.geometry import Point

_PLAIN = {float: "number", int: "whole number", bool: "true or false", str: "text", Point: "`[x, y]`"}
_PLAIN |= {LatLon: "`[latitude, longitude]`"}


def reference() -> str:
    """All tables, under headings of the third level."""
    return "\n".join(_all()) + "\n"


def _all() -> Iterator[str]:
    for name, kind in Shape.fields(Scene).items():
        item = get_args(kind)[0] if get_origin(kind) is tuple else None
        if item is not None and is_dataclass(item) and isinstance(item, type):
            yield f"### `[[{name}]]`\n\n| key | what | if left out |\n|---|---|---|"
            yield from _record(item)
            yield ""
    for name, group in AnalyticsSettings.model_fields.items():
        if isinstance(group.annotation, type) and issubclass(group.annotation, BaseModel):
            yield f"### `[analytics.{name}]`\n\n| key | what | if left out |\n|---|---|---|"
            for key, one in group.annotation.model_fields.items():
                yield f"| `{key}` | {_setting(one)} | {_default(one.default)} |"
            yield ""


def _record(item: type) -> Iterator[str]:
    hints = Shape.fields(item)
    for one in fields(item):
        has_default = one.default is not MISSING or one.default_factory is not MISSING
        key = one.name.removesuffix("_id") if one.name != "id" else "id"
        if key in ("id", "name"):
            usual = "made from the name" if key == "id" else "made from id or kind"
        elif not has_default:
            usual = "must be given"
        else:
            usual = _default(one.default)
        yield f"| `{key}` | {_type(hints[one.name])} | {usual} |"
    if item is PlacePair:
        yield "| `ground` | `[x, y]` in metres, instead of `place` | |"


def _setting(one: FieldInfo) -> str:
    return f"{_type(one.annotation)}{': ' + one.description if one.description else ''}"


def _type(kind: Any) -> str:  # a type, or what typing makes of it
    origin, inner = get_origin(kind), [one for one in get_args(kind) if one is not type(None) and one is not ...]
    if origin in (Union, types.UnionType):
        return _type(inner[0])
    if origin is tuple:
        return f"list of {_type(inner[0])}"
    kind = getattr(kind, "__supertype__", kind)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(f"`{one.value}`" for one in kind)
    if is_dataclass(kind) and isinstance(kind, type):
        keys = ", ".join(one.name for one in fields(kind))
        return f"`{{ {keys} }}`"
    return str(getattr(kind, "__name__", kind))


def _default(value: object) -> str:
    if isinstance(value, Enum):
        return f"`{value.value}`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if value is None or value == () or is_dataclass(value) or value is MISSING:
        return ""
    return f"`{value}`"


if __name__ == "__main__":
    print(reference())  # noqa: T201  # its purpose
