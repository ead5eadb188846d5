"""Models at the command line and over HTTP: added, used, refused, removed, with every change in the journal."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from analytics.models.choice import ModelDesk
from analytics.models.library import Draft, ModelLibrary
from console.cli import app
from console.migrate import upgrade
from console.settings import Settings, load
from kernel.actor import system
from kernel.clock import SystemClock
from kernel.errors import Fault, FaultKind
from kernel.ids import CameraId
from kernel.sql.database import Base, Database
from kernel.sql.journal import read_after
from tests.analytics.models import nets

TESTER = system("tests")
GATE = CameraId("gate")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = load(data_dir=tmp_path / "data")
    settings.data_dir.mkdir(parents=True)
    database = Database(settings.database)
    upgrade(database)
    Base.metadata.create_all(database.engine)
    database.close()
    return settings


@pytest.fixture
def database(settings: Settings) -> Database:
    return Database(settings.database)


def run(settings: Settings, *words: str) -> str:
    result = CliRunner().invoke(app, ["--data-dir", str(settings.data_dir), "model", *words])
    if isinstance(result.exception, Fault):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_a_model_is_added_listed_used_and_removed(settings: Settings, tmp_path: Path, database: Database) -> None:
    assert "no models yet" in run(settings, "list")

    told = run(settings, "add", str(nets.end_to_end(tmp_path / "Town.onnx")))
    assert "model town added: end-to-end, 320 × 320" in told
    assert "ms a picture" in told
    assert "not used" in run(settings, "list")

    run(settings, "use", "town")
    assert "every camera without its own" in run(settings, "list")
    with pytest.raises(Fault, match="model town: in use by the house"):
        run(settings, "remove", "town")

    run(settings, "use", "none")
    run(settings, "remove", "town")
    assert "no models yet" in run(settings, "list")
    with database.read() as session:
        kinds = [entry.kind for entry in read_after(session, 0) if entry.kind.startswith("model.")]
    assert kinds == ["model.added", "model.chosen", "model.chosen", "model.removed"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        pytest.param(("use", "nowhere"), "model nowhere: not found", id="no such model"),
        pytest.param(("use", "none", "--camera", "nowhere"), "nowhere: not found", id="no such camera"),
        pytest.param(("add", "missing.onnx"), "there is no such file", id="no such file"),
        pytest.param(("remove", "nowhere"), "model nowhere: not found", id="nothing to remove"),
    ],
)
def test_what_cannot_be_is_refused_by_its_reason(settings: Settings, words: tuple[str, ...], reason: str) -> None:
    with pytest.raises(Fault, match=reason):
        run(settings, *words)


def test_a_camera_s_own_choice_wins_until_it_follows_the_house_again(
    settings: Settings, tmp_path: Path, database: Database
) -> None:
    desk = ModelDesk(ModelLibrary(settings.models_dir), database, SystemClock())
    for name in ("town", "yard"):
        desk.add(Draft(nets.end_to_end(tmp_path / "net.onnx"), name=name), TESTER)
    desk.use(None, "town", TESTER)

    chosen = []
    for model in ("yard", "", None):
        desk.use(GATE, model, TESTER)
        chosen.append(desk.choices().of(GATE))

    assert chosen == ["yard", None, "town"]
    desk.use(GATE, "yard", TESTER)
    with pytest.raises(Fault, match="in use by gate") as refused:
        desk.remove("yard", TESTER)
    assert refused.value.kind is FaultKind.CONFLICT
