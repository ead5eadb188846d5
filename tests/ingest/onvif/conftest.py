"""Cameras on loopback that speak ONVIF."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.ipycam_camera import IpycamCamera, ipycam_camera
from tests.fakes.onvif_camera import SchemaCamera, running
from tests.fakes.onvif_schema import judge


@pytest.fixture
def camera() -> Iterator[SchemaCamera]:
    """One of our own, by the official schema."""
    with running(SchemaCamera(judge())) as started:
        yield started


@pytest.fixture
def foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[IpycamCamera]:
    """One that others wrote."""
    with ipycam_camera(tmp_path, monkeypatch) as started:
        yield started
