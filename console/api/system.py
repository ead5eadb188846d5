"""How the house is doing."""

import shutil

from fastapi import APIRouter

from console import __version__
from console.api.access import HouseDep, SystemViewer
from console.api.schema.room import Health, HostView, SystemView
from console.heartbeat import host_data, hosts

router = APIRouter(tags=["system"])


@router.get("/health", operation_id="get_health")
def get_health(house: HouseDep) -> Health:
    """Whether the server answers and every process of the house gives signs of life; for load balancers and scripts."""
    now = house.clock.now()
    found = hosts(house.database, now)
    return Health(status="ok" if all(host.is_healthy(now) for host in found) else "degraded")


@router.get("/system", operation_id="get_system")
def get_system(house: HouseDep, _person: SystemViewer) -> SystemView:
    """Processes, their counters, and the disk."""
    now = house.clock.now()
    folder = house.settings.ingest.footage_dir
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    disk = shutil.disk_usage(folder)
    return SystemView(
        version=__version__,
        at=now,
        database=house.database.url.get_backend_name(),
        hosts=[HostView.model_validate(host_data(host, now)) for host in hosts(house.database, now)],
        disk_total_bytes=disk.total,
        disk_free_bytes=disk.free,
        footage_bytes=house.catalog.footage_bytes(),
    )
