"""A person in a real browser: where they are, what they see, and what the browser complains of."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.web.server import App

SHOTS = os.environ.get("HOTSEAT_SCREENSHOTS", "")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PATIENCE = 30_000
"""Milliseconds that anything on a page may take on a busy machine."""

# The browser itself styles what is typed into an editable element, and reports that the policy stopped it.
TYPING = "Applying inline style violates"


@dataclass
class Visitor:
    """One page of the app in one browser."""

    app: App
    page: Page
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def at(
        cls,
        app: App,
        browser: Browser,
        *,
        width: int = 1280,
        height: int = 900,
        scheme: Literal["light", "dark"] = "light",
        scripts: bool = True,
    ) -> Iterator["Visitor"]:
        """A visitor with this window, let in by the printed address."""
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=scripts, reduced_motion="reduce"
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        visitor = cls(app, page)
        page.on("console", visitor._console)
        page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        page.goto(app.address)
        yield visitor
        context.close()
        unexpected = [said for said in visitor.complaints if not any(part in said for part in visitor.expected)]
        assert not unexpected, "\n".join(unexpected)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and TYPING not in message.text:
            self.complaints.append(message.text)

    def go(self, path: str) -> None:
        """Open a page of the app."""
        self.page.goto(f"http://{self.app.host}{path}")

    def open(self, item: str) -> None:
        """Start an attempt at an item from its page."""
        self.go(f"/items/{item}/")
        self.page.get_by_role("button", name="Start").click()
        self.page.wait_for_url("**/attempts/**")

    def sees(self, text: str) -> None:
        """Wait until this text is visible."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE)

    def look(self, name: str, *, axe: bool = True) -> None:
        """Check what is shown: nothing is cut off, nothing bars anybody; keep a picture where the environment says where.

        `axe` may be left out where only the width differs from what was checked already.
        """
        width = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, f"{name} is {width} px wider than the window"
        if axe:
            found = Axe().run(self.page, options=RULES)
            assert found.violations_count == 0, found.generate_report()
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)

    def type_code(self, text: str) -> None:
        """Replace what is in the editor."""
        editor = self.page.locator(".cm-content")
        editor.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)
