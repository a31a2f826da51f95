"""A résumé in a real browser: from a PDF to a line that stands, on two days, and erased."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visitor import Visitor
from tests.intake import pdfs
from tests.intake.facts import PEOPLE
from tests.web.server import App

LINE = "Moved 41 services to Kubernetes"
ANSWERS = {
    "problem": "Deployments took a day and two people.",
    "approach": "The platform team already ran a cluster; machines by hand did not scale to 41.",
    "scale": "41 services, 300 containers, three regions.",
    "impact": "From one deployment a week to nine a day; the rota halved.",
}


class LaterApp(App):
    """The app, started as on a later day: the one place where a page learns the time is told so many days."""

    days = 0

    def command(self, port: int | None = None) -> list[str]:
        command = super().command(port)
        shift = (
            "from hotseat.web.pages import clock; from datetime import datetime, timedelta; "
            f"clock.now = lambda: datetime.now().astimezone() + timedelta(days={self.days}); "
        )
        return [*command[:2], shift + command[2]]


@pytest.fixture
def later(tmp_path: Path, content: Path) -> Iterator[LaterApp]:
    with LaterApp(tmp_path / "home", content) as running:
        yield running


@pytest.fixture
def cv(tmp_path: Path) -> Path:
    path = tmp_path / "ana.pdf"
    path.write_bytes(pdfs.two_columns(PEOPLE["latin"], pdfs.Style(), left="sl", right="we"))
    return path


def bring(visitor: Visitor, cv: Path) -> None:
    visitor.go("/resume/")
    visitor.page.get_by_label("A file").set_input_files(cv)
    visitor.page.get_by_role("button", name="Read it").click()
    visitor.sees("Is this what it says?")


def follow(visitor: Visitor, text: str) -> None:
    visitor.page.get_by_label("Your answer").fill(text)
    visitor.page.get_by_role("radio", name="Good").check()
    visitor.page.get_by_role("button", name="Keep it").click()
    visitor.sees("Saved.")


def test_a_line_goes_from_a_pdf_to_standing_on_two_days_and_is_erased(later: LaterApp, browser: Browser, cv: Path) -> None:
    with Visitor.at(later, browser) as visitor:
        page = visitor.page
        bring(visitor, cv)
        original = page.get_by_role("img", name="Page 1 of the original")
        expect(original).to_be_visible()
        # Visible is not loaded: `decode` settles when the whole picture has come, and fails for a broken one.
        assert original.evaluate("image => image.decode().then(() => image.naturalWidth)") > 600
        visitor.look("resume-correction")
        page.get_by_label("Line 1", exact=True).fill("Ana M. Torres")
        page.get_by_role("button", name="These are my lines").click()
        visitor.sees("Certainly asked, and not answered")
        visitor.look("resume-overview")
        page.get_by_role("link", name=LINE).first.click()
        for question, text in ANSWERS.items():
            page.locator(f"#answer-{question}").fill(text)
        page.get_by_role("button", name="Keep the answers").click()
        visitor.sees("Two follow-ups on two different days are missing.")
        follow(visitor, "The first cut-over lost the sessions of one service.")
        visitor.sees("One more follow-up, on another day.")
        follow(visitor, "Deployments a day, from the pipeline's own log.")
        visitor.sees("A follow-up on another day is missing.")
        visitor.look("resume-line")

    later.kill()
    later.days = 1
    later.start()
    with Visitor.at(later, browser) as visitor:
        page = visitor.page
        visitor.go("/resume/")
        page.get_by_role("link", name=LINE).first.click()
        expect(page.locator("#answer-impact")).to_have_value(ANSWERS["impact"])
        follow(visitor, "I wrote the chart and moved the first nine; two colleagues the rest.")
        visitor.sees("● stands")
        visitor.look("resume-stands")
        visitor.go("/resume/")
        visitor.sees("of 8 lines stand.")
        page.get_by_text("Erase all of it").click()
        page.get_by_role("checkbox", name="Erase it").check()
        page.get_by_role("button", name="Erase my résumé").click()
        visitor.sees("Erased: every line, answer and page.")
        visitor.look("resume-erased")

    held = b"".join(path.read_bytes() for path in later.home.rglob("*") if path.is_file())
    assert b"Kubernetes" not in held
    assert b"deployment a week" not in held


def test_an_answer_is_kept_when_its_field_is_left(visitor: Visitor, cv: Path) -> None:
    bring(visitor, cv)
    visitor.page.get_by_role("button", name="These are my lines").click()
    visitor.page.get_by_role("link", name=LINE).first.click()
    with visitor.page.expect_response("**/answers"):
        visitor.page.locator("#answer-problem").fill(ANSWERS["problem"])
        visitor.page.locator("#answer-scale").focus()
    visitor.app.kill()
    visitor.app.start()
    visitor.page.goto(visitor.app.address)
    visitor.go("/resume/")
    visitor.page.get_by_role("link", name=LINE).first.click()
    expect(visitor.page.locator("#answer-problem")).to_have_value(ANSWERS["problem"])


Scheme = Literal["light", "dark"]


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (640, "dark"), (1920, "dark")])
def test_the_pages_are_whole_at_every_width(app: App, browser: Browser, cv: Path, width: int, scheme: Scheme) -> None:
    with Visitor.at(app, browser, width=width, scheme=scheme) as visitor:
        visitor.go("/resume/")
        visitor.look(f"resume-{width}-empty")
        bring(visitor, cv)
        visitor.look(f"resume-{width}-correction")
        visitor.page.get_by_role("button", name="These are my lines").click()
        visitor.sees("Certainly asked, and not answered")
        visitor.look(f"resume-{width}-overview")
        visitor.page.get_by_role("link", name=LINE).first.click()
        visitor.sees("What it must answer")
        visitor.look(f"resume-{width}-line")
