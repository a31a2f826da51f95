"""What a person wrote outlives a closed tab, a reload in the middle and an app that is gone."""

from playwright.sync_api import Browser, expect

from tests.browser.visitor import Visitor
from tests.web.server import App

SLOW = "import time\n\n\ndef add(a, b):\n    time.sleep(1.0)\n    return a + b\n"


def test_a_closed_tab_keeps_what_was_written(app: App, browser: Browser) -> None:
    with Visitor.at(app, browser) as first:
        first.open("core-python/copies")
        first.page.get_by_label("Your answer first").fill("half a thought")
        first.sees("Saved.")
        address = first.page.url
    with Visitor.at(app, browser) as second:
        second.page.goto(address)
        expect(second.page.get_by_label("Your answer first")).to_have_value("half a thought")


def test_a_reload_while_judging_shows_where_it_is(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("algorithms/adding")
    visitor.type_code(SLOW)
    page.get_by_role("button", name="Judge it").click()
    expect(page.locator(".case")).to_have_count(1)
    page.reload()
    expect(page.locator(".judging")).to_be_visible()
    visitor.sees("All 3 cases are right.")
    expect(page.locator(".case")).to_have_count(3)


def test_an_app_that_is_gone_loses_nothing_and_says_so(visitor: Visitor) -> None:
    page = visitor.page
    visitor.expected += ["ERR_CONNECTION_", "htmx:"]
    visitor.open("core-python/copies")
    visitor.app.kill()
    page.get_by_label("Your answer first").fill("written while it was gone")
    visitor.sees("Kept in this browser.")
    page.get_by_role("button", name="That is my answer").click()
    visitor.sees("Hotseat does not answer. What you wrote is kept in this browser.")
    visitor.app.port = int(visitor.app.host.rpartition(":")[2])
    visitor.app.start()
    page.reload()
    expect(page.get_by_label("Your answer first")).to_have_value("written while it was gone")
    page.get_by_role("button", name="That is my answer").click()
    visitor.sees("Now show it")


def test_the_pages_work_without_scripts(app: App, browser: Browser) -> None:
    with Visitor.at(app, browser, scripts=False) as visitor:
        page = visitor.page
        visitor.open("algorithms/adding")
        page.get_by_label("solution.py").fill("def add(a, b):\n    return a + b\n")
        page.get_by_role("button", name="Judge it").click()
        for _ in range(100):
            if page.get_by_text("All 3 cases are right.").count():
                break
            page.reload()
        visitor.sees("All 3 cases are right.")
        page.get_by_role("radio", name="Good").check()
        page.get_by_role("button", name="Keep this rating").click()
        visitor.sees("Rated good")
