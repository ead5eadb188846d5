"""What every shape of the API is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Unit01 = Annotated[float, Field(ge=0, le=1)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Text = Annotated[str, Field(max_length=4000)]


class View(BaseModel):
    """A shape that leaves the house."""

    model_config = ConfigDict(from_attributes=True)


class Draft(BaseModel):
    """A shape that comes in; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Problem(View):
    """RFC 9457 problem details; `kind` is the fault's kind."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    kind: str


class Place(View):
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class PicturePoint(View):
    """Normalised picture coordinates, origin top left."""

    x: Unit01
    y: Unit01


class PictureBox(View):
    left: Unit01
    top: Unit01
    right: Unit01
    bottom: Unit01


class Person(View):
    """A user, as others see them."""

    id: str
    name: str
