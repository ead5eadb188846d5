"""The map's tiles as the page asks for them."""

import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

from pmtiles.reader import MmapSource, Reader

from console.maps.drawn import MAX_ZOOM, MIN_ZOOM
from console.maps.library import TILES, MapLibrary

_KEPT_TILES = 512


class TileDesk:
    """Tiles of the map in force. Safe to call from any thread; an archive that is replaced is let go."""

    def __init__(self, library: MapLibrary) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._reader: tuple[str, Any] | None = None
        self._tile = lru_cache(_KEPT_TILES)(self._read)

    def tile(self, generation: str, zoom: int, x: int, y: int) -> bytes | None:
        """A gzipped tile, b"" where nothing is drawn; None when `generation` is not the one in force."""
        facts = self._library.facts()
        if facts is None or facts.generation != generation:
            return None
        if not (MIN_ZOOM <= zoom <= MAX_ZOOM and 0 <= x < 2**zoom and 0 <= y < 2**zoom):
            return b""
        return self._tile(self._library.folder / generation / TILES, zoom, x, y)

    def _read(self, path: Path, zoom: int, x: int, y: int) -> bytes:
        with self._lock:
            if self._reader is None or self._reader[0] != str(path):
                with path.open("rb") as file:
                    self._reader = str(path), Reader(MmapSource(file))  # type: ignore[no-untyped-call]
            content: bytes = self._reader[1].get(zoom, x, y) or b""
            return content
