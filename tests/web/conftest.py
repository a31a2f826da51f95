from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from hotseat.web.home import Home
from hotseat.web.running import tools
from tests.web.curriculum import write_curriculum
from tests.web.server import App


@pytest.fixture(scope="session")
def small_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small curriculum, on disk."""
    return write_curriculum(tmp_path_factory.mktemp("content"))


@pytest.fixture
def small(small_content: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The pages of this process show the small curriculum."""
    monkeypatch.setenv("HOTSEAT_CONTENT", str(small_content))
    tools.curriculum.cache_clear()
    yield small_content
    tools.curriculum.cache_clear()


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Home:
    """A data folder of the test's own."""
    place = Home(tmp_path / "home")
    place.create()
    settings.HOME = place
    return place


@pytest.fixture
def learner(db: None, home: Home, small: Path) -> Client:
    """A browser that was let in."""
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies["hotseat-80"] = home.launch_token()
    return client


@pytest.fixture
def app(tmp_path: Path, small_content: Path) -> Iterator[App]:
    """The real app in a process of its own, on an empty data folder."""
    with App(tmp_path / "home", small_content) as running:
        yield running
