import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visitor import Visitor
from tests.web.curriculum import write_curriculum
from tests.web.server import App

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
]


# Not for the session: while it is open, an event loop runs in this thread, and tests after these start loops of their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium or Chrome."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip(f"No Chromium or Chrome is on PATH (looked for {', '.join(NAMES)}). Install one, then these tests run.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, headless=True, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small curriculum, on disk."""
    return write_curriculum(tmp_path_factory.mktemp("content"))


@pytest.fixture
def app(tmp_path: Path, content: Path) -> Iterator[App]:
    """The real app on an empty data folder."""
    with App(tmp_path / "home", content) as running:
        yield running


@pytest.fixture
def visitor(app: App, browser: Browser) -> Iterator[Visitor]:
    """A person at a desk, who was let in and sees Today. Whatever the browser complains of fails the test."""
    with Visitor.at(app, browser) as one:
        yield one
