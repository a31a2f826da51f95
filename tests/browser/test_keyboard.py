"""Everything without a mouse."""

import re

from playwright.sync_api import expect

from tests.browser.visitor import Visitor


def test_an_open_question_with_the_keyboard_alone(visitor: Visitor) -> None:
    page, press = visitor.page, visitor.page.keyboard.press
    visitor.go("/map/")
    press("t")
    page.wait_for_url(f"http://{visitor.app.host}/")
    visitor.go("/items/core-python/copies/")
    press("s")
    page.wait_for_url("**/attempts/**")
    press("i")
    visitor.sees("Which objects are new?")
    press("w")
    page.keyboard.type("The rows are shared, ? s t")
    press("Control+Enter")
    visitor.sees("Now show it")
    size = re.search(r"with (\d+) rows", page.locator("fieldset").first.inner_text())
    assert size
    press("Tab")
    expect(page.locator("input[name=probe-shared]")).to_be_focused()
    page.keyboard.type(size[1])
    press("Tab")
    press("ArrowDown")
    press("Control+Enter")
    visitor.sees("How well did you recall it?")
    expect(page.locator("h2.verdict")).to_be_focused()
    press("v")
    visitor.sees("All 3 claims hold.")
    for title in ("What", "How"):
        press("n")
        expect(page.locator("details[open] > summary").get_by_text(title, exact=True)).to_be_visible()
    press("2")
    expect(page.get_by_role("radio", name="Hard")).to_be_checked()
    press("r")
    visitor.sees("Rated hard")
    press("g")
    page.wait_for_url("**/attempts/**")


def test_the_keys_are_listed_and_can_be_switched_off(visitor: Visitor) -> None:
    page, press = visitor.page, visitor.page.keyboard.press
    press("?")
    visitor.sees("On this page")
    expect(page.locator("[data-page-keys]")).to_contain_text("Start:")
    visitor.look("keys")
    page.get_by_label("Single keys act").uncheck()
    press("Escape")
    press("m")
    expect(page).to_have_url(re.compile(r":\d+/$"))
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single keys act").check()
    press("Escape")
    press("m")
    expect(page).to_have_url(re.compile("/map/$"))


def test_the_editor_lets_the_keyboard_go(visitor: Visitor) -> None:
    page, press = visitor.page, visitor.page.keyboard.press
    visitor.open("algorithms/adding")
    expect(page.locator(".cm-editor")).to_be_visible()
    press("w")
    expect(page.locator(".cm-content")).to_be_focused()
    press("Tab")
    expect(page.locator(".cm-content")).to_be_focused()
    press("Escape")
    press("Tab")
    expect(page.get_by_role("button", name="Judge it")).to_be_focused()


def test_the_first_tab_offers_to_skip_to_the_page(visitor: Visitor) -> None:
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.get_by_role("link", name="Skip to the page")).to_be_focused()
