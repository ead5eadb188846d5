"""Where the imported map lies: generations in folders of their own, and one small file that names the one in force."""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

CURRENT = "current.json"
ROADS, TILES, PLACES = "roads.bin", "base.pmtiles", "places.db"


@dataclass(frozen=True, slots=True)
class MapFacts:
    """What the map in force is made of. bounds: west, south, east, north."""

    generation: str
    source: str
    imported_at: str
    bounds: tuple[float, float, float, float]
    edges: int
    roads_m: float
    places: int
    size_bytes: int


class MapLibrary:
    """The folder of the imported map. Reading is safe beside an import: names change only when all is whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def facts(self) -> MapFacts | None:
        """The map in force; None where none is imported."""
        try:
            data = json.loads((self.folder / CURRENT).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return None
        return MapFacts(**{**data, "bounds": tuple(data["bounds"])})

    def path(self, name: str) -> Path | None:
        """A file of the map in force."""
        facts = self.facts()
        return self.folder / facts.generation / name if facts else None

    def put_in_force(self, facts: MapFacts) -> None:
        """Name a generation that is whole, then clear away all others."""
        draft = self.folder / f"{CURRENT}.part"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(facts), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / CURRENT)
        self.clear_all_but(facts.generation)

    def remove(self) -> bool:
        """Take the map away; False where there was none."""
        had_one = self.facts() is not None
        (self.folder / CURRENT).unlink(missing_ok=True)
        if self.folder.is_dir():
            self.clear_all_but("")
        return had_one

    def clear_all_but(self, generation: str) -> None:
        for path in self.folder.iterdir():
            if path.is_dir() and path.name != generation:
                shutil.rmtree(path, ignore_errors=True)
