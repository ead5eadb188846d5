"""Whether the verifiers find what was done to a bundle, and how fast they read."""

import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page

from ingest.evidence.bundle import item_of, seal
from tests.bench.figures import Figures, Row
from tests.ingest.evidence.tampering import KINDS, Genuine, genuine, statement
from tests.ingest.evidence.verifying import GENUINE, UNREADABLE, WRONG, by_page, by_program, opened_page

_BIG_BYTES = 512 << 20


def measure() -> Figures:
    """Every kind of tampering against both verifiers."""
    figures = Figures(
        "A bundle of two clips, genuine, then changed in each of these ways, read by `verify.py` and by `verify.html` "
        "in Chromium, the key's fingerprint given. A value counts the verifiers, of two, that did not notice; "
        f"{len(KINDS)} ways. Then the speed over a bundle of four files, {_BIG_BYTES >> 20} MiB together."
    )
    with tempfile.TemporaryDirectory() as name, opened_page(Path(name)) as page:
        folder = Path(name)
        bundle = genuine(folder)
        wrong = (by_program(bundle.path, bundle.key.fingerprint)[0] != GENUINE) + (
            by_page(page, [bundle.path], bundle.key.fingerprint) != GENUINE
        )
        figures.rows.append(Row("genuine, called anything else", float(wrong), "verifiers", 0))
        for kind, tamper in KINDS.items():
            target = folder / "changed.zip"
            tamper(bundle, target)
            figures.rows.append(Row(kind, float(_missed(page, target, bundle)), "verifiers", 0))
        figures.rows += _speed(page, folder, bundle)
    return figures


def _missed(page: Page, path: Path, bundle: Genuine) -> int:
    found = {WRONG, UNREADABLE}
    key = bundle.key.fingerprint
    return (by_program(path, key)[0] not in found) + (by_page(page, [path], key) not in found)


def _speed(page: Page, folder: Path, bundle: Genuine) -> list[Row]:
    work = folder / "big"
    work.mkdir()
    clips = [work / f"gate_20260101T080{minute}00.000Z.mp4" for minute in range(4)]
    for clip in clips:
        with clip.open("wb") as file:
            file.truncate(_BIG_BYTES // len(clips))
    path = folder / "big.zip"
    seal(work, [item_of(clip) for clip in clips], statement("exp_big"), bundle.key, path)
    key = bundle.key.fingerprint
    began = time.monotonic()
    assert by_program(path, key)[0] == GENUINE
    program_s = time.monotonic() - began
    began = time.monotonic()
    assert by_page(page, [path], key, within_s=120) == GENUINE
    page_s = time.monotonic() - began
    megabytes = _BIG_BYTES / 1e6
    return [
        Row("speed of verify.py", megabytes / program_s, "MB/s"),
        Row("speed of verify.html", megabytes / page_s, "MB/s"),
    ]
