"""The verifier's page in Chromium, opened from the disk as a recipient opens it, without any network."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.room import eventually
from tests.ingest.evidence.tampering import FIRST, KINDS, Genuine, genuine, unpack
from tests.ingest.evidence.verifying import GENUINE, UNCONFIRMED, UNREADABLE, WRONG, by_page, opened_page

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Genuine:
    return genuine(tmp_path_factory.mktemp("bundle"))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with opened_page(tmp_path_factory.mktemp("page")) as page:
        yield page


def test_page_has_what_it_needs_under_file(page: Page) -> None:
    assert page.evaluate("location.protocol") == "file:"
    assert page.evaluate("Boolean(crypto.subtle)")


def test_page_hashes_as_the_standard_says(page: Page) -> None:
    for size in (0, 3, 55, 56, 63, 64, 65, 1000):
        made = page.evaluate(f"new Sha256().update(new Uint8Array({size}).fill(7)).hex()")
        assert made == hashlib.sha256(b"\7" * size).hexdigest()


def test_pages_own_ed25519_agrees_with_the_browsers(page: Page, bundle: Genuine) -> None:
    message = b"what was signed"
    key, signed = bundle.key.public.hex(), bundle.key.sign(message).hex()
    ask = "([k, s, m]) => ed25519(bytesOf(k), bytesOf(s), bytesOf(m))"

    assert page.evaluate(ask, [key, signed, message.hex()]) is True
    assert page.evaluate(ask, [key, signed, b"what was not".hex()]) is False
    assert page.evaluate(ask, [bundle.stranger.public.hex(), signed, message.hex()]) is False


def test_genuine_bundle_is_genuine_and_its_footage_plays(page: Page, bundle: Genuine) -> None:
    assert by_page(page, [bundle.path], bundle.key.fingerprint) == GENUINE
    assert page.locator("li.fail").count() == 0
    video = page.locator("video").first
    video.evaluate("video => { video.muted = true; return video.play() }")
    # Beyond the edge that was encoded anew, into what was copied.
    eventually("the clip plays on", lambda: video.evaluate("video => video.currentTime > 0.8 || video.ended"))
    assert video.evaluate("video => video.error") is None
    assert video.evaluate("video => [video.videoWidth, video.videoHeight]") == [320, 240]


def test_without_a_key_the_signer_is_not_confirmed(page: Page, bundle: Genuine) -> None:
    assert by_page(page, [bundle.path], "") == UNCONFIRMED
    assert bundle.key.fingerprint in page.locator("#result").inner_text()


def test_unpacked_bundle_is_as_genuine(page: Page, bundle: Genuine, tmp_path: Path) -> None:
    for name, data in unpack(bundle.path).items():
        (tmp_path / name).write_bytes(data)
    assert by_page(page, sorted(tmp_path.iterdir()), bundle.key.fingerprint) == GENUINE

    (tmp_path / FIRST).unlink()
    assert by_page(page, sorted(tmp_path.iterdir()), bundle.key.fingerprint) == WRONG


@pytest.mark.parametrize("kind", KINDS)
def test_tampering_is_found(page: Page, bundle: Genuine, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "bundle.zip"
    KINDS[kind](bundle, target)

    assert by_page(page, [target], bundle.key.fingerprint) in {WRONG, UNREADABLE}
