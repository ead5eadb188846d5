"""Where settings come from, and what is said when they cannot be right."""

from pathlib import Path

import pytest

from console.settings import load, masked
from kernel.errors import Fault


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("WATCHROOM_CONFIG", "WATCHROOM_DATA_DIR", "WATCHROOM_HTTP__PORT", "WATCHROOM_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def test_without_a_file_everything_has_a_default_below_the_data_folder(tmp_path: Path) -> None:
    settings = load(data_dir=tmp_path / "d")

    assert (settings.http.host, settings.http.port) == ("127.0.0.1", 8600)
    assert settings.database == f"sqlite:///{tmp_path / 'd' / 'watchroom.db'}"
    assert settings.ingest.footage_dir == tmp_path / "d" / "footage"
    assert settings.patrol.photo_dir == tmp_path / "d" / "photos"
    assert settings.ingest.feed_endpoint == f"ipc://{tmp_path / 'd' / 'run' / 'packets.sock'}"


def test_environment_is_stronger_than_the_file_and_the_file_than_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "w.toml", 'room = "North"\n[http]\nport = 9000\nhost = "0.0.0.0"\n')
    monkeypatch.setenv("WATCHROOM_HTTP__PORT", "9100")

    settings = load(path)

    assert (settings.room, settings.http.port, settings.http.host) == ("North", 9100, "0.0.0.0")


def test_file_is_found_by_variable_in_the_data_folder_and_in_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "d"
    data.mkdir()
    write(tmp_path / "watchroom.toml", 'room = "here"')
    assert load().room == "here"
    write(data / "watchroom.toml", 'room = "in data"')
    assert load(data_dir=data).room == "in data"
    monkeypatch.setenv("WATCHROOM_CONFIG", str(write(tmp_path / "named.toml", 'room = "named"')))
    assert load(data_dir=data).room == "named"


def test_a_folder_set_by_hand_stays_where_it_was_set(tmp_path: Path) -> None:
    path = write(tmp_path / "w.toml", '[ingest]\nfootage_dir = "/srv/footage"\n')

    assert load(path).ingest.footage_dir == Path("/srv/footage")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("room = North\n", "line 1: not valid TOML", id="text without quotes"),
        pytest.param('room = "a"\n[http\n', "line 2: not valid TOML", id="open bracket"),
        pytest.param("\n[http]\nprot = 1\n", "line 3: unknown key http.prot; known here: allowed_origins", id="nested"),
        pytest.param('rom = "a"\n', "line 1: unknown key rom", id="unknown key at the top"),
        pytest.param("[ingest]\nsegmnt_s = 3\n", "line 2: unknown key ingest.segmnt_s", id="unknown key of a wing"),
        pytest.param('[http]\nhost = "a"\nport = 99999\n', "line 3: http.port: input should be less", id="too large"),
        pytest.param('[http]\nport = "x"\n', "line 2: http.port: input should be a valid integer", id="wrong type"),
        pytest.param('time_zone = "Nowhere/Else"\n', "line 1: time_zone: value error, no time zone", id="no such zone"),
        pytest.param("http = 3\n", "line 1: http:", id="a value where a table belongs"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path / "w.toml", text)

    with pytest.raises(Fault) as caught:
        load(path)

    assert f"{path}, {said}" in caught.value.message


def test_a_mistake_in_the_environment_is_named_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHROOM_HTTP__PORT", "many")

    with pytest.raises(Fault, match="environment variable WATCHROOM_HTTP__PORT"):
        load()


def test_a_missing_file_that_was_asked_for_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="there is no such file"):
        load(tmp_path / "none.toml")


def test_shown_settings_hold_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHROOM_DATABASE_URL", "postgresql+psycopg://watch:sesame@db/room")

    assert "sesame" not in str(masked(load()))
