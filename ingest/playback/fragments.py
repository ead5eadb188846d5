"""The fragments of recorded files, read from their box headers and remembered while the files do not change."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from ingest.mp4.file import Fragment, read_fragments

_REMEMBERED_FILES = 1500  # some 25 kB each


class FragmentIndex:
    """What is whole in each file. Thread-safe; a file that grew is read anew, one that is gone holds nothing."""

    def __init__(self, limit: int = _REMEMBERED_FILES) -> None:
        self._limit = limit
        self._known: OrderedDict[Path, tuple[tuple[int, int], Sequence[Fragment]]] = OrderedDict()
        self._lock = threading.Lock()

    def fragments(self, path: Path) -> Sequence[Fragment]:
        """The whole fragments of the file in order; a torn tail, as while it is written, is left out."""
        try:
            with path.open("rb") as file:
                stat = path.stat()
                version = (stat.st_size, stat.st_ino)
                with self._lock:
                    known = self._known.get(path)
                    if known is not None and known[0] == version:
                        self._known.move_to_end(path)
                        return known[1]
                found, _ = read_fragments(file)
        except OSError:
            return ()
        with self._lock:
            self._known[path] = (version, tuple(found))
            self._known.move_to_end(path)
            while len(self._known) > self._limit:
                self._known.popitem(last=False)
        return tuple(found)
