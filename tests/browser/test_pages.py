"""Every page at every width and in both themes: whole, readable, and open to everybody."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visitor import Visitor
from tests.web.server import App

PAGES = {
    "today": "/",
    "map": "/map/",
    "leaf": "/map/core-python.shallow-deep-copy/",
    "plan": "/plan/",
    "history": "/history/",
    "settings": "/settings/",
    "fool": "/fool/",
    "item": "/items/core-python/copies/",
    "missing": "/nowhere/",
}

Scheme = Literal["light", "dark"]


@pytest.mark.parametrize(
    ("width", "scheme", "axe"),
    [(1280, "light", True), (1920, "dark", True), (360, "light", False), (640, "dark", False)],
    ids=["desk", "wide-dark", "phone", "zoomed-200-percent-dark"],
)
def test_every_page_is_whole_and_accessible(app: App, browser: Browser, width: int, scheme: Scheme, axe: bool) -> None:
    with Visitor.at(app, browser, width=width, scheme=scheme) as visitor:
        visitor.expected.append("404")
        visitor.look(f"{width}-{scheme}-empty-today", axe=axe)
        visitor.open("core-python/copies")
        visitor.look(f"{width}-{scheme}-answer", axe=axe)
        visitor.page.get_by_role("button", name="I do not know").click()
        visitor.sees("You asked for the answer")
        visitor.page.get_by_role("button", name="Run the proof").click()
        visitor.sees("All 3 claims hold.")
        visitor.look(f"{width}-{scheme}-revealed", axe=axe)
        visitor.open("algorithms/adding")
        expect(visitor.page.locator(".cm-editor")).to_be_visible()
        visitor.look(f"{width}-{scheme}-workbench", axe=axe)
        for name, path in PAGES.items():
            visitor.go(path)
            visitor.look(f"{width}-{scheme}-{name}", axe=axe)


def test_the_locked_page_says_what_to_do(app: App, browser: Browser) -> None:
    with Visitor.at(app, browser) as visitor:
        visitor.expected.append("403")
        visitor.page.context.clear_cookies()
        visitor.go("/")
        visitor.sees("Open the address that Hotseat printed")
        visitor.look("locked")


def test_the_token_leaves_the_address_bar(visitor: Visitor) -> None:
    assert "token" in visitor.app.address
    assert visitor.page.url == f"http://{visitor.app.host}/"


def test_the_theme_is_switched_at_once_and_stays(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/settings/")
    with page.expect_response("**/settings/theme"):
        page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    visitor.look("settings-chosen-dark")
    visitor.go("/plan/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_settings_that_cannot_be_kept_say_why_beside_what_was_typed(visitor: Visitor) -> None:
    page = visitor.page
    visitor.expected.append("400")
    visitor.go("/settings/")
    page.get_by_label("Minutes a day").fill("2000")
    page.get_by_role("button", name="Save").click()
    visitor.sees("2000 minutes a day is not 5 to 600.")
    expect(page.get_by_label("Minutes a day")).to_have_value("2000")
    visitor.look("settings-refused")
    page.get_by_label("Minutes a day").fill("25")
    page.get_by_role("button", name="Save").click()
    visitor.sees("Saved.")
    visitor.go("/plan/")
    visitor.sees("25 minutes on each of 5 days a week")


def test_an_export_comes_back_in(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("leadership/mentoring")
    visitor.go("/history/")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Export everything").click()
    page.get_by_label("Import an export").set_input_files(saved.value.path())
    page.get_by_role("button", name="Import", exact=True).click()
    visitor.sees("0 attempts are new, 0 gained something, 1 were here already.")
    page.get_by_role("button", name="Make a backup now").click()
    visitor.sees("Everything up to this moment is in")
    visitor.look("history-backup")
