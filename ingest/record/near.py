"""Near copies of files that lie in an object store: fetched whole once, by range requests, and kept while looked at."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from kernel.errors import unavailable

_CHUNK_BYTES = 4 << 20


class NearCopies:
    """A folder of bounded size; the copies used least recently go. Any thread, and several processes."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def path(self, name: str, size: int, fetch: Callable[[], BinaryIO]) -> Path:
        """The copy of a file of `size` bytes; what `fetch` raises where it is not there yet.

        name: its path in the store. The copy stays at least until others of the whole limit were asked for.
        """
        path = self._folder / name.replace("/", "_")
        with self._lock_of(name):
            try:
                if path.stat().st_size == size:
                    os.utime(path)
                    return path
            except FileNotFoundError:
                pass
            except OSError as error:
                raise self._refused(error) from error
            self._fetch(path, fetch)
        self._tidy(path)
        return path

    def _fetch(self, path: Path, fetch: Callable[[], BinaryIO]) -> None:
        part = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.part")
        with fetch() as source:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                with part.open("wb") as copy:
                    while chunk := source.read(_CHUNK_BYTES):
                        copy.write(chunk)
                part.replace(path)
            except OSError as error:
                raise self._refused(error) from error
            finally:
                part.unlink(missing_ok=True)

    def _refused(self, error: OSError) -> Exception:
        return unavailable(
            f"near copies {self._folder}: {error.strerror or error}; footage of the store needs room there"
        )

    def _tidy(self, newest: Path) -> None:
        copies = []
        for path in self._folder.glob("*.mp4"):
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            copies.append((stat.st_mtime, stat.st_size, path))
        used = sum(size for _, size, _ in copies)
        for _, size, path in sorted(copies):
            if used <= self._limit_bytes:
                return
            if path != newest:
                path.unlink(missing_ok=True)
                used -= size

    def _lock_of(self, name: str) -> threading.Lock:
        with self._lock:
            if len(self._locks) > 10_000:
                self._locks = {key: lock for key, lock in self._locks.items() if lock.locked()}
            return self._locks.setdefault(name, threading.Lock())
