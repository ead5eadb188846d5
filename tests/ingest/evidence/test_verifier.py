"""The verifier, run as a recipient would: the file out of the bundle, nothing of ours beside it."""

from pathlib import Path

import pytest

from tests.ingest.evidence.tampering import FIRST, KINDS, Genuine, genuine, pack, unpack
from tests.ingest.evidence.verifying import GENUINE, UNCONFIRMED, UNREADABLE, WRONG, by_program


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Genuine:
    return genuine(tmp_path_factory.mktemp("bundle"))


def test_genuine_bundle_of_the_named_key_is_genuine(bundle: Genuine) -> None:
    code, said = by_program(bundle.path, bundle.key.fingerprint)

    assert code == GENUINE
    assert "GENUINE" in said
    assert "gap: gate, 2026-01-01T08:00:01.500000Z to 2026-01-01T08:00:02.000000Z: no connection" in said
    assert said.count("unchanged; ") == 2


def test_without_a_key_the_signer_is_not_confirmed(bundle: Genuine) -> None:
    code, said = by_program(bundle.path)

    assert code == UNCONFIRMED
    assert bundle.key.fingerprint in said


def test_unpacked_bundle_is_as_genuine(bundle: Genuine, tmp_path: Path) -> None:
    for name, data in unpack(bundle.path).items():
        (tmp_path / name).write_bytes(data)
    assert by_program(tmp_path, bundle.key.fingerprint)[0] == GENUINE

    (tmp_path / FIRST).rename(tmp_path.parent / "elsewhere.mp4")
    (tmp_path / FIRST).symlink_to(tmp_path.parent / "elsewhere.mp4")
    assert by_program(tmp_path, bundle.key.fingerprint)[0] == WRONG


def test_repacked_but_unchanged_bundle_is_genuine(bundle: Genuine, tmp_path: Path) -> None:
    pack(tmp_path / "again.zip", unpack(bundle.path))

    assert by_program(tmp_path / "again.zip", bundle.key.fingerprint)[0] == GENUINE


@pytest.mark.parametrize("kind", KINDS)
def test_tampering_is_found(bundle: Genuine, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "bundle.zip"
    KINDS[kind](bundle, target)

    code, said = by_program(target, bundle.key.fingerprint)

    assert code in (WRONG, UNREADABLE)
    assert "FAILED" in said
    assert "GENUINE" not in said


def test_what_is_no_bundle_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "holiday.zip").write_bytes(b"not a zip at all")

    assert by_program(tmp_path / "holiday.zip")[0] == UNREADABLE
    assert by_program(tmp_path / "nowhere.zip")[0] == UNREADABLE
