"""`watchroom …` as a person types it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def watchroom(folder: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("WATCHROOM_")}
    command = [sys.executable, "-m", "console", "--data-dir", str(folder), *arguments]
    return subprocess.run(
        command, env=environment, input=stdin, capture_output=True, text=True, timeout=120, check=False
    )


def test_cameras_units_and_accounts_are_set_up_without_a_running_house(tmp_path: Path) -> None:
    added = watchroom(tmp_path, "camera", "add", "--name", "Gate 3", "--url", "rtsp://u:sesame@192.0.2.1/x")
    listed = watchroom(tmp_path, "camera", "list")
    unit = watchroom(tmp_path, "unit", "add", "P-1", "--crew", "Wu")
    device = watchroom(tmp_path, "unit", "device", "P-1")
    user = watchroom(tmp_path, "user", "add", "lin", "--name", "Lin", "--role", "dispatcher")
    renewed = watchroom(tmp_path, "user", "password", "lin", "--password-stdin", stdin="a long password\n")

    for done in (added, listed, unit, device, user, renewed):
        assert done.returncode == 0, done.stderr
    assert "id: gate-3" in added.stdout
    assert "rtsp://192.0.2.1/x" in listed.stdout
    assert "sesame" not in listed.stdout + added.stdout
    assert "/unit#token=" in device.stdout
    assert "password: " in user.stdout
    assert "a long password" not in renewed.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        pytest.param(
            ["camera", "add", "--name", "x", "--url", "exec:ls"], 2, "must begin with one of", id="bad address"
        ),
        pytest.param(["camera", "remove", "none"], 1, "camera none: not found", id="no such camera"),
        pytest.param(["host", "analysis", "--shard", "2/2"], 2, "write it as NUMBER/SHARDS", id="bad shard"),
        pytest.param(["host", "pull"], 1, "run `watchroom migrate` first", id="no database"),
        pytest.param(["nonsense"], 2, "No such command", id="no such command"),
    ],
)
def test_a_mistake_is_said_in_one_line_without_a_traceback(
    tmp_path: Path, arguments: list[str], status: int, said: str
) -> None:
    done = watchroom(tmp_path, *arguments)

    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_broken_settings_end_with_status_2_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "watchroom.toml").write_text("room = Northtown\n")

    done = watchroom(tmp_path, "check")

    assert done.returncode == 2
    assert "watchroom.toml, line 1: not valid TOML" in done.stderr


def test_check_names_what_is_not_well_and_makes_nothing(tmp_path: Path) -> None:
    done = watchroom(tmp_path, "check")

    assert done.returncode == 1
    assert "BAD  database" in done.stdout
    assert not (tmp_path / "watchroom.db").exists()


def test_the_interface_that_is_printed_is_the_one_the_page_was_made_for(tmp_path: Path) -> None:
    printed = json.loads(watchroom(tmp_path, "openapi").stdout)
    kept = json.loads((Path(__file__).parents[2] / "console" / "web" / "openapi.json").read_text())

    assert printed["paths"].keys() == kept["paths"].keys()
    assert printed == kept, "run `watchroom openapi > console/web/openapi.json` and `npm run types`"


def test_help_names_every_command(tmp_path: Path) -> None:
    said = watchroom(tmp_path, "--help").stdout

    for command in ("run", "host", "check", "user", "camera", "unit", "migrate", "openapi", "demo"):
        assert f"\n  {command} " in said
