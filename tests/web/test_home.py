from pathlib import Path

import pytest

from hotseat.web.home import Home, HomeUnusable, learner_home


def test_the_folder_named_in_the_environment_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTSEAT_HOME", str(tmp_path / "mine"))
    assert learner_home().path == tmp_path / "mine"


def test_without_it_the_platform_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTSEAT_HOME", raising=False)
    assert learner_home().path.name == "hotseat"
    assert learner_home().path.is_absolute()


def test_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "a" / "b")
    home.create()
    home.create()
    assert home.path.stat().st_mode & 0o777 == 0o700


def test_a_file_in_its_place_is_said_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeUnusable, match=r"cannot be made: File exists. Nothing was changed. Set HOTSEAT_HOME"):
        Home(tmp_path / "file").create()


def test_the_launch_token_is_secret_and_stays_the_same(tmp_path: Path) -> None:
    home = Home(tmp_path)
    token = home.launch_token()
    assert len(token) >= 40
    assert home.launch_token() == token
    assert home.token.stat().st_mode & 0o777 == 0o600
    assert Home(tmp_path).launch_token() == token


def test_a_token_that_a_crash_left_empty_is_made_anew(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.token.write_text("")
    assert len(home.launch_token()) >= 40
