"""The bundle: a ZIP whose files are stored as they are, back to back, so that nothing can hide between them."""

import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from ingest.evidence.key import EvidenceKey
from ingest.evidence.manifest import MANIFEST, SIGNATURE, Item, Statement, manifest, signature

TOOLS_DIR = Path(__file__).parent / "verifier"
README = "README.txt"
_CHUNK = 1 << 20


class Tool(StrEnum):
    """What checks a bundle without us."""

    PYTHON = "verify.py"
    PAGE = "verify.html"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A finished bundle."""

    path: Path
    size_bytes: int
    manifest_sha256: str
    source_mismatch: bool


def seal(folder: Path, items: Sequence[Item], statement: Statement, key: EvidenceKey, path: Path) -> Sealed:
    """Put the files of `folder` that `items` name into the ZIP `path`, with manifest, signature, verifier and README.

    Each file leaves the folder as it goes in, so that the disk holds one of them twice at most. `path` appears only
    when it is whole.
    """
    tools = [tool.value for tool in Tool]
    for name in tools:
        (folder / name).write_bytes((TOOLS_DIR / name).read_bytes())
    (folder / README).write_text(readme(statement, items, key.fingerprint), "utf-8")
    listed = [*items, *(item_of(folder / name) for name in (*tools, README))]
    body = manifest(statement, listed, key.public, key.fingerprint)
    (folder / MANIFEST).write_bytes(body)
    (folder / SIGNATURE).write_bytes(signature(key.public, key.sign(body)))
    part = path.with_name(path.name + ".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name in (MANIFEST, SIGNATURE, README, *tools, *(item.name for item in items)):
            _store(archive, folder / name, statement.made_at)
            (folder / name).unlink()
    part.replace(path)
    mismatch = any(source.is_mismatch for item in items for source in item.sources)
    return Sealed(path, path.stat().st_size, hashlib.sha256(body).hexdigest(), mismatch)


def bundle_path(folder: Path, export_id: str) -> Path:
    """Where the bundle of an export lies below the folder of exports."""
    return folder / f"{export_id}.zip"


def item_of(path: Path) -> Item:
    """A plain file of the bundle."""
    return Item(path.name, path.stat().st_size, file_hash(path))


def file_hash(path: Path) -> str:
    """SHA-256 of a file, hex; raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _store(archive: zipfile.ZipFile, path: Path, made_at: datetime) -> None:
    info = zipfile.ZipInfo(path.name, made_at.timetuple()[:6])
    info.external_attr = 0o644 << 16
    info.file_size = path.stat().st_size  # tells whether the entry needs 64-bit sizes
    with archive.open(info, "w") as target, path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            target.write(chunk)


def readme(statement: Statement, items: Sequence[Item], fingerprint: str) -> str:
    """What a recipient has to know, in English and Chinese."""
    files = "\n".join(f"  {item.name}" for item in items) or "  (none)"
    blurred = bool(statement.pictures.get("blurred"))
    looks = ("People and vehicles are blurred. / 人员和车辆已模糊处理。", "Pictures are clear. / 画面未作模糊处理。")
    return f"""{statement.room}: video evidence / 视频证据
Export / 导出编号: {statement.export_id}
From / 起: {statement.start.isoformat()}
To / 止:   {statement.end.isoformat()}
{looks[0] if blurred else looks[1]}

Files / 文件:
{files}

HOW TO CHECK THAT NOTHING WAS CHANGED
1. In a browser, without any network: open verify.html and drop this ZIP file on it.
2. Or with Python: pip install cryptography, then  python verify.py BUNDLE.zip --key "FINGERPRINT"
A stranger could replace the verifier together with the rest, so take verify.html or verify.py from a source you trust,
and compare the fingerprint with the one the room tells you by another way than this file (page "Exports"):
  {fingerprint}
manifest.json says what was exported, by whom and why, which gaps the time holds and the SHA-256 of every file and of
the recordings it was made from. manifest.sig is this installation's signature over it (Ed25519).

如何核验未被改动
1. 无需联网：用浏览器打开 verify.html，把本 ZIP 文件拖入页面。
2. 或使用 Python：pip install cryptography，然后运行  python verify.py BUNDLE.zip --key "指纹"
核验工具本身也可能与其他文件一起被替换，因此请从可信来源获取 verify.html 或 verify.py，
并通过本文件以外的途径（监控室“导出”页面）核对签名指纹：
  {fingerprint}
manifest.json 记录导出内容、经手人、理由、时间段内的录像缺口，以及每个文件和其来源录像段的 SHA-256。
manifest.sig 是本系统对其的签名（Ed25519）。
"""
