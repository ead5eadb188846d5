"""The real footage through `watchroom analyse`, as the house promises it: exact counts, in time, nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from console.cli import app
from tests.analytics.test_footage import CARS, PEOPLE, PRESENT

pytestmark = [pytest.mark.footage, pytest.mark.timeout(300)]

LOITERING = '[[rules]]\nkind = "intrusion"\n\n[[rules]]\nkind = "loitering"\ndwell_s = 5\n'
LINE = """
[[tripwires]]
name = "Line"
start = [0, 0.5]
end = [1, 0.5]

[[rules]]
kind = "line_crossing"
tripwire = "line"
"""


def events_of(video: Path, scene: str, folder: Path) -> list[dict[str, Any]]:
    if not video.is_file():
        pytest.skip(f"the shared footage is not here: {video}")
    camera, events = folder / "camera.toml", folder / "events.jsonl"
    camera.write_text(scene, encoding="utf-8")
    arguments = ["--data-dir", str(folder), "analyse", str(video), "--camera", str(camera), "--events", str(events)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in events.read_text(encoding="utf-8").splitlines()]


def test_six_visits_are_six_intrusions_and_six_loiterings_in_time(footage: Path, tmp_path: Path) -> None:
    events = events_of(footage / PEOPLE, LOITERING, tmp_path)

    opened = {
        rule: [e for e in events if e["phase"] == "open" and e["rule"] == rule] for rule in ("intrusion", "loitering")
    }
    assert [len(found) for found in opened.values()] == [6, 6]
    assert all(abs(e["time_s"] - start / 10) < 1 for e, (start, _) in zip(opened["intrusion"], PRESENT, strict=True))
    assert all(
        start / 10 + 4.7 <= e["time_s"] < start / 10 + 6.5
        for e, (start, _) in zip(opened["loitering"], PRESENT, strict=True)
    )
    assert {e["class"] for e in events if e["phase"] == "close"} == {"person"}
    assert len({e["track"] for e in events}) == 6
    assert {e["count"] for e in events} == {1}
    closed = {e["id"]: e["time_s"] for e in events if e["phase"] == "close"}
    for event, (_, end) in zip(opened["intrusion"], PRESENT, strict=True):
        assert closed[event["id"]] > end / 10 - 1


def test_four_cars_are_four_crossings_in_their_directions(footage: Path, tmp_path: Path) -> None:
    events = events_of(footage / CARS, LINE, tmp_path)
    opened = [event for event in events if event["phase"] == "open"]

    assert [event["direction"] for event in opened] == ["backward", "forward", "backward", "forward"]
    assert {event["rule"] for event in opened} == {"line_crossing"}
    assert {event["class"] for event in events if event["phase"] == "close"} == {"vehicle"}
