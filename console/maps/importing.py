"""One import: everything out of the file into a new generation, put in force when it is whole."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from console.maps.assembly import assemble
from console.maps.extract import Extract, Progress, read
from console.maps.library import PLACES, ROADS, TILES, MapFacts, MapLibrary
from console.maps.places import write_places
from console.maps.tiles import write_tiles
from kernel.errors import conflict, unavailable
from patrol.roads.file import load, save


def import_map(source: Path, library: MapLibrary, at: datetime, progress: Progress) -> MapFacts:
    """Make the map of `source` the one in force. Until that moment, and if anything fails, the old one stays.

    Raises an invalid fault for a file that cannot be used, a conflict while another import runs, unavailable when the
    disk refuses.
    """
    extract = read(source, progress)
    with _alone(library.folder):
        before = library.facts()
        library.clear_all_but(before.generation if before else "")  # what a killed import left behind
        generation = f"{at:%Y%m%dT%H%M%S}-{os.getpid()}"
        folder = library.folder / generation
        try:
            folder.mkdir()
            facts = _write(extract, folder, (source.name, at), progress)
            library.put_in_force(facts)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise unavailable(
                f"map folder {library.folder}: {error.strerror or error}; free space and try again"
            ) from None
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return facts


def _write(extract: Extract, folder: Path, origin: tuple[str, datetime], progress: Progress) -> MapFacts:
    progress("roads", 0, 1)
    save(assemble(extract.roads), folder / ROADS)
    network = load(folder / ROADS)
    bounds = write_tiles(extract, folder / TILES, progress)
    progress("places", 0, 1)
    places = write_places(extract.named, folder / PLACES)
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    size = sum(path.stat().st_size for path in folder.iterdir())
    name, at = origin
    return MapFacts(folder.name, name, at.isoformat(), bounds, network.edges, network.length_m, places, size)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "import.lock").open("w")
    except OSError as error:
        raise unavailable(f"map folder {folder}: {error.strerror}; check who owns it") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise conflict("another map import is running; wait for it to end") from None
        yield
