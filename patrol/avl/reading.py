"""Numbers and places out of what a device sent; whatever is not right is an invalid fault that names the field."""

import math

from kernel.errors import invalid
from kernel.geo import LatLon
from kernel.journal import Json

KNOT_MPS = 1852 / 3600
KMH_MPS = 1 / 3.6


class Reader:
    """Reads the fields of one protocol, whose name begins every complaint."""

    def __init__(self, protocol: str) -> None:
        self._protocol = protocol

    def required(self, value: Json, name: str) -> float:
        """A finite number."""
        number = self.number(value, name)
        if number is None:
            raise invalid(f"{self._protocol}: {name} is missing")
        return number

    def number(self, value: Json, name: str) -> float | None:
        """A finite number; None for nothing and for an empty text."""
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise invalid(f"{self._protocol}: {name} is not a number")
        try:
            number = float(value)
        except (ValueError, OverflowError) as error:
            raise invalid(f"{self._protocol}: {name} is not a number") from error
        if not math.isfinite(number):
            raise invalid(f"{self._protocol}: {name} is not a finite number")
        return number

    def measure(self, value: Json, name: str, factor: float = 1.0) -> float | None:
        """A number that cannot be negative, times `factor`; devices say -1 for "not known"."""
        number = self.number(value, name)
        return None if number is None or number < 0 else number * factor

    def course(self, value: Json, name: str) -> float | None:
        """Degrees in [0, 360)."""
        number = self.measure(value, name)
        return None if number is None else number % 360

    def percent(self, value: Json, name: str, factor: float = 1.0) -> float | None:
        """A share in [0, 100]."""
        number = self.measure(value, name)
        return None if number is None else min(100.0, number * factor)

    def place(self, lat: float, lon: float) -> LatLon:
        """The place, if it lies on the earth."""
        try:
            return LatLon(lat, lon)
        except ValueError as error:
            raise invalid(f"{self._protocol}: lat, lon: {error}") from error

    def table(self, value: Json, name: str) -> dict[str, Json]:
        """A JSON object."""
        if not isinstance(value, dict):
            raise invalid(f"{self._protocol}: {name} is not an object")
        return value
