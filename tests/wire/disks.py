"""Disks for tests that fill up, turn read-only or hang: real file systems, made with root's rights or not at all."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _demand(*programs: str) -> None:
    missing = [program for program in programs if shutil.which(program) is None]
    if missing or os.geteuid() != 0:
        pytest.skip(f"this disk needs root and {', '.join(missing) or 'its programs'}")


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A memory disk of `size` (`64m`)."""
    _demand("mount")
    folder.mkdir(parents=True)
    _run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        _run("umount", "-l", str(folder))


class FragileDisk:
    """An ext4 disk on a loop device that turns read-only by an error of its own, as a dying disk does."""

    def __init__(self, folder: Path, image: Path, size: str = "400M") -> None:
        _demand("mkfs.ext4", "losetup", "fsck.ext4")
        self._folder, self._image = folder, image
        folder.mkdir(parents=True)
        _run("truncate", "-s", size, str(image))
        _run("mkfs.ext4", "-q", str(image))
        self._mount()

    def fail(self) -> None:
        """The file system finds an error and refuses every write from now on."""
        found = subprocess.run(["losetup", "-j", str(self._image)], check=True, capture_output=True, text=True).stdout
        device = Path(found.partition(":")[0]).name
        (Path("/sys/fs/ext4") / device / "trigger_fs_error").write_text("1")

    def mend(self) -> None:
        """As a technician does: copy what is left onto a new disk, check it, and mount it in the old one's place."""
        copy = self._image.with_suffix(".new")
        _run("cp", "--sparse=always", str(self._image), str(copy))
        subprocess.run(["fsck.ext4", "-y", str(copy)], check=False, capture_output=True)
        _run("umount", "-l", str(self._folder))
        self._image = copy
        self._mount()

    def remove(self) -> None:
        subprocess.run(["umount", "-l", str(self._folder)], check=False, capture_output=True)

    def _mount(self) -> None:
        _run("mount", "-o", "loop,errors=remount-ro", str(self._image), str(self._folder))


class HangingDisk:
    """A disk behind a FUSE process that can be stopped: every write then waits, as on a disk that keeps retrying."""

    def __init__(self, folder: Path, behind: Path) -> None:
        _demand("bindfs", "umount")
        self._folder = folder
        for made in (folder, behind):
            made.mkdir(parents=True)
        self._process = subprocess.Popen(["bindfs", "-f", "--no-allow-other", str(behind), str(folder)])
        for _ in range(100):
            if os.path.ismount(folder):
                return
            time.sleep(0.05)
        raise AssertionError("bindfs did not mount")

    def hang(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def remove(self) -> None:
        self.go_on()
        subprocess.run(["umount", "-l", str(self._folder)], check=False, capture_output=True)
        self._process.terminate()
        self._process.wait(10)
