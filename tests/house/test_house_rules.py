"""The house rules that no linter knows."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TEXT_SUFFIXES = {
    ".py", ".md", ".toml", ".txt", ".ts", ".tsx", ".css", ".html", ".json", ".yaml", ".yml", ".ini", ".cfg", "",
}  # fmt: skip
REGISTRY_HOSTS = re.compile(r"files\.pythonhosted\.org|pypi\.org|registry\.npmjs\.org|registry\.yarnpkg\.com")


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def text_of(path: Path) -> str:
    return path.read_text(errors="ignore") if path.suffix in TEXT_SUFFIXES else ""


def test_no_file_names_a_package_registry() -> None:
    named = [str(path) for path in tracked() if path != Path(__file__) and REGISTRY_HOSTS.search(text_of(path))]

    assert named == []


def test_every_locked_requirement_has_hashes() -> None:
    for lock in ("run", "dev", "node"):
        entries = re.split(r"\n(?=\S)", (ROOT / "requirements" / f"{lock}.txt").read_text().strip())
        assert entries
        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_page_lock_has_integrity_and_no_address() -> None:
    lock = (ROOT / "console" / "web" / "package-lock.json").read_text()

    assert '"resolved"' not in lock
    assert lock.count('"integrity": "sha512-') > 50


@pytest.mark.parametrize("pattern", ["kernel", "ingest", "analytics", "patrol", "console", "tests"])
def test_no_python_module_outgrows_400_lines(pattern: str) -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked()
        if path.suffix == ".py" and path.is_relative_to(ROOT / pattern)
        if (lines := path.read_text().count("\n")) > 400
    }

    assert long == {}


def test_no_module_is_a_drawer() -> None:
    drawers = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py", "manager.py"}

    assert [str(path) for path in tracked() if path.name in drawers] == []


def test_container_files_repeat_the_install_steps_and_roles() -> None:
    compose = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text())
    dockerfile = (ROOT / "docker" / "Dockerfile").read_text()

    commands = [service.get("command") for service in compose["services"].values()]
    for command in (["migrate"], ["host", "pull"], ["host", "analysis"], ["host", "console"]):
        assert command in commands
    assert "RUN make setup page" in dockerfile
    copied = set(re.findall(r"^COPY (\w+) ", dockerfile, re.MULTILINE))
    assert {"kernel", "ingest", "analytics", "patrol", "console", "requirements"} <= copied
    assert compose["services"]["console"]["ports"] == ["127.0.0.1:8600:8600"]
