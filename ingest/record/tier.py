"""The second tier: a place that old and held footage moves to; here as another folder."""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from kernel.errors import Fault, FaultKind, not_found, unavailable

CHUNK_BYTES = 1 << 20
MARK = ".watchroom-second-tier"
_PART = ".part"

Pace = Callable[[int], None]


class SecondTier(Protocol):
    """A place for files under their segment's path. Any thread. Raises an unavailable fault when it is away."""

    @property
    def name(self) -> str: ...

    def demand(self, is_first_use: bool) -> None:
        """Raise unless the place is there. is_first_use: nothing lies there yet, so it may be prepared."""

    def put(self, path: str, source: Path, pace: Pace) -> None:
        """Copy a file there, whole or not at all; over an older copy. pace is told of the bytes before they go."""

    def open(self, path: str) -> BinaryIO:
        """A seekable reader; raises a not-found fault."""

    def local_path(self, path: str) -> Path | None:
        """Where the file lies in a file system here, None when it does not."""

    def size(self, path: str) -> int | None:
        """The file's size, None when there is none."""

    def delete(self, path: str) -> None:
        """Delete the file; harmless when there is none."""

    def files(self) -> Iterator[tuple[str, int]]:
        """Paths and sizes of all files there."""

    def free_bytes(self) -> int | None:
        """How much more fits, None when nobody knows."""


class DirectoryTier:
    """Another folder, most often on a larger and slower disk.

    A mark in it tells it from the empty folder that is there while that disk is not mounted.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def name(self) -> str:
        return str(self._root)

    def demand(self, is_first_use: bool) -> None:
        mark = self._root / MARK
        if mark.is_file():
            return
        if not is_first_use:
            raise unavailable(f"second tier {self._root}: its mark {MARK} is missing; is the disk mounted?")
        with self._reached():
            self._root.mkdir(parents=True, exist_ok=True)
            mark.touch()

    def put(self, path: str, source: Path, pace: Pace) -> None:
        target = self._root / path
        part = target.with_name(target.name + _PART)
        with self._reached():
            target.parent.mkdir(parents=True, exist_ok=True)
            with source.open("rb") as read, part.open("wb") as write:
                while chunk := read.read(CHUNK_BYTES):
                    pace(len(chunk))
                    write.write(chunk)
                write.flush()
                os.fsync(write.fileno())
                # What is compared next shall come from the disk, not from memory.
                os.posix_fadvise(write.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            part.replace(target)
            _sync_folder(target.parent)

    def open(self, path: str) -> BinaryIO:
        try:
            return (self._root / path).open("rb")
        except FileNotFoundError:
            raise not_found("footage file", path) from None
        except OSError as error:
            raise self._away(error) from error

    def local_path(self, path: str) -> Path | None:
        root = self._root.resolve()
        file = (root / path).resolve()
        if not file.is_relative_to(root):
            raise Fault(FaultKind.CORRUPT, f"footage {path}: its file lies outside the second tier")
        return file

    def size(self, path: str) -> int | None:
        try:
            return (self._root / path).stat().st_size
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._away(error) from error

    def delete(self, path: str) -> None:
        file = self._root / path
        with self._reached():
            file.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            file.parent.rmdir()

    def files(self) -> Iterator[tuple[str, int]]:
        with self._reached():
            for file in sorted(self._root.glob("*/*/*.mp4")):
                yield str(file.relative_to(self._root)), file.stat().st_size

    def free_bytes(self) -> int | None:
        with self._reached():
            return shutil.disk_usage(self._root).free

    @contextlib.contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._away(error) from error

    def _away(self, error: OSError) -> Fault:
        return unavailable(f"second tier {self._root}: {error.strerror or error}")


def sha256_of(file: BinaryIO, pace: Pace = lambda _size: None) -> str:
    """The hash of all that `file` still holds, hex."""
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK_BYTES):
        pace(len(chunk))
        digest.update(chunk)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
