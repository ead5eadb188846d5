"""Where lines go: a file, or the standard output as `-`."""

import sys
from pathlib import Path
from typing import TextIO

from kernel.errors import invalid, unavailable

STDOUT = "-"


class Output:
    """Whole lines only: what is on disk after `flush` never ends in the middle of one. Made at once, so that a path
    that cannot be written is told before the work begins."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: TextIO
        if path == STDOUT:
            self._file = sys.stdout
            return
        try:
            self._file = Path(path).open("w", encoding="utf-8", newline="\n")  # noqa: SIM115  # `close` does
        except OSError as error:
            raise invalid(f"{path}: cannot be written ({error.strerror})") from error

    def write(self, line: str) -> None:
        """Add a line."""
        try:
            self._file.write(line + "\n")
        except BrokenPipeError:
            raise
        except OSError as error:
            raise unavailable(f"{self._path}: cannot be written ({error.strerror})") from error

    def flush(self) -> None:
        try:
            self._file.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise unavailable(f"{self._path}: cannot be written ({error.strerror})") from error

    def close(self) -> None:
        self.flush()
        if self._path != STDOUT:
            self._file.close()


def demand_apart(source: Path | None, outputs: dict[str, str | None]) -> None:
    """Raise an invalid fault when two outputs are the same, or one is the footage itself."""
    taken: dict[object, str] = {source.resolve(): "the video itself"} if source is not None else {}
    for option, path in outputs.items():
        if path is None:
            continue
        key: object = STDOUT if path == STDOUT else Path(path).resolve()
        if key in taken:
            raise invalid(f"{option} {path}: that is {taken[key]} already; name another file")
        taken[key] = option
        if path != STDOUT and not Path(path).resolve().parent.is_dir():
            raise invalid(f"{option} {path}: there is no folder {Path(path).resolve().parent}")
